"""Queries about a person that every page asks: their SQL is made once in each process.

To put such a query together takes Python several times what PostgreSQL takes to answer it. So a
phrase is put together for somebody who stands in for all of a role, and what it says is kept; from
then on only the number of the person is filled in.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from accounts.models import User

Row = tuple[Any, ...]
# Nobody's number. Within what a number may be: Django leaves out what could match no row.
STAND_IN = -2_147_000_001


def made_once(ask: Callable[[User], QuerySet[Any, Any]]) -> Callable[[User], list[Row]]:
    """Let the values that a query names be fetched without making the query again. One query.

    It may depend on the person's number and role, and on nothing else: on no day, and on no row.
    What it names must be what PostgreSQL says, not what a field makes of that.
    """
    made = cache(lambda role, is_active: _sql(ask(_stand_in(role, is_active=is_active))))

    @wraps(ask)
    def rows(person: User) -> list[Row]:
        sql, given = made(person.role, person.is_active)
        if not sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, [person.pk if one == STAND_IN else one for one in given])
            found: list[Row] = cursor.fetchall()
            return found

    return rows


def _stand_in(role: str, *, is_active: bool) -> User:
    return User(pk=STAND_IN, role=role, is_active=is_active)


def _sql(asked: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """Return a query as text and what is given to it; "" where it can find nothing."""
    try:
        sql, given = asked.query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    if any(isinstance(one, date) for one in given):
        raise TypeError("A query that is made once knows no day.")
    return sql, given
