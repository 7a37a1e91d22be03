"""What the ledger says of each job: its last run, its open one, and what waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Min

from jobs.models import Run

MOST_PARKED = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a job waits or is at work, and since when the oldest of it could be done."""

    count: int
    since: datetime


def last_runs(keys: Iterable[str]) -> dict[str, Run]:
    """Return the last run of each job that came to an end. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(keys)])
        numbers = [number for (number,) in cursor.fetchall()]
    return {run.job: run for run in Run.objects.filter(pk__in=numbers)}


def last_done(key: str) -> datetime | None:
    """Return when a job was last done. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_DONE, [key])
        found = cursor.fetchone()
    return found[0] if found else None


def open_runs(keys: Iterable[str]) -> dict[str, Run]:
    """Return of each job the open run that was tried last or is due first. One query."""
    found = Run.objects.open().filter(job__in=list(keys)).order_by("job", "-attempts", "ready_at")
    return {run.job: run for run in found.distinct("job")}


def waiting_runs(at: datetime) -> dict[str, Waiting]:
    """Return how much is ready and not begun, by job. One query."""
    ready = Run.objects.ready(at).order_by().values("job")
    counted = ready.annotate(count=Count("pk"), since=Min("ready_at"))
    return {one["job"]: Waiting(one["count"], one["since"]) for one in counted}


def parked_runs() -> list[Run]:
    """Return what was given up and not done since, newest first. One query.

    Of a scheduled job the newest alone, and only while no later run did its work.
    """
    done = Run.objects.filter(state=Run.State.DONE).scheduled().order_by()
    again = dict(done.values_list("job").annotate(Max("pk")))
    found: dict[tuple[str, str], Run] = {}
    for run in Run.objects.parked()[: 10 * MOST_PARKED]:
        if run.unit or run.pk > again.get(run.job, 0):
            found.setdefault((run.job, run.unit), run)
    return list(found.values())[:MOST_PARKED]


# Every page asks it, so nothing is spent on making the query.
_LAST_DONE = """
SELECT ended_at FROM jobs_run WHERE job = %s AND unit = '' AND state = 'done'
ORDER BY id DESC LIMIT 1
"""
_LAST = """
SELECT newest.id
FROM unnest(%s::text[]) AS name (job)
CROSS JOIN LATERAL (
    SELECT id FROM jobs_run
    WHERE job = name.job AND state IN ('done', 'parked')
    ORDER BY id DESC LIMIT 1
) newest
"""
