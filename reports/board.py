"""What executives see of a scope on a day, as plain data: the page, packs, digests and reviews.

`board_of(user, scope, day, today=…)` is the one door. Today is as things stand now; a past day is
what was kept that day, and the same day always gives the same board. Confidential goals that the
reader may not know of are in none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from accounts.models import User
from alignment.lib.drawing import Bar, Glyph, Kind
from kpis.models import Kpi
from reports.board_days import kept_day
from reports.board_kept import material_then, then_of, words_then
from reports.board_live import MOST_GOALS, material_now
from reports.board_rows import Cause, GoalFacts, Material, Row, found_of
from reports.ranking import Hanging, Money, Ranked, ranked
from reports.scopes import Scope, words_for
from stories.lines.catalogue import CATALOGUE
from stories.lines.findings import KpiCounts
from stories.lines.graph import ItemKind
from stories.models import ObjectiveVerdict
from stories.pages.figures import STATUSES, progress_of, status_of, target_value, way_by
from stories.pages.findings import ShownFinding, shown_findings
from stories.pages.glyphs import glyph_of_objective
from stories.pages.names import Found, Names
from stories.pages.objective_list import told as tag_of_story
from stories.pages.remedies import address, page_of
from stories.pages.words import many
from stories.totals import Scope as KpiScope

MOST_FINDINGS = 50
PAST_PAGES: dict[ItemKind, str] = {
    "objective": "stories:objective-as-of",
    "kpi": "stories:kpi-as-of",
}
GOAL_KINDS: tuple[ItemKind, ...] = ("objective", "focus")


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict in one sentence: a figure, what it counts, and what is bad about it."""

    figure: str
    text: str
    bad: str = ""

    @property
    def sentence(self) -> str:
        """Return it as running text."""
        return " ".join(part for part in (self.figure, self.text, self.bad) if part)


@dataclass(frozen=True, slots=True)
class BoardMeasure:
    """The measure of success of a goal; `plan` is the way from baseline to target, if known."""

    id: int
    title: str
    unit: str
    decimals: int | None
    aim: Decimal | None
    plan: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class BoardGoal:
    """An objective as the executive sees it; `told` is its story in full, where there is one."""

    id: int
    title: str
    href: str
    note: str
    outcome: Bar | None
    line: Glyph | None
    lines: str
    story_kind: Kind
    story: str
    standing_kind: Kind
    standing: str
    owner: str
    hidden: bool
    told: str = ""
    verdict: str = ""
    doubt: str = ""
    measure: BoardMeasure | None = None


@dataclass(frozen=True, slots=True)
class BoardFinding:
    """A thing to mend in its place: what is wrong, what clears, and why it stands where it does.

    `key` is the same on every day: what to mend and what is wrong with it, “focus-12-L2”. `about`
    and `id` are the thing, `clears` how many measures are clear once it is mended.
    """

    key: str
    about: ItemKind
    id: int
    shown: ShownFinding
    clears: int
    ranked: Ranked


@dataclass(frozen=True, slots=True)
class Live:
    """What only today's page asks: KPIs narrowed further, and where forms lead back to."""

    narrowed: KpiScope
    back: str


@dataclass(frozen=True, slots=True)
class Board:
    """A scope on a day. `kept_on` is the day on which it was kept; None is as things stand now."""

    scope: Scope
    scope_words: str
    day: date
    kept_on: date | None
    headline: Headline
    counts: KpiCounts
    findings: tuple[BoardFinding, ...]
    goals: tuple[BoardGoal, ...]


