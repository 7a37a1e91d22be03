"""Judges a graph for every audience and writes what differs from what is stored.

The public rows are those of the graph without any confidential objective. Another audience's are
those of the graph with exactly the ones it knows of, and are kept only where they differ.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from stories.audiences import Audiences
from stories.graph import Graph
from stories.graph_loading import only, without
from stories.lines import evaluate
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
    drop_audiences,
    note_changes,
    overlay_changes,
    public_changes,
    renew,
    renewal_of,
    stored_rows,
)

Judged = Mapping[Shelf, Rows]
NONE: Judged = {shelf: {} for shelf in SHELVES}


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many rows were written or went, and how many verdicts on KPIs became another."""

    written: int
    changes: int


def renew_verdicts(
    graph: Graph, reached: Reach | None, audiences: Audiences, today: date, at: datetime
) -> Renewed:
    """Bring the rows of what is reached, or (None) of all, to what the graph says of it."""
    if audiences.gone:
        drop_audiences(audiences.gone)
    targets = None if reached is None else reached.targets
    stored = _stored(targets)
    public = _judged(without(graph, audiences.confidential), targets, today)
    wanted = {PUBLIC: public}
    for number in sorted(audiences.knowing):
        own = _as_seen_by(number, graph, reached, audiences, today)
        wanted[number] = _where_different(own, public)
    written = sum(_write(shelf, stored[shelf], wanted, today) for shelf in SHELVES)
    changes = list(_changes(stored[KPIS], wanted, audiences.new, at))
    note_changes(changes)
    return Renewed(written, len(changes))


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


def _as_seen_by(
    number: int, graph: Graph, reached: Reach | None, audiences: Audiences, today: date
) -> Judged:
    """Return the verdicts on what the objectives reach that an audience alone knows of."""
    known = audiences.knowing[number]
    if reached is None:
        reached = reach(Things(objectives=known))
        graph = only(graph, reached) if reached else graph
    if reached is None or not known & reached.context.objectives:
        return NONE
    return _judged(without(graph, audiences.hidden_from(number)), reached.targets, today)


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
    written = 0
    for number in sorted(wanted):
        renewal = renewal_of(wanted[number][shelf], stored.get(number, {}))
        renew(shelf, number, renewal, today)
        written += len(renewal)
    return written


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
