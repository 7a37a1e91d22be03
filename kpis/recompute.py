"""Brings the states of many KPIs up to date, set-based, in a few chunks by id.

Each chunk is a transaction of its own under an advisory lock: of two at work on the same chunk one
skips it. A chunk never waits for anybody. A state that somebody else is writing, or wrote since
the chunk looked, is newer than what was computed here: it is left, and noted to be looked at once
more. What SQL has no words for, a pace by points of its own, the progress engine computes in the
same transaction, and so the first state of a KPI that has none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Min

from accounts.audit import touch
from alignment.lib.numbers import with_unit
from kpis.models import Kpi, OutdatedForecast, OutdatedState
from kpis.outdated import mark_forecasts_outdated, mark_outdated
from kpis.recompute_sql import WORDS
from kpis.recompute_statements import (
    EVERY,
    FOR_THE_ENGINE,
    FORECASTS_OF_THE_DAY,
    SOME,
    TAKE_FORECASTS,
    TAKE_NOTES,
    UNITS,
    WRITING,
)
from kpis.states import recompute_free_states

MOST_CHUNKS = 10
WORTH_A_CHUNK = 2_000  # KPIs
SOME_FORECASTS = 100  # whose KPIs nobody can change for as long as they take
MOST_SHARES = 100  # in one run, about a minute
TURN = 7_462  # names, with the number of the chunk, its advisory lock
# A chunk may take longer than a request. Values are found by their index, also right after so many
# were brought in that the planner still believes the table small.
SETTINGS = {
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "enable_seqscan": "off",
    "jit": "off",
}
A_NUMBER = "2"  # of more than one, so that its unit is in the plural


@dataclass(frozen=True, slots=True)
class Chunk:
    """The KPIs of a range of ids, both ends in it."""

    number: int
    first: int
    last: int

    @property
    def name(self) -> str:
        """Return what a job calls it."""
        return f"{self.number}: {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What was done: states written, and how many chunks were left to somebody else at work."""

    written: int = 0
    left: int = 0

    def __add__(self, other: "Recomputed") -> "Recomputed":
        """Return both together."""
        return Recomputed(self.written + other.written, self.left + other.left)


def recompute_all(*, today: date, at: datetime) -> Recomputed:
    """Compute every state anew, chunk by chunk; write those that differ."""
    done = (recompute_chunk(chunk, today=today, at=at) for chunk in chunks())
    return sum(done, Recomputed())


def recompute_outdated(*, today: date, at: datetime) -> Recomputed:
    """Compute the states that were noted as outdated, and take the notes out of the log."""
    noted = OutdatedState.objects.aggregate(
        first=Min("kpi_id"), last=Max("kpi_id"), all=Count("pk")
    )
    if not noted["all"]:
        return Recomputed()
    cut = _cut(noted["first"], noted["last"], _pieces(noted["all"]))
    done = (_recompute_noted(chunk, today, at) for chunk in cut)
    return sum(done, Recomputed())


def chunks() -> list[Chunk]:
    """Cut all KPIs into ranges of ids: ten, or fewer where there are few. One query."""
    ends = Kpi.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    return _cut(ends["first"], ends["last"], _pieces(ends["last"] - ends["first"] + 1))


def chunk_named(name: str) -> Chunk:
    """Return the chunk that a job calls so."""
    number, _, ends = name.partition(": ")
    first, _, last = ends.partition(" to ")
    return Chunk(int(number), int(first), int(last))


def note_chunk(chunk: Chunk) -> None:
    """Leave a chunk to whoever computes next."""
    inside = Kpi.objects.filter(pk__gte=chunk.first, pk__lte=chunk.last)
    mark_outdated(inside.values_list("pk", flat=True))


