"""The page of an objective."""

from datetime import date

import pytest
import time_machine

from kpis.services import edit_kpi
from stories.pages import canvas
from tests import make
from tests.conftest import NOW, TODAY
from tests.stories.pages import company, grown, settled, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client, objective):
    return client.get(f"/objectives/{objective.pk}/").context["page"]


def test_the_canvas_draws_every_line(signed_in):
    world = company()
    bare = make.focus_area("Payment")
    make.focus_link(bare, world.goal)
    settled()

    drawn = page_of(signed_in(make.user()), world.goal).canvas

    assert [branch.focus.title for branch in drawn.branches] == ["Performance", "Payment"]
    assert [path.gap for path in drawn.upper.paths] == [False, True]
    assert drawn.branches[0].measures[0].text == "2.40 s → 1.92 s, not measured yet"
    assert drawn.branches[1].measures[0].title == "No KPI yet"


def test_a_goal_shows_how_success_will_show(signed_in):
    world = company()
    outcome = make.kpi(
        "Retention",
        perspective="business",
        outcome_of=world.goal,
        unit="%",
        decimals=1,
        direction="up",
        baseline="78",
        target="89.7",
    )
    client, page = signed_in(make.user()), f"/objectives/{world.goal.pk}/"
    before = text(client, page)
    make.measurement(outcome, TODAY, "83.4")
    settled()

    said = text(client, page)

    assert "Not measured yet, from 78.0%, target 89.7% by 30 June 2027" in before
    assert "83.4% now, from 78.0%, target 89.7% by 30 June 2027" in said
    assert "46%" in said


def test_several_measures_of_success_stand_in_one_box(signed_in):
    world = company()
    for title in ("Retention", "Complaints"):
        make.kpi(title, perspective="business", outcome_of=world.goal)
    settled()

    goal = page_of(signed_in(make.user()), world.goal).canvas.goal

    assert goal.title == "Keep more customers"
    assert [part.title for part in goal.parts] == ["Complaints", "Customers kept", "Retention"]


def test_the_story_links_what_it_names_and_says_what_it_leaves_out(signed_in):
    world = company()
    make.line(make.kpi("Crashes"), world.work, world.goal)
    settled()
    client = signed_in(make.user(role="tech_lead"))

    page = page_of(client, world.goal)
    parts = page.story.paragraphs[0]

    assert [(part.text, part.kind) for part in parts if part.href] == [
        ("Load time", "sound"),
        ("Performance", "sound"),
    ]
    assert [thing.title for thing in page.story.untold] == ["Crashes"]
    assert "Add it to the story" in text(client, f"/objectives/{world.goal.pk}/")


def test_both_sides_are_shown_with_what_they_said(signed_in):
    world = company()
    client = signed_in(make.user())
    agreed = page_of(client, world.goal)

    edit_kpi(kpi=world.kpi, facts={"target": "1.80"}, version=1, by=world.technology, at=NOW)
    settled()
    asked_again = page_of(client, world.goal)

    assert [sign.tag for sign in agreed.signs] == ["Agreed", "Agreed"]
    assert agreed.signs[0].text == "Mira, Head of Customer, agreed on 21 November 2026, version 1."
    assert [sign.tag for sign in asked_again.signs] == ["Asked again", "Asked again"]
    assert asked_again.agreement == "Changed since agreed"
    assert page_of(signed_in(world.business), world.goal).signs[0].action == "Agree again"


def test_findings_end_in_an_action_for_those_who_may(signed_in):
    goal = make.objective("Be known", expects_technology="yes")
    settled()

    reader = page_of(signed_in(make.user()), goal).findings[0]
    leader = page_of(signed_in(make.user(role="leader")), goal).findings[0]

    assert reader.title == "No technology work behind this goal"
    assert (reader.action_href, reader.who) == ("", "a leader can.")
    assert leader.action_href == f"/objectives/{goal.pk}/work/new/"


def test_what_all_lines_share_is_said_once(signed_in):
    goal, work = make.objective(), make.focus_area()
    for _ in range(4):
        make.line(make.kpi(), work, goal)
    settled()

    found = page_of(signed_in(make.user()), goal).findings

    assert [finding.code for finding in found].count("S1") == 1


@pytest.mark.parametrize(
    ("role", "sees"),
    [("viewer", False), ("tech_lead", False), ("leader", True), ("admin", True)],
)
def test_only_those_who_may_see_how_to_edit(signed_in, role, sees):
    world = company()

    actions = page_of(signed_in(make.user(role=role)), world.goal).actions

    assert ("Edit" in [action.text for action in actions]) is sees


