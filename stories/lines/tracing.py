"""The lines of each KPI: which is best, what is wrong with it, and how many hold.

A KPI's lines are walked once each, with the verdict of every part known beforehand.
"""

from dataclasses import dataclass
from typing import NamedTuple

from stories.lines.catalogue import fault
from stories.lines.findings import Line
from stories.lines.graph import FocusLinkEdge, KpiLinkEdge, MeasureNode
from stories.lines.indexing import Index
from stories.lines.linking import NEVER, LinkPart, focus_link_part, kpi_link_part
from stories.lines.parts import (
    BROKEN,
    IN_DOUBT,
    SOUND,
    VERDICTS,
    Part,
    faults_of_line,
    goal_integrity,
    goal_parts,
    goal_timing,
    kpi_part,
    part_of,
    work_parts,
)

NOWHERE = float("inf")


class Way(NamedTuple):
    """A line in the order of preference: verdict, rank of the goal, oldest confirmation, ids.

    A confirmation is that of the link to the goal, then that of the link to the work. Ways that
    reach no goal come after those that do. Link ids of 0 mean that there is no such link.
    """

    rank: int
    goal_rank: float
    goal_confirmed: float
    work_confirmed: float
    focus_link_id: int
    kpi_link_id: int
    focus_id: int | None
    goal_id: int | None


class Up(NamedTuple):
    """A link from work to a goal, with all above it: how bad, and where it leads."""

    rank: int
    goal_rank: float
    confirmed: float
    focus_link_id: int
    goal_id: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """All ways of a KPI, as counts, and the best of them."""

    best: Way | None
    lines: int
    sound_lines: int


@dataclass(frozen=True, slots=True)
class Network:
    """A graph with every part judged."""

    index: Index
    goals: dict[int, Part]
    work: dict[int, Part]
    focus_links: dict[int, LinkPart]
    kpi_links: dict[int, LinkPart]
    ups: dict[int, list[Up]]


def network_of(index: Index) -> Network:
    """Return the graph with its parts judged once each."""
    goals = goal_parts(index)
    work = work_parts(index)
    focus_links = {edge.id: focus_link_part(edge, index) for edge in index.focus_links.values()}
    kpi_links = {edge.id: kpi_link_part(edge, index) for edge in index.kpi_links.values()}
    network = Network(index, goals, work, focus_links, kpi_links, {})
    for work_id, edges in index.up_from_work.items():
        network.ups[work_id] = [_up(edge, network) for edge in edges]
    return network


def _up(edge: FocusLinkEdge, network: Network) -> Up:
    link = network.focus_links[edge.id]
    if edge.goal_id is None:
        return Up(BROKEN, NOWHERE, NEVER, edge.id, None)
    rank = max(link.part.rank, network.goals[edge.goal_id].rank)
    return Up(rank, network.index.goals[edge.goal_id].rank, link.confirmed, edge.id, edge.goal_id)


def ways_of(measure: MeasureNode, network: Network) -> list[Way]:
    """Return all lines of a KPI, in no order."""
    ways: list[Way] = []
    tie = _tie(measure, network)
    if tie is not None:
        ways.append(tie)
    links = network.index.up_from_kpi.get(measure.id)
    if links:
        own = kpi_part(measure.id, network.index).rank
        for edge in links:
            _add_ways(ways, edge, own, network)
    return ways


def _tie(measure: MeasureNode, network: Network) -> Way | None:
    index = network.index
    if measure.missing_outcome:
        return Way(BROKEN, NOWHERE, NEVER, NEVER, 0, 0, None, None)
    if measure.outcome_of is None or measure.outcome_of not in index.goals:
        return None
    goal = index.goals[measure.outcome_of]
    rank = max(kpi_part(measure.id, index).rank, tie_part(goal.id, index).rank)
    return Way(rank, goal.rank, NEVER, NEVER, 0, 0, None, goal.id)


def tie_part(goal_id: int, index: Index) -> Part:
    """Return what a goal brings to the line of its own outcome measure: only whether it is live."""
    goal = index.goals[goal_id]
    structure, timing = goal_timing(goal, index)
    return part_of(goal_integrity(goal, index), structure, timing)


def _add_ways(ways: list[Way], edge: KpiLinkEdge, own: int, network: Network) -> None:
    link = network.kpi_links[edge.id]
    work_id = edge.work_id
    ups = None if work_id is None else network.ups.get(work_id)
    if work_id is None or ups is None:
        ways.append(Way(BROKEN, NOWHERE, NEVER, link.confirmed, 0, edge.id, work_id, None))
        return
    below = max(own, link.part.rank, network.work[work_id].rank)
    for up in ups:
        rank, goal_rank, confirmed, focus_link_id, goal_id = up
        rank = max(below, rank)
        if rank == SOUND and _is_silent(edge.measure_id, goal_id, network.index):
            rank = IN_DOUBT
        ways.append(
            Way(
                rank, goal_rank, confirmed, link.confirmed, focus_link_id, edge.id, work_id, goal_id
            )
        )


def _is_silent(kpi_id: int | None, goal_id: int | None, index: Index) -> bool:
    """Tell whether the goal has a story that does not mention the KPI."""
    story = index.stories.get(goal_id or 0)
    return story is not None and kpi_id not in story.measures


def best_first(measure: MeasureNode, network: Network) -> list[Way]:
    """Return all lines of a KPI, best first.

    Where none holds and every piece of live work it measures serves nothing, that dead end is what
    to mend, so it comes first.
    """
    ways = ways_of(measure, network)
    if len(ways) > 1:
        ways.sort()
    if ways and ways[0].rank == BROKEN:
        dead_end = _dead_end(ways, network.index)
        if dead_end is not None:
            ways.remove(dead_end)
            ways.insert(0, dead_end)
    return ways


def _dead_end(ways: list[Way], index: Index) -> Way | None:
    first = None
    for way in ways:
        if way.focus_id is not None and index.work[way.focus_id].status == "active":
            if way.focus_link_id:
                return None
            first = first or way
    return first


def line_of(way: Way, kpi_id: int, network: Network) -> Line:
    """Return a line with its faults."""
    return Line(
        kpi_id=kpi_id,
        kpi_link_id=way.kpi_link_id or None,
        focus_id=way.focus_id,
        focus_link_id=way.focus_link_id or None,
        goal_id=way.goal_id,
        verdict=VERDICTS[way.rank],
        faults=faults_of_line(_parts_of(way, kpi_id, network)),
    )


def _parts_of(way: Way, kpi_id: int, network: Network) -> list[Part]:
    index = network.index
    own = kpi_part(kpi_id, index)
    if not way.kpi_link_id:
        missing = index.measures[kpi_id].missing_outcome
        gone = part_of((fault("I1", missing=missing),))
        return [own, tie_part(way.goal_id, index) if way.goal_id else gone]
    parts = [own, network.kpi_links[way.kpi_link_id].part]
    if way.focus_id:
        parts.append(network.work[way.focus_id])
    if way.focus_link_id:
        parts.append(network.focus_links[way.focus_link_id].part)
    if way.goal_id:
        parts.append(network.goals[way.goal_id])
        if _is_silent(kpi_id, way.goal_id, index):
            parts.append(part_of(doubts=(fault("S4", goal_id=way.goal_id),)))
    return parts
