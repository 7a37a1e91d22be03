"""Retiring a measure and taking it up again, the way on from a goal, and how each is undone."""

import re

import pytest
import time_machine

from kpis.models import Kpi
from stories.models import Exemption, Judgement, KpiLink
from tests import forms, make
from tests.conftest import NOW
from tests.stories.pages import company

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leader(signed_in):
    return signed_in(make.user(role="leader"))


def undo_of(answer):
    """Return the address that the message offers to undo what was done."""
    (said, *_) = forms.told(answer)
    return re.search(r'<a href="([^"]+)">Undo</a>', said)[1].replace("&amp;", "&")


def test_a_kpi_is_retired_and_taken_up_again_as_what_it_was(leader):
    kpi = make.kpi("Load <time>", status="paused")

    retired = forms.fill(leader, f"/kpis/{kpi.pk}/retire/?next=/findings/")

    kpi.refresh_from_db()
    assert (retired["Location"], kpi.status) == ("/findings/", "retired")
    assert "“Load &lt;time&gt;” is retired." in forms.told(retired)[0]

    again = forms.fill(leader, undo_of(retired))

    kpi.refresh_from_db()
    assert (again["Location"], kpi.status) == ("/findings/", "paused")
    assert forms.told(again) == ["“Load <time>” is paused again."]


@pytest.mark.parametrize("asked", ["", "?as=retired", "?as=x", "?as=live"])
def test_a_kpi_is_taken_up_as_live_where_nothing_else_is_asked_for(leader, asked):
    kpi = make.kpi(status="retired")

    forms.fill(leader, f"/kpis/{kpi.pk}/take-up/{asked}")

    assert Kpi.objects.get().status == "live"


def test_a_kpi_that_somebody_saved_meanwhile_is_not_retired(leader):
    kpi = make.kpi()
    sent = forms.read(leader.get(f"/kpis/{kpi.pk}/retire/"))
    Kpi.objects.update(version=9)

    answer = leader.post(f"/kpis/{kpi.pk}/retire/", sent)

    assert answer.status_code == 409
    assert Kpi.objects.get().status == "live"


def test_a_line_drawn_from_a_finding_is_undone_from_the_message(leader):
    kpi, work = make.kpi(), make.focus_area()

    drawn = forms.fill(leader, f"/kpis/{kpi.pk}/lines/new/", focus_area=work.pk, because="Speed.")
    forms.fill(leader, undo_of(drawn))

    assert not KpiLink.objects.exists()


def test_an_exemption_is_undone_from_the_message(leader):
    kpi = make.kpi()

    given = forms.fill(leader, f"/kpis/{kpi.pk}/exemption/new/", reason="It runs the shop.")
    forms.fill(leader, undo_of(given))

    assert Exemption.objects.get().ended_on == NOW.date()


def test_the_best_line_of_a_goal_leads_to_what_this_person_can_do_for_it(signed_in):
    world = company()
    link = world.kpi.kpi_links.get()
    Judgement.objects.all().delete()

    def step(user):
        address = f"/objectives/{world.goal.pk}/best-line/?next=/findings/"
        return signed_in(user).get(address)

    assert step(world.business)["Location"] == (
        f"/objectives/{world.goal.pk}/story/agree/?next=%2Ffindings%2F"
    )
    reader = step(make.user())
    assert reader["Location"] == f"/kpis/{link.kpi_id}/#lines"
    assert forms.told(reader)[0].endswith("Both sides confirm: the goal’s owners can.")


def test_a_goal_whose_best_line_holds_has_no_next_step(signed_in):
    world = company()

    answer = signed_in(world.business).get(f"/objectives/{world.goal.pk}/best-line/")

    assert answer["Location"] == f"/objectives/{world.goal.pk}/#lines"
    assert forms.told(answer) == ["Its best line holds, as far as you may see."]


def test_a_new_kpi_for_a_goal_begins_with_the_work_that_nobody_measures(leader):
    world = company()
    bare = make.focus_area("Zero downtime")
    make.focus_link(bare, world.goal)
    other = make.focus_area("Another")

    answer = leader.get(f"/kpis/new/?goal={world.goal.pk}")

    assert forms.read(answer)["focus_area"] == [str(bare.pk)]
    assert str(other.pk) not in forms.choices(answer, "focus_area")
    assert leader.get("/kpis/new/?goal=x").status_code == 200
