"""Many values in a table of their own: copied in, held against what is on record, then stored."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any

from django.db import connection

from accounts.models import User
from kpis.models import Measurement
from kpis.value_sheets import ValueCell

CHUNK = 20_000
TOLD = 1_000  # rows told one by one
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
CREATE = """
DROP TABLE IF EXISTS pg_temp.given_values, pg_temp.changed_values;
CREATE TEMPORARY TABLE given_values (
    line bigint, place integer, kpi bigint, day date, value numeric(21, 6), note text
)
"""
DROP = "DROP TABLE IF EXISTS pg_temp.given_values, pg_temp.changed_values"
TWICE = """
SELECT g.line, g.place, g.day, d.low, d.high FROM given_values g JOIN (
    SELECT kpi, day, min(value) AS low, max(value) AS high FROM given_values
    GROUP BY kpi, day HAVING count(*) > 1 AND min(value) <> max(value)
) d ON d.kpi = g.kpi AND d.day = g.day ORDER BY g.line, g.place LIMIT %s
"""
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE m.kpi_id IS NULL OR m.value IS NULL),
    count(*) FILTER (WHERE m.value = g.low), count(*) FILTER (WHERE m.value <> g.low),
    count(*) FILTER (WHERE g.low <> g.high)
FROM (
    SELECT kpi, day, min(value) AS low, max(value) AS high FROM given_values GROUP BY kpi, day
) g
LEFT JOIN kpis_measurement m ON m.kpi_id = g.kpi AND m.observed_on = g.day AND m.is_current
"""
OTHERS = """
SELECT DISTINCT ON (g.kpi, g.day) g.line, g.place, k.title, k.unit, g.day, m.value, g.value
FROM given_values g JOIN kpis_kpi k ON k.id = g.kpi
JOIN kpis_measurement m ON m.kpi_id = g.kpi AND m.observed_on = g.day AND m.is_current
WHERE m.value <> g.value ORDER BY g.kpi, g.day, g.line LIMIT %s
"""
LOCK = """
SELECT count(*) FROM (
    SELECT id FROM kpis_kpi WHERE id IN (SELECT kpi FROM given_values)
    ORDER BY id FOR NO KEY UPDATE
) held
"""
# What follows from stored values: one audit line for each KPI, a verdict, and its state anew.
FOLLOWS = """
, said AS (
    INSERT INTO accounts_auditevent (at, actor_id, verb, kind, object_id, label, before, after)
    SELECT %(at)s, %(by)s, '{verb}', 'kpi', k.id, left(k.title, 300), p.before, p.after
    FROM (
        SELECT kpi_id, {before} AS before,
            jsonb_object_agg(to_char(observed_on, 'YYYY-MM-DD'), value::text) AS after
        FROM put GROUP BY kpi_id
    ) p JOIN kpis_kpi k ON k.id = p.kpi_id ORDER BY k.id
), touched AS (
    INSERT INTO accounts_touch (kind, object_id) SELECT DISTINCT 'kpi', kpi_id FROM put
), outdated AS (
    INSERT INTO kpis_outdatedstate (kpi_id) SELECT DISTINCT kpi_id FROM put
)
SELECT count(*) FROM put
"""
FIELDS = (
    "kpi_id, observed_on, version, value, is_current, note, reason, source, recorded_at, "
    "recorded_by_id"
)
INSERT = (
    f"WITH put AS (INSERT INTO kpis_measurement ({FIELDS}) "  # noqa: S608  nothing from outside
    "SELECT kpi, day, 1, value, true, note, '', %(source)s, %(at)s, %(by)s FROM given_values "
    "ORDER BY kpi, day, line ON CONFLICT DO NOTHING RETURNING kpi_id, observed_on, value)"
    + FOLLOWS.format(verb="record", before="'{}'::jsonb")
)
CHANGED = """
CREATE TEMPORARY TABLE changed_values AS
SELECT DISTINCT ON (g.kpi, g.day) g.kpi, g.day, g.value, coalesce(nullif(g.note, ''), m.note) note,
    m.version, m.value AS was
FROM given_values g
JOIN kpis_measurement m ON m.kpi_id = g.kpi AND m.observed_on = g.day AND m.is_current
WHERE m.value IS DISTINCT FROM g.value ORDER BY g.kpi, g.day, g.line
"""
SUPERSEDE = """
UPDATE kpis_measurement m SET is_current = false FROM changed_values c
WHERE m.kpi_id = c.kpi AND m.observed_on = c.day AND m.is_current
"""
REPLACE = (
    f"WITH put AS (INSERT INTO kpis_measurement ({FIELDS}) "  # noqa: S608  nothing from outside
    "SELECT kpi, day, version + 1, value, true, note, "
    "CASE WHEN was IS NULL THEN '' ELSE %(reason)s END, %(source)s, %(at)s, %(by)s "
    "FROM changed_values ORDER BY kpi, day RETURNING kpi_id, observed_on, value)"
    + FOLLOWS.format(
        verb="correct",
        before=(
            "(SELECT coalesce(jsonb_object_agg(to_char(c.day, 'YYYY-MM-DD'), c.was::text), '{}') "
            "FROM changed_values c WHERE c.kpi = put.kpi_id AND c.was IS NOT NULL)"
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Compared:
    """How many days of KPIs are given; how many have no value yet, this one, or another.

    `torn` are those that are given two numbers.
    """

    days: int
    new: int
    known: int
    other: int
    torn: int


@dataclass(frozen=True, slots=True)
class Twice:
    """A day that is given two numbers: one of its rows."""

    line: int
    place: int
    on: date
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Other:
    """A day that has another value than the one given."""

    line: int
    place: int
    title: str
    unit: str
    on: date
    now: Decimal
    wanted: Decimal


def copy_values(cells: Iterable[ValueCell], copied: Callable[[], None]) -> None:
    """Copy values into a table that lasts as long as the connection; tell of each chunk."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(CREATE)
        rows = map(_written, cells)
        while chunk := "".join(islice(rows, CHUNK)):
            cursor.copy_expert("COPY given_values FROM STDIN", StringIO(chunk))
            copied()
        cursor.execute("ANALYZE given_values")


def drop_values() -> None:
    """Forget what was copied; what a broken transaction copied is forgotten with it."""
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute(DROP)


def lock_their_kpis() -> None:
    """Hold the KPIs of the copied values until the transaction ends, in one order."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def compare_values() -> Compared:
    """Return how the copied values stand to what is on record. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return Compared(*cursor.fetchone())


def given_two_numbers() -> list[Twice]:
    """Return rows among the copied that give a day two numbers, the first of them. One query."""
    return [Twice(*row) for row in _rows(TWICE)]


def other_values() -> list[Other]:
    """Return copied values of days that have another, the first of them. One query."""
    return sorted((Other(*row) for row in _rows(OTHERS)), key=lambda one: (one.line, one.place))


def insert_values(*, by: User | None, at: datetime) -> int:
    """Store the copied values of days that have none; return how many. One statement.

    Audit lines, touches and notes of outdated states are written in the same statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(INSERT, _facts(by, at))
        return int(cursor.fetchone()[0])


def replace_values(*, by: User | None, at: datetime, reason: str) -> int:
    """Put copied values in the place of others and of withdrawn ones; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.changed_values")
        cursor.execute(CHANGED)
        if not cursor.rowcount:
            return 0
        cursor.execute(SUPERSEDE)
        cursor.execute(REPLACE, _facts(by, at) | {"reason": reason})
        return int(cursor.fetchone()[0])


def _facts(by: User | None, at: datetime) -> dict[str, datetime | int | str | None]:
    return {"at": at, "by": by.pk if by else None, "source": str(Measurement.Source.FILE)}


def _rows(query: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [TOLD])
        yield from cursor.fetchall()


def _written(cell: ValueCell) -> str:
    note = cell.note.translate(ESCAPES) if cell.note else ""
    return f"{cell.row}\t{cell.place}\t{cell.kpi}\t{cell.on.isoformat()}\t{cell.value}\t{note}\n"
