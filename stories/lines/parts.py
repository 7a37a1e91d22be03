"""What each part of a line brings to it: its goal, its work, its two links, the KPI itself.

Each part is judged once, however many lines run through it.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from stories.lines.catalogue import fault, place
from stories.lines.faults import Fault, Severity
from stories.lines.findings import Verdict
from stories.lines.graph import FINISHED, GoalNode
from stories.lines.indexing import Index

SOUND, IN_DOUBT, BROKEN = 0, 1, 2
VERDICTS = (Verdict.SOUND, Verdict.IN_DOUBT, Verdict.BROKEN)


class Part(NamedTuple):
    """The faults of one part of a line by how they are shown, and how bad that is.

    `rank` is 0 for sound, 1 for in doubt, 2 for broken. Notes never change it.
    """

    integrity: tuple[Fault, ...] = ()
    structure: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    rank: int = SOUND


FINE = Part()


def part_of(
    integrity: Sequence[Fault] = (),
    structure: Sequence[Fault] = (),
    doubts: Sequence[Fault] = (),
    notes: Sequence[Fault] = (),
) -> Part:
    """Return a part with its rank: red breaks, amber puts in doubt, less does neither."""
    if integrity or structure:
        rank = BROKEN
    elif any(found.severity is Severity.AMBER for found in doubts):
        rank = IN_DOUBT
    else:
        rank = SOUND
        if not doubts and not notes:
            return FINE
    return Part(tuple(integrity), tuple(structure), tuple(doubts), tuple(notes), rank)


def faults_of_line(parts: Iterable[Part]) -> tuple[Fault, ...]:
    """Return what a line of these parts shows.

    Only the first that is there of: integrity; structure; everything that puts in doubt. Then the
    notes, always.
    """
    faulty = [part for part in parts if part is not FINE]
    if not faulty:
        return ()
    integrity: list[Fault] = []
    structure: list[Fault] = []
    doubts: list[Fault] = []
    notes: list[Fault] = []
    for part in faulty:
        integrity += part.integrity
        structure += part.structure
        doubts += part.doubts
        notes += part.notes
    shown = integrity or structure or doubts
    if len(shown) > 1:
        shown.sort(key=place)
    if len(notes) > 1:
        notes.sort(key=place)
    return (*shown, *notes)


def goal_parts(index: Index) -> dict[int, Part]:
    """Return what each goal brings to the lines that end at it."""
    return {goal.id: _goal_part(goal, index) for goal in index.goals.values()}


def _goal_part(goal: GoalNode, index: Index) -> Part:
    structure, timing = goal_timing(goal, index)
    doubts = [*timing]
    if goal.status == "active" and goal.id in index.tree.closed_above:
        doubts.append(fault("G8", goal_id=index.tree.closed_above[goal.id]))
    doubts += untold(goal, index)
    return part_of(goal_integrity(goal, index), structure, doubts)


def goal_integrity(goal: GoalNode, index: Index) -> tuple[Fault, ...]:
    """Return what is wrong with the goal's place and name among the others."""
    found = []
    if goal.id in index.tree.circle_of:
        found.append(fault("I2", goal_id=goal.id))
    if ("objective", goal.id) in index.shared_refs:
        found.append(fault("I3", goal_id=index.shared_refs["objective", goal.id]))
    return tuple(found)


def goal_timing(goal: GoalNode, index: Index) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """Return whether the goal is over, and whether it is not quite on."""
    today, end = index.today, goal.end
    long_over = end is not None and end < today - timedelta(days=index.grace_days)
    if goal.status in FINISHED or long_over:
        return (fault("L3", goal_id=goal.id, on=end),), ()
    not_started = goal.start is not None and goal.start > today
    if goal.status == "draft" or not_started:
        return (), (fault("L5", goal_id=goal.id, on=goal.start if not_started else None),)
    if end is not None and end < today:
        return (), (fault("L4", goal_id=goal.id, on=end),)
    return (), ()


def untold(goal: GoalNode, index: Index) -> tuple[Fault, ...]:
    """Return that a live goal has lines but no story, if so."""
    told = goal.id in index.stories
    if told or not is_live(goal, index) or not has_direct_line(goal.id, index):
        return ()
    return (fault("S1", goal_id=goal.id),)


def is_live(goal: GoalNode, index: Index) -> bool:
    """Tell whether the goal is being worked for on the day."""
    return (
        goal.status == "active"
        and (goal.start is None or goal.start <= index.today)
        and (goal.end is None or goal.end >= index.today)
        and goal.id not in index.tree.circle_of
    )


def has_direct_line(goal_id: int, index: Index) -> bool:
    """Tell whether some live KPI's line ends at this very goal, whatever its verdict."""
    return any(edge.work_id in index.measured_by for edge in index.down_from_goal.get(goal_id, ()))


def work_parts(index: Index) -> dict[int, Part]:
    """Return what each focus area brings to the lines through it."""
    parts = {}
    for work in index.work.values():
        other = index.shared_refs.get(("focus", work.id))
        integrity = () if other is None else (fault("I3", focus_id=other),)
        if work.status == "retired":
            structure: tuple[Fault, ...] = (fault("L6", focus_id=work.id),)
        elif work.id in index.up_from_work:
            structure = ()
        else:
            structure = (fault("L2", focus_id=work.id),)
        parts[work.id] = part_of(integrity, structure) if integrity or structure else FINE
    return parts


def kpi_part(kpi_id: int, index: Index) -> Part:
    """Return what the KPI itself brings to all its lines."""
    other = index.shared_refs.get(("kpi", kpi_id))
    return FINE if other is None else part_of((fault("I3", kpi_id=other),))
