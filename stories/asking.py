"""Asks PostgreSQL directly what a QuerySet has no words for: recursion, LATERAL, COPY."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.db import connection

Row = tuple[Any, ...]
Given = Mapping[str, int | bool | str | date | datetime | list[int] | None]


def rows(sql: str, given: Given) -> Sequence[Row]:
    """Return the plain rows of one query. Nothing is made of them: no models, no conversion."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _plain(given))
        found: Sequence[Row] = cursor.fetchall()
        return found


def write(sql: str, given: Given) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _plain(given))
        return int(cursor.rowcount)


def copy_lines(sql: str, lines: Iterable[str]) -> None:
    """Run one COPY over these lines."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(sql, BytesIO("\n".join(lines).encode()))


def _plain(given: Given) -> dict[str, int | bool | str | date | datetime | None]:
    """Return what is given with ids as one literal: PostgreSQL reads it in a tenth of the time."""
    return {
        name: f"{{{','.join(map(str, value))}}}" if isinstance(value, list) else value
        for name, value in given.items()
    }
