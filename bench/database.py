"""A database of its own for a benchmark, on the embedded server, and how processes find it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from alignment import embedded


@contextmanager
def fresh_database(name: str, *, keep: bool = False, anew: bool = True) -> Iterator[dict[str, str]]:
    """Make the database anew, or take the one there is, and yield what processes need to use it."""
    with embedded.servers():
        if anew:
            _run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        try:
            yield {
                **os.environ,
                "DATABASE_URL": embedded.database_url().replace(
                    f"/{embedded.DATABASE}?", f"/{name}?"
                ),
                "REDIS_URL": embedded.redis_url(),
                "THROUGHLINE_MODE": "trial",
                "DJANGO_SETTINGS_MODULE": "alignment.settings",
            }
        finally:
            if not keep:
                _run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _run(*statements: str) -> None:
    address = embedded.database_url().replace(f"/{embedded.DATABASE}?", "/postgres?")
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()
