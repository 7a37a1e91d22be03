"""An open page learns of what others saved, and only of that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.services import edit_objective, unlink_focus_area
from stories.services.talking import say, settle_comment
from tests import make
from tests.stories.pages import company, grown, settled, text

pytestmark = pytest.mark.django_db
NOBODY = "nobody"


@pytest.fixture
def world():
    world = company()
    settled()
    return world


def stamp(client, goal):
    return client.get(f"/objectives/{goal.pk}/").context["stamp"]


def pulse(client, goal, seen):
    return client.get(f"/objectives/{goal.pk}/pulse/", {"seen": seen})


def change(goal, by, **facts):
    goal.refresh_from_db()
    edit_objective(objective=goal, facts=facts, version=goal.version, by=by, at=make.AT)


def test_a_page_that_is_as_it_was_gets_no_answer(signed_in, world):
    client = signed_in(make.user())
    seen = stamp(client, world.goal)
    change(make.objective("Elsewhere"), make.user(role="leader"), why="Else.")

    answer = pulse(client, world.goal, seen)

    assert (answer.status_code, answer.content) == (204, b"")


def test_what_somebody_else_saved_leads_to_the_page_anew_with_their_name(signed_in, world):
    client = signed_in(make.user())
    seen = stamp(client, world.goal)
    change(world.goal, make.user("Mira Kovač", role="leader"), why="To live.")

    answer = pulse(client, world.goal, seen)

    assert answer.status_code == 302
    assert "Changed by Mira Kovač just now." in text(client, answer["Location"])


def test_what_i_saved_myself_is_no_news(signed_in, world):
    leader = make.user(role="leader")
    client = signed_in(leader)
    seen = stamp(client, world.goal)
    change(world.goal, leader, why="To live.")

    answer = pulse(client, world.goal, seen)

    assert "Changed by" not in text(client, answer["Location"])


@pytest.mark.parametrize(
    "deed",
    [
        lambda world, by: unlink_focus_area(link=world.goal.focus_links.first(), by=by, at=make.AT),
        lambda world, by: change(world.goal, by, status="achieved"),
        lambda world, by: say(thing=world.goal, body="Is it so?", by=by, at=make.AT),
    ],
)
def test_every_change_of_what_is_shown_is_noticed(signed_in, world, deed):
    client = signed_in(make.user())
    seen = stamp(client, world.goal)
    deed(world, make.user("Mira Kovač", role="leader"))

    answer = pulse(client, world.goal, seen)

    assert answer.status_code == 302
    assert "Changed by Mira Kovač" in text(client, answer["Location"])


def test_a_comment_that_is_open_again_is_noticed_though_another_was_settled_since(signed_in, world):
    mira = make.user("Mira Kovač", role="leader")
    first, second = (say(thing=world.goal, body=body, by=mira, at=make.AT) for body in ("A?", "B?"))
    for comment in (first, second):
        settle_comment(comment=comment, is_settled=True, by=mira, at=make.AT)
    client = signed_in(make.user())
    seen = stamp(client, world.goal)

    settle_comment(comment=first, is_settled=False, by=mira, at=make.AT)

    assert pulse(client, world.goal, seen).status_code == 302


@pytest.mark.trust("A03")
def test_a_goal_that_became_confidential_is_gone_for_the_open_page_too(signed_in, world):
    client = signed_in(make.user())
    seen = stamp(client, world.goal)
    change(world.goal, make.user(role="leader"), confidential=True)

    assert pulse(client, world.goal, seen).status_code == 404


def test_looking_costs_the_same_few_queries_however_large_the_canvas(signed_in, world):
    client = signed_in(make.user())
    pulse(client, world.goal, NOBODY)
    with CaptureQueriesContext(connection) as few:
        pulse(client, world.goal, NOBODY)
    grown(8, lambda: make.line(make.kpi(), make.focus_area(), world.goal))()
    with CaptureQueriesContext(connection) as many:
        pulse(client, world.goal, NOBODY)

    assert len(many) == len(few) <= 14


@pytest.mark.parametrize("since", ["x", "9" * 30, "-", "1-"])
def test_an_address_that_somebody_made_up_is_no_news_and_no_fault(signed_in, world, since):
    client = signed_in(make.user())

    assert client.get(f"/objectives/{world.goal.pk}/", {"since": since}).status_code == 200
