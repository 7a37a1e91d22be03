"""Worlds that are built once in each process and from then on only put back.

What a builder wrote is kept as PostgreSQL writes it down, with the ids it had, and copied in again
wherever the builder is called first in a test. Every test still has a world of its own, fresh and
in its own transaction; only the services and the thousands of statements behind it run once.
"""

import io
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from tests import make

Made = TypeVar("Made")
Facts = ParamSpec("Facts")


@dataclass
class Kept:
    """What a builder returned, the rows it wrote by table, and how far names were numbered."""

    made: object
    rows: dict[str, str]
    numbered: int


def remembered(build: Callable[Facts, Made]) -> Callable[Facts, Made]:
    """Let a builder of rows run once; afterwards what it wrote is put back, and a copy returned.

    Only where it is the first to make anything in a test; elsewhere it is run as it stands. What it
    makes must not depend on the time of day, nor on what was there, nor may it change that.
    """
    kept: dict[str, Kept] = {}

    @wraps(build)
    def made(*args: Facts.args, **facts: Facts.kwargs) -> Made:
        if make.numbered():
            return build(*args, **facts)
        key = repr((args, facts))
        if key in kept:
            _put_back(kept[key].rows)
        else:
            kept[key] = _watched(partial(build, *args, **facts))
        make.restart(kept[key].numbered)
        return deepcopy(kept[key].made)

    return made


def _watched(build: Callable[[], object]) -> Kept:
    before = _rows()
    found = build()
    after = _rows()
    changed = [table for table in before if after.get(table) != before[table]]
    assert not changed, f"A world changes what was there before it: {changed}"
    return Kept(
        deepcopy(found),
        {table: rows for table, rows in after.items() if table not in before},
        make.numbered(),
    )


def _rows() -> dict[str, str]:
    """Return the rows of every table that has any, as PostgreSQL copies them.

    But for the note of what was changed, which every change makes anew.
    """
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"noticed_change"}:
            text = io.StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
            if text.tell():
                found[table] = text.getvalue()
    return found


def _put_back(rows: dict[str, str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, text in rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.StringIO(text))
