"""What jobs there are: each app says so in its `tasks.py`, in plain words. Pure.

    @scheduled("Take the daily snapshot", when=Daily(time(3, 7)), what="Keeps what is counted.")
    def take_snapshots(turn: Turn) -> str: ...

    @requested("Bring a file of values in", what="Stores what somebody sent.")
    def store_values(turn: Turn) -> str: ...   # turn.unit is what was asked for

A job may be run twice: what it did the first time it does not do again. It returns what it did in
a sentence, and takes the time from its turn, never from a clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from jobs.cadences import Cadence

SHORTEST_LIMIT = 10
USUAL_LIMIT = 200  # seconds


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of a job: what for, since when it is due, and the time it is to reckon with.

    `unit` is what was asked for, "" for a scheduled job. `due_at` is the moment that this run
    answers for, `now` when it began; `due_on` and `today` are their days where the installation is.
    """

    unit: str
    due_at: datetime
    now: datetime
    due_on: date
    today: date


Work = Callable[[Turn], str]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its app declares it.

    `when` is None for what is done only when somebody asks. With `each`, every missed moment gets
    a run of its own; otherwise one run stands for all that were missed. After `limit` seconds it
    is stopped.
    """

    key: str
    title: str
    what: str
    work: Work
    when: Cadence | None
    each: bool
    limit: int


_declared: dict[str, Job] = {}
declared = MappingProxyType(_declared)


def scheduled(
    title: str, *, when: Cadence, what: str, each: bool = False, limit: int = USUAL_LIMIT
) -> Callable[[Work], Work]:
    """Declare a job that is due again and again."""
    return _declaring(title, what, when, each, limit)


def requested(title: str, *, what: str, limit: int = USUAL_LIMIT) -> Callable[[Work], Work]:
    """Declare a job that is done when `jobs.ledger.ask_for` asks for it."""
    return _declaring(title, what, None, False, limit)  # noqa: FBT003


def key_of(work: Work) -> str:
    """Return what the ledger calls a job: its app and the name of its function."""
    return f"{work.__module__.partition('.')[0]}.{work.__name__}"


def _declaring(
    title: str,
    what: str,
    when: Cadence | None,
    each: bool,  # noqa: FBT001
    limit: int,
) -> Callable[[Work], Work]:
    def declare(work: Work) -> Work:
        key = key_of(work)
        there = _declared.get(key)
        if there is not None and there.work.__module__ != work.__module__:
            raise ValueError(f"Two jobs are called {key}.")
        _declared[key] = Job(key, title, what, work, when, each, max(limit, SHORTEST_LIMIT))
        return work

    return declare
