"""Work and measures stand in the order that people gave them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import AuditEvent
from objectives.models import FocusLink
from objectives.services import move_focus_link
from stories.models import KpiLink
from tests import make

pytestmark = pytest.mark.django_db


def order(goal):
    return [str(link.focus_area) for link in goal.focus_links.in_order()]


@pytest.fixture
def goal():
    goal = make.objective()
    for at, title in enumerate(("First", "Second", "Third")):
        make.focus_link(make.focus_area(title), goal, position=at * 2)
    return goal


def move(client, link, way, kind="focus"):
    return client.post(f"/{kind}-links/{link.pk}/move/", {"way": way})


def test_work_moves_up_and_down_and_says_so(signed_in, goal):
    client = signed_in(make.user(role="leader"))
    third = goal.focus_links.in_order().last()

    answer = client.post(
        f"/focus-links/{third.pk}/move/",
        {"way": "up", "next": f"/objectives/{goal.pk}/"},
        follow=True,
    )
    after_up = order(goal)
    move(client, third, "down")

    assert after_up == ["First", "Third", "Second"]
    assert order(goal) == ["First", "Second", "Third"]
    said = [str(message) for message in answer.context["messages"]]
    assert said == ["“Third” stands above what stood before it now."]


def test_what_stands_at_the_end_stays_there_and_leaves_no_trace(signed_in, goal):
    client = signed_in(make.user(role="leader"))

    move(client, goal.focus_links.in_order().first(), "up")
    move(client, goal.focus_links.in_order().first(), "sideways")

    assert order(goal) == ["First", "Second", "Third"]
    assert not AuditEvent.objects.filter(verb="move").exists()


def test_moving_counts_up_no_version_so_that_no_open_form_is_refused(signed_in, goal):
    third = goal.focus_links.in_order().last()

    move(signed_in(make.user(role="leader")), third, "up")

    assert set(FocusLink.objects.values_list("version", flat=True)) == {1}
    assert AuditEvent.objects.get(verb="move").object_id == third.pk


def test_measures_move_among_those_of_their_work(signed_in):
    area = make.focus_area()
    links = [make.kpi_link(make.kpi(title), area, position=0) for title in ("One", "Two")]
    other = make.kpi_link(make.kpi("Elsewhere"), make.focus_area(), position=7)

    move(signed_in(make.user(role="leader")), links[1], "up", "kpi")

    in_order = KpiLink.objects.filter(focus_area=area).in_order()
    assert [str(link.kpi) for link in in_order] == ["Two", "One"]
    other.refresh_from_db()
    assert other.position == 7


def test_a_link_that_is_gone_is_said_in_a_sentence(signed_in, goal):
    client, link = signed_in(make.user(role="leader")), goal.focus_links.first()
    FocusLink.objects.filter(pk=link.pk).delete()

    assert move(client, link, "up").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_move_at_once_leave_every_place_filled_once(goal):
    leader, links = make.user(role="leader"), list(goal.focus_links.in_order())

    def shuffle(link):
        try:
            for _ in range(5):
                move_focus_link(link=link, up=True, by=leader, at=make.AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(shuffle, links))

    assert sorted(goal.focus_links.values_list("position", flat=True)) == [0, 1, 2]
