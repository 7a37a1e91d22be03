"""Values from JSON, from CSV and from Prometheus, asked over HTTP."""

from base64 import b64encode
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError
from alignment.lib.numbers import parse_decimal
from alignment.lib.outbound.fetching import fetch, read_url
from alignment.lib.tables.csv_reading import csv_table
from alignment.lib.tables.workbook import Limits, Table, snake
from kpis.sources.paths import compiled, the_one
from kpis.sources.values import (
    MOST_ROWS,
    Clock,
    Found,
    Read,
    Spec,
    day_of,
    loaded,
    misasked,
    number_of,
    refused,
    shown,
)

A_DAY = 24 * 3600
SHORTEST_SECRET = 6
LAST_SECOND = time(23, 59, 59, tzinfo=UTC)
FEW = Limits(rows=MOST_ROWS, columns=100, cells=200_000, cell_length=2_000)


def check_json(spec: Spec) -> None:
    """Refuse what cannot be asked of JSON.

    Raises:
        DomainError: beside the field that says it.
    """
    read_url(spec.address)
    compiled(spec.query, "query")
    if spec.date_at:
        compiled(spec.date_at, "date_at")


def read_json(spec: Spec, clock: Clock, seconds: float) -> Read:
    """Return the one value that a JSONPath finds, and its day where another one finds it."""
    data = loaded(_got(spec, spec.address, seconds))
    value = the_one(compiled(spec.query, "query"), data, "value")
    said = [value]
    day = clock.today
    if spec.date_at:
        said.append(the_one(compiled(spec.date_at, "date_at"), data, "day"))
        day = day_of(said[-1], clock)
    return Read((Found(day, number_of(value)),), ", ".join(shown(one) for one in said))


def check_prometheus(spec: Spec) -> None:
    """Refuse what cannot be asked of Prometheus.

    Raises:
        DomainError: beside the field that says it.
    """
    if read_url(spec.address).query:
        raise misasked("address", "Give the address of Prometheus itself, without a question.")


def read_prometheus(spec: Spec, clock: Clock, seconds: float) -> Read:
    """Return what a query says now, or at the end of each of the last days (in UTC)."""
    base, asked = spec.address.rstrip("/"), {"query": spec.query}
    if spec.days_back:
        last = clock.at.astimezone(UTC).date() - timedelta(days=1)
        ends = [datetime.combine(last - timedelta(days=spec.days_back - 1), LAST_SECOND)]
        ends.append(datetime.combine(last, LAST_SECOND))
        begin, end = (str(int(one.timestamp())) for one in ends)
        asked |= {"start": begin, "end": end, "step": str(A_DAY)}
        samples, labels = _samples(
            _got(spec, f"{base}/api/v1/query_range?{urlencode(asked)}", seconds)
        )
        there = Clock(clock.at, UTC)
        found = [Found(day_of(when, there), number_of(value)) for when, value in samples]
    else:
        asked["time"] = str(int(clock.at.timestamp()))
        samples, labels = _samples(_got(spec, f"{base}/api/v1/query?{urlencode(asked)}", seconds))
        found = [Found(day_of(when, clock), number_of(value)) for when, value in samples]
    if not found:
        raise _nothing()
    return Read(tuple(found), shown({"series": labels, "value": str(samples[-1][1])}))


def check_csv(spec: Spec) -> None:
    """Refuse what cannot be asked of a CSV file.

    Raises:
        DomainError: beside the field that says it.
    """
    read_url(spec.address)
    if not snake(spec.query):
        raise misasked("query", "Name the column in which the values stand.")


def read_csv(spec: Spec, clock: Clock, seconds: float) -> Read:
    """Return the values of a column: of every row with its day, or of the only row, for today."""
    notes: list[str] = []
    table = csv_table(_got(spec, spec.address, seconds), "The file", FEW, notes)
    if table.problems:
        raise refused("not_a_table", str(table.problems[0]))
    column = _column(table, spec.query)
    notation = table.notation(column)
    rows = [row for _, row in table.rows if str(row[column]).strip()]
    if not rows:
        raise _nothing()
    if not spec.date_at:
        if len(rows) > 1:
            raise refused(
                "several",
                f"The file has {len(rows):,} rows: name the column in which the day stands.",
            )
        days = [clock.today]
    else:
        dated = _column(table, spec.date_at)
        days = [parse_date(row[dated], table.day_zero) for row in rows]
    values = [_cell(row[column], notation) for row in rows]
    found = sorted(map(Found, days, values), key=lambda one: one.on)
    return Read(
        tuple(found), f"{len(rows):,} rows, the newest of {found[-1].on}: {found[-1].value}"
    )


def _got(spec: Spec, address: str, seconds: float) -> bytes:
    """Return what an address answers.

    Raises:
        DomainError: it cannot be asked, or repeats the secret: whoever sees the answer may not.
    """
    headers = _headers(spec)
    body = fetch(address, secret=headers, seconds=seconds).body
    told = {spec.secret, *(value.rpartition(" ")[2] for value in headers.values())}
    if any(one.encode() in body for one in told if len(one) >= SHORTEST_SECRET):
        raise refused("repeats_secret", "The answer repeats the secret, so nothing of it is kept.")
    return body


def _headers(spec: Spec) -> dict[str, str]:
    if spec.way_in == "bearer":
        return {"Authorization": f"Bearer {spec.secret}"}
    if spec.way_in == "basic":
        both = f"{spec.way_in_name}:{spec.secret}".encode()
        return {"Authorization": f"Basic {b64encode(both).decode()}"}
    return {spec.way_in_name: spec.secret} if spec.way_in == "header" else {}


def _samples(body: bytes) -> tuple[list[tuple[object, object]], object]:
    """Return the moments and values of the one series that Prometheus found, and its labels.

    Raises:
        DomainError: it found none or several, or does not answer like Prometheus.
    """
    said = loaded(body)
    try:
        result, kind = said["data"]["result"], said["data"]["resultType"]
        if kind == "scalar":
            return [_pair(result)], {}
        if len(result) > 1:
            raise refused(
                "several",
                f"The query finds {len(result):,} series: make it find one, as with sum().",
            )
        if not result:
            raise _nothing()
        pairs = [result[0]["value"]] if kind == "vector" else result[0]["values"]
        return [_pair(one) for one in pairs], result[0]["metric"]
    except (LookupError, TypeError, ValueError):
        raise refused("not_prometheus", "The answer is not one that Prometheus gives.") from None


def _pair(pair: Any) -> tuple[object, object]:
    when, value = pair
    return when, value


def _nothing() -> DomainError:
    return refused("nothing_found", "The query finds nothing there.")


def _column(table: Table, name: str) -> str:
    column = snake(name)
    if column not in table.columns:
        there = ", ".join(f"“{one}”" for one in table.columns[:12])
        raise refused("no_column", f"There is no column “{name}”. There are: {there}.")
    return column


def _cell(cell: object, notation: Any) -> Decimal:
    return cell if isinstance(cell, Decimal) else parse_decimal(str(cell), notation)
