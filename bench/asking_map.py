"""What the map costs in each of its forms, against a page that asks the database nothing."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from bench.company import an_admin
from stories.verdicts import recompute_all

PLAIN = "/sign-in/"
VIEWS = (
    "/map/",
    "/map/?after=901",
    "/map/?open=1",
    "/map/?open=1,2,12&focus=kpi-40",
    "/map/?q=service+number+77",
    "/map/?team=3",
    "/map/?verdict=no_line",
    "/map/?driver=customer",
    "/map/?objective=1",
    "/map/matrix/?open=1,2",
    "/map/tree/?open=1,2",
)
ROUNDS = 15


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    now = datetime.now(UTC)
    recompute_all(today=now.date(), at=now)
    connection.cursor().execute("VACUUM ANALYZE")
    readers = {
        "viewer": User.objects.filter(role="viewer").earliest("pk"),
        "admin": an_admin(),
    }
    print("| view | reader | queries | ms by the clock | of them Python | against the plain page |")
    print("|---|---|---:|---:|---:|---:|")
    for name, person in readers.items():
        client = Client()
        client.force_login(person)
        for view in VIEWS:
            print(_row(client, view, name), flush=True)


def _row(client: Client, view: str, reader: str) -> str:
    _asked(client, view)
    queries = []

    def count(execute: Callable[..., object], sql: str, *rest: object) -> object:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = client.get(view)
    assert answer.status_code == 200, (view, answer.status_code)
    pairs = [(_asked(client, view), _asked(Client(), PLAIN)) for _ in range(ROUNDS)]
    ours, own = (statistics.median(one[at] for one, _ in pairs) * 1000 for at in (0, 1))
    plain = statistics.median(other for _, (other, _) in pairs) * 1000
    return f"| {view} | {reader} | {len(queries)} | {ours:.0f} | {own:.0f} | {ours / plain:.1f} |"


def _asked(client: Client, path: str) -> tuple[float, float]:
    """Return the seconds by the clock, and those of this process alone."""
    start, own = time.perf_counter(), time.process_time()
    client.get(path)
    return time.perf_counter() - start, time.process_time() - own
