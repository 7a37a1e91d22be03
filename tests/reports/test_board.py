"""The board: what executives see of a scope, as plain data."""

import pytest
from django.http import Http404, QueryDict

from reports.board import board_of
from reports.scopes import COMPANY, Scope, goals_in, kpis_in, scope_from, scope_of, words_for
from tests import make
from tests.conftest import TODAY
from tests.reports.companies import mixed
from tests.stories.pages import grown, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return mixed()


@pytest.fixture
def reader():
    return make.user("Rita")


def seen(user, scope=COMPANY):
    return board_of(user, scope, TODAY, today=TODAY)


def test_the_board_says_what_the_company_stands_for(world, reader):
    board = seen(reader)

    assert board.headline.sentence.startswith("2 of 10 KPIs trace to a business goal")
    assert board.counts.no_line == 5
    assert [one.title for one in board.goals] == [
        "Answer at once",
        "Be known",
        "Keep more customers",
    ]
    assert board.goals[2].told.startswith("We move this goal because of Load time")
    assert board.scope_words == "the whole company"


def test_findings_stand_in_the_order_of_what_hangs_on_them_and_say_why(world, reader):
    findings = seen(reader).findings

    first = findings[0]
    assert (first.shown.title, first.clears) == ("Infrastructure cost", 3)
    assert first.ranked.why == "First because it must be mended and 3 measures clear with it"
    assert first.key == f"focus-{world.idle.pk}-L2"
    assert first.shown.reason == (
        "Stops short: the work it measures serves no goal. 3 measures wait for it."
    )
    assert [one.ranked.place for one in findings] == list(range(1, len(findings) + 1))
    points = [one.ranked.points for one in findings]
    assert points == sorted(points, reverse=True)


def test_each_scope_is_judged_by_what_belongs_to_it(world, reader):
    web, platform = world.teams
    live = {
        scope: seen(reader, scope).counts.live
        for scope in (
            Scope(team_id=web.pk),
            Scope(team_id=platform.pk),
            Scope(person_id=world.lead.pk),
            Scope(objective_id=world.below.pk),
            Scope(driver="customer"),
            Scope(driver="risk"),
        )
    }

    assert list(live.values()) == [4, 6, 4, 2, 4, 0]


def test_a_scope_holds_the_goals_and_kpis_that_belong_to_it(world, reader):
    web, _ = world.teams

    def goals(scope):
        return sorted(goals_in(reader, scope).values_list("title", flat=True))

    assert goals(Scope(driver="customer")) == ["Answer at once", "Keep more customers"]
    assert goals(Scope(objective_id=world.below.pk)) == ["Answer at once"]
    assert goals(Scope(team_id=web.pk)) == ["Keep more customers"]
    assert goals(Scope(person_id=world.whole.business.pk)) == [
        "Answer at once",
        "Keep more customers",
    ]
    assert kpis_in(reader, Scope(team_id=web.pk)).count() == 5
    assert kpis_in(reader, COMPANY).count() == 13


def test_a_scope_goes_into_an_address_and_comes_back(world, reader):
    scope = Scope(driver="customer", objective_id=world.whole.goal.pk, team_id=world.teams[0].pk)

    assert scope_of(QueryDict(scope.text)) == scope_from(scope.text) == scope
    assert words_for(reader, scope) == "“Keep more customers” · Customer value goals · Web"
    assert scope_of(QueryDict("driver=fame&team=x&owner=-1&objective=²")) == COMPANY
    assert words_for(reader, Scope(team_id=999, person_id=999)) == (
        "a team that is gone · somebody who is gone"
    )
    assert scope_from("").is_company


@pytest.mark.trust("A08")
def test_a_confidential_goal_leaves_no_trace(world, reader):
    secret = make.objective("Canary", confidential=True, value_driver="risk")
    make.line(world.kpis["alone"], world.idle, secret)
    settled()

    board = seen(reader)

    assert "Canary" not in repr(board)
    assert board.counts.no_line == 5
    assert "Canary" in repr(seen(make.user(role="admin")))
    with pytest.raises(Http404):
        seen(reader, Scope(objective_id=secret.pk))


def test_a_board_takes_as_many_queries_for_many_rows_as_for_few(
    world, reader, assert_constant_queries
):
    scope = Scope(objective_id=world.whole.goal.pk)

    def more():
        for _ in range(6):
            goal = make.objective(parent=world.whole.goal)
            kpi, work = make.kpi(), make.focus_area()
            make.line(kpi, work, goal)
            make.story(goal, kpi, work)
            make.kpi_link(make.kpi(), make.focus_area())

    def fresh(asked):
        return lambda: seen(type(reader).objects.get(pk=reader.pk), asked)

    assert_constant_queries(fresh(scope), grown(3, more))
    assert_constant_queries(fresh(COMPANY), grown(3, more))
