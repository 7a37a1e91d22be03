"""The page of a KPI: where it is, where it should be, and which goal it is for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from accounts.models import User
from accounts.roles import Action
from alignment.lib.drawing import Bar, Glyph, Kind
from alignment.lib.numbers import show_money
from alignment.lib.shown import Shown
from kpis.access import connector_of, may_with_kpi
from kpis.forms import in_plain_words
from kpis.models import Connector, Kpi
from kpis.progress import Point
from kpis.source_pages import faring
from kpis.wording import suggest_for
from stories.access import kpi_links_to_view, may_exempt
from stories.audiences import hidden_from_person
from stories.lines.findings import KpiFinding, Line
from stories.models import PUBLIC, Exemption, KpiLink
from stories.pages.explained import ExplainedPart, explained
from stories.pages.figures import (
    STATUSES,
    amount,
    change_asked,
    latest,
    progress_of,
    state_of,
    status_of,
    target,
)
from stories.pages.findings import ShownFinding, shown_findings
from stories.pages.glyphs import glyph_of, kind_of, words_of
from stories.pages.held import HeldRow, held_of
from stories.pages.history import Entry, history_href, history_of
from stories.pages.kpi_lines import LineRow, line_rows
from stories.pages.names import Found, names_for
from stories.pages.parts import Fact, Link, links
from stories.pages.plots import Plot, changes_of, plot_of, recorded_of, series_of
from stories.pages.remedies import address, page_of
from stories.pages.values import Values, values_of
from stories.pages.words import ago, day, moment
from stories.verdicts import around_kpi


@dataclass(frozen=True, slots=True)
class Excuse(Shown):
    """Why a KPI is accepted without a line, or another finding of it for a time."""

    title: str
    reason: str
    who: str
    end_href: str


@dataclass(frozen=True, slots=True)
class KpiPage(Shown):
    """All that the page of a KPI shows."""

    section: str
    crumbs: tuple[Link, ...]
    kicker: str
    title: str
    meaning: str
    actions: tuple[Link, ...]
    line: Glyph
    verdict_kind: Kind
    verdict: str
    bar: Bar | None
    status_kind: Kind
    status: str
    status_reason: str
    figures: tuple[Fact, ...]
    reading: str
    reading_href: str
    steps: tuple[Fact, ...]
    explained: ExplainedPart
    lines: tuple[LineRow, ...]
    no_lines: str
    link_href: str
    findings: tuple[ShownFinding, ...]
    excuses: tuple[Excuse, ...]
    plot: Plot | None
    values: Values
    record_href: str
    held: tuple[HeldRow, ...]
    facts: tuple[Fact, ...]
    history: tuple[Entry, ...]
    history_href: str
    day_href: str


def show_kpi(user: User, kpi: Kpi, asked: QueryDict, today: date) -> KpiPage:
    """Return the page of a KPI that a reader may see, judged now. Constant queries."""
    _, verdicts = around_kpi(kpi.pk, PUBLIC, today, hidden=hidden_from_person(user))
    judged, lines = verdicts.kpis.get(kpi.pk), verdicts.lines_of(kpi.pk)
    found = list(_found(judged))
    names = names_for(user, [*found, *_said_of(lines)], lines)
    own_links = list(_links(user, kpi))
    verdict, doubt = (judged.verdict, judged.doubt) if judged else ("not_assessed", "")
    headline = judged.headline.code if judged and judged.headline else ""
    kind, status = STATUSES[status_of(kpi)]
    state = state_of(kpi)
    recorded, steps = recorded_of([kpi.pk])[kpi.pk], list(kpi.steps.all())
    points = [Point(one.on, one.value) for one in recorded]
    source = connector_of(kpi)
    may_record = may_with_kpi(user, Action.RECORD_VALUE, kpi)
    return KpiPage(
        section="kpis",
        crumbs=(Link("KPIs", address("stories:kpi-list")),),
        kicker=_kicker(kpi),
        title=kpi.title,
        meaning=kpi.meaning,
        actions=_actions(user, kpi),
        line=glyph_of(verdict, doubt, headline),
        verdict_kind=kind_of(verdict, doubt),
        verdict=words_of(verdict, doubt),
        bar=progress_of(kpi),
        status_kind=kind,
        status=status,
        status_reason=state.reason if state else "",
        figures=_figures(kpi, today, source),
        reading=reading_of(kpi),
        reading_href=address("stories:kpi-edit", kpi.pk)
        if may_with_kpi(user, Action.EDIT_KPI, kpi)
        else "",
        steps=tuple(Fact(step.title, _done(step.done_on)) for step in steps),
        explained=explained(kpi, steps, points, today),
        lines=line_rows(user, lines, names, own_links),
        no_lines=_no_lines(kpi, own_links),
        link_href=_link_href(user, kpi),
        findings=tuple(shown_findings(found, names=names, user=user, page=("kpi", kpi.pk))),
        excuses=tuple(
            _excuse(row, user) for row in Exemption.objects.of_kpi(kpi).in_force_on(today)
        ),
        plot=plot_of(kpi, series_of(kpi, recorded, changes_of([kpi.pk])[kpi.pk])),
        values=values_of(kpi, asked, may_correct=may_record),
        record_href=address("kpis:measurement-new", kpi.pk) if may_record else "",
        held=held_of([kpi], page_of("kpi", kpi.pk)) if source and may_record else (),
        facts=(*_facts(kpi), *_source(user, kpi, source)),
        history=history_of(user, kpi),
        history_href=history_href(kpi),
        day_href=address("stories:kpi-day", kpi.pk),
    )


def reading_of(kpi: Kpi) -> str:
    """Return how the words of a target can be read as numbers; empty where it has numbers."""
    figures = (kpi.target, kpi.low, kpi.high, kpi.change)
    if any(figure is not None for figure in figures):
        return ""
    found = suggest_for(kpi.target_words, kpi.unit)
    return in_plain_words(found) if found else ""


def _found(judged: KpiFinding | None) -> Iterator[Found]:
    if judged is None:
        return
    for fault in judged.faults:
        yield Found("kpi", judged.id, fault, judged.best)


def _said_of(lines: Sequence[Line]) -> Iterator[Found]:
    for line in lines:
        for fault in line.faults:
            yield Found("kpi", line.kpi_id, fault, line)


def _links(user: User, kpi: Kpi) -> Sequence[KpiLink]:
    return list(kpi_links_to_view(user).filter(kpi=kpi).select_related("focus_area").in_order())


def _kicker(kpi: Kpi) -> str:
    said = ("KPI", kpi.get_status_display(), kpi.team.name if kpi.team else "", kpi.ref)
    return " · ".join(part for part in said if part)


def _link_href(user: User, kpi: Kpi) -> str:
    may = may_with_kpi(user, Action.LINK_KPI, kpi)
    return address("stories:kpi-link-new", kpi.pk) if may else ""


def _actions(user: User, kpi: Kpi) -> tuple[Link, ...]:
    edit = may_with_kpi(user, Action.EDIT_KPI, kpi)
    record = may_with_kpi(user, Action.RECORD_VALUE, kpi)
    excuse = may_exempt(user) and kpi.status == Kpi.Status.LIVE
    return links(
        Link("Edit", address("stories:kpi-edit", kpi.pk) if edit else ""),
        Link("Exempt", address("stories:exemption-new", kpi.pk) if excuse else ""),
        Link(
            "Record a value", address("kpis:measurement-new", kpi.pk) if record else "", "primary"
        ),
    )


def _figures(kpi: Kpi, today: date, source: Connector | None) -> tuple[Fact, ...]:
    """Return the figures in the order of a life: from where, now, to where, by when."""
    state = state_of(kpi)
    measured = state.latest_on if state else None
    start = amount(kpi, kpi.baseline)
    now = f"on {day(measured)}, {ago(measured, today)}" if measured else ""
    if source and source.failing_since:  # the last good value stands, and is said to be old
        now = f"{now}; its source cannot be read since {moment(source.failing_since)}".lstrip("; ")
    began = f"on {day(kpi.baseline_on)}" if kpi.baseline_on and start else ""
    return (
        Fact("Starting point", start, small=began),
        Fact("Now", latest(kpi) or "Not measured yet", small=now),
        Fact("Target", target(kpi), small=change_asked(kpi)),
        Fact("Due", day(kpi.due_on), small=ago(kpi.due_on, today) if kpi.due_on else ""),
    )


def _done(on: date | None) -> str:
    return f"Done on {day(on)}" if on else "Open"


def _no_lines(kpi: Kpi, own_links: Sequence[KpiLink]) -> str:
    """Return why there is no line to show, in the words of the KPI's own status."""
    if kpi.status in {Kpi.Status.LIVE, Kpi.Status.PAUSED}:
        return "It is linked to nothing, so nobody can say which goal it is for."
    tied = ", ".join(link.focus_area.title for link in own_links if link.focus_area)
    status = kpi.get_status_display().lower()
    return f"It is {status}, so its lines are not judged." + (
        f" Linked to: {tied}." if tied else ""
    )


