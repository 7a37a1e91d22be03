"""Counts what is stored: the headline groups, goals, work and faults, for one audience and scope.

Lists filter by the same `Scope` through `kpi_verdicts`, so that a number and the rows behind its
link are always the same.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, Q, Value

from alignment.lib.arrays import HasOneOf
from objectives.models import FocusArea, Objective
from stories.lines.catalogue import CATALOGUE
from stories.lines.findings import Counts, GoalCounts, KpiCounts, WorkCounts
from stories.models import (
    FocusVerdict,
    KpiVerdict,
    KpiVerdictQuerySet,
    ObjectiveVerdict,
    Verdict,
)

UNTRACED = [Verdict.NONE, Verdict.BROKEN]
# The groups of the headline, over any rows that say a KPI's verdict and what is in doubt. What is
# counted is in an index with it, so that PostgreSQL need not read the rows.
HEADLINE_GROUPS = {
    "live": Count("verdict", filter=~Q(verdict=Verdict.NOT_ASSESSED)),
    "sound": Count("verdict", filter=Q(verdict=Verdict.SOUND)),
    "in_doubt": Count("verdict", filter=Q(verdict=Verdict.IN_DOUBT)),
    "no_line": Count("verdict", filter=Q(verdict__in=UNTRACED)),
    "exempt": Count("verdict", filter=Q(verdict=Verdict.EXEMPT)),
    "changed": Count("verdict", filter=Q(verdict=Verdict.IN_DOUBT, doubt="changed")),
    "waiting": Count("verdict", filter=Q(verdict=Verdict.IN_DOUBT, doubt="waiting")),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which KPIs are meant; None is all.

    `objective_id` means the KPIs with a line to it or to a goal below it, `due_from` and
    `due_until` the days between which the target is to be reached, `severity` the least grave,
    `driver` those with a line to a goal of this value driver.
    """

    team_id: int | None = None
    owner_id: int | None = None
    objective_id: int | None = None
    due_from: date | None = None
    due_until: date | None = None
    severity: int | None = None
    driver: str = ""


EVERYTHING = Scope()


class _Below(Func):
    """The ids of an objective and of all below it, as an array."""

    template = """ARRAY(
        WITH RECURSIVE tree AS (
            SELECT %(expressions)s::bigint AS id
            UNION
            SELECT child.id FROM objectives_objective child JOIN tree ON child.parent_id = tree.id
        )
        SELECT id FROM tree
    )"""
    arity = 1


def kpi_verdicts(audience: int, scope: Scope = EVERYTHING) -> KpiVerdictQuerySet:
    """Return the verdicts on the KPIs meant, one row each, drafts and retired ones included."""
    meant = {
        "kpi__team": scope.team_id,
        "kpi__owner": scope.owner_id,
        "kpi__due_on__gte": scope.due_from,
        "kpi__due_on__lte": scope.due_until,
        "severity__gte": scope.severity,
    }
    found = KpiVerdict.objects.for_audience(audience)
    found = found.filter(**{name: value for name, value in meant.items() if value is not None})
    if scope.objective_id is not None:
        found = found.filter(goals__overlap=_Below(Value(scope.objective_id)))
    if scope.driver:
        goals = Objective.objects.narrowed_to(value_driver=scope.driver)
        found = found.filter(HasOneOf(ArraySubquery(goals.order_by().values("pk")), F("goals")))
    return found


def headline_counts(audience: int, scope: Scope = EVERYTHING) -> KpiCounts:
    """Return the headline groups of the KPIs meant; they always add up to `live`. One query."""
    found = kpi_verdicts(audience, scope).aggregate(**HEADLINE_GROUPS)
    return KpiCounts(**found)


def objective_counts(audience: int) -> GoalCounts:
    """Return the active objectives by verdict. One query."""
    wanted_none = Q(verdict=Verdict.NONE, objective__expects_technology=Objective.Expects.NO)
    found = (
        ObjectiveVerdict.objects.for_audience(audience)
        .filter(objective__status=Objective.Status.ACTIVE)
        .aggregate(
            active=Count("pk"),
            sound=Count("pk", filter=Q(verdict=Verdict.SOUND)),
            in_doubt=Count("pk", filter=Q(verdict=Verdict.IN_DOUBT)),
            no_line=Count("pk", filter=Q(verdict__in=UNTRACED) & ~wanted_none),
            not_expected=Count("pk", filter=wanted_none),
            without_work=Count("pk", filter=Q(codes__contains=["G1"])),
            without_measure=Count("pk", filter=Q(codes__contains=["G2"])),
        )
    )
    return GoalCounts(**found)


def focus_area_counts(audience: int) -> WorkCounts:
    """Return the live focus areas by what they lack. One query."""
    found = (
        FocusVerdict.objects.for_audience(audience)
        .filter(focus_area__status=FocusArea.Status.ACTIVE)
        .aggregate(
            live=Count("pk"),
            serving=Count("pk", filter=~Q(goals=[])),
            no_goal=Count("pk", filter=Q(codes__contains=["F1"])),
            no_measure=Count("pk", filter=Q(codes__contains=["F2"])),
        )
    )
    return WorkCounts(**found)


def fault_counts(audience: int) -> Mapping[str, int]:
    """Return, for each code, how many things carry that fault, excused ones left out.

    Three queries. What a KPI only inherits from its goal is counted at the goal.
    """
    counts = Counter(dict.fromkeys(CATALOGUE, 0))
    for verdicts in (KpiVerdict, ObjectiveVerdict, FocusVerdict):
        codes = Func(F("codes"), function="unnest")
        found = verdicts.objects.for_audience(audience).values(one=codes).annotate(n=Count("pk"))
        counts.update(dict(found.values_list("one", "n").order_by()))
    return dict(counts)


def all_counts(audience: int, on: date) -> Counts:
    """Return all totals as stored; `on` is the day they were settled for. Six queries."""
    return Counts(
        on=on,
        kpis=headline_counts(audience),
        objectives=objective_counts(audience),
        focus_areas=focus_area_counts(audience),
        faults=fault_counts(audience),
    )
