"""Times a file of values and a bare COPY of the same rows, in turns; see `bench.value_file`."""

import os
import resource
import statistics
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from operator import truediv
from pathlib import Path
from time import perf_counter

from django.core.management import call_command
from django.db import connection

from kpis.models import Kpi
from kpis.services.value_files import load_values, open_values, store_loaded

FIRST = date(2020, 1, 1)
FIELDS = (
    "kpi_id, observed_on, version, value, is_current, note, reason, source, recorded_at, "
    "recorded_by_id"
)


def measure() -> None:
    values, kpis, rounds = map(int, sys.argv[1:])
    call_command("migrate", verbosity=0)
    numbers = _make_kpis(kpis)
    rows = [
        (ref, pk, FIRST + timedelta(days=day), f"{(pk * 7 + day * 13) % 9000 / 100 + 10:.2f}")
        for ref, pk in numbers
        for day in range(values // kpis)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values.csv"
        lines = (f"{ref},{on},{value}" for ref, _, on, value in rows)
        path.write_text("\n".join(["kpi,date,value", *lines]) + "\n")
        bare, files = [], []
        for number in range(rounds):
            bare.append(_bare(rows))
            files.append(_file(path))
            print(f"round {number + 1}: COPY {bare[-1]:.1f} s, file {files[-1]:.1f} s", flush=True)
    once, ratio = statistics.median(bare), statistics.median(map(truediv, files, bare))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(rows):,} values of {kpis:,} KPIs: COPY {once:.1f} s, file at {ratio:.2f} of it")
    print(f"most memory held: {memory} MB, the rows to compare with among it")


def _make_kpis(count: int) -> list[tuple[str, int]]:
    now = datetime.now(UTC)
    Kpi.objects.bulk_create(
        Kpi(
            ref=f"KPI-{number}",
            title=f"Measure {number}",
            title_key=f"measure {number}",
            unit="s",
            created_at=now,
            changed_at=now,
        )
        for number in range(1, count + 1)
    )
    return list(Kpi.objects.order_by("pk").values_list("ref", "pk"))


def _emptied() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE kpis_measurement, accounts_auditevent, accounts_touch, kpis_outdatedstate"
        )
        cursor.execute("CHECKPOINT")


def _bare(rows: list[tuple[str, int, date, str]]) -> float:
    _emptied()
    now = datetime.now(UTC).isoformat()
    text = "".join(
        f"{pk}\t{on}\t1\t{value}\tt\t\t\tfile\t{now}\t\\N\n" for _, pk, on, value in rows
    )
    with connection.cursor() as cursor:
        begun = perf_counter()
        cursor.copy_expert(f"COPY kpis_measurement ({FIELDS}) FROM STDIN", StringIO(text))
        return perf_counter() - begun


def _file(path: Path) -> float:
    _emptied()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    marks = [perf_counter()]
    at = datetime.now(UTC)
    stream = open_values(path)
    report = load_values(stream, by=None, today=at.date(), progress=lambda _done, _rows: None)
    marks.append(perf_counter())
    new, _ = store_loaded(report=report, by=None, at=at, reason="")
    marks.append(perf_counter())
    if not new or new != report.new:
        raise SystemExit(f"{new} values stored, {report.new} read: {report.problems[:3]}")
    if os.environ.get("BENCH_PARTS"):
        print(f"  checked {marks[1] - marks[0]:.1f} s, stored {marks[2] - marks[1]:.1f} s")
    return marks[-1] - marks[0]
