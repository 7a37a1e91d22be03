"""What reaches each goal, rolled up the tree, and what goals and work still lack.

Sets of KPIs are merged from child to parent, the smaller into the larger, so that a deep tree
costs no more than a flat one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from stories.lines.catalogue import fault
from stories.lines.faults import Fault, Severity
from stories.lines.findings import Verdict
from stories.lines.graph import GoalNode, WorkNode
from stories.lines.indexing import Index
from stories.lines.parts import BROKEN, SOUND, goal_integrity, has_direct_line, is_live
from stories.lines.tracing import Way
from stories.prose import has_blanks, says_nothing


@dataclass(slots=True)
class Reach:
    """What reaches a goal and its descendants; emptied into the parent's when counted."""

    lines: int = 0
    sound_lines: int = 0
    has_work: bool = False
    kpis: set[int] = field(default_factory=set)
    unbroken: set[int] = field(default_factory=set)
    sound: set[int] = field(default_factory=set)
    ties: set[int] = field(default_factory=set)


class Coverage(NamedTuple):
    """What is counted for one goal with its descendants, and what its story wrongly leans on.

    KPIs are technology's: the goal's own outcome measures are left out. `work` and `measured_work`
    are its own live focus areas; `bare_parts` are those without a KPI and its live children that no
    KPI reaches.
    """

    lines: int
    sound_lines: int
    kpis: int
    sound_kpis: int
    doubtful_kpis: int
    broken_kpis: int
    has_work: bool
    work: int
    measured_work: int
    bare_parts: int
    unlinked: tuple[int, ...]

    @property
    def verdict(self) -> Verdict:
        """Return the verdict of the best line of technology's KPIs."""
        if self.sound_kpis:
            return Verdict.SOUND
        if self.doubtful_kpis:
            return Verdict.IN_DOUBT
        return Verdict.BROKEN if self.kpis else Verdict.NONE


def direct_reach(index: Index) -> dict[int, Reach]:
    """Return for each goal whether live work is linked to it, ready to count its lines."""
    reaches = {goal: Reach() for goal in index.goals}
    for goal, edges in index.down_from_goal.items():
        reaches[goal].has_work = any(
            edge.work_id is not None and index.work[edge.work_id].status == "active"
            for edge in edges
        )
    return reaches


def count_ways(reaches: Mapping[int, Reach], kpi_id: int, ways: Iterable[Way]) -> None:
    """Count a KPI's lines where they end."""
    for way in ways:
        if way.goal_id is not None:
            _count(reaches[way.goal_id], way, kpi_id)


def _count(reach: Reach, way: Way, kpi_id: int) -> None:
    if not way.focus_link_id:
        reach.ties.add(kpi_id)
        return
    reach.lines += 1
    reach.kpis.add(kpi_id)
    if way.rank < BROKEN:
        reach.unbroken.add(kpi_id)
    if way.rank == SOUND:
        reach.sound_lines += 1
        reach.sound.add(kpi_id)


def coverage_of(index: Index, reaches: dict[int, Reach]) -> dict[int, Coverage]:
    """Return what is counted for each goal; `reaches` is used up."""
    coverage: dict[int, Coverage] = {}
    bare_children: defaultdict[int, int] = defaultdict(int)
    for goal_id in index.tree.upwards:
        reach = reaches.pop(goal_id)
        coverage[goal_id] = _coverage(index.goals[goal_id], reach, bare_children[goal_id], index)
        parent = index.tree.above.get(goal_id)
        if parent is not None:
            bare_children[parent] += _is_bare(index.goals[goal_id], coverage[goal_id], index)
            reaches[parent] = _merged(reaches[parent], reach)
    return coverage


def _is_bare(child: GoalNode, coverage: Coverage, index: Index) -> bool:
    """Tell whether a live child that may want technology has no KPI."""
    return not coverage.kpis and child.expects_technology != "no" and is_live(child, index)


def _merged(one: Reach, other: Reach) -> Reach:
    return Reach(
        lines=one.lines + other.lines,
        sound_lines=one.sound_lines + other.sound_lines,
        has_work=one.has_work or other.has_work,
        kpis=_union(one.kpis, other.kpis),
        unbroken=_union(one.unbroken, other.unbroken),
        sound=_union(one.sound, other.sound),
        ties=_union(one.ties, other.ties),
    )


