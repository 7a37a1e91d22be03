"""The lists of goals, work and measures: what they say, narrow, page, and keep to themselves."""

import pytest
import time_machine

from kpis.models import Kpi
from objectives.models import Objective
from stories.pages.paging import PAGE_SIZE
from tests import make
from tests.conftest import NOW, TODAY
from tests.stories.pages import company, grown, settled, text

pytestmark = pytest.mark.django_db
LISTS = ["/objectives/", "/focus-areas/", "/kpis/"]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def test_objectives_say_how_many_lines_hold_and_where_the_story_stands(signed_in):
    company()

    said = text(signed_in(make.user()), "/objectives/")

    assert "Keep more customers" in said
    assert "1 of 1 line sound" in said
    assert "Agreed by both" in said
    assert "Customer value" in said


def test_a_tree_opens_branch_by_branch(signed_in):
    top = make.objective("Top")
    child = make.objective("Child", parent=top)
    make.objective("Grandchild", parent=child)
    settled()
    client = signed_in(make.user())

    assert "Child" not in text(client, "/objectives/").replace("below Top", "")
    opened = text(client, f"/objectives/?open={top.pk},{child.pk}")

    assert "Child" in opened
    assert "Grandchild" in opened


def test_opening_a_branch_by_htmx_gives_only_the_tree(signed_in):
    top = make.objective("Top")
    make.objective("Child", parent=top)
    settled()

    answer = signed_in(make.user()).get(
        f"/objectives/?open={top.pk}", headers={"HX-Request": "true"}
    )

    assert b"Child" in answer.content
    assert b"<html" not in answer.content


def test_what_lies_below_a_hidden_goal_is_a_tree_of_its_own(signed_in):
    secret = make.objective("Buy Acme", confidential=True)
    make.objective("Open shops", parent=secret)
    settled()

    said = text(signed_in(make.user()), "/objectives/")

    assert "Open shops" in said
    assert "Acme" not in said


def test_goals_that_go_round_in_a_circle_are_still_listed(signed_in):
    one, two = make.objective("One"), make.objective("Two")
    Objective.objects.filter(pk=one.pk).update(parent=two)
    Objective.objects.filter(pk=two.pk).update(parent=one)
    settled()
    client = signed_in(make.user())

    assert "One" in text(client, f"/objectives/?open={one.pk},{two.pk}")


@pytest.mark.parametrize("page", LISTS)
def test_an_empty_list_says_what_to_do(signed_in, page):
    reader, leader = signed_in(make.user()), signed_in(make.user(role="leader"))

    assert " yet" in text(reader, page)
    assert "first" in text(leader, page).lower()


@pytest.mark.parametrize("page", LISTS)
def test_a_search_that_finds_nothing_offers_all(signed_in, page):
    company()

    assert "Show all" in text(signed_in(make.user()), f"{page}?q=nowhere")


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize(
    "query",
    ["verdict=nonsense", "owner=x", "after=x", "after=99999999999999999999", "q=%00", "open=x,9e9"],
)
def test_what_makes_no_sense_in_an_address_is_passed_over(signed_in, page, query):
    company()

    assert signed_in(make.user()).get(f"{page}?{query}").status_code == 200


@pytest.mark.parametrize("page", LISTS)
def test_a_list_takes_the_same_queries_for_many(signed_in, assert_constant_queries, page):
    world = company()
    client = signed_in(make.user())

    def more():
        goal = make.objective(parent=make.objective(), business_owner=make.user())
        make.line(make.kpi(team=make.team(), owner=make.user()), make.focus_area(), goal)
        make.line(make.kpi(), world.work, make.objective())

    assert_constant_queries(lambda: client.get(page), grown(6, more))


def test_a_long_list_pages_forth_and_back(signed_in):
    for number in range(PAGE_SIZE + 5):
        make.kpi(f"Measure {number:03}")
    settled()
    client = signed_in(make.user())

    first = text(client, "/kpis/")
    last_on_first = Kpi.objects.get(title=f"Measure {PAGE_SIZE - 1:03}")
    second = text(client, f"/kpis/?after={last_on_first.pk}")
    first_on_second = Kpi.objects.get(title=f"Measure {PAGE_SIZE:03}")
    back = text(client, f"/kpis/?before={first_on_second.pk}")

    assert "Next" in first
    assert f"Measure {PAGE_SIZE:03}" not in first
    assert f"Measure {PAGE_SIZE + 4:03}" in second
    assert "Next" not in second
    assert "Measure 000" in back


