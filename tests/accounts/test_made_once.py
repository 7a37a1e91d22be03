"""A query whose SQL is made once says of everybody what it said when it was made anew."""

from datetime import date
from functools import partial
from itertools import product

import pytest

from accounts.access import team_ids
from accounts.made_once import made_once
from accounts.models import User
from accounts.roles import Role
from kpis.models import Kpi
from kpis.owing import rhythms_of
from objectives.models import Objective
from reports.reviews.asking import open_actions
from stories.audiences import audience_of, hidden_from_person
from tests import make
from tests.conftest import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    teams = [make.team(), make.team()]
    found = [
        make.user(role=role.value, teams=[team], is_active=active)
        for role, team, active in product(Role, teams, (True, False))
    ]
    for person in found:
        goal = make.objective(confidential=True, business_owner=person)
        goal.shared_with.set(found[:3])
        make.kpi(owner=person, outcome_of=goal, perspective="business")
        make.kpi(team=person.teams.get())
    return User.objects.order_by("pk")


@pytest.mark.parametrize(
    "asked",
    [
        lambda person: Objective.objects.hidden_from(person).order_by("pk").values_list("pk"),
        lambda person: Kpi.objects.visible_to(person).order_by("pk").values_list("pk", "cadence"),
        lambda person: Kpi.objects.awaited_from(person).order_by("pk").values_list("pk"),
        lambda person: person.teams.order_by("pk").values_list("pk", "name"),
    ],
)
def test_everybody_is_answered_as_if_the_query_were_made_for_them(people, asked):
    kept = made_once(asked)

    for person in people:
        assert kept(person) == list(asked(person)), person.role
        assert count_queries(partial(kept, person)) <= 1


def test_every_page_asks_one_query_for_each_of_its_counts(people):
    for person, ask in product(people, (rhythms_of, open_actions, hidden_from_person, team_ids)):
        assert count_queries(partial(ask, person)) <= 1
    for person in people:
        assert count_queries(partial(audience_of, person)) <= 2


def test_a_query_that_depends_on_a_day_is_refused():
    late = made_once(
        lambda person: Kpi.objects.filter(owner=person, due_on=date(2026, 1, 1)).values_list("pk")
    )

    with pytest.raises(TypeError, match="knows no day"):
        late(make.user())