def board_of(
    user: User,
    scope: Scope,
    day: date,
    *,
    today: date,
    goals: int = MOST_GOALS,
    live: Live | None = None,
) -> Board:
    """Return what a reader sees of a scope on a day. The queries are always as many.

    `goals` is how many of them are listed at most. A day on which nothing was kept shows the last
    kept day before it.

    Raises:
        Http404: the scope is a branch of a goal that the reader may not know of.
        DomainError: nothing was kept on the day or before.
    """
    if day >= today:
        words, kept_on = words_for(user, scope), None
        narrowed = live.narrowed if live else None
        material = material_now(user, scope, today=today, goals=goals, narrowed=narrowed)
    else:
        kept = kept_day(user, day)
        then, kept_on = then_of(user, kept), kept.day
        words = words_then(then, scope)
        material = material_then(then, scope, goals=goals)
    findings = _findings(user, material, live.back if live else "")
    return Board(
        scope=scope,
        scope_words=words,
        day=day,
        kept_on=kept_on,
        headline=headline_of(material.counts),
        counts=material.counts,
        findings=findings if kept_on is None else tuple(_bygone(one, kept_on) for one in findings),
        goals=tuple(_goal(one, material.stories, kept_on) for one in material.goals),
    )


def headline_of(counts: KpiCounts) -> Headline:
    """Return the verdict on so many KPIs in one sentence."""
    if counts.live == 0:
        return Headline("No KPI", "is live here yet, so there is no line to judge.")
    verb = "traces" if counts.live == 1 else "trace"
    text = (
        f"{'KPI' if counts.live == 1 else 'KPIs'} {verb} to a business goal both sides agreed on."
    )
    bad = f"{counts.no_line:,} {'leads' if counts.no_line == 1 else 'lead'} nowhere."
    return Headline(f"{counts.sound:,} of {counts.live:,}", text, bad if counts.no_line else "")


def _findings(user: User, material: Material, back: str) -> tuple[BoardFinding, ...]:
    """Return what is wrong, what most hangs on first; of one thing, the weightiest alone."""
    causes = {f"{one.kind}-{one.id}-{one.headline}": one for one in _causes_of(material)}
    shown = {key: _shown(user, cause, material, back) for key, cause in causes.items()}
    hanging = {key: _hanging(key, cause, material) for key, cause in causes.items() if shown[key]}
    weightiest: dict[tuple[ItemKind, int], str] = {}
    for one in ranked(hanging.values()):
        weightiest.setdefault(_thing(causes[one.key], material.names), one.key)
    things = {key: thing for thing, key in weightiest.items()}
    return tuple(
        BoardFinding(one.key, *things[one.key], finding, causes[one.key].clears, one)
        for one in ranked(hanging[key] for key in things)[:MOST_FINDINGS]
        if (finding := shown[one.key])
    )


def _bygone(found: BoardFinding, kept_on: date) -> BoardFinding:
    """Return a finding of a past day: what would have cleared it is said, but nobody does it."""
    href = _page_on(found.about, found.id, kept_on)
    shown = replace(found.shown, href=href, action_href="", who="", others=())
    return replace(found, shown=shown)


def _causes_of(material: Material) -> list[Cause]:
    """Return what to mend: what KPIs wait for, then what is wrong with goals and work."""
    known = {(one.kind, one.id, one.headline) for one in material.causes}
    own = [
        Cause(kind, item, row.headline, row.severity, 0, item)
        for (kind, item), row in material.rows.items()
        if kind in GOAL_KINDS and (kind, item, row.headline) not in known
    ]
    return [*material.causes, *own]


def _row_of(cause: Cause, material: Material) -> Row | None:
    """Return the verdict by which a cause is told: of the thing itself, or of one KPI below it."""
    if cause.clears == 0 and cause.kind in GOAL_KINDS:
        return material.rows.get(("objective" if cause.kind == "objective" else "focus", cause.id))
    return material.rows.get(("kpi", cause.one))


def _hanging(key: str, cause: Cause, material: Material) -> Hanging:
    row = _row_of(cause, material)
    found = None if row is None else found_of(row, cause.headline)
    goals = () if row is None else _goals_of(row)
    worth = [material.worth[goal] for goal in goals if goal in material.worth]
    return Hanging(
        key=key,
        severity=int(found.fault.severity) if found else 0,
        clears=cause.clears,
        drivers=tuple(one.driver for one in worth),
        money=tuple(
            Money(one.benefit, one.currency)
            for one in worth
            if one.benefit is not None and one.benefit > Decimal(0)
        ),
        order=(min((one.rank for one in worth), default=10**6), cause.id),
    )


