"""A form asks one piece alone, and what it does not ask stays as it is."""

from decimal import Decimal

import pytest

from tests import make

pytestmark = pytest.mark.django_db


def test_a_piece_asks_its_own_fields_and_keeps_the_rest(signed_in):
    leader = make.user(role="leader")
    goal = make.objective("Grow", why="To live.", statement="People abroad buy.", risk="Rain.")
    client, href = signed_in(leader), f"/objectives/{goal.pk}/edit/?only=goal"

    asked = client.get(href).context["form"]
    client.post(href, {"title": "Grow abroad", "statement": "", "version": goal.version})
    goal.refresh_from_db()

    assert [field.name for field in asked.visible_fields()] == ["title", "statement"]
    assert (goal.title, goal.statement) == ("Grow abroad", "")
    assert (goal.why, goal.risk, goal.status) == ("To live.", "Rain.", "active")


def test_a_piece_says_what_it_changed(signed_in):
    goal = make.objective("Grow")
    href = f"/objectives/{goal.pk}/edit/?only=reason"

    answer = signed_in(make.user(role="leader")).post(
        href, {"why": "To live.", "value_driver": "market", "version": 1}, follow=True
    )

    said = [str(message) for message in answer.context["messages"]]
    assert said == ["Saved: Why it matters, What it drives."]


def test_the_business_case_is_a_piece_of_its_own_on_the_page_of_the_goal(signed_in):
    goal = make.objective("Grow", why="To live.")
    client, href = signed_in(make.user(role="leader")), f"/objectives/{goal.pk}/edit/?only=case"

    client.post(href, {"cost": "100", "currency": "eur", "sourcing": "rent", "version": 1})
    goal.refresh_from_db()

    assert (goal.why, goal.cost, goal.currency) == ("To live.", Decimal(100), "EUR")
    assert f"{href}&amp;next=" in client.get(f"/objectives/{goal.pk}/").content.decode()


def test_a_piece_over_somebody_elses_save_shows_both(signed_in):
    goal = make.objective("Grow", version=2)
    href = f"/objectives/{goal.pk}/edit/?only=goal"

    answer = signed_in(make.user(role="leader")).post(href, {"title": "Shrink", "version": 1})

    assert answer.status_code == 409
    assert [one.typed for one in answer.context["form"].conflict.differences] == ["Shrink"]


def test_a_piece_that_there_is_not_asks_everything(signed_in):
    goal = make.objective("Grow")
    client = signed_in(make.user(role="leader"))

    form = client.get(f"/objectives/{goal.pk}/edit/?only=nonsense").context["form"]

    assert {"title", "why", "ref"} <= form.fields.keys()


def test_what_a_piece_asks_may_be_given_in_the_address(signed_in):
    kpi = make.kpi()
    client = signed_in(make.user(role="leader"))
    href = f"/kpis/{kpi.pk}/edit/?only=status&status=retired&title=Mine"

    form = client.get(href).context["form"]

    assert form["status"].value() == "retired"
    assert form.initial["title"] == kpi.title


def test_the_numbers_of_a_measure_say_which_way_is_good(signed_in):
    kpi = make.kpi(direction="", baseline=None, target=None)
    href = f"/kpis/{kpi.pk}/edit/?only=aim"

    signed_in(make.user(role="leader")).post(
        href, {"unit": "h", "baseline": "31", "target": "26.4", "version": kpi.version}
    )
    kpi.refresh_from_db()

    assert (kpi.baseline, kpi.target, kpi.direction) == (Decimal(31), Decimal("26.4"), "down")
    assert kpi.definition == "Counted every month."


def test_a_piece_never_turns_a_direction_that_was_given(signed_in):
    kpi = make.kpi(direction="up", baseline=None, target=None)
    href = f"/kpis/{kpi.pk}/edit/?only=aim"

    signed_in(make.user(role="leader")).post(
        href, {"unit": "h", "baseline": "31", "target": "26.4", "version": kpi.version}
    )
    kpi.refresh_from_db()

    assert kpi.direction == "up"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("reach", {"unit", "baseline", "target", "due_on", "owner"}),
        ("hold", {"unit", "low", "high", "due_on", "owner"}),
        ("milestone", {"steps", "due_on", "owner"}),
        ("change", {"unit", "baseline", "change", "change_by", "due_on", "owner"}),
    ],
)
def test_an_aim_asks_what_its_sort_needs(signed_in, kind, fields):
    facts = {"target": None} if kind == "milestone" else {}
    kpi = make.kpi(kind=kind, **facts)
    client = signed_in(make.user(role="leader"))

    form = client.get(f"/kpis/{kpi.pk}/edit/?only=aim").context["form"]

    assert {field.name for field in form.visible_fields()} == fields


def test_two_forms_on_one_page_have_names_of_their_own(signed_in):
    goal = make.objective()
    client = signed_in(make.user(role="leader"))

    form = client.get(
        f"/objectives/{goal.pk}/edit/?only=goal", headers={"HX-Request": "true"}
    ).context["form"]

    assert form["title"].id_for_label == f"id_objectives{goal.pk}edit_title"
