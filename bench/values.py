"""Fills a database with KPIs and very many values by COPY, and says how far it is.

A hundred values for each KPI: one a day, a week or a month, without holes but for one in fifty.
Of twenty KPIs, twelve reach a value, three change by a share, three hold within bounds, one counts
and one is done or not; one in ten counts the mean of its period.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from kpis.models import Kpi, KpiState

EVERY = {"day": 1, "week": 7, "month": 30}
AT_ONCE = 100_000
COLUMNS = (
    "kpi_id, observed_on, version, value, is_current, note, reason, source, recorded_at"
)  # fmt: skip


class Stream:
    """Lines as COPY reads them: so many at a time, never all in memory."""

    def __init__(self, lines: Iterator[str], total: int) -> None:
        self.lines, self.total, self.told, self.left = lines, total, 0, ""

    def read(self, size: int) -> str:
        parts, length = [self.left], len(self.left)
        while length < size:
            line = next(self.lines, None)
            if line is None:
                break
            parts.append(line)
            length += len(line)
            self.told += 1
            if self.told % AT_ONCE == 0 or self.told == self.total:
                print(f"\r  {self.told:,} of {self.total:,} values", end="", flush=True)
        text = "".join(parts)
        self.left = text[size:]
        return text[:size]


def fill(first: int, last: int, each: int, today: date) -> None:
    """Make the KPIs of these numbers with so many values each, and states that say nothing yet."""
    now = datetime.now(UTC)
    numbers = range(first, last + 1)
    Kpi.objects.bulk_create((_kpi(number, today, now) for number in numbers), batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        total = len(numbers) * each
        lines = Stream(_lines(first, last, each, today), total)
        cursor.copy_expert(f"COPY kpis_measurement ({COLUMNS}) FROM STDIN", lines)
        print()
        blank = (KpiState(kpi_id=number, computed_at=now) for number in numbers)
        KpiState.objects.bulk_create(blank, batch_size=5_000)
        cursor.execute("VACUUM ANALYZE")


def _kpi(number: int, today: date, now: datetime) -> Kpi:
    sort, upward = number * 7 % 20, number % 2 == 0
    facts: dict[str, object] = {"kind": "milestone", "target": 90}
    if sort < 12:
        facts = {"kind": "reach", "baseline": 50, "target": 95 if upward else 15}
    elif sort < 15:
        facts = {"kind": "change", "baseline": 50, "change": -30, "change_by": "percent"}
    elif sort < 18:
        low, high = (None, 40, 40)[sort - 15], (60, None, 60)[sort - 15]
        facts = {"kind": "hold", "low": low, "high": high, "unit": "%"}
    elif sort == 18:
        facts = {"kind": "count", "target": 9_000}
    return Kpi(
        id=number,
        ref=f"KPI-{number}",
        title=f"Measure {number}",
        title_key=f"measure {number}",
        direction="up" if upward else "down",
        aggregate="mean" if number % 10 == 0 else "latest",
        pace="step" if number % 7 == 0 else "linear",
        cadence=list(EVERY)[number % 3],
        starts_on=today - timedelta(days=300),
        due_on=today + timedelta(days=30 + number % 300),
        created_at=now,
        changed_at=now,
        **facts,
    )


def _lines(first: int, last: int, each: int, today: date) -> Iterator[str]:
    chance = random.Random(first)
    days = {
        name: [(today - timedelta(days=1 + step * ago)).isoformat() for ago in range(each + 3)]
        for name, step in EVERY.items()
    }
    names = list(EVERY)
    for number in range(first, last + 1):
        mine = days[names[number % 3]]
        hole = number % 50 == 0
        for place in range(each):
            day = mine[place + (2 if hole and place > each // 2 else 0)]
            value = int(chance.random() * 10_000) / 100
            yield f"{number}\t{day}\t1\t{value}\tt\t\t\tfile\t2026-01-01\n"
