"""What a page, a pack or a review is about: the company, or a part of it that an address names.

A scope is plain data that goes into an address and comes back out of it. Parts may be combined: the
revenue goals of one team. Who asks decides what is in it: a branch below a goal that somebody may
not know of is answered with 404, and nothing confidential is in the goals and KPIs it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func

from accounts.models import Team, User
from alignment.lib.arrays import IsOneOf
from kpis.access import kpis_to_view
from kpis.models import KpiQuerySet
from objectives.access import objective_to_view, objectives_to_view
from objectives.models import Objective, ObjectiveQuerySet
from stories.audiences import audience_of
from stories.pages.paging import id_in
from stories.totals import Scope as KpiScope
from stories.totals import kpi_verdicts

DRIVERS = dict(Objective.ValueDriver.choices)


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the company; empty is all of it.

    `driver` is a value driver, `objective_id` a goal and all below it, `person_id` what somebody
    answers for: their KPIs, and the goals they own on either side.
    """

    driver: str = ""
    objective_id: int | None = None
    team_id: int | None = None
    person_id: int | None = None

    @property
    def is_company(self) -> bool:
        """Say whether it is the whole company."""
        return self == COMPANY

    def query(self) -> dict[str, str]:
        """Return what an address has to ask for, for this scope."""
        asked = {
            "driver": self.driver,
            "objective": self.objective_id,
            "team": self.team_id,
            "owner": self.person_id,
        }
        return {name: str(value) for name, value in asked.items() if value}

    @property
    def text(self) -> str:
        """Return it as one text, “driver=revenue&team=3”, to be kept; "" is the company."""
        return urlencode(self.query())

    def of_kpis(self) -> KpiScope:
        """Return the same as what counts of KPIs are narrowed to."""
        return KpiScope(
            team_id=self.team_id,
            owner_id=self.person_id,
            objective_id=self.objective_id,
            driver=self.driver,
        )


COMPANY = Scope()


def scope_of(asked: Mapping[str, str]) -> Scope:
    """Return the scope that an address asks for; what makes no sense is not asked."""
    driver = asked.get("driver", "")
    return Scope(
        driver=driver if driver in DRIVERS else "",
        objective_id=id_in(asked.get("objective", "")),
        team_id=id_in(asked.get("team", "")),
        person_id=id_in(asked.get("owner", "")),
    )


def scope_from(text: str) -> Scope:
    """Return the scope that was kept as a text."""
    return scope_of(dict(parse_qsl(text)))


def words_for(user: User, scope: Scope) -> str:
    """Return a scope in words: “the whole company”, “Customer value · Team Web”.

    One query for each part. A team or person that is gone is said so.

    Raises:
        Http404: it is the branch of a goal that the reader may not know of.
    """
    said = []
    if scope.objective_id is not None:
        said.append(f"“{objective_to_view(user, scope.objective_id).title}”")
    if scope.driver:
        said.append(f"{DRIVERS[scope.driver]} goals")
    if scope.team_id is not None:
        team = Team.objects.filter(pk=scope.team_id).values_list("name", flat=True).first()
        said.append(team or "a team that is gone")
    if scope.person_id is not None:
        person = User.objects.filter(pk=scope.person_id).values_list("name", flat=True).first()
        said.append(person or "somebody who is gone")
    return " · ".join(said) or "the whole company"


def goals_in(user: User, scope: Scope) -> ObjectiveQuerySet:
    """Return the goals of a scope that a reader may know of, whatever their status.

    A team's goals are those that a line from one of its KPIs ends at.
    """
    known = objectives_to_view(user)
    if scope.objective_id is not None:
        known = known.at_or_below(scope.objective_id)
    if scope.team_id is not None:
        ends = kpi_verdicts(audience_of(user), KpiScope(team_id=scope.team_id))
        goals = ArraySubquery(ends.values(goal=Func(F("goals"), function="unnest")))
        known = known.filter(IsOneOf(F("pk"), goals))
    return known.narrowed_to(value_driver=scope.driver, owner_id=scope.person_id)


def kpis_in(user: User, scope: Scope) -> KpiQuerySet:
    """Return the KPIs of a scope that a reader may know of, whatever their status."""
    known = kpis_to_view(user)
    if scope.is_company:
        return known
    return known.filter(
        pk__in=kpi_verdicts(audience_of(user), scope.of_kpis()).values("kpi").order_by()
    )
