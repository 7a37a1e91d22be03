"""The ledger: writes down what is due, gives it to one worker at a time, and keeps what came of it.

The database says what is due; the queue only carries it. Losing the queue loses nothing, and what
the queue brings twice is done once. The row is the record: only what a person asks for leaves an
audit line. A run is at work as long as its lease is renewed; one whose worker died is found by
`sweep` and tried again, three times at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.db import connection
from django.db.models import F, Max, Q

from accounts.models import User
from accounts.saving import in_one_go, lock_name
from jobs.cadences import all_between
from jobs.declaring import Job, Work, declared, key_of
from jobs.models import MOST_TRIES, Run, RunQuerySet

LEASE = timedelta(seconds=60)
PAUSES = (timedelta(seconds=10), timedelta(seconds=60))
LOST_AFTER = timedelta(seconds=15)
MOST_MISSED = 100
WORKER_DIED = "The worker that did it died or was stopped, or what it waited for never answered."


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that was given to a worker; `attempt` tells it from later tries of the same run."""

    pk: int
    job: str
    unit: str
    due_at: datetime
    attempt: int


def database_moment() -> datetime:
    """Return the time by the database's clock, which all processes share. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def ask_for(work: Work, unit: str, *, at: datetime, by: User | None = None) -> Run:
    """Write down that a job is to be done for something; a worker takes it within seconds.

    Belongs into the transaction that makes the thing: undone with it, and never seen before it.
    Where the same is waiting already, that one is returned. One query or two.

    Raises:
        LookupError: nobody declared this job as one that is asked for.
    """
    job = _requested(work, [unit])
    waiting = Run.objects.of(job.key, unit).waiting()
    return waiting.order_by("pk").first() or Run.objects.create(
        job=job.key, unit=unit, due_at=at, ready_at=at, asked_by=by
    )


def ask_for_each(work: Work, units: Iterable[object], *, at: datetime) -> int:
    """Write down that a job is to be done for each of many things; return for how many.

    What is waiting already is not asked for again. Two queries, however many there are.

    Raises:
        LookupError: nobody declared this job as one that is asked for.
    """
    wanted = list(dict.fromkeys(map(str, units)))
    job = _requested(work, wanted)
    there = Run.objects.filter(job=job.key, unit__in=wanted).waiting()
    known = set(there.values_list("unit", flat=True))
    new = (unit for unit in wanted if unit not in known)
    runs = [Run(job=job.key, unit=unit, due_at=at, ready_at=at) for unit in new]
    Run.objects.bulk_create(runs, ignore_conflicts=True)
    return len(wanted)


def _requested(work: Work, units: Iterable[str]) -> Job:
    job = declared.get(key_of(work))
    if job is None or job.when is not None or not all(units):
        raise LookupError(f"{key_of(work)} is no job that can be asked for {units}.")
    return job


def write_down_what_is_due(*, jobs: Iterable[Job], at: datetime, zone: tzinfo) -> int:
    """Write down the scheduled runs that are due by now, the missed ones too; return how many.

    A job with an open run gets no other one, unless each of its moments counts. Three queries, and
    two for each job that is due.
    """
    newest = {job.key: (job, job.when.latest(at, zone)) for job in jobs if job.when}
    keys = list(newest)
    open_ones = set(
        Run.objects.open().scheduled().filter(job__in=keys).values_list("job", flat=True)
    )
    wanted = Q(pk__in=[])
    for key, (_, moment) in newest.items():
        wanted |= Q(job=key, due_at=moment)
    there = set(Run.objects.scheduled().filter(wanted).values_list("job", flat=True))
    due = [
        (job, moment)
        for key, (job, moment) in newest.items()
        if key not in there and (job.each or key not in open_ones)
    ]
    runs = [run for job, moment in due for run in _new_runs(job, moment, at, zone)]
    Run.objects.bulk_create(runs, ignore_conflicts=True)
    return len(runs)


def _new_runs(job: Job, newest: datetime, at: datetime, zone: tzinfo) -> list[Run]:
    earlier = Run.objects.of(job.key).filter(due_at__lt=newest)
    last = earlier.aggregate(last=Max("due_at"))["last"]
    moments = [newest]
    if last is not None and job.when is not None:
        moments = all_between(job.when, last, newest, zone) or moments
    if not job.each:
        return [Run(job=job.key, due_at=newest, ready_at=at, stands_for=len(moments))]
    return [Run(job=job.key, due_at=one, ready_at=at) for one in moments[-MOST_MISSED:]]


@in_one_go
def to_carry(*, at: datetime, most: int) -> list[Run]:
    """Choose the runs to put into the queue now, and note that they are. Two queries.

    A run that is not begun some seconds later is put in again: the queue may have lost it.
    """
    ready = Run.objects.ready(at).not_carried_since(at - LOST_AFTER)
    chosen = list(ready.select_for_update(skip_locked=True)[:most])
    Run.objects.filter(pk__in=[run.pk for run in chosen]).update(carried_at=at)
    return chosen


@in_one_go
def to_carry_after(*, claim: Claim, at: datetime) -> list[Run]:
    """Choose the next run of the same job and unit, which had to wait for this one. Two queries."""
    ready = Run.objects.of(claim.job, claim.unit).ready(at)
    chosen = list(ready.select_for_update(skip_locked=True)[:1])
    Run.objects.filter(pk__in=[run.pk for run in chosen]).update(carried_at=at)
    return chosen


def sweep(*, at: datetime) -> int:
    """Give back what dead workers left, and park what three of them died on. Two queries."""
    left = Run.objects.abandoned(at)
    parked = left.filter(attempts__gte=MOST_TRIES).update(
        state=Run.State.PARKED, ended_at=at, lease_until=None, told_at=None, last_error=WORKER_DIED
    )
    return parked + left.update(
        state=Run.State.WAITING,
        ready_at=at,
        carried_at=None,
        lease_until=None,
        last_error=WORKER_DIED,
    )


@in_one_go
def claim(*, pk: int, at: datetime) -> Claim | None:
    """Give a run to whoever asks first; None where it is not due, or the same is at work.

    Only one run of the same job and unit is at work at a time.
    """
    run = Run.objects.filter(pk=pk, state=Run.State.WAITING, ready_at__lte=at).first()
    if run is None:
        return None
    lock_name(f"job {run.job} {run.unit}")
    if Run.objects.of(run.job, run.unit).at_work(at).exists():
        return None
    taken = Run.objects.filter(pk=pk, state=Run.State.WAITING, attempts=run.attempts).update(
        state=Run.State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=at,
        lease_until=at + LEASE,
    )
    return Claim(run.pk, run.job, run.unit, run.due_at, run.attempts + 1) if taken else None


def renew(*, claim: Claim, at: datetime) -> bool:
    """Say that the worker of a run is alive; False where the run is no longer its own."""
    return bool(_own(claim).update(lease_until=at + LEASE))


def finish(*, claim: Claim, said: str, at: datetime) -> bool:
    """Note what a run did; False where it was taken away meanwhile and this does not count."""
    return bool(
        _own(claim).update(
            state=Run.State.DONE, said=said, last_error="", ended_at=at, lease_until=None
        )
    )


def fail(*, claim: Claim, why: str, at: datetime) -> bool:
    """Note why a run failed: it is tried again after a pause, and parked after the third time."""
    if claim.attempt >= MOST_TRIES:
        return bool(
            _own(claim).update(
                state=Run.State.PARKED, last_error=why, ended_at=at, lease_until=None, told_at=None
            )
        )
    ready_at = at + PAUSES[min(claim.attempt, len(PAUSES)) - 1]
    return bool(
        _own(claim).update(
            state=Run.State.WAITING,
            last_error=why,
            ready_at=ready_at,
            carried_at=None,
            lease_until=None,
        )
    )


def _own(claim: Claim) -> RunQuerySet:
    return Run.objects.filter(pk=claim.pk, state=Run.State.RUNNING, attempts=claim.attempt)
