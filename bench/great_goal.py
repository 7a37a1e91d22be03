"""Makes very large goals, to measure their pages.

Each has 20 pieces of work with 80 or 280 KPIs, a story of ten thousand words that mentions them 300
times, and 200 comments.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from kpis.services import create_kpi
from objectives.models import FocusArea, Objective
from objectives.services import create_focus_area, create_objective, link_focus_area
from stories.services import link_kpi, say, write_story
from stories.verdicts import settle

WORK, WORDS, MENTIONS, COMMENTS = 20, 10_000, 300, 200
EACH = (4, 14)
TITLE = "A very large goal {}"


def great_goals(owner: User) -> dict[int, Objective]:
    """Return a goal by each number of its KPIs, made where it is not there yet."""
    return {WORK * each: _found(each) or _made(each, owner) for each in EACH}


def _found(each: int) -> Objective | None:
    return Objective.objects.filter(title=TITLE.format(each)).first()


def _made(each: int, owner: User) -> Objective:
    now = datetime.now(UTC)
    goal = _goal(each, owner, now)
    settle(today=timezone.localdate(now), at=now)
    return goal


def _goal(kpis_each: int, owner: User, at: datetime) -> Objective:
    facts = {
        "title": TITLE.format(kpis_each),
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
