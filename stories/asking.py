"""Asks PostgreSQL directly what a QuerySet has no words for: recursion, LATERAL, COPY."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

Row = tuple[Any, ...]
Given = Mapping[str, int | bool | str | date | datetime | list[int] | None]


def rows(sql: str, given: Given) -> Sequence[Row]:
    """Return the plain rows of one query. Nothing is made of them: no models, no conversion."""
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(given))
        found: Sequence[Row] = cursor.fetchall()
        return found


def write(sql: str, given: Given) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(given))
        return int(cursor.rowcount)
