"""What a change would do is found by doing it, and nothing of it stays."""

from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Touch
from kpis.services import edit_kpi
from objectives.services import edit_focus_area, edit_objective, unlink_focus_area
from stories.impact import Impact, impact_of
from stories.services import edit_kpi_link, write_story
from tests import make
from tests.conftest import NOW
from tests.refusing import refusal
from tests.stories.agreed import agreed

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def told():
    return agreed()


def impact(change, by):
    return impact_of(change=change, by=by, today=TODAY)


def edit_goal(told, **facts):
    return lambda: edit_objective(
        objective=told.goal, facts=facts, version=told.goal.version, by=told.bea, at=NOW
    )


def edit_measure(told, **facts):
    return lambda: edit_kpi(kpi=told.kpi, facts=facts, version=1, by=told.bea, at=NOW)


def test_a_new_target_puts_the_story_its_line_and_its_measure_in_doubt(told):
    found = impact(edit_measure(told, target=Decimal("1.80")), told.bea)

    assert found == Impact(
        stories=(told.goal.pk,),
        kpi_links=(told.lower.pk,),
        doubtful=(told.kpi.pk,),
        people=tuple(sorted((told.bea.pk, told.tom.pk))),
    )


def test_nothing_of_the_change_stays(told):
    Touch.objects.all().delete()
    audited = AuditEvent.objects.count()

    impact(edit_measure(told, target=Decimal("1.80")), told.bea)

    told.kpi.refresh_from_db()
    assert (told.kpi.target, told.kpi.version) == (Decimal("1.92"), 1)
    assert AuditEvent.objects.count() == audited
    assert not Touch.objects.exists()


def test_what_no_seal_covers_spoils_nothing(told):
    assert not impact(edit_measure(told, cadence="week"), told.bea)
    assert not impact(edit_goal(told, why="For money."), told.bea)


def test_a_refused_change_is_refused_here_too(told):
    assert refusal(impact, change=edit_measure(told, title=""), by=told.bea).code == "invalid"


def test_the_words_of_the_goal_put_the_link_to_it_in_doubt(told):
    found = impact(edit_goal(told, statement="All of them."), told.bea)

    assert (found.stories, found.focus_links) == ((told.goal.pk,), (told.upper.pk,))
    assert (found.kpi_links, found.doubtful) == ((), (told.kpi.pk,))


def test_a_goal_that_is_dropped_leaves_its_measures_nowhere_and_asks_nobody_again(told):
    child = make.objective("Keep the best", parent=told.goal)

    found = impact(edit_goal(told, status="dropped", statement="Other."), told.bea)

    assert (found.lost, found.orphaned) == ((told.kpi.pk,), (child.pk,))
    assert (found.stories, found.focus_links, found.people) == ((), (), ())


def test_retired_work_leaves_its_measures_nowhere(told):
    def retire():
        edit_focus_area(
            focus_area=told.work, facts={"status": "retired"}, version=1, by=told.bea, at=NOW
        )

    found = impact(retire, told.bea)

    assert found.lost == (told.kpi.pk,)


def test_a_measure_that_is_retired_leaves_its_goal_unmeasured(told):
    found = impact(edit_measure(told, status="retired"), told.bea)

    assert (found.unmeasured, found.lost) == ((told.goal.pk,), ())


def test_a_line_that_goes_leaves_work_without_a_goal(told):
    found = impact(lambda: unlink_focus_area(link=told.upper, by=told.bea, at=NOW), told.bea)

    assert (found.idle, found.lost) == ((told.work.pk,), (told.kpi.pk,))
    assert found.unmeasured == (told.goal.pk,)


def test_a_story_that_leaves_a_measure_out_puts_it_in_doubt(told):
    def rewrite():
        body = "Because of @[Fast pages]."
        write_story(objective=told.goal, body=body, version=1, by=told.bea, at=NOW)

    found = impact(rewrite, told.bea)

    assert (found.stories, found.doubtful) == ((told.goal.pk,), (told.kpi.pk,))


def test_the_owners_of_every_goal_above_are_asked_and_who_left_is_not(told):
    gone = make.user("Gone", role="leader", is_active=False)
    other = make.objective(business_owner=make.user("Cleo", role="leader"), technology_owner=gone)
    make.focus_link(told.work, other)

    def reword():
        edit_kpi_link(link=told.lower, facts={"because": "New."}, version=1, by=told.bea, at=NOW)

    found = impact(reword, told.bea)

    assert set(found.people) == {told.bea.pk, told.tom.pk, other.business_owner_id}


def test_a_goal_one_may_not_know_of_leaves_no_trace():
    told = agreed("Merge", confidential=True)
    stranger = make.user("Sam", role="leader")

    found = impact(edit_measure(told, target=Decimal("1.80")), stranger)

    assert not found.people
    assert not found.stories
    assert impact(edit_measure(told, target=Decimal("1.80")), told.bea).stories


def test_what_reaches_too_far_is_said_to(told, monkeypatch):
    monkeypatch.setattr("stories.impact.LARGEST_IMPACT", 2)

    assert impact(edit_measure(told, target=Decimal("1.80")), told.bea) == Impact(too_far=True)


def test_it_costs_the_same_queries_however_much_hangs_on_it(told, assert_constant_queries):
    def grow():
        for _ in range(8):
            make.line(make.kpi(), told.work, told.goal)
            make.line(told.kpi, make.focus_area(), make.objective(parent=told.goal))

    assert_constant_queries(lambda: impact(edit_goal(told, statement="All."), told.bea), grow)
