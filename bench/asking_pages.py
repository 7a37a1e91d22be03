"""What pages cost against a page that asks the database nothing, one line of JSON for each."""

import json
import statistics
import sys
import time
from collections.abc import Callable

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

PLAIN = "/sign-in/"
KPI, GOAL = 31, 4
VIEWS = {
    "goal": (f"/objectives/{GOAL}/",),
    "kpi": (f"/kpis/{KPI}/",),
    "check-in": ("/check-in/",),
    "board": ("/",),
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

    cold = []
    for _ in range(3):
        forget()
        cold.append(_asked(client, path)[1])
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
        "cold": statistics.median(cold) * 1000,
        "ratio": clock / plain_clock,
        "own_ratio": own / plain_own,
    }


def _asked(client: Client, path: str) -> Taken:
    """Return the seconds by the clock, and those of this process alone."""
    start, own = time.perf_counter(), time.process_time()
    client.get(path)
    return time.perf_counter() - start, time.process_time() - own
