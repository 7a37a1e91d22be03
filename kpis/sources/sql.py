"""Values from a PostgreSQL of the customer's: one query that only reads, and ends in time."""

import re
import select
from dataclasses import dataclass
from time import monotonic
from typing import Any

import psycopg2
from django.db import connection as own
from psycopg2.extensions import POLL_OK, POLL_READ, connection

from alignment.lib.errors import DomainError, shortened
from alignment.lib.outbound.targets import Target, checked, unreachable
from kpis.sources.values import (
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

# Only databases that the operator lists are asked: one of a stranger's could answer without end.
USUAL_PORTS = frozenset[int]()
# Nothing but a person, a host, a port and a database: what libpq would take besides is no part.
ADDRESS = re.compile(
    r"postgres(?:ql)?://(?P<user>[A-Za-z0-9_.-]{1,63})@(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?/(?P<database>[A-Za-z0-9_.-]{1,63})",
    re.ASCII,
)
HOW = "Write the address like postgresql://reader@db.example.com:5432/metrics."
QUERY_SECONDS = 8
MOST_ROWS = 1_000
LONGEST_ROW = 500
WAY_OUT_OF_TIME = "57014"
NOT_UNDERSTOOD, ONLY_READS = ("42", "22", "0A"), "25"
WRAPPED = "SELECT left(to_json(q)::text, {length}) FROM ({query}\n) AS q LIMIT {most}"
WHO_AND_WHERE = """
    SELECT current_setting('is_superuser') = 'on'
        OR pg_has_role(current_user, 'pg_read_server_files', 'MEMBER')
        OR pg_has_role(current_user, 'pg_write_server_files', 'MEMBER')
        OR pg_has_role(current_user, 'pg_execute_server_program', 'MEMBER'),
      extract(epoch FROM pg_postmaster_start_time())::text, current_database()
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is and who asks it."""

    user: str
    host: str
    port: int
    database: str


def place_of(address: str) -> Place:
    """Return where a database is.

    Raises:
        DomainError: the address is none, or says more than where.
    """
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise misasked("address", HOW)
    port = int(found["port"] or 5432)
    return Place(found["user"], found["host"].strip("[]"), port, found["database"])


def check_sql(spec: Spec) -> None:
    """Refuse what is no single query of a database.

    Raises:
        DomainError: beside the field that says it.
    """
    place_of(spec.address)
    if ";" in spec.query or "\x00" in spec.query:
        raise misasked("query", "Write one query, without a semicolon.")
    if spec.way_in not in ("", "basic") or spec.way_in_name:
        raise misasked("way_in", "A database asks for a password: choose “Name and password”.")


def read_sql(spec: Spec, clock: Clock, seconds: float) -> Read:
    """Return what a query finds: one value for today, or rows of a day and its value."""
    check_sql(spec)
    place, until = place_of(spec.address), monotonic() + seconds
    target = checked(place.host, place.port, usual_ports=USUAL_PORTS, seconds=seconds)
    rows = _rows(_asked(_arguments(place, target, spec.secret), spec.query, until))
    return Read(
        tuple(sorted((_found(row, len(rows), clock) for row in rows), key=lambda one: one.on)),
        f"{len(rows):,} rows, the last: {shown([one for _, one in rows[-1]])}",
    )


def _arguments(place: Place, target: Target, password: str) -> dict[str, Any]:
    """Return how to connect: to the checked addresses, known by the name that was asked for."""
    count = len(target.addresses)
    return {
        "host": ",".join([target.host] * count),
        "hostaddr": ",".join(target.addresses),
        "port": ",".join([str(target.port)] * count),
        "dbname": place.database,
        "user": place.user,
        "password": password or "-",  # so that no password file is looked into
        "application_name": "throughline",
        "gssencmode": "disable",
        "sslcertmode": "disable",
        "sslmode": "prefer",
    }


def _asked(arguments: dict[str, Any], query: str, until: float) -> list[tuple[Any, ...]]:
    """Return the rows of a query as JSON texts, out of a transaction that is given up.

    First it is prepared alone, so that what is put around it stands around the whole of it.
    """
    open_connection = None
    try:
        open_connection = psycopg2.connect(async_=True, **arguments)
        _wait(open_connection, until)
        cursor = open_connection.cursor()
        for statement in (
            "BEGIN TRANSACTION READ ONLY",
            f"SET LOCAL statement_timeout = '{QUERY_SECONDS * 1000:.0f}ms'",
            "SET LOCAL lock_timeout = '2s'",
            WHO_AND_WHERE,
        ):
            cursor.execute(statement)
            _wait(open_connection, until)
        _refuse_who_may_too_much(*cursor.fetchall()[0])
        for statement in (
            f"PREPARE throughline AS {query}",
            WRAPPED.format(length=LONGEST_ROW + 1, query=query, most=MOST_ROWS + 1),
        ):
            cursor.execute(statement)
            _wait(open_connection, until)
        return list(cursor.fetchall())
    except psycopg2.Error as error:
        raise _said(error) from error
    finally:
        if open_connection is not None:
            open_connection.close()


def _wait(waiting: connection, until: float) -> None:
    """Wait until the database has answered.

    Raises:
        DomainError: it has not when the time is over.
    """
    while (state := waiting.poll()) != POLL_OK:
        left = until - monotonic()
        poll = select.poll()
        poll.register(waiting.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        if left <= 0 or not poll.poll(left * 1000):
            raise unreachable()


def _refuse_who_may_too_much(is_mighty: bool, started: str, database: str) -> None:  # noqa: FBT001
    """Refuse an account that reads files, and this installation's own database.

    Raises:
        DomainError: it is one of them.
    """
    if is_mighty:
        raise refused(
            "too_mighty",
            "This account may read files of the server or more: give one that only reads tables.",
        )
    with own.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM pg_postmaster_start_time())::text")
        [ours] = cursor.fetchone()
    if (ours, own.settings_dict["NAME"]) == (started, database):
        raise unreachable()


def _said(error: psycopg2.Error) -> DomainError:
    """Return what a database complains of: of the query in its own words, of the rest in ours."""
    code = error.pgcode or ""
    message = shortened(error.diag.message_primary or "", 200)
    if code == WAY_OUT_OF_TIME:
        return refused("too_slow", f"The query took longer than {QUERY_SECONDS} seconds.")
    if code[:2] == ONLY_READS:
        return refused("only_reads", "The query would change something: only reading is allowed.")
    if code[:2] in NOT_UNDERSTOOD:
        return refused("not_understood", f"The database does not take the query: {message}.")
    return unreachable()


def _rows(texts: list[tuple[Any, ...]]) -> list[list[tuple[str, object]]]:
    """Return each row's columns in their order.

    Raises:
        DomainError: there are none, too many, or one that is too long.
    """
    if not texts:
        raise refused("nothing_found", "The query finds nothing there.")
    if len(texts) > MOST_ROWS:
        raise refused(
            "several", f"The query finds more than {MOST_ROWS:,} rows: make it find less."
        )
    if any(len(text) > LONGEST_ROW for (text,) in texts):
        raise refused("too_large", f"A row is longer than {LONGEST_ROW} characters: ask for less.")
    return [loaded(text, pairs=list) for (text,) in texts]


def _found(row: list[tuple[str, object]], count: int, clock: Clock) -> Found:
    if len(row) == 1 and count == 1:
        return Found(clock.today, number_of(row[0][1]))
    if len(row) != 2:
        raise refused(
            "several", "Let the query find one value, or two columns: the day and then the value."
        )
    return Found(day_of(row[0][1], clock), number_of(row[1][1]))