def test_only_owners_who_have_not_agreed_see_how_to(signed_in):
    world = company()
    make.story(goal := make.objective(business_owner=world.business), world.kpi)
    settled()

    agreed = page_of(signed_in(world.business), world.goal).actions
    owner = page_of(signed_in(world.business), goal).actions
    other = page_of(signed_in(make.user(role="admin")), goal).actions

    assert "Agree to the story" in [action.text for action in owner]
    assert "Agree to the story" not in [action.text for action in (*agreed, *other)]


def test_a_hidden_goal_is_not_there(signed_in):
    secret = make.objective("Buy Acme", confidential=True)
    shared = make.user()
    secret.shared_with.add(shared)
    settled()

    assert signed_in(make.user()).get(f"/objectives/{secret.pk}/").status_code == 404
    assert "Buy Acme" in text(signed_in(shared), f"/objectives/{secret.pk}/")


def test_nothing_of_a_hidden_goal_shows_on_others_pages(signed_in):
    world = company()
    secret = make.objective("Buy Acme", confidential=True, parent=world.goal)
    make.objective("Open child", parent=secret)
    make.focus_link(world.work, secret, because="Acme wants it.")
    make.kpi("Share of Acme", perspective="joint", outcome_of=secret)
    hidden = make.kpi("Acme synergy", perspective="joint", outcome_of=secret)
    make.kpi_link(hidden, world.work, because="Acme again.")
    settled()
    client = signed_in(make.user())

    for address in (
        f"/objectives/{world.goal.pk}/",
        f"/focus-areas/{world.work.pk}/",
        f"/kpis/{world.kpi.pk}/",
    ):
        assert "Acme" not in text(client, address)
        assert "Acme" in text(signed_in(make.user(role="admin")), address)
    assert signed_in(make.user()).get(f"/kpis/{hidden.pk}/").status_code == 404


def test_a_child_of_a_hidden_goal_does_not_betray_it(signed_in):
    secret = make.objective("Buy Acme", confidential=True)
    child = make.objective("Open child", parent=secret)
    settled()

    assert "Acme" not in text(signed_in(make.user()), f"/objectives/{child.pk}/")


def test_parent_children_and_business_case_are_shown(signed_in):
    world = company()
    top = make.objective(
        *("Top",),
        benefit="2400000",
        currency="EUR",
        problem="Too many leave.",
        sourcing="rent",
        benefit_by=date(2027, 6, 30),
        cost_from=date(2026, 3, 1),
    )
    world.goal.parent = top
    world.goal.save()
    settled()
    client = signed_in(make.user())

    said = text(client, f"/objectives/{top.pk}/")

    assert "Keep more customers" in said
    assert "How it is got Rent it" in said
    assert "Expected return EUR 2,400,000 Until 30 Jun 2027 Investment From 1 Mar 2026" in said
    assert "Top" in text(client, f"/objectives/{world.goal.pk}/")


def test_a_goal_of_which_nothing_is_known_stands_all_the_same(signed_in):
    goal = make.objective("x" * 300, status="draft")
    settled()

    said = text(signed_in(make.user()), f"/objectives/{goal.pk}/")

    assert "No work and no measure yet" in said
    assert "No story yet" in said
    assert "Nobody owns this side yet." in said


def test_a_broken_canvas_and_retired_work_do_not_fail(signed_in):
    world = company()
    world.work.status = "retired"
    world.work.save()
    make.line(make.kpi("Sketch", status="draft"), world.work, world.goal)
    make.line(make.kpi("Old", status="retired"), world.work, world.goal)
    settled()

    branch = page_of(signed_in(make.user()), world.goal).canvas.branches[0]

    assert branch.focus.tag == "Retired"
    assert {node.title: node.kind for node in branch.measures} == {
        "Load time": "broken",
        "Sketch": "idle",
    }


def test_measures_are_changed_on_their_own_pages_where_there_are_very_many(signed_in, monkeypatch):
    world, client = company(), signed_in(make.user(role="admin"))
    few = page_of(client, world.goal)
    monkeypatch.setattr(canvas, "CROWDED", 0)

    many = page_of(client, world.goal)

    assert not few.is_crowded
    assert any(node.menu for branch in few.canvas.branches for node in branch.measures)
    assert many.is_crowded
    assert not any(node.menu for branch in many.canvas.branches for node in branch.measures)
    assert all(branch.focus.menu for branch in many.canvas.branches)


def test_an_objective_takes_the_same_queries_for_many(signed_in, assert_constant_queries):
    world = company()
    make.objective(parent=world.goal)
    client = signed_in(make.user(role="leader"))

    def more():
        work = make.focus_area()
        make.line(make.kpi(team=make.team(), owner=make.user()), work, world.goal)
        make.line(make.kpi(), work, world.goal)
        make.line(make.kpi(), make.focus_area(), make.objective(parent=world.goal))
        make.kpi(perspective="joint", outcome_of=world.goal)

    more()
    settled()
    assert_constant_queries(lambda: client.get(f"/objectives/{world.goal.pk}/"), grown(5, more))