def _pieces(number: int) -> int:
    return min(MOST_CHUNKS, -(-number // WORTH_A_CHUNK))


def _cut(first: int, last: int, pieces: int) -> list[Chunk]:
    pieces = min(pieces, last + 1 - first)
    edges = [first + (last + 1 - first) * place // pieces for place in range(pieces + 1)]
    return [Chunk(place, edges[place], edges[place + 1] - 1) for place in range(pieces)]


@transaction.atomic
def recompute_chunk(chunk: Chunk, *, today: date, at: datetime) -> Recomputed:
    """Compute the states of a range of KPIs anew; write those that differ."""
    if not _take_turn(chunk):
        return Recomputed(left=1)
    noted = _take_notes(chunk)
    given = {"first": chunk.first, "last": chunk.last}
    done = Recomputed(_compute(EVERY, given, today, at))
    of_the_day = _rows(FORECASTS_OF_THE_DAY, {**given, "today": today})
    mark_forecasts_outdated([*noted, *(number for (number,) in of_the_day)])
    return done


@transaction.atomic
def _recompute_noted(chunk: Chunk, today: date, at: datetime) -> Recomputed:
    if not _take_turn(chunk):
        return Recomputed(left=1)
    noted = _take_notes(chunk)
    if not noted:
        return Recomputed()
    mark_forecasts_outdated(noted)
    return Recomputed(_compute(SOME, {"ids": noted}, today, at))


def recompute_forecasts(*, today: date, at: datetime) -> Recomputed:
    """Compute the forecasts that were noted as outdated, by the engine, some in a transaction.

    Of very many the rest is left for the next time.
    """
    done = Recomputed()
    shares = -(-OutdatedForecast.objects.count() // SOME_FORECASTS)
    for _ in range(min(shares, MOST_SHARES)):
        done += _recompute_some_forecasts(today, at)
    return done


@transaction.atomic
def _recompute_some_forecasts(today: date, at: datetime) -> Recomputed:
    taken = {number for (number,) in _rows(TAKE_FORECASTS, {"most": SOME_FORECASTS})}
    written, skipped = recompute_free_states(taken, today, at)
    mark_forecasts_outdated(skipped & set(_there(skipped)))
    return Recomputed(written)


def _there(kpi_ids: Collection[int]) -> list[int]:
    return list(Kpi.objects.filter(pk__in=kpi_ids).values_list("pk", flat=True))


def _take_turn(chunk: Chunk) -> bool:
    """Tell whether nobody else is at work on the chunk; if so, set this transaction up for it."""
    free = "SELECT pg_try_advisory_xact_lock(%(turn)s, %(number)s)"
    [(taken,)] = _rows(free, {"turn": TURN, "number": chunk.number})
    settings = {"names": list(SETTINGS), "values": list(SETTINGS.values())}
    _rows(
        "SELECT set_config(name, value, true)"
        " FROM unnest(%(names)s::text[], %(values)s::text[]) AS setting(name, value)",
        settings,
    )
    return bool(taken)


def _take_notes(chunk: Chunk) -> list[int]:
    """Take the notes on a chunk out of the log; return the KPIs they are about.

    What is noted later is left for the next time, and what is committed later is noted.
    """
    taken = _rows(TAKE_NOTES, {"first": chunk.first, "last": chunk.last})
    return sorted({number for (number,) in taken})


def _compute(which: str, given: Mapping[str, Any], today: date, at: datetime) -> int:
    """Compute the states of some KPIs; return how many were written."""
    left_to_engine = [number for (number,) in _rows(FOR_THE_ENGINE[which], given)]
    written, skipped = recompute_free_states(left_to_engine, today, at)
    mark_outdated(skipped)
    units = [name for (name,) in _rows(UNITS[which], given)]
    [(rows, for_verdicts, for_forecasts)] = _rows(
        WRITING[which], {**given, **WORDS, **affixes(units), "today": today, "at": at}
    )
    touch("kpi", *for_verdicts)
    if which == EVERY:
        mark_forecasts_outdated(for_forecasts)
    return written + int(rows)


def affixes(units: Sequence[str]) -> dict[str, list[str]]:
    """Return what stands before and after a number of each unit, and after a one."""
    several = [with_unit(A_NUMBER, unit).partition(A_NUMBER) for unit in units]
    return {
        "units": list(units),
        "before": [before for before, _, _ in several],
        "after": [after for _, _, after in several],
        "after_one": [with_unit("1", unit).partition("1")[2] for unit in units],
    }


def _rows(sql: str, given: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
