"""The graph made ready to be asked: everything by id, links by their ends."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Protocol, TypeVar

from alignment.lib.names import same_name_key
from stories.lines.graph import (
    ASSESSED,
    FocusLinkEdge,
    GoalNode,
    Graph,
    ItemKind,
    JudgementRow,
    KpiLinkEdge,
    LinkKind,
    MeasureNode,
    StoryNode,
    WorkNode,
)
from stories.lines.hierarchy import Hierarchy, hierarchy_of
from stories.lines.judging import Owners, owners_of


class Thing(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> int:
        """Return the id."""


class Referred(Thing, Protocol):
    """Anything with a reference that people write."""

    @property
    def ref(self) -> str:
        """Return the reference."""


T = TypeVar("T", bound=Thing)

_id = attrgetter("id")
_spoken = attrgetter("at", "id")


@dataclass(frozen=True, slots=True)
class Index:
    """A graph on a day.

    Links hang at each end that exists, in the order of their ids. A link to something that the
    graph does not hold is no part of it; one whose end is `None` points at something gone.
    `assessed` are the KPIs to be judged; `ties` their goals as those goals' own measures.
    `twins` count the links drawn between the same two ends, where there are several.
    `shared_refs` and `look_alikes` give each item concerned the lowest other one;
    `repeated_reasons` are KPI links whose reason another link of the same KPI gives too;
    `owners_above` are the owners, by side, of the goals that each focus area is linked to.
    """

    today: date
    grace_days: int
    not_blanks: frozenset[str]
    goals: Mapping[int, GoalNode]
    work: Mapping[int, WorkNode]
    measures: Mapping[int, MeasureNode]
    assessed: Mapping[int, MeasureNode]
    focus_links: Mapping[int, FocusLinkEdge]
    kpi_links: Mapping[int, KpiLinkEdge]
    up_from_work: Mapping[int, list[FocusLinkEdge]]
    down_from_goal: Mapping[int, list[FocusLinkEdge]]
    up_from_kpi: Mapping[int, list[KpiLinkEdge]]
    measured_by: Mapping[int, list[KpiLinkEdge]]
    outcomes: Mapping[int, list[int]]
    judgements: Mapping[tuple[LinkKind, int], list[JudgementRow]]
    stories: Mapping[int, StoryNode]
    excused: Mapping[tuple[ItemKind, int], Mapping[str, date]]
    tree: Hierarchy
    twins: Mapping[tuple[LinkKind, int, int], int]
    shared_refs: Mapping[tuple[ItemKind, int], int]
    look_alikes: Mapping[int, int]
    repeated_reasons: frozenset[int]
    owners_above: dict[int, Owners]

    def goals_above(self, work_id: int) -> list[GoalNode]:
        """Return the goals that a focus area is linked to, those linked twice twice."""
        edges = self.up_from_work.get(work_id, ())
        return [self.goals[edge.goal_id] for edge in edges if edge.goal_id is not None]


def index_of(graph: Graph, today: date, grace_days: int) -> Index:
    """Return the graph by id; the order in which anything came makes no difference."""
    goals = _by_id(graph.goals)
    work = _by_id(graph.work)
    measures = _by_id(graph.measures)
    assessed = {one.id: one for one in measures.values() if one.status in ASSESSED}
    focus_links = {
        edge.id: edge
        for edge in sorted(graph.focus_links, key=_id)
        if _held(edge.work_id, work) and _held(edge.goal_id, goals)
    }
    kpi_links = {
        edge.id: edge
        for edge in sorted(graph.kpi_links, key=_id)
        if _held(edge.measure_id, measures) and _held(edge.work_id, work)
    }
    up_from_work, down_from_goal = _by_ends(
        (edge.work_id, edge.goal_id, edge) for edge in focus_links.values()
    )
    up_from_kpi, measured_by = _by_ends(
        (edge.measure_id, edge.work_id if edge.measure_id in assessed else None, edge)
        for edge in kpi_links.values()
    )
    return Index(
        today=today,
        grace_days=grace_days,
        not_blanks=graph.not_blanks,
        goals=goals,
        work=work,
        measures=measures,
        assessed=assessed,
        focus_links=focus_links,
        kpi_links=kpi_links,
        up_from_work=up_from_work,
        down_from_goal=down_from_goal,
        up_from_kpi=up_from_kpi,
        measured_by=measured_by,
        outcomes=_outcomes(assessed.values(), goals),
        judgements=_judgements(graph.judgements),
        stories={story.goal_id: story for story in graph.stories},
        excused=_excused(graph),
        tree=hierarchy_of(goals),
        twins=_twins(up_from_work, up_from_kpi),
        shared_refs={
            **_shared_refs("objective", goals.values()),
            **_shared_refs("focus", work.values()),
            **_shared_refs("kpi", measures.values()),
        },
        look_alikes=_look_alikes(assessed.values()),
        repeated_reasons=frozenset(_repeated_reasons(up_from_kpi.values())),
        owners_above=_owners_above(up_from_work, goals),
    )


def _by_id(things: Iterable[T]) -> dict[int, T]:
    return {thing.id: thing for thing in sorted(things, key=_id)}


def _held(end: int | None, held: Mapping[int, object]) -> bool:
    return end is None or end in held


Edge = TypeVar("Edge")


def _by_ends(
    edges: Iterable[tuple[int | None, int | None, Edge]],
) -> tuple[dict[int, list[Edge]], dict[int, list[Edge]]]:
    by_lower: defaultdict[int, list[Edge]] = defaultdict(list)
    by_upper: defaultdict[int, list[Edge]] = defaultdict(list)
    for lower, upper, edge in edges:
        if lower is not None:
            by_lower[lower].append(edge)
        if upper is not None:
            by_upper[upper].append(edge)
    return dict(by_lower), dict(by_upper)


def _outcomes(
    assessed: Iterable[MeasureNode], goals: Mapping[int, GoalNode]
) -> dict[int, list[int]]:
    outcomes: defaultdict[int, list[int]] = defaultdict(list)
    for measure in assessed:
        if measure.outcome_of is not None and measure.outcome_of in goals:
            outcomes[measure.outcome_of].append(measure.id)
    return dict(outcomes)


def _judgements(rows: Iterable[JudgementRow]) -> dict[tuple[LinkKind, int], list[JudgementRow]]:
    """Return what was said of each link, oldest first."""
    said: defaultdict[tuple[LinkKind, int], list[JudgementRow]] = defaultdict(list)
    for row in rows:
        said[row.link_kind, row.link_id].append(row)
    for words in said.values():
        if len(words) > 1:
            words.sort(key=_spoken)
    return dict(said)


def _excused(graph: Graph) -> dict[tuple[ItemKind, int], dict[str, date]]:
    """Return the last day of each excuse; “L1” on a KPI is the same as no code."""
    excused: defaultdict[tuple[ItemKind, int], dict[str, date]] = defaultdict(dict)
    for row in graph.exemptions:
        days = excused[row.kind, row.item_id]
        code = "" if row.code == "L1" else row.code
        days[code] = max(row.expires_on, days.get(code, row.expires_on))
    return dict(excused)


def _twins(
    up_from_work: Mapping[int, list[FocusLinkEdge]], up_from_kpi: Mapping[int, list[KpiLinkEdge]]
) -> dict[tuple[LinkKind, int, int], int]:
    twins: dict[tuple[LinkKind, int, int], int] = {}
    for work, edges in up_from_work.items():
        for goal, times in _repeated([edge.goal_id for edge in edges]):
            twins["focus", work, goal] = times
    for kpi, links in up_from_kpi.items():
        for area, times in _repeated([link.work_id for link in links]):
            twins["kpi", kpi, area] = times
    return twins


def _repeated(ends: list[int | None]) -> Iterator[tuple[int, int]]:
    if len(ends) > len(set(ends)):
        for end, times in Counter(ends).items():
            if end is not None and times > 1:
                yield end, times


def _shared_refs(kind: ItemKind, things: Iterable[Referred]) -> dict[tuple[ItemKind, int], int]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for thing in things:
        groups[same_name_key(thing.ref)].append(thing.id)
    groups.pop("", None)
    return {(kind, one): other for one, other in _lowest_others(groups.values()).items()}


def _look_alikes(assessed: Iterable[MeasureNode]) -> dict[int, int]:
    """Return KPIs with the title, or both source and unit, of another one."""
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for one in assessed:
        groups["", one.title_key or same_name_key(one.title)].append(one.id)
        if one.source and one.unit:
            groups[same_name_key(one.source), same_name_key(one.unit)].append(one.id)
    groups.pop(("", ""), None)
    return _lowest_others(groups.values())


def _repeated_reasons(links_of_kpis: Iterable[list[KpiLinkEdge]]) -> Iterator[int]:
    for links in links_of_kpis:
        if len(links) > 1:
            by_reason: defaultdict[str, list[int]] = defaultdict(list)
            for link in links:
                by_reason[same_name_key(link.because)].append(link.id)
            by_reason.pop("", None)
            for same in by_reason.values():
                if len(same) > 1:
                    yield from same


def _owners_above(
    up_from_work: Mapping[int, list[FocusLinkEdge]], goals: Mapping[int, GoalNode]
) -> dict[int, Owners]:
    owners: dict[int, Owners] = {}
    for work_id, edges in up_from_work.items():
        above = [goals[edge.goal_id] for edge in edges if edge.goal_id is not None]
        owners[work_id] = owners_of(above)
    return owners


def _lowest_others(groups: Iterable[list[int]]) -> dict[int, int]:
    others: dict[int, int] = {}
    for group in groups:
        if len(group) > 1:
            first, second, *_ = sorted(group)
            for one in group:
                other = second if one == first else first
                others[one] = min(other, others.get(one, other))
    return others
