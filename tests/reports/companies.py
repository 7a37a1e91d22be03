"""A company in which every group of the headline is there, across teams, owners, goals, dates."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Team, User
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories.models import KpiLink
from stories.services import agree
from tests import make
from tests.conftest import NOW, TODAY
from tests.remembering import remembered
from tests.stories.pages import Company, company, settled

SOON, LATER, NEXT_YEAR = date(2026, 12, 15), date(2026, 8, 30), date(2027, 6, 30)


@dataclass
class Mixed:
    whole: Company
    lead: User
    teams: tuple[Team, Team]
    below: Objective
    idle: FocusArea
    kpis: dict[str, Kpi]


@remembered
def mixed() -> Mixed:
    """Make two sound KPIs, one that waits, one that changed, five with no line, one exempt."""
    whole = company()
    goal, web, ana = whole.goal, whole.team, whole.kpi.owner
    platform, sam = make.team("Platform"), make.user("Sam", role="tech_lead")
    below = make.objective(
        "Answer at once",
        parent=goal,
        business_owner=whole.business,
        technology_owner=whole.technology,
    )
    idle, support = make.focus_area("Infrastructure cost"), make.focus_area("Support")
    kpis = {
        "sound": whole.kpi,
        "sound below": make.kpi("Answer time", team=platform, owner=sam, due_on=SOON),
        "waits": make.kpi("Crash rate", team=web, owner=ana, due_on=SOON),
        "changed": make.kpi("Chats", team=platform, owner=sam),
        "alone": make.kpi("Pull requests", team=web, owner=sam, due_on=LATER),
        "also alone": make.kpi("Story points", team=platform, owner=ana, due_on=SOON),
        "short 1": make.kpi("Cluster load", team=platform, owner=sam),
        "short 2": make.kpi("Storage used", team=platform, owner=sam, due_on=None),
        "short 3": make.kpi("Memory used", team=web, owner=ana, due_on=LATER),
        "exempt": make.kpi("Backups", team=platform, owner=sam),
        "draft": make.kpi("Sketch", team=web, status="draft"),
    }
    for key in ("sound below", "changed"):
        make.line(kpis[key], support, below)
    make.story(below, kpis["sound below"], kpis["changed"], support)
    make.ready(below)
    for side, owner in (("business", whole.business), ("technology", whole.technology)):
        agree(objective=below, side=side, by=owner, at=NOW)
    KpiLink.objects.filter(kpi=kpis["changed"]).update(because="For another reason.")
    make.line(kpis["waits"], whole.work, goal)
    for key in ("short 1", "short 2", "short 3"):
        make.kpi_link(kpis[key], idle)
    make.exemption(kpis["exempt"], whole.business, on=TODAY - timedelta(days=5))
    make.objective("Be known")
    settled()
    return Mixed(whole, ana, (web, platform), below, idle, kpis)


@remembered
def alone(count: int) -> list[Kpi]:
    """Make KPIs that are linked to nothing."""
    kpis = [make.kpi(f"Lonely {number:03}") for number in range(count)]
    settled()
    return kpis
