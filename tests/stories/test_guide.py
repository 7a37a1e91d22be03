"""A goal that is being set says what comes next, the business first."""

import pytest

from tests import make
from tests.stories.pages import company, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return make.user("Mira", role="leader")


def guide(client, goal):
    return client.get(f"/objectives/{goal.pk}/").context["page"].guide


def done(found):
    return [step.title for step in found.steps if step.done]


def test_a_goal_of_one_line_asks_for_the_business_first(signed_in, leader):
    goal = make.objective("Keep more customers", status="draft", business_owner=leader)

    found = guide(signed_in(leader), goal)

    assert [step.title for step in found.steps] == [
        "The goal",
        "Why it matters",
        "When",
        "How success shows",
        "The work",
        "The measures",
        "The story",
        "Agreement",
    ]
    assert done(found) == []
    assert found.ahead.asks == "Say what changes, and for whom"
    assert f"/objectives/{goal.pk}/edit/?only=goal&next=" in found.ahead.href


def test_each_step_that_is_done_leads_to_the_next(signed_in, leader):
    goal = make.objective(
        statement="More stay.",
        why="To live.",
        value_driver="customer",
        business_owner=leader,
        technology_owner=leader,
        starts_on="2026-01-01",
        ends_on="2027-12-31",
    )
    client, asked = signed_in(leader), []

    asked.append(guide(client, goal).ahead.asks)
    retention = make.kpi("Retention", outcome_of=goal, perspective="joint", target=None)
    asked.append(guide(client, goal).ahead.asks)
    type(retention).objects.filter(pk=retention.pk).update(target="90", owner=leader)
    asked.append(guide(client, goal).ahead.asks)
    link = make.focus_link(make.focus_area("Parcels"), goal, because="")
    asked.append(guide(client, goal).ahead.asks)
    type(link).objects.update(because="Lost parcels drive people away.")
    asked.append(guide(client, goal).ahead.asks)
    kpi = make.kpi("Parcels found", owner=None)
    make.kpi_link(kpi, link.focus_area)
    asked.append(guide(client, goal).ahead.asks)
    type(kpi).objects.filter(pk=kpi.pk).update(owner=leader)
    asked.append(guide(client, goal).ahead.asks)

    assert asked == [
        "Say by what figure success will show",
        "Say where “Retention” should be",
        "Add the work that moves it",
        "Say how “Parcels” moves it",
        "Say what measures “Parcels”",
        "Say where “Parcels found” should be",
        "Tell how the work moves it",
    ]


def test_a_goal_that_needs_no_technology_is_not_asked_for_any(signed_in, leader):
    goal = make.objective(expects_technology="no", business_owner=leader)

    titles = [step.title for step in guide(signed_in(leader), goal).steps]

    assert "The work" not in titles
    assert "The measures" not in titles


def test_whose_word_is_awaited_is_said_to_those_who_cannot_give_it(signed_in, leader):
    world = company()
    other = make.user(role="leader")

    last = guide(signed_in(other), world.goal).steps[-1]

    assert last.done
    assert last.title == "Agreement"


@pytest.mark.parametrize("role", ["viewer", "tech_lead"])
def test_those_who_may_not_set_goals_are_not_led(signed_in, role):
    assert guide(signed_in(make.user(role=role)), make.objective()) is None


def test_a_closed_goal_leads_nowhere(signed_in, leader):
    assert guide(signed_in(leader), make.objective(status="dropped")) is None


def test_the_canvas_offers_what_a_person_may_do_and_no_more(signed_in, leader):
    world = company()
    settled()

    def offered(user):
        canvas = signed_in(user).get(f"/objectives/{world.goal.pk}/").context["page"].canvas
        branch = canvas.branches[0]
        return [
            [deed.text for deed in (node.menu.deeds if node.menu else ())]
            for node in (branch.focus, *branch.measures)
        ]

    lead = make.user(role="tech_lead", teams=[world.team])

    assert offered(make.user()) == [[], []]
    assert offered(lead) == [
        ["Add a KPI"],
        [
            "Target, due date, owner",
            "Name and meaning",
            "What it shows of the work",
            "Take it off this work",
            "Retire it",
        ],
    ]
    assert "How it moves the goal" in offered(leader)[0]
