"""Measures begin with what they are for, and are tied to work in the browser."""

import pytest

from kpis.models import Kpi
from stories.models import KpiLink
from tests import forms, make

pytestmark = pytest.mark.django_db
NEW = "/kpis/new/"


@pytest.fixture
def leader(signed_in):
    return signed_in(make.user("Lea", role="leader"))


def test_a_measure_is_created_with_its_line(leader):
    work = make.focus_area("Fast pages")

    answer = forms.fill(
        leader, f"{NEW}?focus_area={work.pk}", title="Load time", because="People leave"
    )

    link = KpiLink.objects.get()
    assert (link.kpi.title, link.focus_area, link.because) == ("Load time", work, "People leave")
    assert answer["Location"] == f"/kpis/{link.kpi_id}/"
    assert forms.told(answer) == ["“Load time” is created and measures “Fast pages”."]


def test_a_measure_may_answer_that_its_goal_is_not_known_yet(leader):
    answer = forms.fill(leader, NEW, title="Load time")

    assert not KpiLink.objects.exists()
    assert "leads to no goal yet" in forms.told(answer)[1]


def test_a_goals_own_measure_starts_as_a_joint_one(leader):
    goal = make.objective("Keep customers")

    answer = forms.fill(leader, f"{NEW}?outcome_of={goal.pk}", title="Retention")

    kpi = Kpi.objects.get()
    assert (kpi.outcome_of, kpi.perspective) == (goal, "joint")
    assert len(forms.told(answer)) == 1


def test_a_measure_in_steps_is_created_with_its_steps(leader):
    forms.fill(leader, NEW, title="Localisation", kind="milestone", steps="One\nTwo | 2026-03-31")

    assert [step.title for step in Kpi.objects.get().steps.all()] == ["One", "Two"]


def test_a_target_equal_to_the_baseline_is_refused_and_nothing_is_left_behind(leader):
    work = make.focus_area()

    answer = forms.fill(
        leader, NEW, title="Load", baseline="2", target="2", focus_area=str(work.pk), formula="f"
    )

    assert "The target equals the baseline" in answer.context["form"].errors["target"][0]
    assert forms.read(answer)["formula"] == ["f"]
    assert not Kpi.objects.exists()


@pytest.mark.trust("E11")
def test_the_same_form_sent_twice_creates_one_measure_and_one_line(leader):
    form = forms.read(leader.get(NEW)) | {
        "title": "Load time",
        "focus_area": str(make.focus_area().pk),
    }

    leader.post(NEW, form)
    leader.post(NEW, form)

    assert (Kpi.objects.count(), KpiLink.objects.count()) == (1, 1)


def test_a_tech_lead_creates_measures_for_their_own_team(signed_in):
    team = make.team("Platform")
    client = signed_in(make.user(role="tech_lead", teams=[team]))

    forms.fill(client, NEW, title="Load time")

    assert Kpi.objects.get().team == team


def test_work_is_offered_with_the_goals_that_one_may_know_of(leader):
    work = make.focus_area("Fast pages", ref="WEB")
    make.focus_link(work, make.objective("Keep customers"))
    make.focus_link(work, make.objective("Secret", confidential=True))
    retired = make.focus_area("Old", status="retired")

    answer = leader.get(NEW)

    page = answer.content.decode()
    assert "Fast pages (WEB) (for Keep customers)" in page
    assert "Secret" not in page
    assert str(retired.pk) not in forms.choices(answer, "focus_area")


def test_a_measure_is_tied_to_work(leader):
    kpi, work = make.kpi("Load time"), make.focus_area("Fast pages")

    answer = forms.fill(
        leader, f"/kpis/{kpi.pk}/lines/new/", focus_area=str(work.pk), because="Speed"
    )

    assert KpiLink.objects.get().because == "Speed"
    (said,) = forms.told(answer)
    assert said.startswith("“Load time” measures “Fast pages” now. <a href=")


@pytest.mark.trust("E11")
def test_a_line_drawn_twice_is_one_line(leader):
    kpi, work = make.kpi(), make.focus_area()
    address = f"/kpis/{kpi.pk}/lines/new/"
    form = forms.read(leader.get(address)) | {"focus_area": str(work.pk)}

    leader.post(address, form)
    again = leader.post(address, form)
    by_hand = forms.fill(leader, address, focus_area=str(work.pk), because="Typed")

    assert again.status_code == 302
    assert "linked to this focus area already" in by_hand.context["form"].errors["focus_area"][0]
    assert forms.read(by_hand)["because"] == ["Typed"]
    assert KpiLink.objects.count() == 1


def test_a_line_gets_another_end_and_reason(leader):
    link, work = make.kpi_link(make.kpi(), make.focus_area()), make.focus_area("Other")

    forms.fill(leader, f"/kpi-links/{link.pk}/edit/", focus_area=str(work.pk), because="So")

    link.refresh_from_db()
    assert (link.focus_area, link.because) == (work, "So")


def test_retired_work_that_is_linked_stays_a_choice(leader):
    link = make.kpi_link(make.kpi(), make.focus_area(status="retired"))

    answer = forms.fill(leader, f"/kpi-links/{link.pk}/edit/", because="So")

    assert answer.status_code == 302


def test_two_who_change_a_line_both_see_both_texts(leader):
    link = make.kpi_link(make.kpi(), make.focus_area())
    address = f"/kpi-links/{link.pk}/edit/"
    mine = forms.read(leader.get(address)) | {"because": "Mine"}
    forms.fill(leader, address, because="Theirs")

    answer = leader.post(address, mine)

    assert answer.status_code == 409
    assert [(one.theirs, one.typed) for one in answer.context["form"].conflict.differences] == [
        ("Theirs", "Mine")
    ]


def test_a_line_is_removed(leader):
    link = make.kpi_link(make.kpi("Load time"), make.focus_area("Fast pages"))

    answer = forms.fill(leader, f"/kpi-links/{link.pk}/delete/")

    assert forms.told(answer) == ["“Load time” no longer measures “Fast pages”."]
    assert not KpiLink.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "tech_lead"])
def test_who_may_not_link_a_measure_is_told_so(signed_in, role):
    client = signed_in(make.user(role=role, teams=[make.team()]))
    kpi = make.kpi(team=make.team("Other"))
    link = make.kpi_link(kpi, make.focus_area())

    for address in (
        f"/kpis/{kpi.pk}/lines/new/",
        f"/kpi-links/{link.pk}/edit/",
        f"/kpi-links/{link.pk}/delete/",
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403
    if role == "viewer":
        assert client.get(NEW).status_code == 403


def test_the_forms_ask_as_much_of_the_database_however_many_there_are(
    leader, assert_constant_queries
):
    kpi = make.kpi()
    link = make.kpi_link(kpi, make.focus_area())

    def grow():
        for _ in range(8):
            make.line(make.kpi(), make.focus_area(), make.objective())
            make.user()
            make.team()

    for address in (NEW, f"/kpis/{kpi.pk}/lines/new/", f"/kpi-links/{link.pk}/edit/"):
        assert_constant_queries(lambda address=address: leader.get(address), grow)
