"""The line engine: which KPIs trace to a goal, which do not, why, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stories.findings import (
    Counts,
    GoalFinding,
    KpiFinding,
    Line,
    LinkFinding,
    Todo,
    Verdict,
    WorkFinding,
)
from stories.graph import Graph, LinkKind


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All that is known of a graph on a day, by id."""

    on: date
    kpis: Mapping[int, KpiFinding]
    goals: Mapping[int, GoalFinding]
    work: Mapping[int, WorkFinding]
    links: Mapping[tuple[LinkKind, int], LinkFinding]
    counts: Counts
    todos: tuple[Todo, ...]

    def lines_of(self, kpi_id: int) -> tuple[Line, ...]:
        """Return all lines of a KPI, best first."""
        raise NotImplementedError

    def lines_to(self, goal_id: int) -> tuple[Line, ...]:
        """Return all lines that end at this very objective, best first."""
        raise NotImplementedError

    def verdict_for(self, kpi_id: int, goal_id: int) -> Verdict:
        """Return the verdict on a KPI in the scope of one objective and its descendants."""
        raise NotImplementedError


def evaluate(graph: Graph, today: date, grace_days: int = 30) -> Verdicts:
    """Judge every line of the graph as of a day."""
    raise NotImplementedError
