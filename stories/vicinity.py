"""Cuts everything into shares that can be judged by themselves, side by side.

Only ids and names are fetched for it; each share's rows are fetched where it is judged. `around`
finds what decides about a share's things, as `stories.reach.around` does in the database;
a test holds each against computing everything in one go.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from alignment.lib.names import same_name_key
from stories.asking import Row, rows
from stories.lines.graph import ASSESSED
from stories.reach import Reach, Things

Ties = Mapping[int, Sequence[int]]
Placed = tuple[int, int]  # which kind of thing, and which


class Group(NamedTuple):
    """Those who share a name, and those of them who decide what is said of any."""

    members: Sequence[int]
    deciding: Sequence[int]


@dataclass(frozen=True, slots=True)
class Vicinity:
    """Who is next to whom: `x_of_y` gives for each y its x.

    Those who share a name stand together in a group, not in pairs: of a thousand KPIs that come
    from one source in one unit there would be a million.
    """

    everything: Things
    children_of_goal: Ties
    parent_of_goal: Ties
    work_of_goal: Ties
    goals_of_work: Ties
    kpis_of_work: Ties
    work_of_kpi: Ties
    outcomes_of_goal: Ties
    goal_of_outcome: Ties
    kpis_told_of_goal: Ties
    work_told_of_goal: Ties
    namesakes: Mapping[str, Sequence[Group]]
    lookalikes: Sequence[Group]

    def shares(self, count: int) -> list[Things]:
        """Return everything in so many shares of about the same size, each thing in one.

        Trees of goals stay whole, with the work and the KPIs that serve them first. What is tied to
        no goal is less to judge, so each share gets as much of it.
        """
        kinds = (self.everything.objectives, self.everything.focus_areas, self.everything.kpis)
        at_home: defaultdict[int, list[Placed]] = defaultdict(list)
        loose: list[Placed] = []
        for kind, (numbers, home) in enumerate(zip(kinds, self._homes(), strict=True)):
            loose += [(kind, number) for number in numbers if number not in home]
            for number, top in home.items():
                at_home[top].append((kind, number))
        placed = [one for home in sorted(at_home) for one in at_home[home]]
        parts = zip(_cut(placed, count), _cut(loose, count), strict=True)
        return [_shared([*tied, *others]) for tied, others in parts]

    def _homes(self) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
        """Return the top goal that goals, work and KPIs belong to; of work, its lowest."""
        goals: dict[int, int] = {}
        tops = [goal for goal in self.everything.objectives if goal not in self.parent_of_goal]
        for top in tops:
            goals.update(dict.fromkeys(_closure({top}, self.children_of_goal), top))
        work = _lowest(self.goals_of_work, goals)
        return (
            goals,
            work,
            {**_lowest(self.goal_of_outcome, goals), **_lowest(self.work_of_kpi, work)},
        )

    def around(self, targets: Things) -> Reach:
        """Return the targets with all that decides about them."""
        below = _closure(targets.objectives, self.children_of_goal)
        work = targets.focus_areas | _next(below, self.work_of_goal)
        kpis = targets.kpis | _next(work, self.kpis_of_work) | _next(below, self.outcomes_of_goal)
        work_above = _next(targets.kpis, self.work_of_kpi)
        decisive = targets.focus_areas | work_above
        goals = below | _next(decisive, self.goals_of_work) | _next(kpis, self.goal_of_outcome)
        told = _next(goals, self.kpis_told_of_goal)
        work |= work_above | _next(goals, self.work_told_of_goal) | _next(told, self.work_of_kpi)
        goals = _closure(goals, self.parent_of_goal)
        kpis |= told
        context = Things(
            goals | _alike(goals, self.namesakes["objective"]),
            work | _alike(work, self.namesakes["focus"]),
            kpis | _alike(kpis, self.namesakes["kpi"]) | _alike(targets.kpis, self.lookalikes),
        )
        return Reach(targets, context)


def fetch_vicinity() -> Vicinity:
    """Return who is next to whom. Six queries."""
    goals, work, measures = rows(_GOALS, {}), rows(_WORK, {}), rows(_MEASURES, {})
    parents = [(goal, above) for goal, _, above in goals if above is not None]
    outcomes = [(row[0], row[2]) for row in measures if row[2] is not None]
    focus, kpi, told = rows(_FOCUS_LINKS, {}), rows(_KPI_LINKS, {}), rows(_TOLD, {})
    return Vicinity(
        everything=Things(*(frozenset(row[0] for row in of) for of in (goals, work, measures))),
        parent_of_goal=_ties(parents),
        children_of_goal=_ties((above, child) for child, above in parents),
        goals_of_work=_ties(focus),
        work_of_goal=_ties((goal, work) for work, goal in focus),
        work_of_kpi=_ties(kpi),
        kpis_of_work=_ties((work, measure) for measure, work in kpi),
        goal_of_outcome=_ties(outcomes),
        outcomes_of_goal=_ties((goal, measure) for measure, goal in outcomes),
        kpis_told_of_goal=_ties((goal, measure) for goal, measure, _ in told if measure),
        work_told_of_goal=_ties((goal, work) for goal, _, work in told if work),
        namesakes={
            kind: _groups([(same_name_key(row[1]), row[0]) for row in of])
            for kind, of in (("objective", goals), ("focus", work), ("kpi", measures))
        },
        lookalikes=[*_lookalikes(measures)],
    )


def _lookalikes(measures: Sequence[Row]) -> Iterator[Group]:
    """Yield those who look the same; who decides, `stories.reach` says."""
    plain = {row[0] for row in measures if row[2] is None and row[6] in ASSESSED}
    for keyed in (
        [(row[3], row[0]) for row in measures],
        [(_origin(row[4], row[5]), row[0]) for row in measures if row[4]],
    ):
        for members, _ in _groups(keyed):
            counted = sorted(plain.intersection(members))[:2]
            last = counted[1] if len(counted) > 1 else max(members)
            yield Group(members, [one for one in members if one <= last])


def _origin(source: str, unit: str) -> tuple[str, str]:
    return same_name_key(source), same_name_key(unit)


def _ties(pairs: Iterable[tuple[int, int]]) -> Ties:
    ties: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        ties[one].append(other)
    return dict(ties)


def _groups(keyed: Sequence[tuple[object, int]]) -> list[Group]:
    """Return those who share a key, together; most share theirs with nobody."""
    times = Counter([key for key, _ in keyed])
    if len(times) == len(keyed):
        return []
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for key, number in keyed:
        if times[key] > 1:
            groups[key].append(number)
    return [Group(members, members) for members in groups.values()]


def _alike(numbers: frozenset[int], groups: Iterable[Group]) -> frozenset[int]:
    """Return who decides in all groups in which one of these is."""
    return frozenset(
        one for group in groups if not numbers.isdisjoint(group.members) for one in group.deciding
    )


def _lowest(ties: Ties, homes: Mapping[int, int]) -> dict[int, int]:
    found = {}
    for one, others in ties.items():
        tops = [homes[other] for other in others if other in homes]
        if tops:
            found[one] = min(tops)
    return found


def _next(numbers: Iterable[int], ties: Ties) -> frozenset[int]:
    return frozenset(other for number in numbers for other in ties.get(number, ()))


def _closure(numbers: Iterable[int], ties: Ties) -> frozenset[int]:
    """Return these and all that follow from them, round circles once."""
    found = set(numbers)
    waiting = list(found)
    for number in waiting:
        for other in ties.get(number, ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)


def _cut(placed: Sequence[Placed], count: int) -> list[Sequence[Placed]]:
    size = -(-len(placed) // count)
    return [placed[at * size : (at + 1) * size] for at in range(count)]


def _shared(placed: Iterable[Placed]) -> Things:
    kinds: tuple[set[int], set[int], set[int]] = (set(), set(), set())
    for kind, number in placed:
        kinds[kind].add(number)
    return Things(*map(frozenset, kinds))


_GOALS = "SELECT id, ref, parent_id FROM objectives_objective"
_WORK = "SELECT id, ref FROM objectives_focusarea"
_MEASURES = "SELECT id, ref, outcome_of_id, title_key, source, unit, status FROM kpis_kpi"
_FOCUS_LINKS = """
SELECT focus_area_id, objective_id FROM objectives_focuslink WHERE objective_id IS NOT NULL
"""
_KPI_LINKS = """
SELECT kpi_id, focus_area_id FROM stories_kpilink WHERE focus_area_id IS NOT NULL
"""
_TOLD = """
SELECT story.objective_id, said.kpi_id, said.focus_area_id
FROM stories_mention said JOIN stories_story story ON story.id = said.story_id
"""