def test_kpis_show_figures_with_units_and_own_decimals(signed_in):
    world = company()
    make.measurement(world.kpi, TODAY, "2.05")
    settled()

    said = text(signed_in(make.user()), "/kpis/")

    assert "2.05 s" in said
    assert "Target 1.92 s" in said
    assert "30 Jun 2027" in said
    assert "Traced and agreed" in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("verdict=sound", {"Load time"}),
        ("verdict=no_line", {"Alone"}),
        ("verdict=judged", {"Load time", "Alone"}),
        ("verdict=not_assessed", {"Customers kept", "Sketch"}),
        ("status=draft", {"Customers kept", "Sketch"}),
        ("severity=3", {"Load time", "Alone"}),
        ("q=loAD", {"Load time"}),
        ("q=(time", set()),
    ],
)
def test_kpis_are_narrowed_by_the_address(signed_in, query, shown):
    company()
    make.kpi("Alone")
    make.kpi("Sketch", status="draft")
    settled()
    client = signed_in(make.user())

    page = client.get(f"/kpis/?{query}").context["page"]

    assert {row.title for row in page.rows} == shown


def test_tabs_count_what_they_lead_to(signed_in):
    company()
    make.kpi("Alone")
    settled()
    client = signed_in(make.user())

    for tab in client.get("/kpis/").context["page"].tabs:
        if tab.count is not None:
            assert len(client.get(f"/kpis/{tab.href}").context["page"].rows) == tab.count


def test_kpis_of_a_team_an_owner_and_a_goal(signed_in):
    world = company()
    make.kpi("Alone")
    settled()
    client = signed_in(make.user())

    for query in (
        f"team={world.team.pk}",
        f"owner={world.kpi.owner_id}",
        f"objective={world.goal.pk}",
    ):
        page = client.get(f"/kpis/?{query}").context["page"]
        assert [row.title for row in page.rows] == ["Load time"]
        assert len(page.chips) == 1


@pytest.mark.parametrize(
    "page", ["/kpis/?objective=", "/focus-areas/?objective=", "/objectives/?under="]
)
def test_narrowing_to_a_hidden_goal_is_narrowing_to_nothing_there(signed_in, page):
    secret = make.objective("Buy Acme", confidential=True)

    assert signed_in(make.user()).get(f"{page}{secret.pk}").status_code == 404
    assert signed_in(make.user(role="admin")).get(f"{page}{secret.pk}").status_code == 200


@pytest.mark.parametrize("page", [*LISTS, "/search/?q=acme", "/search/?q=SECRET"])
def test_lists_keep_hidden_goals_to_themselves(signed_in, page):
    secret = make.objective("Buy Acme", ref="SECRET-1", confidential=True)
    make.kpi("Share of Acme bought", perspective="business", outcome_of=secret)
    make.focus_link(make.focus_area("Integration"), secret)
    settled()

    assert "Acme" not in text(signed_in(make.user()), page).replace("Search: acme", "")
    assert "Acme" in text(signed_in(make.user(role="admin")), page) or "focus" in page


def test_focus_areas_name_the_goals_they_serve(signed_in):
    world = company()
    for title in ("Second goal", "Third goal"):
        make.focus_link(world.work, make.objective(title))
    make.focus_area("Idle work")
    settled()
    client = signed_in(make.user())

    said = text(client, "/focus-areas/")

    assert "and 1 other" in said
    assert "No goal" in said
    assert "1 KPI" in said
    rows = client.get("/focus-areas/?verdict=no_goal").context["page"].rows
    assert [row.title for row in rows] == ["Idle work"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("verdict=sound", {"Keep more customers"}),
        ("verdict=without_work", {"Bare"}),
        ("verdict=no_line", {"Bare"}),
        ("status=draft", {"Sketch"}),
        ("driver=customer", {"Keep more customers"}),
        ("q=bare", {"Bare"}),
    ],
)
def test_objectives_are_narrowed_by_the_address(signed_in, query, shown):
    company()
    make.objective("Bare", expects_technology="yes")
    make.objective("Sketch", status="draft")
    settled()

    page = signed_in(make.user()).get(f"/objectives/?{query}").context["page"]

    assert {row.title for row in page.rows} == shown


def test_only_those_who_may_see_what_creates(signed_in):
    company()
    reader, leader = signed_in(make.user()), signed_in(make.user(role="leader"))

    for page, words in zip(LISTS, ("New objective", "New focus area", "New KPI"), strict=True):
        assert words not in text(reader, page)
        assert words in text(leader, page)
