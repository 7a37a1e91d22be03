"""The alignment page: the verdict in one sentence, what is behind it, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Bar, Glyph, Group, Kind, Segment, segments
from kpis.access import kpis_to_view, may_create_kpi
from kpis.models import Kpi
from objectives.access import may_create_objective, objectives_to_view
from objectives.models import Objective
from reports.models import Snapshot
from reports.pages.finding_list import Rows, findings_address, rows_about, shown_rows
from reports.pages.matters import About, codes_of
from reports.pages.scope import ScopeFilter
from reports.snapshots import change_since
from stories.audiences import audience_of
from stories.lines.findings import KpiCounts
from stories.models import ObjectiveVerdict
from stories.pages.asked import AskedCard, asked_card
from stories.pages.figures import STATUSES, progress_of, status_of, way_by
from stories.pages.filters import Chip
from stories.pages.findings import ShownFinding
from stories.pages.glyphs import glyph_of_objective
from stories.pages.objective_list import told
from stories.pages.parts import Link, links
from stories.pages.remedies import address, page_of
from stories.pages.words import day, many
from stories.totals import UNTRACED, Scope, headline_counts

SHOWN = 5
MOST_GOALS_SHOWN = 20
MOST_CHANGES = 10
SPAN = timedelta(days=27)
UNMEASURED = "unmeasured"
NO_LINE = "no-line"


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict in one sentence: a figure, what it counts, and what is bad about it."""

    figure: str
    text: str
    bad: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the lines since a day, and the KPIs concerned."""

    text: str
    changes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class GoalRow:
    """An objective as the executive sees it."""

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


@dataclass(frozen=True, slots=True)
class FindingCard:
    """The gravest findings of one sort, and the way to all of them."""

    findings: tuple[ShownFinding, ...]
    count: int
    all_text: str
    all_href: str


@dataclass(frozen=True, slots=True)
class AlignmentPage:
    """Everything on the page, ready to be placed."""

    section: str
    kicker: str
    form: ScopeFilter
    asked: AskedCard | None
    chips: tuple[Chip, ...]
    headline: Headline
    groups: tuple[Group, ...]
    segments: tuple[Segment, ...]
    since: Since | None
    nowhere: FindingCard
    unmeasured: FindingCard
    goals: tuple[GoalRow, ...]
    goals_href: str
    empty: bool
    actions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who reads the page, what they narrowed it to, and where forms lead back to."""

    user: User
    audience: int
    form: ScopeFilter
    scope: Scope
    back: str

    def rows(self, about: About) -> Rows:
        """Return the verdicts about something with something to say."""
        return rows_about(about, self.audience, self.scope)


def show_alignment(user: User, asked: QueryDict, today: date) -> AlignmentPage:
    """Return the page for a reader and what they narrowed it to. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form, audience = ScopeFilter(asked, user), audience_of(user)
    scope, carried = form.scope(today), form.carried()
    counts = headline_counts(audience, scope)
    groups = _groups(counts, carried)
    goals = _goal_rows(user, audience, scope.objective_id)
    asker = _Asker(user, audience, form, scope, f"/?{asked.urlencode()}" if asked else "/")
    return AlignmentPage(
        section="alignment",
        asked=asked_card(user),
        kicker=f"Alignment on {day(today)} · {form.words()}",
        form=form,
        chips=form.chips(asked),
        headline=_headline(counts),
        groups=groups,
        segments=segments(groups),
        since=None if form.is_narrow() else _since(audience, today, counts),
        nowhere=_nowhere(asker, counts.no_line),
        unmeasured=_unmeasured(asker),
        goals=goals,
        goals_href=address("stories:objective-list"),
        empty=counts.live == 0 and not goals and not form.is_narrow(),
        actions=_actions(user),
    )


def _headline(counts: KpiCounts) -> Headline:
    if counts.live == 0:
        return Headline("No KPI", "is live here yet, so there is no line to judge.")
    verb = "traces" if counts.live == 1 else "trace"
    text = (
        f"{'KPI' if counts.live == 1 else 'KPIs'} {verb} to a business goal both sides agreed on."
    )
    bad = f"{counts.no_line:,} {'leads' if counts.no_line == 1 else 'lead'} nowhere."
    return Headline(f"{counts.sound:,} of {counts.live:,}", text, bad if counts.no_line else "")


def _groups(counts: KpiCounts, carried: dict[str, str]) -> tuple[Group, ...]:
    found: list[tuple[Kind, str, int, str]] = [
        ("sound", "traced and agreed", counts.sound, "sound"),
        ("risk", "not agreed yet", counts.waiting, "waiting"),
        ("suspect", "changed since agreed", counts.changed, "changed"),
        ("broken", "no line to a goal", counts.no_line, "no_line"),
    ]
    if counts.exempt:
        found.append(("idle", "deliberately tied to none", counts.exempt, "exempt"))
    return tuple(
        Group(kind, count, text, address("stories:kpi-list", verdict=verdict, **carried))
        for kind, text, count, verdict in found
    )


def _since(audience: int, today: date, counts: KpiCounts) -> Since | None:
    """Return what became of the company's lines in about four weeks. Two queries."""
    kept = Snapshot.objects.of_company(audience)
    last = kept.before(today - SPAN).first() or kept.before(today).last()
    if last is None:
        return None
    changes, then = change_since(last, audience), last.counts["kpis"]
    parts, named = [], []
    for found, verb in ((changes.gained, "gained a line"), (changes.lost, "lost the line")):
        if found:
            parts.append(f"{many(len(found), 'KPI')} {verb}")
        named += [Link(one.title, page_of("kpi", one.kpi_id), verb) for one in found[:MOST_CHANGES]]
    way = "Up" if counts.sound > then["sound"] else "Down"
    way = "Unchanged" if counts.sound == then["sound"] else way
    became = " and ".join(parts) or "no line came or went"
    return Since(
        text=f"{way} from {then['sound']:,} of {then['live']:,} on {day(last.day)}: {became}.",
        changes=tuple(named),
    )


