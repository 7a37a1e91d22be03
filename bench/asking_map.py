"""What the map costs in each of its forms, against a page that asks the database nothing."""

import statistics
import time
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

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
    print("| view | reader | queries | ms | against the plain page |")
    print("|---|---|---:|---:|---:|")
    for name, person in readers.items():
        client = Client()
        client.force_login(person)
        for view in VIEWS:
            print(_row(client, view, name), flush=True)


def _row(client: Client, view: str, reader: str) -> str:
    _asked(client, view)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(view)
    assert answer.status_code == 200, (view, answer.status_code)
    pairs = [(_asked(client, view), _asked(Client(), PLAIN)) for _ in range(ROUNDS)]
    ours = statistics.median(one for one, _ in pairs)
    plain = statistics.median(other for _, other in pairs)
    return f"| {view} | {reader} | {len(captured)} | {ours * 1000:.0f} | {ours / plain:.1f} |"


def _asked(client: Client, path: str) -> float:
    start = time.perf_counter()
    client.get(path)
    return time.perf_counter() - start
