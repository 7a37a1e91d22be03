"""A goal whose story both sides agreed to, so that a change has something to put in doubt."""

from dataclasses import dataclass

from accounts.models import User
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories.models import KpiLink
from stories.services import agree
from tests import make
from tests.conftest import NOW
from tests.remembering import remembered


@dataclass
class Agreed:
    bea: User
    tom: User
    goal: Objective
    work: FocusArea
    kpi: Kpi
    lower: KpiLink
    upper: FocusLink


@remembered
def agreed(title: str = "Keep customers", **facts) -> Agreed:
    """Return a goal of Bea and Tom with one line, told in a story to which both agreed."""
    bea = make.user("Bea", role="leader")
    tom = make.user("Tom", role="tech_lead")
    goal = make.ready(
        make.objective(title, **{"business_owner": bea, "technology_owner": tom} | facts)
    )
    work, kpi = make.focus_area("Fast pages"), make.kpi("Load time")
    lower, upper = make.line(kpi, work, goal)
    make.story(goal, work, kpi)
    for side, owner in (("business", goal.business_owner), ("technology", goal.technology_owner)):
        agree(objective=goal, side=side, by=owner, at=NOW)
    return Agreed(bea, tom, goal, work, kpi, lower, upper)
