"""Counts what is stored: the headline groups, goals, work and faults, for one audience and scope.

Lists filter by the same `Scope` through `kpi_verdicts`, so that a number and the rows behind its
link are always the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stories.findings import Counts, GoalCounts, KpiCounts, WorkCounts
from stories.models import KpiVerdictQuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """Which KPIs are meant; None is all.

    `objective_id` means the KPIs with a line to it or to a goal below it, `due_from` and
    `due_until` the days between which the target is to be reached, `severity` the least grave.
    """

    team_id: int | None = None
    owner_id: int | None = None
    objective_id: int | None = None
    due_from: date | None = None
    due_until: date | None = None
    severity: int | None = None


EVERYTHING = Scope()


def kpi_verdicts(audience: int, scope: Scope = EVERYTHING) -> KpiVerdictQuerySet:
    """Return the verdicts on the KPIs meant, one row each, drafts and retired ones included."""
    raise NotImplementedError


def headline_counts(audience: int, scope: Scope = EVERYTHING) -> KpiCounts:
    """Return the headline groups of the KPIs meant; they always add up to `live`. One query."""
    raise NotImplementedError


def objective_counts(audience: int) -> GoalCounts:
    """Return the active objectives by verdict. One query."""
    raise NotImplementedError


def focus_area_counts(audience: int) -> WorkCounts:
    """Return the live focus areas by what they lack. One query."""
    raise NotImplementedError


def fault_counts(audience: int) -> Mapping[str, int]:
    """Return, for each code, how many things carry that fault, excused ones left out. One query."""
    raise NotImplementedError


def all_counts(audience: int, on: date) -> Counts:
    """Return all totals as stored; `on` is the day they were settled for. Four queries."""
    raise NotImplementedError
