"""Moves what hangs on a goal or on work to another one, before it comes to an end."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.saving import in_one_go
from kpis.access import kpis_to_view
from kpis.services import edit_kpi
from objectives.access import focus_links_to_view, objectives_to_view
from objectives.models import FocusArea, Objective
from objectives.services import (
    edit_focus_link,
    edit_objective,
    link_focus_area,
    unlink_focus_area,
)
from stories.access import kpi_links_to_view
from stories.services.links import edit_kpi_link, unlink_kpi


@dataclass(frozen=True, slots=True)
class Moved:
    """How many things were moved; what was linked there already counts too."""

    work: int = 0
    goals: int = 0
    kpis: int = 0


@in_one_go
def move_from_objective(
    *, objective: Objective, to: Objective, by: User, at: datetime, with_measures: bool = False
) -> Moved:
    """Let the work and the goals of a goal serve another one, as far as this person knows of them.

    Its own measures of success stay with it as its history, unless `with_measures` says otherwise.

    Raises:
        DomainError: the goals would go round in a circle, or somebody saved one meanwhile.
    """
    there = set(to.focus_links.values_list("focus_area_id", flat=True))
    links = focus_links_to_view(by).filter(objective=objective).in_order()
    for link in links:
        if link.focus_area_id in there:
            unlink_focus_area(link=link, version=link.version, by=by, at=at)
        else:
            facts = {"objective": to}
            edit_focus_link(link=link, facts=facts, version=link.version, by=by, at=at)
    children = objectives_to_view(by).filter(parent=objective).exclude(pk=to.pk).order_by("pk")
    for goal in children:
        edit_objective(objective=goal, facts={"parent": to}, version=goal.version, by=by, at=at)
    measures = kpis_to_view(by).outcomes_of(objective).order_by("pk") if with_measures else ()
    for kpi in measures:
        edit_kpi(kpi=kpi, facts={"outcome_of": to}, version=kpi.version, by=by, at=at)
    return Moved(work=len(links), goals=len(children), kpis=len(measures))


@in_one_go
def move_from_focus_area(
    *, focus_area: FocusArea, to: FocusArea, by: User, at: datetime, with_goals: bool = False
) -> Moved:
    """Let the KPIs of work measure other work, as far as this person knows of them.

    That it served its goals stays as its history, unless `with_goals` hands them on too.

    Raises:
        DomainError: somebody saved a link meanwhile.
    """
    there = set(to.kpi_links.values_list("kpi_id", flat=True))
    links = kpi_links_to_view(by).filter(focus_area=focus_area).order_by("pk")
    for link in links:
        if link.kpi_id in there:
            unlink_kpi(link=link, version=link.version, by=by, at=at)
        else:
            facts = {"focus_area": to}
            edit_kpi_link(link=link, facts=facts, version=link.version, by=by, at=at)
    goals = _hand_goals_on(focus_area, to, by, at) if with_goals else 0
    return Moved(goals=goals, kpis=len(links))


def _hand_goals_on(focus_area: FocusArea, to: FocusArea, by: User, at: datetime) -> int:
    """Let other work serve the goals of work, for the same reasons; return how many there are."""
    there = set(to.focus_links.values_list("objective_id", flat=True))
    served = focus_links_to_view(by).filter(focus_area=focus_area)
    links = served.select_related("objective").order_by("pk")
    for link in links:
        if link.objective and link.objective_id not in there:
            goal, because = link.objective, link.because
            link_focus_area(focus_area=to, objective=goal, because=because, by=by, at=at)
        unlink_focus_area(link=link, version=link.version, by=by, at=at)
    return len(links)
