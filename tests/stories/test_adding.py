"""Work and measures are put on a canvas by their names."""

import pytest

from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal():
    return make.objective("Keep more customers")


def add(client, goal, name, **said):
    return client.post(f"/objectives/{goal.pk}/work/add/", {"name": name} | said)


def measure(client, area, name, **said):
    return client.post(f"/focus-areas/{area.pk}/kpis/add/", {"name": name} | said)


def titles(response):
    return [one.title for one in response.context["found"]]


def test_a_name_and_a_reason_put_work_on_the_canvas(signed_in, goal):
    leader = make.user(role="leader")

    answer = add(signed_in(leader), goal, "Parcels", because="Lost parcels drive people away.")
    link = goal.focus_links.get()

    assert answer["Location"] == f"/objectives/{goal.pk}/"
    assert str(link.focus_area) == "Parcels"
    assert link.because == link.focus_area.rationale == "Lost parcels drive people away."


def test_a_like_name_is_asked_about_once_and_says_where_else_it_serves(signed_in, goal):
    make.focus_link(make.focus_area("Customer support"), make.objective("Go abroad"))
    client = signed_in(make.user(role="leader"))

    asked = add(client, goal, "Customer suport")
    made = add(client, goal, "Customer suport", choice="new")

    assert asked.status_code == 422
    assert [one.note for one in asked.context["found"]] == ["also serves Go abroad"]
    assert made.status_code == 302
    assert FocusArea.objects.count() == 2


def test_what_exists_is_linked_instead_of_made_again(signed_in, goal):
    area = make.focus_area("Customer support")

    add(signed_in(make.user(role="leader")), goal, "support", choice=area.pk, because="It helps.")

    assert goal.focus_links.get().focus_area == area
    assert FocusArea.objects.count() == 1


def test_what_cannot_be_chosen_is_refused_in_a_sentence(signed_in, goal):
    retired = make.focus_area("Customer support", status="retired")

    answer = add(signed_in(make.user(role="leader")), goal, "Else", choice=retired.pk)

    assert answer.status_code == 422
    assert not goal.focus_links.exists()


def test_work_that_serves_the_goal_already_is_not_suggested(signed_in, goal):
    make.focus_link(make.focus_area("Customer support"), goal)
    client = signed_in(make.user(role="leader"))

    found = client.get(f"/objectives/{goal.pk}/work/suggestions/", {"name": "Customer support"})

    assert titles(found) == []


@pytest.mark.trust("A03")
def test_a_suggestion_never_names_a_goal_that_is_hidden(signed_in, goal):
    area = make.focus_area("Customer support")
    make.focus_link(area, make.objective("Merge with Corrente", confidential=True))
    path = f"/objectives/{goal.pk}/work/suggestions/"

    seen = signed_in(make.user(role="leader")).get(path, {"name": "support"})
    by_admin = signed_in(make.user(role="admin")).get(path, {"name": "support"})

    assert b"Corrente" not in seen.content
    assert b"serves nothing yet" in seen.content
    assert b"Corrente" in by_admin.content


@pytest.mark.trust("A03")
def test_a_measure_of_a_hidden_goal_is_not_suggested(signed_in):
    hidden = make.objective(confidential=True)
    make.kpi("Retention after the merger", outcome_of=hidden, perspective="joint")
    path = f"/focus-areas/{make.focus_area().pk}/kpis/suggestions/"

    seen = signed_in(make.user(role="leader")).get(path, {"name": "Retention"})

    assert titles(seen) == []


def test_a_measure_is_made_below_the_work_and_belongs_to_whoever_made_it(signed_in):
    team, area = make.team("Web"), make.focus_area()
    lead = make.user(role="tech_lead", teams=[team])

    measure(signed_in(lead), area, "Page load time", because="Slow pages lose people.")
    kpi = Kpi.objects.get()

    assert (kpi.owner, kpi.team, kpi.status) == (lead, team, "live")
    assert area.kpi_links.get().because == "Slow pages lose people."


def test_a_lead_is_offered_only_measures_they_may_link(signed_in):
    team, area = make.team("Web"), make.focus_area()
    make.kpi("Page load time", team=team)
    make.kpi("Page load cost", team=make.team("Money"))
    client = signed_in(make.user(role="tech_lead", teams=[team]))

    found = client.get(f"/focus-areas/{area.pk}/kpis/suggestions/", {"name": "Page load"})

    assert titles(found) == ["Page load time"]


def test_a_measure_that_exists_says_what_it_measures_too(signed_in):
    kpi, area = make.kpi("Page load time"), make.focus_area()
    make.kpi_link(kpi, make.focus_area("Mobile app"))
    client = signed_in(make.user(role="leader"))

    asked = measure(client, area, "page load time")
    measure(client, area, "page load time", choice=kpi.pk)

    assert [(one.note, one.same) for one in asked.context["found"]] == [
        ("also measures Mobile app", True)
    ]
    assert area.kpi_links.get().kpi == kpi


def test_one_letter_suggests_nothing(signed_in, goal):
    make.focus_area("Customer support")
    client = signed_in(make.user(role="leader"))

    found = client.get(f"/objectives/{goal.pk}/work/suggestions/", {"name": "C"})

    assert titles(found) == []


def test_the_same_form_sent_twice_adds_once(signed_in, goal):
    client = signed_in(make.user(role="leader"))
    uid = client.get(f"/objectives/{goal.pk}/work/add/").context["form"]["uid"].value()

    add(client, goal, "Parcels", uid=uid)
    add(client, goal, "Parcels", uid=uid)

    assert goal.focus_links.count() == 1
    assert Objective.objects.get().focus_links.count() == 1
