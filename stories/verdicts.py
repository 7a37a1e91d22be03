"""Keeps the stored verdicts true: after each change for what it reaches, at night for everything.

Whoever changes a tie touches both its ends, the old one and the new one (`accounts.audit.touch`).
One settlement at a time is at work; each takes the touches out of the log in the transaction in
which it answers them, so that none is lost and none is answered by halves.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db import OperationalError, connection, transaction

from accounts.models import Touch
from accounts.refusals import pgcode
from accounts.saving import LOCK_TIMEOUT
from kpis.models import Kpi
from stories.asking import rows
from stories.audiences import (
    Audiences,
    hidden_from,
    judged_on,
    note_judged_on,
    renew_audiences,
)
from stories.graph_loading import load_graph
from stories.lines.engine import Verdicts, collector_at_rest, evaluate
from stories.lines.graph import Graph
from stories.models import ObjectiveVerdict
from stories.reach import Things, around, below_all, reach, serving
from stories.renewing import Renewed, renew_verdicts
from stories.side_by_side import side_by_side
from stories.stored_faults import as_stored
from stories.verdict_writing import drop_audiences
from stories.vicinity import fetch_vicinity

LARGEST_IN_A_REQUEST = 8_000  # things that are looked at in about a second
LARGEST_REACH = 20_000  # above that it takes no longer to compute all
LARGEST_BRANCH = 300  # goals that a page judges with all that serves them
WORTH_SHARING = 20_000
TURN = 7_461_001  # names the advisory lock of whoever settles
Touched = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement did.

    `touches` and `reached` count what was touched and what had to be looked at, `written` the rows
    of verdicts that changed or went, `changes` the KPIs whose verdict became another. `left` says
    that it was too much for a request, or that another one was at work: the job does it soon.
    """

    touches: int = 0
    reached: int = 0
    written: int = 0
    changes: int = 0
    left: bool = False


class _TooFarError(Exception):
    """The reach is too large for a request."""


class _NotItsTurnError(Exception):
    """Somebody else settles."""


def settle(*, today: date, at: datetime, inline: bool = False) -> Settled:
    """Bring the stored verdicts up to date with what was touched since the last time.

    Inline (at the end of a request) it waits for another settlement a second at most, and leaves
    what reaches further than `LARGEST_IN_A_REQUEST` things. Otherwise it computes all anew when the
    day has turned or when it would have to look at `LARGEST_REACH` things.
    """
    if not inline and not _is_judged_for(today):
        return recompute_all(today=today, at=at)
    if not Touch.objects.exists():
        return Settled()
    processes = _processes()
    try:
        with transaction.atomic():
            _take_turn("1s" if inline else "30s")
            return _settle(today, at, processes, inline=inline)
    except (_TooFarError, _NotItsTurnError):
        return Settled(left=True)


def recompute_all(*, today: date, at: datetime) -> Settled:
    """Compute every verdict anew and write those that differ; of many, on all processors at once.

    Where somebody else settles for too long, nothing is done and `left` says so.
    """
    processes = _processes()
    try:
        with transaction.atomic():
            _take_turn("30s")
            audiences = renew_audiences()
            return _renew_everything(_taken_touches(), audiences, today, at, processes)
    except _NotItsTurnError:
        return Settled(left=True)


class Branch(NamedTuple):
    """An objective with what decides about its lines, judged; `whole` if with all below it."""

    graph: Graph
    verdicts: Verdicts
    whole: bool


def around_objective(
    objective_id: int, audience: int, today: date, *, hidden: frozenset[int] | None = None
) -> Branch:
    """Return an objective, its lines and all that decides about them, judged now.

    Answers for the objective, those below it, their work and KPIs. Where more than `LARGEST_BRANCH`
    lie below, it answers for what is linked to the objective itself, and says of the objective what
    was stored last. Constant queries, two more there.
    `hidden` are the objectives to leave out, where they are known better than by the audience.
    """
    goals = below_all([objective_id])
    if len(goals) <= LARGEST_BRANCH:
        return Branch(*_around(serving(goals), audience, today, hidden), whole=True)
    top = serving(frozenset({objective_id}))
    graph, verdicts = _around(top, audience, today, hidden, deep=False)
    stored = ObjectiveVerdict.objects.for_audience(audience).filter(objective=objective_id).first()
    if stored is not None:
        judged = as_stored(verdicts.goals[objective_id], stored)
        verdicts = replace(verdicts, goals={**verdicts.goals, objective_id: judged})
    return Branch(graph, verdicts, whole=False)


def around_focus_area(
    focus_area_id: int, audience: int, today: date, *, hidden: frozenset[int] | None = None
) -> tuple[Graph, Verdicts]:
    """Return a focus area, its goals and KPIs and all that decides about it, judged now.

    Answers for the focus area; of the others it holds what is needed for that. Constant queries.
    """
    return _around(Things(focus_areas=frozenset({focus_area_id})), audience, today, hidden)


