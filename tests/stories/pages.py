"""What page tests stand on: a goal with its line agreed by both sides, and pages as text."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from accounts.models import Team, User
from kpis.models import Kpi
from kpis.states import recompute_states
from objectives.models import FocusArea, Objective
from stories.services import agree
from stories.verdicts import recompute_all
from tests import make
from tests.conftest import NOW, TODAY
from tests.remembering import remembered


@dataclass
class Company:
    business: User
    technology: User
    goal: Objective
    work: FocusArea
    kpi: Kpi
    team: Team


@remembered
def company() -> Company:
    """Make a goal, its work, its measure and a story that both sides agreed to."""
    business = make.user("Mira", role="leader", job_title="Head of Customer")
    technology = make.user("Jonas", role="leader")
    team = make.team("Web")
    goal = make.objective(
        "Keep more customers",
        statement="Fifteen in a hundred more stay.",
        business_owner=business,
        technology_owner=technology,
        value_driver="customer",
    )
    make.ready(goal)
    work = make.focus_area("Performance")
    kpi = make.kpi("Load time", team=team, owner=make.user("Ana", role="tech_lead", teams=[team]))
    make.line(kpi, work, goal)
    make.story(goal, kpi, work)
    for side, owner in (("business", business), ("technology", technology)):
        agree(objective=goal, side=side, by=owner, at=NOW)
    settled()
    return Company(business, technology, goal, work, kpi, team)


def settled() -> None:
    """Bring everything derived up to date."""
    recompute_states(None, TODAY, NOW)
    recompute_all(today=TODAY, at=NOW)


def text(client: Client, address: str, status: int = 200) -> str:
    """Return a page as running text, without its tags."""
    answer = client.get(address)
    assert answer.status_code == status, address
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(bare).split())


def grown(few: int, make_one: Callable[[], object]) -> Callable[[], None]:
    """Return what makes several more of a thing and settles them."""

    def grow() -> None:
        for _ in range(few):
            make_one()
        settled()

    return grow