def _nowhere(asker: _Asker, count: int) -> FindingCard:
    """Return the KPIs with no line; how many there are is known already. Four queries."""
    rows = asker.rows("kpis").filter(verdict__in=UNTRACED)
    return _card(asker, "kpis", NO_LINE, rows.order_by("-severity", "kpi_id"), count)


def _unmeasured(asker: _Asker) -> FindingCard:
    """Return the goals nobody measures: first those that nobody measures at all. Five queries."""
    rows = asker.rows("goals").filter(codes__overlap=list(codes_of("goals", UNMEASURED)))
    bare = ExpressionWrapper(Q(codes__overlap=["G1", "G2"]), output_field=BooleanField())
    ordered = rows.annotate(bare=bare).order_by("-bare", "-severity", "objective_id")
    return _card(asker, "goals", UNMEASURED, ordered, rows.count())


def _card(asker: _Asker, about: About, matter: str, rows: Rows, count: int) -> FindingCard:
    shown = list(rows[:SHOWN])
    return FindingCard(
        findings=shown_rows(asker.user, shown, codes_of(about, matter), asker.back),
        count=count,
        all_text=f"All {count:,}",
        all_href=findings_address(about, matter, **asker.form.carried()),
    )


def _goal_rows(user: User, audience: int, under: int | None) -> tuple[GoalRow, ...]:
    """Return the first active goals in the business's order. Three queries."""
    known = objectives_to_view(user).active()
    known = known.at_or_below(under) if under is not None else known
    goals = list(known.for_listing()[:MOST_GOALS_SHOWN])
    ids = [goal.pk for goal in goals]
    judged = {
        row.objective_id: row
        for row in ObjectiveVerdict.objects.for_audience(audience).filter(objective__in=ids)
    }
    outcomes = kpis_to_view(user).filter(outcome_of__in=ids).select_related("state").order_by("pk")
    first: dict[int | None, Kpi] = {}
    for kpi in outcomes:
        first.setdefault(kpi.outcome_of_id, kpi)
    return tuple(_goal_row(goal, judged.get(goal.pk), first.get(goal.pk)) for goal in goals)


def _goal_row(goal: Objective, judged: ObjectiveVerdict | None, outcome: Kpi | None) -> GoalRow:
    story_kind, story = told(judged.story_state if judged else "")
    standing_kind, standing = STATUSES[status_of(outcome)] if outcome else ("idle", "Unknown")
    owner = goal.business_owner or goal.technology_owner
    return GoalRow(
        title=goal.title,
        href=page_of("objective", goal.pk),
        note=f"{outcome.title}: {way_by(outcome)}" if outcome else "No measure of success yet",
        outcome=progress_of(outcome) if outcome else None,
        line=_glyph(judged) if judged else None,
        lines=f"{judged.sound_lines:,} of {judged.lines:,}" if judged and judged.lines else "None",
        story_kind=story_kind,
        story=story,
        standing_kind=standing_kind,
        standing=standing,
        owner=(owner.job_title or owner.name) if owner else "Nobody",
        hidden=goal.confidential,
    )


def _glyph(row: ObjectiveVerdict) -> Glyph:
    return glyph_of_objective(row.verdict, row.doubt, row.lines, row.sound_lines, row.focus_areas)


def _actions(user: User) -> tuple[Link, ...]:
    offered: Iterable[Link] = (
        Link("New objective", address("objectives:objective-new"), "primary"),
        Link("Import a workbook", address("reports:exchange")),
    )
    kpi = Link("New KPI", address("stories:kpi-new"))
    if may_create_objective(user):
        return links(*offered)
    return links(kpi) if may_create_kpi(user) else ()
