"""What is measured of the states: through the jobs, against one bare statement, few and many."""

import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from celery import current_app
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from bench.values import fill
from jobs.carrying import carry
from jobs.ledger import ask_for
from jobs.models import Run
from kpis.models import KpiState, OutdatedState
from kpis.recompute import affixes, chunks, recompute_all, recompute_outdated
from kpis.recompute_sql import DERIVED, WORDS
from kpis.recompute_statements import CHOICES, EVERY, differs, standings
from kpis.tasks import renew_part_of_states

TIMES = 3
ONE_IN = 100
BARE = f"""
WITH {standings(CHOICES[EVERY])}
UPDATE kpis_kpistate s SET {", ".join(f"{name} = a.{name}" for name in DERIVED)},
       computed_at = %(at)s
FROM answer a WHERE s.kpi_id = a.kpi_id AND {differs(DERIVED)}"""


def main() -> None:
    few, many, each = map(int, sys.argv[1:])
    print(f"{many:,} KPIs, {many * each:,} values.", flush=True)
    call_command("migrate", verbosity=0)
    today = timezone.localdate()
    fill(1, few, each, today)
    of_few = _median(f"{few:,} KPIs", lambda: _renewed(today))
    fill(few + 1, many, each, today)
    of_many = _median(f"{many:,} KPIs", lambda: _renewed(today))
    bare = _median("one bare statement", lambda: _bare(today))
    with _worker():
        job = _median("through the job", lambda: _through_the_job(today))
    again, nothing = _timed(lambda: recompute_all(today=today, at=_now()).written)
    some = _median(f"one in {ONE_IN}", lambda: _some(many, today))
    print("| figure | measured | at most |\n|---|---:|---:|")
    growth = math.log(of_many / of_few) / math.log(many / few)
    rows = [
        ("full recompute through the job, against one bare statement", job / bare, 1.5),
        ("the same in one process, part by part", of_many / bare, None),
        (f"recompute after 1 in {ONE_IN} got a value, against full", some / of_many, 0.05),
        (f"growth of full recompute from {few:,} to {many:,} KPIs, exponent", growth, 1.15),
        ("a second run with nothing new, against full", again / of_many, None),
    ]
    for name, figure, most in rows:
        print(f"| {name} | {figure:.2f} | {most or ''} |")
    print(f"| rows written by that second run | {nothing} | 0 |")


def _now() -> datetime:
    return datetime.now(UTC)


def _timed(work: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def _median(what: str, measure: Callable[[], float]) -> float:
    seconds = statistics.median(measure() for _ in range(TIMES))
    print(f"  {what}: {seconds:.3f} s", flush=True)
    return seconds


def _a_day_before(today: date) -> None:
    """Bring everything to where it stood the day before, so that a day is left to be computed."""
    recompute_all(today=today - timedelta(days=1), at=_now())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kpis_outdatedforecast, kpis_outdatedstate, accounts_touch")
        cursor.execute("VACUUM ANALYZE kpis_kpistate")


def _renewed(today: date) -> float:
    _a_day_before(today)
    return _timed(lambda: recompute_all(today=today, at=_now()).written)[0]


def _bare(today: date) -> float:
    _a_day_before(today)

    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET jit = off; SET enable_seqscan = off")
            given = {"first": 0, "last": 10**9, "today": today, "at": _now()}
            cursor.execute(BARE, {**given, **WORDS, **affixes(["", "%"])})
            return cursor.rowcount

    seconds, _ = _timed(run)
    connections.close_all()
    return seconds


def _through_the_job(today: date) -> float:
    _a_day_before(today)

    def run() -> int:
        for part in chunks():
            ask_for(renew_part_of_states, part.name, at=_now())
        carry(Run.objects.filter(state=Run.State.WAITING))
        while Run.objects.open().exists():
            time.sleep(0.02)
        return 0

    seconds, _ = _timed(run)
    if Run.objects.exclude(state=Run.State.DONE).exists():
        raise RuntimeError("A part failed.")
    return seconds


@contextmanager
def _worker() -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "--app", "alignment", "worker"]
    worker = subprocess.Popen([*command, "--concurrency", "2", "--loglevel", "WARNING"])
    try:
        while not current_app.control.ping(timeout=1):
            pass
        yield
    finally:
        worker.terminate()
        worker.wait()


def _some(many: int, today: date) -> float:
    """Give one KPI in a hundred a value of today, as a bulk does, and compute what was noted."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kpis_measurement WHERE observed_on >= %s", [today])
        cursor.execute("TRUNCATE kpis_outdatedforecast, kpis_outdatedstate, accounts_touch")
        cursor.execute(
            "INSERT INTO kpis_measurement (kpi_id, observed_on, version, value, is_current, note,"
            " reason, source, recorded_at) SELECT n, %(today)s, 1, random() * 100, true, '', '',"
            " 'api', now() FROM generate_series(1, %(many)s, %(step)s) n",
            {"today": today, "many": many, "step": ONE_IN},
        )
        cursor.execute(
            "INSERT INTO kpis_outdatedstate (kpi_id) SELECT generate_series(1, %s, %s)",
            [many, ONE_IN],
        )
    seconds, written = _timed(lambda: recompute_outdated(today=today, at=_now()).written)
    if OutdatedState.objects.exists() or written < KpiState.objects.count() // ONE_IN // 2:
        raise RuntimeError("Not all that got a value was computed.")
    return seconds