def _union(one: set[int], other: set[int]) -> set[int]:
    """Return both together, reusing the larger."""
    smaller, larger = (one, other) if len(one) < len(other) else (other, one)
    larger |= smaller
    return larger


def _coverage(goal: GoalNode, reach: Reach, bare_children: int, index: Index) -> Coverage:
    own = index.outcomes.get(goal.id, ())
    kpis, unbroken, sound = (
        len(reached) - sum(kpi in reached for kpi in own)
        for reached in (reach.kpis, reach.unbroken, reach.sound)
    )
    work = _own_work(goal.id, index)
    measured = sum(one in index.measured_by for one in work)
    story = index.stories.get(goal.id)
    named = () if story is None else story.measures
    return Coverage(
        lines=reach.lines,
        sound_lines=reach.sound_lines,
        kpis=kpis,
        sound_kpis=sound,
        doubtful_kpis=unbroken - sound,
        broken_kpis=kpis - unbroken,
        has_work=reach.has_work,
        work=len(work),
        measured_work=measured,
        bare_parts=len(work) - measured + bare_children,
        unlinked=tuple(
            sorted(
                kpi
                for kpi in named
                if kpi in index.assessed and kpi not in reach.kpis and kpi not in reach.ties
            )
        ),
    )


def _own_work(goal_id: int, index: Index) -> set[int]:
    edges = index.down_from_goal.get(goal_id, ())
    linked = {edge.work_id for edge in edges if edge.work_id is not None}
    return {one for one in linked if index.work[one].status == "active"}


def goal_faults(goal: GoalNode, coverage: Coverage, index: Index) -> list[Fault]:
    """Return what is wrong with a goal, its story left aside.

    A finished goal is only looked at for its place among the others, a draft for its dates too.
    """
    found = [*goal_integrity(goal, index)]
    if goal.missing_parent:
        found.append(fault("I1", missing=goal.missing_parent))
    if goal.status not in {"draft", "active"}:
        return found
    if goal.start is not None and goal.end is not None and goal.end < goal.start:
        found.append(fault("I6"))
    if goal.status == "active":
        found += _work_and_measures(goal, coverage, index)
        found += _set_up(goal, index)
    return found


def _work_and_measures(goal: GoalNode, coverage: Coverage, index: Index) -> Iterator[Fault]:
    if not coverage.has_work:
        if goal.expects_technology != "no" and is_live(goal, index):
            expected = goal.expects_technology == "yes"
            yield fault("G1", severity=Severity.RED if expected else Severity.YELLOW)
    elif not coverage.kpis:
        yield fault("G2")
    if coverage.kpis and coverage.bare_parts:
        yield fault("G3", count=coverage.bare_parts)
    if coverage.kpis and not coverage.sound_kpis:
        yield fault("G4")
    if goal.expects_technology == "no" and has_direct_line(goal.id, index):
        yield fault("G6")
    if coverage.kpis == 1:
        yield fault("G10")


def _set_up(goal: GoalNode, index: Index) -> Iterator[Fault]:
    outcomes = [index.assessed[kpi] for kpi in index.outcomes.get(goal.id, ())]
    if all(
        has_blanks(one.title, "strict", index.not_blanks)
        or has_blanks(one.target_words, "strict", index.not_blanks)
        for one in outcomes
    ):
        yield fault("G5")
    if goal.end is not None and goal.end < index.today:
        yield fault("G7", on=goal.end)
    if goal.id in index.tree.closed_above:
        yield fault("G8", goal_id=index.tree.closed_above[goal.id])
    if goal.business_owner_id is None or not goal.business_owner_active:
        yield fault("G9")


def work_faults(work: WorkNode, index: Index) -> list[Fault]:
    """Return what is wrong with a focus area; a retired one is only looked at for its reference."""
    other = index.shared_refs.get(("focus", work.id))
    found = [] if other is None else [fault("I3", focus_id=other)]
    if work.status == "active":
        if not index.goals_above(work.id):
            found.append(fault("F1"))
        if work.id not in index.measured_by:
            found.append(fault("F2"))
        if says_nothing(work.rationale, index.not_blanks):
            found.append(fault("F3"))
    return found
