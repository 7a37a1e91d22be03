"""What is measured of the verdicts, one figure after the other."""

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Count

from bench.company import an_admin
from objectives.models import FocusArea, Objective
from objectives.services import link_focus_area
from stories.audiences import audience_of
from stories.models import PUBLIC, Audience
from stories.totals import Scope, all_counts, headline_counts
from stories.verdicts import around_kpi, around_objective, recompute_all, settle

Figures = Iterator[tuple[str, str]]
T = TypeVar("T")


def main() -> None:
    objectives, focus_areas, kpis, _ = map(int, sys.argv[1:])
    print(f"| {objectives:,} / {focus_areas:,} / {kpis:,} | measured |")
    print("|---|---:|")
    for name, figure in measure():
        print(f"| {name} | {figure} |", flush=True)


def timed(ask: Callable[[], T], times: int = 1) -> tuple[T, float]:
    """Return the last answer and the median of the seconds by the clock."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        answer = ask()
        taken.append(time.perf_counter() - start)
    return answer, statistics.median(taken)


def peak() -> str:
    """Return the most memory this process and any it started ever held, in megabytes."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return " + ".join(str(resource.getrusage(kind).ru_maxrss // 1024) for kind in kinds)


def measure() -> Figures:
    """Yield names and figures."""
    now = datetime.now(UTC)
    today = now.date()
    yield from _everything(today, now)
    yield from _counts(today)
    yield from _one_change(today, now)


def _everything(today: date, now: datetime) -> Figures:
    first, seconds = timed(lambda: (recompute_all(today=today, at=now), all_counts(PUBLIC, today)))
    yield "all verdicts from rows to stored counts, first time", f"{seconds:.1f} s"
    yield "rows written", f"{first[0].written:,}"
    yield "most memory held, by this process and by the largest other", f"{peak()} MB"
    connection.cursor().execute("VACUUM ANALYZE")
    second, seconds = timed(lambda: recompute_all(today=today, at=now))
    yield "a second time, nothing new", f"{seconds:.1f} s"
    yield "rows written then", f"{second.written:,}"


def _counts(today: date) -> Figures:
    counts, seconds = timed(lambda: headline_counts(PUBLIC), 9)
    yield "headline counts alone", f"{seconds * 1000:.0f} ms"
    groups = (counts.live, counts.sound, counts.in_doubt, counts.no_line, counts.exempt)
    yield "live / sound / in doubt / no line / exempt", " / ".join(f"{one:,}" for one in groups)
    _, seconds = timed(lambda: headline_counts(PUBLIC, Scope(objective_id=1)), 9)
    yield "the same for one goal and all below it", f"{seconds * 1000:.0f} ms"
    _, seconds = timed(lambda: all_counts(PUBLIC, today), 3)
    yield "all counts, each fault's too", f"{seconds * 1000:.0f} ms"
    audiences = Audience.objects.exclude(pk=PUBLIC).count()
    if audiences:
        admins = audience_of(an_admin())
        _, seconds = timed(lambda: headline_counts(admins), 9)
        yield f"headline counts of the widest of {audiences} audiences", f"{seconds * 1000:.0f} ms"


def _one_change(today: date, now: datetime) -> Figures:
    work = FocusArea.objects.annotate(n=Count("focus_links")).filter(n=0).order_by("pk")[0]
    goal = Objective.objects.order_by("pk")[14]
    link_focus_area(focus_area=work, objective=goal, by=an_admin(), at=now, because="It does.")
    done, seconds = timed(lambda: settle(today=today, at=now, inline=True))
    yield "one link drawn, until every page says so", f"{seconds * 1000:.0f} ms"
    yield "things looked at / rows written", f"{done.reached:,} / {done.written:,}"
    leaf = Objective.objects.order_by("pk")[50].pk
    _, seconds = timed(lambda: around_objective(leaf, PUBLIC, today), 5)
    yield "one goal's page judged anew", f"{seconds * 1000:.0f} ms"
    _, seconds = timed(lambda: around_kpi(1234, PUBLIC, today), 5)
    yield "one KPI's page judged anew", f"{seconds * 1000:.0f} ms"
