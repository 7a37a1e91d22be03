"""Judges a graph for every audience and writes what differs from what is stored.

The public rows are those of the graph without any confidential objective. Another audience's are
those of the graph with exactly the ones it knows of, and are kept only where they differ.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from stories.audiences import Audiences
from stories.graph_loading import only, without
from stories.lines.engine import evaluate
from stories.lines.graph import Graph
from stories.models import PUBLIC, VerdictChange
from stories.reach import Reach, Things, reach
from stories.verdict_rows import (
    FOCUS_AREAS,
    KPIS,
    OBJECTIVES,
    SHELVES,
    Rows,
    Shelf,
    focus_area_rows,
    kpi_rows,
    objective_rows,
)
from stories.verdict_writing import (
    Sight,
    StoredRows,
    note_changes,
    overlay_changes,
    public_changes,
    renew,
    stored_rows,
)

SMALL = 2_000  # things that are judged as fast as it takes to find out which of them matter
Judged = Mapping[Shelf, Rows]
NONE: Judged = {shelf: {} for shelf in SHELVES}


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many things were looked at, how many rows written or gone, how many KPIs changed."""

    reached: int
    written: int
    changes: int


def renew_verdicts(
    graph: Graph, reached: Reach | None, audiences: Audiences, today: date, at: datetime
) -> Renewed:
    """Bring the rows of what is reached, or (None) of all, to what the graph says of it."""
    targets = None if reached is None else reached.targets
    stored = _stored(targets)
    public = _judged(without(graph, audiences.confidential), targets, today)
    wanted = {PUBLIC: public}
    secrets = frozenset().union(*audiences.knowing.values())
    near = _narrowed(graph, reached, secrets)
    for number in sorted(audiences.knowing):
        own = _as_seen_by(number, *near, audiences, today)
        wanted[number] = _where_different(own, public)
    written = sum(_write(shelf, stored[shelf], wanted, today) for shelf in SHELVES)
    changes = list(_changes(stored[KPIS], wanted, audiences.new, at))
    note_changes(changes)
    looked_at = len(graph.goals) + len(graph.work) + len(graph.measures)
    return Renewed(looked_at, written, len(changes))


def _stored(targets: Things | None) -> Mapping[Shelf, StoredRows]:
    return {
        shelf: stored_rows(shelf, ids) for shelf, ids in zip(SHELVES, _ids(targets), strict=True)
    }


def _judged(graph: Graph, targets: Things | None, today: date) -> Judged:
    verdicts = evaluate(graph, today)
    goals, work, kpis = _ids(targets)
    return {
        OBJECTIVES: objective_rows(verdicts, goals),
        FOCUS_AREAS: focus_area_rows(verdicts, work),
        KPIS: kpi_rows(graph, verdicts, kpis),
    }


def _ids(targets: Things | None) -> tuple[frozenset[int] | None, ...]:
    if targets is None:
        return None, None, None
    return targets.objectives, targets.focus_areas, targets.kpis


def _narrowed(
    graph: Graph, reached: Reach | None, known: frozenset[int]
) -> tuple[Graph, Reach | None]:
    """Return no more of a large graph than some objectives reach."""
    if not known or (reached is not None and len(reached.context) <= SMALL):
        return graph, reached
    near = reach(Things(objectives=known))
    if near is None:
        return graph, reached
    if reached is not None:
        near = Reach(near.targets & reached.targets, near.context & reached.context)
    return only(graph, near.context), near


def _as_seen_by(
    number: int, graph: Graph, reached: Reach | None, audiences: Audiences, today: date
) -> Judged:
    """Return the verdicts on what the objectives reach that an audience alone knows of."""
    known = audiences.knowing[number]
    graph, reached = _narrowed(graph, reached, known)
    if reached is None or not reached.targets or not _shows_of(graph, known):
        return NONE
    return _judged(without(graph, audiences.hidden_from(number)), reached.targets, today)


def _shows_of(graph: Graph, known: frozenset[int]) -> bool:
    """Tell whether a graph holds any of these objectives or, as a thing's twin, their measures."""
    return any(goal.id in known for goal in graph.goals) or any(
        kpi.outcome_of in known for kpi in graph.measures
    )


def _where_different(own: Judged, public: Judged) -> Judged:
    return {
        shelf: {
            thing: row
            for thing, row in own[shelf].items()
            if thing not in public[shelf] or public[shelf][thing].digest != row.digest
        }
        for shelf in SHELVES
    }


def _write(shelf: Shelf, stored: StoredRows, wanted: Mapping[int, Judged], today: date) -> int:
    sights = {
        number: Sight(stored.get(number, {}), judged[shelf]) for number, judged in wanted.items()
    }
    return sum(
        renew(shelf, number, sights[number], sights[PUBLIC], today) for number in sorted(sights)
    )


def _changes(
    stored: StoredRows, wanted: Mapping[int, Judged], new: Collection[int], at: datetime
) -> Iterator[VerdictChange]:
    public = Sight(stored.get(PUBLIC, {}), wanted[PUBLIC][KPIS])
    moved = public_changes(public, at)
    yield from moved
    kpis = {change.kpi_id for change in moved}
    for number in sorted(wanted.keys() - {PUBLIC, *new}):
        own = Sight(stored.get(number, {}), wanted[number][KPIS])
        yield from overlay_changes(number, own, public, kpis, at)