def _goals_of(row: Row) -> tuple[int, ...]:
    return (row.objective_id,) if isinstance(row, ObjectiveVerdict) else tuple(row.goals)


def _thing(cause: Cause, names: Names) -> tuple[ItemKind, int]:
    """Return what a finding is about: what to mend, or the KPI that waits where it is only one."""
    for kind in GOAL_KINDS:
        if cause.kind == kind and cause.clears != 1 and names.of(kind, cause.id) is not None:
            return kind, cause.id
    return "kpi", cause.one


def _shown(user: User, cause: Cause, material: Material, back: str) -> ShownFinding | None:
    """Return a finding as it is read; None where the reader may not know what it speaks of."""
    row = _row_of(cause, material)
    found = None if row is None else found_of(row, cause.headline)
    if found is None:
        return None
    shown = _one(user, found, material.names, back)
    if shown is None or cause.clears < 2:  # one measure speaks for itself
        return shown
    about, item = _thing(cause, material.names)
    holder = material.names.of(about, item)
    if about == "kpi" or holder is None:
        return replace(shown, reason=f"{shown.reason} {_and_others(cause)}")
    return replace(
        shown,
        title=holder.title,
        href=page_of(about, item),
        reason=f"{CATALOGUE[cause.headline].name}. {many(cause.clears, 'measure')} wait for it.",
        others=(),
    )


def _one(user: User, found: Found, names: Names, back: str) -> ShownFinding | None:
    return next(iter(shown_findings([found], names=names, user=user, back=back)), None)


def _and_others(cause: Cause) -> str:
    rest = cause.clears - 1
    return f"{many(rest, 'more measure')} {'waits' if rest == 1 else 'wait'} for the same."


def _goal(facts: GoalFacts, stories: Mapping[int, str], kept_on: date | None) -> BoardGoal:
    goal, judged, outcome = facts.goal, facts.judged, facts.outcome
    story_kind, story = tag_of_story(judged.story_state if judged else "")
    standing_kind, standing = STATUSES[status_of(outcome)] if outcome else ("idle", "Unknown")
    return BoardGoal(
        id=goal.pk,
        title=goal.title,
        href=_page_on("objective", goal.pk, kept_on),
        note=f"{outcome.title}: {way_by(outcome)}" if outcome else "No measure of success yet",
        outcome=progress_of(outcome) if outcome else None,
        line=_glyph(judged) if judged else None,
        lines=f"{judged.sound_lines:,} of {judged.lines:,}" if judged and judged.lines else "None",
        story_kind=story_kind,
        story=story,
        standing_kind=standing_kind,
        standing=standing,
        owner=facts.owner,
        hidden=goal.confidential,
        told=stories.get(goal.pk, ""),
        verdict=judged.verdict if judged else "",
        doubt=judged.doubt if judged else "",
        measure=_measure(outcome) if outcome else None,
    )


def _page_on(kind: ItemKind, item: int, kept_on: date | None) -> str:
    """Return where a thing is read: its page, or its page as it was on a day where it has one."""
    if kept_on is None or kind not in PAST_PAGES:
        return page_of(kind, item)
    return address(PAST_PAGES[kind], item, kept_on)


def _measure(kpi: Kpi) -> BoardMeasure:
    aim, start, due = target_value(kpi), kpi.baseline_on, kpi.due_on
    plan: tuple[tuple[date, Decimal], ...] = ()
    if aim is not None and kpi.baseline is not None and start and due and start < due:
        plan = ((start, kpi.baseline), (due, aim))
    return BoardMeasure(kpi.pk, kpi.title, kpi.unit, kpi.decimals, aim, plan)


def _glyph(row: ObjectiveVerdict) -> Glyph:
    return glyph_of_objective(row.verdict, row.doubt, row.lines, row.sound_lines, row.focus_areas)
