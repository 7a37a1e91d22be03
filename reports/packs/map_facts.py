"""Fetches what the map of a pack shows: as things stand, or as they were kept of a past day.

Each KPI stands by its best line, which is what is stored and kept of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import focus_areas_to_view
from objectives.models import FocusArea, Objective
from reports.board_kept import (
    Then,
    focus_verdict_then,
    goal_then,
    goals_then,
    kpi_verdict_then,
    kpis_then,
    objective_verdict_then,
)
from reports.models import Kept
from reports.scopes import Scope, goals_in
from reports.standings import CURRENT
from stories.audiences import audience_of
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict, Verdict
from stories.totals import kpi_verdicts

MOST = 2000  # of a sort; a map of more shows its branches alone
WORK = 1  # where a best line says which work it goes over
Judged = tuple[Objective, ObjectiveVerdict | None]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on the map; `all` says whether everything was fetched, or only the goals."""

    goals: tuple[Judged, ...]
    work: tuple[tuple[FocusArea, FocusVerdict], ...]
    kpis: tuple[tuple[Kpi, KpiVerdict], ...]
    all: bool


def facts_now(user: User, scope: Scope) -> Facts:
    """Return what the map of a scope shows as things stand. Constant queries.

    Raises:
        Http404: it is the branch of a goal that the reader may not know of.
    """
    audience = audience_of(user)
    goals = {goal.pk: goal for goal in goals_in(user, scope)}
    judged = ObjectiveVerdict.objects.for_audience(audience).filter(objective__in=goals)
    rows = {row.objective_id: row for row in judged}
    kpis = (
        kpi_verdicts(audience, scope.of_kpis())
        .exclude(verdict=Verdict.NOT_ASSESSED)
        .filter(kpi__in=kpis_to_view(user).not_retired())
    )
    work = FocusVerdict.objects.for_audience(audience).filter(
        focus_area__in=focus_areas_to_view(user)
    )
    return _facts(
        scope,
        [(goal, rows.get(pk)) for pk, goal in goals.items()],
        [(row.focus_area, row) for row in work.select_related("focus_area")[: MOST + 1]],
        [(row.kpi, row) for row in kpis.select_related("kpi").order_by("kpi")[: MOST + 1]],
    )


def facts_then(then: Then, scope: Scope) -> Facts | None:
    """Return what the map of a scope showed; None where it was not kept. Six queries at most."""
    goals = then.rows(Kept.Kind.OBJECTIVE)
    if not goals.filter(facts__has_key="expects").exists():
        return None
    inside = goals_then(then, scope)
    kpis = (
        kpis_then(then, scope, inside)
        .exclude(Q(verdict=Verdict.NOT_ASSESSED) | Q(facts__status=Kpi.Status.RETIRED))
        .order_by("item_id")
    )
    listed = goals if inside is None else goals.filter(item_id__in=inside)
    return _facts(
        scope,
        [(goal_then(row), objective_verdict_then(row)) for row in listed],
        [(_area(row), focus_verdict_then(row)) for row in then.rows(Kept.Kind.FOCUS)[: MOST + 1]],
        [(_kpi(row), kpi_verdict_then(row)) for row in kpis[: MOST + 1]],
    )


def _area(row: Kept) -> FocusArea:
    return FocusArea(pk=row.item_id, title=row.facts["title"], status=row.facts["status"])


def _kpi(row: Kept) -> Kpi:
    facts = row.facts
    return Kpi(
        pk=row.item_id,
        title=facts["title"],
        status=facts["status"],
        outcome_of_id=facts["outcome_of"],
    )


def _facts(
    scope: Scope,
    goals: Iterable[Judged],
    work: list[tuple[FocusArea, FocusVerdict]],
    kpis: list[tuple[Kpi, KpiVerdict]],
) -> Facts:
    """Return what belongs on the map, in an order that no database's alphabet decides."""
    known = [(goal, row) for goal, row in goals if goal.status in CURRENT or (row and row.lines)]
    known.sort(key=lambda one: (one[0].rank, one[0].title, one[0].pk))
    if max(len(work), len(kpis)) > MOST:
        return Facts(tuple(known), (), (), all=False)
    served = {goal.pk for goal, _ in known}
    measured = {row.line[WORK] for _, row in kpis if row.line}
    alone = scope.team_id is None and scope.person_id is None

    def belongs(area: FocusArea, row: FocusVerdict) -> bool:
        if area.pk in measured or not alone:
            return area.pk in measured
        is_idle = scope.is_company and area.status == FocusArea.Status.ACTIVE
        return is_idle or not served.isdisjoint(row.goals)

    shown = [(area, row) for area, row in work if belongs(area, row)]
    return Facts(
        goals=tuple(known),
        work=tuple(sorted(shown, key=lambda one: (one[0].title, one[0].pk))),
        kpis=tuple(sorted(kpis, key=lambda one: (one[0].title, one[0].pk))),
        all=True,
    )
