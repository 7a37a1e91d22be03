"""Measures the pages of a very large goal.

It has 20 pieces of work with 80 or 280 KPIs, a story of ten thousand words that mentions them 300
times, and 200 comments.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from accounts.models import User
from kpis.services import create_kpi
from objectives.models import FocusArea, Objective
from objectives.services import create_focus_area, create_objective, link_focus_area
from stories.services import link_kpi, say, write_story
from stories.verdicts import settle

WORK, WORDS, MENTIONS, COMMENTS = 20, 10_000, 300, 200
TIMES = 7
PAGES = ("objective-page", "story-edit", "story-agree", "story-history", "objective-talk")


def measure() -> Iterator[tuple[str, str]]:
    """Yield names of pages and the milliseconds that each took of the server."""
    now = datetime.now(UTC)
    owner = User.objects.filter(role="leader").earliest("pk")
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner)
    for each in (4, 14):
        goal = _goal(each, owner, now)
        settle(today=now.date(), at=now)
        for name in PAGES:
            yield f"a goal of {WORK * each} KPIs: {name}", _taken(client, name, goal)


def _taken(client: Client, name: str, goal: Objective) -> str:
    address, taken = reverse(f"stories:{name}", args=[goal.pk]), []
    assert client.get(address).status_code == 200, address
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get(address)
        taken.append(time.perf_counter() - start)
    return f"{statistics.median(taken) * 1000:.0f} ms"


def _goal(kpis_each: int, owner: User, at: datetime) -> Objective:
    facts = {
        "title": f"A very large goal {kpis_each}",
        "statement": "Everything at once, for everybody.",
        "status": "active",
        "business_owner": owner,
        "starts_on": at.date() - timedelta(days=30),
        "ends_on": at.date() + timedelta(days=365),
    }
    goal = create_objective(facts=facts, by=owner, at=at)
    title = f"Great work of {kpis_each}"
    named = [
        name
        for number in range(WORK)
        for name in _work(goal, f"{title} {number}", kpis_each, owner, at)
    ]
    named = (named * MENTIONS)[:MENTIONS]
    between = " ".join(["and so it goes on, because people come back"] * (WORDS // len(named) // 8))
    paragraphs = [
        " ".join(f"We rest on @[{name}] {between}." for name in named[start : start + 5])
        for start in range(0, len(named), 5)
    ]
    body = "\n\n".join(paragraphs)
    write_story(objective=goal, body=body, version=0, by=owner, at=at)
    for number in range(COMMENTS):
        say(thing=goal, body=f"What of number {number}?", by=owner, at=at)
    return goal


def _work(goal: Objective, title: str, kpis: int, owner: User, at: datetime) -> Iterator[str]:
    """Make a piece of work with its KPIs; yield the references of all."""
    facts = {"title": title, "status": "active", "rationale": "It is felt."}
    work = create_focus_area(facts=facts, by=owner, at=at)
    link_focus_area(focus_area=work, objective=goal, because="It moves it.", by=owner, at=at)
    yield work.ref
    for number in range(kpis):
        yield _kpi(work, f"{title}, measure {number}", owner, at)


def _kpi(work: FocusArea, title: str, owner: User, at: datetime) -> str:
    facts = {
        "title": title,
        "status": "live",
        "owner": owner,
        "unit": "s",
        "direction": "down",
        "baseline": Decimal("2.40"),
        "baseline_on": at.date() - timedelta(days=30),
        "target": Decimal("1.92"),
        "due_on": at.date() + timedelta(days=300),
        "cadence": "month",
    }
    kpi = create_kpi(facts=facts, by=owner, at=at)
    link_kpi(kpi=kpi, focus_area=work, because=f"{title} shows it.", by=owner, at=at)
    return kpi.ref
