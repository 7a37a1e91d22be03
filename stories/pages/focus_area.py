"""The page of a focus area: what it is, which goals it serves, what measures it."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from alignment.lib.drawing import Glyph, Kind
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view, may_create_kpi
from objectives.access import focus_links_to_view, may_edit_focus_areas
from objectives.models import FocusArea, FocusLink
from stories.access import kpi_links_to_view
from stories.audiences import audience_of, hidden_from_person
from stories.lines.engine import Verdicts
from stories.lines.graph import Graph
from stories.pages.canvas import kind_of_faults
from stories.pages.findings import ShownFinding, shown_findings
from stories.pages.glyphs import glyph_of_focus_area, words_of
from stories.pages.history import Entry, history_href, history_of
from stories.pages.kpi_list import KpiRow, kpi_rows
from stories.pages.names import Found, names_for
from stories.pages.parts import Fact, Link, links
from stories.pages.remedies import address, page_of
from stories.pages.words import many, period
from stories.verdicts import around_focus_area

MOST_KPIS = 100
TIES: dict[Kind, str] = {
    "sound": "Agreed by both",
    "risk": "Not agreed yet",
    "suspect": "Changed since agreed",
    "broken": "This tie is broken",
}


@dataclass(frozen=True, slots=True)
class ServedGoal(Shown):
    """A goal that this work serves, and why."""

    title: str
    href: str
    because: str
    note: str
    kind: Kind
    tie: str
    edit_href: str


@dataclass(frozen=True, slots=True)
class FocusAreaPage(Shown):
    """All that the page of a focus area shows."""

    section: str
    crumbs: tuple[Link, ...]
    kicker: str
    title: str
    description: str
    actions: tuple[Link, ...]
    line: Glyph
    verdict: str
    goals: tuple[ServedGoal, ...]
    link_href: str
    kpis: tuple[KpiRow, ...]
    more_kpis: str
    add_kpi_href: str
    findings: tuple[ShownFinding, ...]
    facts: tuple[Fact, ...]
    history: tuple[Entry, ...]
    history_href: str


def show_focus_area(user: User, area: FocusArea, today: date) -> FocusAreaPage:
    """Return the page of a focus area, judged now. Constant queries."""
    audience = audience_of(user)
    graph, verdicts = around_focus_area(area.pk, audience, today, hidden=hidden_from_person(user))
    judged = verdicts.work[area.pk]
    found = [Found("focus", area.pk, fault) for fault in judged.faults]
    headline = judged.headline.code if judged.headline else ""
    edit = may_edit_focus_areas(user)
    measured = list(
        kpi_links_to_view(user)
        .filter(focus_area=area)
        .of_current_kpis()
        .in_order()
        .values_list("kpi", flat=True)
    )
    return FocusAreaPage(
        section="focus-areas",
        crumbs=(Link("Focus areas", address("stories:focus-area-list")),),
        kicker=f"Focus area · {area.get_status_display()} · {area.ref}",
        title=area.title,
        description=area.description,
        actions=_actions(user, area),
        line=glyph_of_focus_area(judged.verdict, headline, judged.kpis),
        verdict=words_of(judged.verdict),
        goals=_goals(user, area, graph, verdicts),
        link_href=address("objectives:focus-link-new", area.pk) if edit else "",
        kpis=kpi_rows(kpis_to_view(user), tuple(measured[:MOST_KPIS]), audience),
        more_kpis=many(len(measured) - MOST_KPIS, "more KPI") if len(measured) > MOST_KPIS else "",
        add_kpi_href=_add_kpi(user, area),
        findings=tuple(
            shown_findings(found, names=names_for(user, found), user=user, page=("focus", area.pk))
        ),
        facts=_facts(area),
        history=history_of(user, area),
        history_href=history_href(area),
    )


def _goals(user: User, area: FocusArea, graph: Graph, verdicts: Verdicts) -> tuple[ServedGoal, ...]:
    judged = [edge.id for edge in graph.focus_links if edge.work_id == area.pk]
    links_up = focus_links_to_view(user).filter(pk__in=judged).select_related("objective")
    may_edit = may_edit_focus_areas(user)
    return tuple(_goal(link, verdicts, may_edit=may_edit) for link in links_up.in_order())


def _goal(link: FocusLink, verdicts: Verdicts, *, may_edit: bool) -> ServedGoal:
    kind = kind_of_faults(verdicts.link("focus", link.pk).faults)
    edit = address("stories:focus-link-edit", link.pk) if may_edit else ""
    goal = link.objective
    if goal is None:
        return ServedGoal(
            f"“{link.missing_ref}”, which is not there",
            "",
            link.because,
            "",
            "broken",
            TIES["broken"],
            edit,
        )
    said = (goal.get_status_display(), period(goal.starts_on, goal.ends_on))
    return ServedGoal(
        title=goal.title,
        href=page_of("objective", goal.pk),
        because=link.because,
        note=" · ".join(part for part in said if part),
        kind=kind if goal.is_open else "idle",
        tie=TIES[kind] if goal.is_open else "This goal is over",
        edit_href=edit,
    )


def _add_kpi(user: User, area: FocusArea) -> str:
    may_add = may_create_kpi(user) and area.status == FocusArea.Status.ACTIVE
    return address("stories:kpi-new", focus_area=area.pk) if may_add else ""


def _actions(user: User, area: FocusArea) -> tuple[Link, ...]:
    if not may_edit_focus_areas(user):
        return links(Link("Add a KPI", _add_kpi(user, area), "primary"))
    return links(
        Link("Edit", address("stories:focus-area-edit", area.pk)),
        Link("Link to a goal", address("objectives:focus-link-new", area.pk)),
        Link("Add a KPI", _add_kpi(user, area), "primary"),
    )


def _facts(area: FocusArea) -> tuple[Fact, ...]:
    owner = area.owner
    return (
        Fact("Why we work on it", area.rationale),
        Fact("Owner", owner.name if owner else "", small=owner.job_title if owner else ""),
        Fact("Status", area.get_status_display()),
        Fact("Reference", area.ref),
    )
