"""The line engine: which KPIs trace to a goal, which do not, why, and what to do.

Each part of a line is judged once; each line is then walked once; what reaches a goal is rolled up
the tree by merging sets. The cost grows with the parts, the links and the lines, never with
ancestors times lines. Nothing here reads a clock, a setting or a database.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from stories.lines.assessing import assess_goal, assess_kpi, assess_work
from stories.lines.causes import todos_of
from stories.lines.counting import counts_of
from stories.lines.covering import count_ways, coverage_of, direct_reach
from stories.lines.findings import (
    Counts,
    GoalFinding,
    KpiFinding,
    Line,
    LinkFinding,
    Todo,
    Verdict,
    WorkFinding,
)
from stories.lines.graph import Graph, JudgementRow, LinkKind
from stories.lines.indexing import Index, index_of
from stories.lines.linking import link_finding
from stories.lines.parts import VERDICTS
from stories.lines.telling import refusals
from stories.lines.tracing import Network, best_first, line_of, network_of, ways_of


@dataclass(frozen=True)
class Verdicts:
    """All that is known of a graph on a day, by id.

    `kpis` holds live and paused ones only; `goals` and `work` hold all. Totals and to-dos are only
    computed when asked for, since who stores verdicts needs neither.
    """

    on: date
    kpis: Mapping[int, KpiFinding]
    goals: Mapping[int, GoalFinding]
    work: Mapping[int, WorkFinding]
    network: Network = field(repr=False, compare=False)

    @cached_property
    def counts(self) -> Counts:
        """Return the totals of the day."""
        goals = self.network.index.goals
        return counts_of(
            self.on,
            self.kpis.values(),
            ((goals[key], one) for key, one in self.goals.items()),
            self.work.values(),
        )

    @cached_property
    def todos(self) -> tuple[Todo, ...]:
        """Return what to mend, what clears most first."""
        return todos_of(self.kpis.values())

    def lines_of(self, kpi_id: int) -> tuple[Line, ...]:
        """Return all lines of a KPI, best first; none of one that is not assessed."""
        kpi = self.network.index.assessed.get(kpi_id)
        if kpi is None:
            return ()
        return tuple(line_of(way, kpi_id, self.network) for way in best_first(kpi, self.network))

    def lines_to(self, goal_id: int) -> tuple[Line, ...]:
        """Return all lines that end at this very objective, by KPI, best first."""
        index = self.network.index
        kpis = set(index.outcomes.get(goal_id, ()))
        for edge in index.down_from_goal.get(goal_id, ()):
            links = index.measured_by.get(edge.work_id or 0, ())
            kpis.update(link.measure_id for link in links if link.measure_id is not None)
        return tuple(
            line for kpi in sorted(kpis) for line in self.lines_of(kpi) if line.goal_id == goal_id
        )

    def best_line_below(self, goal_id: int) -> Line | None:
        """Return the best line by which technology's KPIs reach an objective or one below it."""
        found = [
            (way, kpi.id)
            for kpi in self.network.index.assessed.values()
            for way in ways_of(kpi, self.network)
            if way.focus_link_id and way.goal_id and self._counts_for(way.goal_id, goal_id)
        ]
        return line_of(*min(found), self.network) if found else None

    def link(self, kind: LinkKind, link_id: int) -> LinkFinding:
        """Return what there is to say of a link by itself.

        Raises:
            KeyError: the graph has no such link.
        """
        links = self.network.focus_links if kind == "focus" else self.network.kpi_links
        return link_finding(kind, link_id, links[link_id])

    def refusals_of(self, goal_id: int) -> tuple[JudgementRow, ...]:
        """Return the words that refuse lines which the story of an objective names."""
        story = self.network.index.stories.get(goal_id)
        return tuple(refusals(story, self.network)) if story else ()

    def verdict_for(self, kpi_id: int, goal_id: int) -> Verdict:
        """Return the verdict on a KPI in the scope of one objective and its descendants."""
        kpi = self.network.index.assessed.get(kpi_id)
        if kpi is None:
            return Verdict.NOT_ASSESSED
        for way in best_first(kpi, self.network):
            if way.goal_id is not None and self._counts_for(way.goal_id, goal_id):
                return VERDICTS[way.rank]
        return Verdict.NONE

    def _counts_for(self, reached: int, goal_id: int) -> bool:
        above = self.network.index.tree.above
        goal: int | None = reached
        while goal is not None and goal != goal_id:
            goal = above.get(goal)
        return goal is not None


def evaluate(graph: Graph, today: date, grace_days: int = 30) -> Verdicts:
    """Judge every KPI, objective and focus area of a graph as of a day.

    A goal that ended up to `grace_days` ago still holds its lines, in doubt. The answer depends on
    the graph and the day alone, not on the order in which things come.
    """
    with collector_at_rest():
        return _evaluated(index_of(graph, today, grace_days))


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for circles, again and again, among millions of fresh values."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _evaluated(index: Index) -> Verdicts:
    network = network_of(index)
    reaches = direct_reach(index)
    kpis = {}
    for kpi in index.assessed.values():
        ways = best_first(kpi, network)
        count_ways(reaches, kpi.id, ways)
        kpis[kpi.id] = assess_kpi(kpi, ways, network)
    coverage = coverage_of(index, reaches)
    goals = {
        goal.id: assess_goal(goal, coverage[goal.id], network) for goal in index.goals.values()
    }
    work = {area.id: assess_work(area, network) for area in index.work.values()}
    return Verdicts(
        on=index.today,
        kpis=kpis,
        goals=goals,
        work=work,
        network=network,
    )
