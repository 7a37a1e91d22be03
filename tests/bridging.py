"""A TCP port of loopback behind which stands the PostgreSQL of the tests, as a customer's own."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg2
from django.db import connection

from tests import listening

# A database of the same server that is not the product's.
DATABASE = "postgres"


@contextmanager
def tcp_postgres() -> Iterator[listening.Listening]:
    """Let callers through to the server's socket."""
    told = connection.get_connection_params()
    path = f"{told['host']}/.s.PGSQL.{told.get('port') or 5432}"

    def through(caller: socket.socket) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(path)
            back = threading.Thread(target=_pour, args=(server, caller), daemon=True)
            back.start()
            _pour(caller, server)
            back.join(10)

    with listening.raw_server(through) as bridge:
        yield bridge


@contextmanager
def reader() -> Iterator[str]:
    """Make an account that may read one table, `visits` below a schema of its own name."""
    name = f"reader_{os.getpid()}"
    with_all = _connected()
    with_all.autocommit = True
    with with_all.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN")
        cursor.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
        cursor.execute(f"CREATE TABLE {name}.visits (day date, count numeric)")
        cursor.execute(f"ALTER TABLE {name}.visits OWNER TO {name}")
        cursor.execute(f"INSERT INTO {name}.visits VALUES ('2026-11-19', 7.5), ('2026-11-20', 8)")
    try:
        yield name
    finally:
        with with_all.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {name} CASCADE")
            cursor.execute(f"DROP ROLE {name}")
        with_all.close()


def rows_of(name: str) -> int:
    """Return how many rows the reader's table has."""
    looking = _connected()
    try:
        with looking.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {name}.visits")
            return cursor.fetchone()[0]
    finally:
        looking.close()


def _connected() -> psycopg2.extensions.connection:
    told = connection.get_connection_params()
    return psycopg2.connect(dbname=DATABASE, user=told["user"], host=told["host"])


def _pour(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while said := one.recv(65536):
            other.sendall(said)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)