def _excuse(row: Exemption, user: User) -> Excuse:
    return Excuse(
        title=f"Accepted until {day(row.expires_on)}",
        reason=row.reason,
        who=f"{row.approver.name} on {day(row.granted_on)}",
        end_href=address("stories:exemption-end", row.pk) if may_exempt(user) else "",
    )


RARELY_SAID = frozenset({"Formula", "Cost of a year"})


def _facts(kpi: Kpi) -> tuple[Fact, ...]:
    cadence = kpi.get_cadence_display() if kpi.cadence else ""
    direction = kpi.get_direction_display() if kpi.direction else ""
    said = [
        Fact("What is counted and how", kpi.definition),
        Fact("Formula", kpi.formula),
        Fact("Which way is good", direction),
        Fact("How often", cadence),
        Fact(
            "Owner",
            kpi.owner.name if kpi.owner else "",
            small=kpi.owner.job_title if kpi.owner else "",
        ),
        Fact("Team", kpi.team.name if kpi.team else ""),
        Fact("Perspective", kpi.get_perspective_display()),
        Fact("Where the values come from", kpi.source),
        Fact(
            "Cost of a year",
            "" if kpi.yearly_cost is None else show_money(kpi.yearly_cost, kpi.currency),
        ),
    ]
    if kpi.outcome_of:  # whoever sees this KPI may know of the goal whose success it shows
        href = page_of("objective", kpi.outcome_of.pk)
        said.insert(0, Fact("Shows the success of", kpi.outcome_of.title, href=href))
    return tuple(fact for fact in said if fact.text or fact.term not in RARELY_SAID)


def _source(user: User, kpi: Kpi, source: Connector | None) -> Iterator[Fact]:
    """Yield where the values are read from by themselves; to who may change it, also where not."""
    href = address("kpis:source-edit", kpi.pk) if may_with_kpi(user, Action.EDIT_KPI, kpi) else ""
    if source:
        words = f"{source.get_every_display()}, from {source.get_kind_display()}"
        yield Fact("Read by itself", words, href=href, small=faring(source)[1] if href else "")
    elif href:
        yield Fact("Read by itself", "Not yet: say where from", href=href)