def around_kpi(
    kpi_id: int, audience: int, today: date, *, hidden: frozenset[int] | None = None
) -> tuple[Graph, Verdicts]:
    """Return a KPI, all its lines and all that decides about them, judged now.

    Answers for the KPI; of the others it holds what is needed for that. Constant queries.
    """
    return _around(Things(kpis=frozenset({kpi_id})), audience, today, hidden)


def around_things(
    things: Things, audience: int, today: date, *, hidden: frozenset[int]
) -> tuple[Graph, Verdicts]:
    """Return many focus areas and KPIs with all that decides about their lines, judged now.

    Answers for the things; of the others it holds what is needed for that. Constant queries.
    """
    return _around(things, audience, today, hidden)


def _around(
    things: Things,
    audience: int,
    today: date,
    hidden: frozenset[int] | None,
    *,
    deep: bool = True,
) -> tuple[Graph, Verdicts]:
    left_out = hidden_from(audience) if hidden is None else hidden
    graph = load_graph(around(things, deep=deep), left_out, today)
    return graph, evaluate(graph, today)


def _is_judged_for(today: date) -> bool:
    last = judged_on()
    return last is not None and last >= today


def _take_turn(patience: str) -> None:
    """Wait for whoever settles now, but not forever.

    Raises:
        _NotItsTurnError: the other one took too long.
    """
    rows("SELECT set_config('lock_timeout', %(patience)s, true)", {"patience": patience})
    try:
        rows("SELECT pg_advisory_xact_lock(%(turn)s)", {"turn": TURN})
    except OperationalError as error:
        if pgcode(error) == LOCK_TIMEOUT:
            raise _NotItsTurnError from error
        raise


def _take_all_the_time_it_needs() -> None:
    """Lift, for this transaction, the limits that keep a request from hanging."""
    rows("SELECT set_config('statement_timeout', '0', true)", {})
    rows("SELECT set_config('idle_in_transaction_session_timeout', '0', true)", {})


def _settle(today: date, at: datetime, processes: int, *, inline: bool) -> Settled:
    touched = _taken_touches()
    audiences = renew_audiences()
    newly_known = (number for new in audiences.new for number in audiences.knowing[new])
    seeds = Things(
        objectives=touched[Touch.Kind.OBJECTIVE].union(newly_known),
        focus_areas=touched[Touch.Kind.FOCUS_AREA],
        kpis=touched[Touch.Kind.KPI],
    )
    most = LARGEST_IN_A_REQUEST if inline else LARGEST_REACH
    reached = reach(seeds, touched[Touch.Kind.PERSON], most)
    if reached is None and inline:
        raise _TooFarError
    if reached is None:
        return _renew_everything(touched, audiences, today, at, processes)
    drop_audiences(audiences.gone)
    graph = load_graph(reached, frozenset(), today)
    return _told(touched, [renew_verdicts(graph, reached, audiences, today, at)])


def _renew_everything(
    touched: Touched, audiences: Audiences, today: date, at: datetime, processes: int
) -> Settled:
    _take_all_the_time_it_needs()
    drop_audiences(audiences.gone)
    vicinity = None if processes == 1 else fetch_vicinity()

    def judge(share: Things | None) -> Renewed:
        _take_all_the_time_it_needs()
        reached = None if vicinity is None or share is None else vicinity.around(share)
        graph = load_graph(reached, frozenset(), today)
        renewed = renew_verdicts(graph, reached, audiences, today, at)
        connection.check_constraints()  # by all processes at once, not one after the other
        return renewed

    with collector_at_rest():
        done = side_by_side(judge, vicinity.shares(processes) if vicinity else [None])
    note_judged_on(today)
    return _told(touched, done)


def _told(touched: Touched, done: Sequence[Renewed]) -> Settled:
    return Settled(
        touches=sum(map(len, touched.values())),
        reached=sum(one.reached for one in done),
        written=sum(one.written for one in done),
        changes=sum(one.changes for one in done),
    )


def _processes() -> int:
    """Return how many processes are worth it to compute everything.

    In a transaction that somebody else opened it is one: other processes would not see what that
    one changed.
    """
    if connection.in_atomic_block or Kpi.objects.count() < WORTH_SHARING:
        return 1
    return os.cpu_count() or 1


def _taken_touches() -> Touched:
    taken: dict[str, set[int]] = {kind: set() for kind in Touch.Kind.values}
    for kind, number in rows("DELETE FROM accounts_touch RETURNING kind, object_id", {}):
        taken[kind].add(number)
    return {kind: frozenset(numbers) for kind, numbers in taken.items()}
