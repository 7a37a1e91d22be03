"""The tree of goals, with the circles that an import can leave in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stories.lines.graph import FINISHED, GoalNode


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Who counts for whom.

    `circle_of` gives each goal in a circle the lowest id of that circle. `above` is the parent that
    lines roll up to: never from or into a circle, nor to a parent that the graph does not hold.
    `top` is where rolling up ends. `closed_above` is the nearest finished ancestor, looking no
    further than the first goal of a circle; goals in a circle have none.
    `upwards` lists all goals, children before parents.
    """

    circle_of: Mapping[int, int]
    above: Mapping[int, int]
    top: Mapping[int, int]
    closed_above: Mapping[int, int]
    upwards: tuple[int, ...]


def hierarchy_of(goals: Mapping[int, GoalNode]) -> Hierarchy:
    """Return the tree of these goals."""
    parents = {
        goal.id: goal.parent_id
        for goal in goals.values()
        if goal.parent_id is not None and goal.parent_id in goals
    }
    circle_of = _circles(parents)
    above = {
        child: parent
        for child, parent in parents.items()
        if child not in circle_of and parent not in circle_of
    }
    upwards = _upwards(goals, above)
    top: dict[int, int] = {}
    closed_above: dict[int, int] = {}
    for goal in reversed(upwards):
        top[goal] = top[above[goal]] if goal in above else goal
        parent = parents.get(goal)
        if parent is None or goal in circle_of:
            continue
        if goals[parent].status in FINISHED:
            closed_above[goal] = parent
        elif parent in closed_above:
            closed_above[goal] = closed_above[parent]
    return Hierarchy(circle_of, above, top, closed_above, upwards)


def _circles(parents: Mapping[int, int]) -> dict[int, int]:
    """Return the goals that are above themselves, each with the lowest id of its circle."""
    circle_of: dict[int, int] = {}
    walked: set[int] = set()
    for start in parents:
        path: dict[int, int] = {}
        goal: int | None = start
        while goal is not None and goal not in walked:
            walked.add(goal)
            path[goal] = len(path)
            goal = parents.get(goal)
        if goal is not None and goal in path:
            members = [one for one, place in path.items() if place >= path[goal]]
            circle_of.update(dict.fromkeys(members, min(members)))
    return circle_of


def _upwards(goals: Iterable[int], above: Mapping[int, int]) -> tuple[int, ...]:
    waiting_for = dict.fromkeys(goals, 0)
    for parent in above.values():
        waiting_for[parent] += 1
    ready = [goal for goal, children in waiting_for.items() if not children]
    for goal in ready:
        if goal in above:
            parent = above[goal]
            waiting_for[parent] -= 1
            if not waiting_for[parent]:
                ready.append(parent)
    return tuple(ready)
