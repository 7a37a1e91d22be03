"""How the success of a goal shows is said in one step: by a measure that exists, or a new one."""

from datetime import timedelta

import pytest

from kpis.models import Kpi
from tests import make
from tests.conftest import TODAY
from tests.stories.agreed import agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return make.user("Lea", role="leader")


@pytest.fixture
def goal():
    return make.objective("Keep customers", ends_on=TODAY + timedelta(days=300))


def state(client, goal, name, **said):
    return client.post(f"/objectives/{goal.pk}/outcome/add/", {"name": name} | said)


def offered(client, goal, name):
    answer = client.get(f"/objectives/{goal.pk}/outcome/suggestions/", {"name": name})
    return [(one.title, one.note) for one in answer.context["found"]]


def test_a_new_measure_is_due_with_the_goal_and_goes_the_way_of_its_target(signed_in, leader, goal):
    client = signed_in(leader)
    form = client.get(f"/objectives/{goal.pk}/outcome/add/").context["form"]
    said = {one.html_name: one.value() or "" for one in form}

    said |= {"name": "Retention", "unit": "%", "baseline": "78", "target": "89.7"}
    client.post(f"/objectives/{goal.pk}/outcome/add/", said)

    made = goal.outcomes.get()
    assert (made.title, made.direction, made.perspective) == ("Retention", "up", "joint")
    assert (made.due_on, made.owner) == (goal.ends_on, leader)


def test_what_exists_says_where_else_it_serves_and_is_chosen_with_its_own_figures(
    signed_in, leader, goal
):
    kpi = make.kpi("Customer retention", perspective="technical", target="95")
    make.kpi_link(kpi, make.focus_area("Customer support"))
    client = signed_in(leader)

    asked = state(client, goal, "retention", target="80")
    state(client, goal, "retention", target="80", choice=kpi.pk)

    kpi.refresh_from_db()
    assert asked.status_code == 422
    assert offered(client, make.objective(), "retention") == []
    assert [one.note for one in asked.context["found"]] == ["also measures Customer support"]
    assert (kpi.outcome_of, kpi.perspective, kpi.target) == (goal, "joint", 95)
    assert Kpi.objects.count() == 1


def test_only_what_is_theirs_and_free_is_offered(signed_in, goal):
    team = make.team()
    lead = make.user("Tom", role="tech_lead", teams=[team])
    make.kpi("Load time of shop", team=team)
    make.kpi("Load time of app", team=make.team())
    make.kpi("Load time of site", team=team, status="retired")
    make.kpi("Load time of all", team=team, outcome_of=make.objective(), perspective="joint")

    assert offered(signed_in(lead), goal, "load time") == [
        ("Load time of shop", "serves nothing yet")
    ]


def test_what_is_agreed_is_said_to_come_into_doubt_first(signed_in):
    world = agreed()
    client = signed_in(world.bea)

    asked = state(client, world.goal, "Retention")
    said = asked.context["form"].weighed.sentences
    meant = asked.context["form"]["meant"].value()
    state(client, world.goal, "Retention", meant=meant)

    assert "in doubt" in " ".join(said)
    assert "Retention" in {str(kpi) for kpi in world.goal.outcomes.all()}
