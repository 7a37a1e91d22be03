"""What pages cost against a page that asks the database nothing, one line of JSON for each."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from alignment.lib.kept_pages import forget
from bench.company import an_admin
from bench.great_goal import great_goals
from kpis.models import Kpi
from objectives.models import Objective
from reports.models import ReadyBoard

PLAIN = "/sign-in/"
COLD_ROUNDS = 7
KPI, GOAL = 31, 4
VIEWS = {
    "goal": (f"/objectives/{GOAL}/",),
    "kpi": (f"/kpis/{KPI}/",),
    "check-in": ("/check-in/",),
    "board": ("/", "/?team=3", "/?driver=customer", "/?objective=1", "/?owner=30"),
    "map": (
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
    ),
}
GREAT = ("objective-page", "story-edit", "story-agree", "story-history", "objective-talk")
Taken = tuple[float, float]


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    rounds, *groups = sys.argv[1:]
    for group in groups:
        for name, person in _readers(group):
            client = Client()
            client.force_login(person)
            for view, path in _views(group, person):
                row = {"page": view, "reader": name} | _measured(client, path, int(rounds))
                print(json.dumps(row), flush=True)


def _readers(group: str) -> list[tuple[str, User]]:
    """Return who asks: for a check-in who owes values, for a goal also who owns it."""
    if group == "check-in":
        lead = Kpi.objects.filter(owner__role="tech_lead").earliest("pk").owner
        return [("tech lead", lead)]
    if group == "great":
        return [("owner", User.objects.filter(role="leader").earliest("pk"))]
    found = [("viewer", User.objects.filter(role="viewer").earliest("pk")), ("admin", an_admin())]
    if group == "goal":
        found.append(("owner", Objective.objects.get(pk=GOAL).business_owner))
    return found


def _views(group: str, person: User) -> list[tuple[str, str]]:
    if group != "great":
        return [(view, view) for view in VIEWS[group]]
    return [
        (f"{name} of {size} KPIs", reverse(f"stories:{name}", args=[goal.pk]))
        for size, goal in great_goals(person).items()
        for name in GREAT
    ]


def _measured(client: Client, path: str, rounds: int) -> dict[str, float]:
    _asked(client, path)
    queries = []

    def count(execute: Callable[..., object], sql: str, *rest: object) -> object:
        queries.append(sql)
        return execute(sql, *rest)

    cold = _of_both(client, path, forget)
    first = _of_both(client, path, _forget_boards_too)
    with connection.execute_wrapper(count):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    pairs = [(_asked(client, path), _asked(Client(), PLAIN)) for _ in range(rounds)]
    clock, own, plain_clock, plain_own = (
        statistics.median(pair[which][at] for pair in pairs) * 1000
        for which in (0, 1)
        for at in (0, 1)
    )
    return {
        "queries": len(queries),
        "clock": clock,
        "own": own,
        "cold": cold * 1000,
        "first": first * 1000,
        "ratio": clock / plain_clock,
        "own_ratio": own / plain_own,
    }


def _forget_boards_too() -> None:
    forget()
    ReadyBoard.objects.all().delete()


def _of_both(client: Client, path: str, before: Callable[[], None]) -> float:
    """Return the processor's seconds of this process and its PostgreSQL's, mean of a few."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    taken = 0.0
    for _ in range(COLD_ROUNDS):
        before()
        start = _ticks(stat)
        taken += _asked(client, path)[1] + (_ticks(stat) - start) / os.sysconf("SC_CLK_TCK")
    return taken / COLD_ROUNDS


def _ticks(stat: Path) -> int:
    """Return what a process took of the processor, as Linux counts it: a hundred a second."""
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return int(user) + int(system)


def _asked(client: Client, path: str) -> Taken:
    """Return the seconds by the clock, and those of this process alone."""
    start, own = time.perf_counter(), time.process_time()
    client.get(path)
    return time.perf_counter() - start, time.process_time() - own
