"""What an objective's page shows of a past day is what it showed on that day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from kpis.models import Kpi
from kpis.services import (
    Reading,
    StepFacts,
    correct_measurement,
    create_kpi,
    delete_kpi,
    edit_kpi,
    mark_step,
    record_measurements,
    say_confidence,
    set_steps,
)
from kpis.states import recompute_states
from objectives.models import Objective
from objectives.services import (
    create_focus_area,
    create_objective,
    delete_focus_area,
    edit_focus_link,
    edit_objective,
    link_focus_area,
    unlink_focus_area,
)
from stories.bygone import as_it_was
from stories.bygone_rows import Event, walked_back
from stories.models import ObjectiveVerdict
from stories.pages.kpi import show_kpi
from stories.pages.objective import show_objective
from stories.services import link_kpi, unlink_kpi, write_story
from stories.verdicts import recompute_all
from tests import make
from tests.conftest import NOW
from tests.stories import random_company
from tests.stories.pages import company, text

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
# What no service does leaves no record.
NO_SERVICE = {"close_a_circle", "hide_objective"}
HIDDEN_SHARE = 0.2


def shown_then(user, goal, day):
    with as_it_was(user, goal, day) as reader:
        objective = Objective.objects.get(pk=goal.pk)
        return show_objective(reader, objective, day)


class Open(random_company.Company):
    """A company that hides nothing, so that a reader may know then and now of the same."""

    def chance(self, share: float) -> bool:
        return share != HIDDEN_SHARE and super().chance(share)


@pytest.mark.parametrize("seed", range(1))
def test_a_page_of_a_past_day_is_what_was_shown_on_that_day(seed, monkeypatch):
    for name in NO_SERVICE:
        monkeypatch.setitem(random_company.WEIGHTS, name, 0)
    company = Open(seed, FIRST)
    reader = make.user("Reader", role="viewer")
    days = []
    for _ in range(3):
        for _ in range(20):
            company.step()
        recompute_states(None, company.today, company.now)
        recompute_all(today=company.today, at=company.now)
        seen = {
            goal.pk: show_objective(reader, goal, company.today)
            for goal in Objective.objects.visible_to(reader)
        }
        days.append((company.today, seen))
        company.now += timedelta(days=9)
        company.today = company.now.date()

    _, now = days[-1]
    compared = differ = 0
    for day, seen in days:
        for goal in Objective.objects.visible_to(reader).filter(pk__in=seen):
            then = shown_then(reader, goal, day)
            assert then == seen[goal.pk], (seed, day)
            compared += 1
            differ += then != now[goal.pk]
    assert compared > 6
    assert differ > 3


DAY = timedelta(days=1)


def at(days: int) -> datetime:
    return FIRST + days * DAY


@pytest.fixture
def ana():
    return make.user("Ana", role="leader")


@pytest.fixture
def goal(ana):
    facts = {"title": "Keep customers", "status": "active", "business_owner": ana}
    return create_objective(facts=facts, by=ana, at=FIRST)


def address(goal, days: int) -> str:
    return f"/objectives/{goal.pk}/as-of/{at(days).date()}/"


def test_the_page_of_a_past_day_says_so_and_leads_back(ana, goal, signed_in):
    edit_objective(objective=goal, facts={"title": "Win customers"}, version=1, by=ana, at=at(5))

    page = text(signed_in(ana), address(goal, 4))

    assert "Keep customers" in page
    assert "This is how the goal stood at the end of 6 March 2026." in page
    assert "Back to today" in page
    assert "Win customers" not in page
    assert "Edit" not in page
    assert "Win customers" in text(signed_in(ana), address(goal, 5))


def test_days_without_a_record_are_said_to_be_so(ana, goal, signed_in):
    client = signed_in(ana)

    assert "The history of this goal begins on 2 March 2026." in text(client, address(goal, -1))
    assert "is still to come" in text(client, f"/objectives/{goal.pk}/as-of/2199-01-01/")


def test_a_day_is_chosen_in_a_field(ana, goal, signed_in):
    client, choose = signed_in(ana), f"/objectives/{goal.pk}/as-of/"

    answer = client.get(choose, {"on": "2026-03-04"})

    assert answer["Location"] == f"{choose}2026-03-04/"
    assert "is not a date" in text(client, f"{choose}?on=soonish")
    assert "choose one from the calendar" in text(client, f"{choose}?on=")
    assert text(client, choose)


def test_what_was_unlinked_since_is_there_again_with_what_both_sides_said_of_it():
    world = company()
    boss, later = make.user(role="admin"), NOW + 2 * DAY
    upper, lower = world.work.focus_links.get(), world.kpi.kpi_links.get()
    before = shown_then(boss, world.goal, NOW.date())
    unlink_kpi(link=lower, by=boss, at=later)
    unlink_focus_area(link=upper, by=boss, at=later)
    write_story(objective=world.goal, body="By nothing.", version=1, by=boss, at=later)
    delete_kpi(kpi=world.kpi, by=boss, at=later)
    delete_focus_area(focus_area=world.work, by=boss, at=later)

    then, now = (shown_then(boss, world.goal, moment.date()) for moment in (NOW, later))

    assert then == before
    assert then.line.kind == "sound"
    assert now.line.kind != "sound"


def test_steps_and_values_are_those_known_on_the_day(ana, goal):
    kpi = create_kpi(
        facts={"title": "Steps", "kind": "milestone", "outcome_of": goal, "perspective": "joint"},
        by=ana,
        at=FIRST,
    )
    steps = set_steps(
        kpi=kpi, steps=[StepFacts("One"), StepFacts("Two")], version=1, by=ana, at=FIRST
    )
    before = shown_then(ana, goal, at(1).date())
    mark_step(step=steps[0], done_on=at(2).date(), by=ana, at=at(2))
    kpi.refresh_from_db()
    set_steps(kpi=kpi, steps=[StepFacts("Three")], version=kpi.version, by=ana, at=at(3))

    assert shown_then(ana, goal, at(1).date()) == before
    assert shown_then(ana, goal, at(2).date()) != before


def test_a_goal_hidden_today_is_not_told_of_on_a_day_when_it_was_not_hidden(ana, goal, signed_in):
    admin, reader = make.user(role="admin"), make.user()
    above = create_objective(facts={"title": "Buy Corrente"}, by=admin, at=FIRST)
    edit_objective(objective=goal, facts={"parent": above}, version=1, by=admin, at=FIRST)
    kpi = create_kpi(
        facts={"title": "Shares bought", "outcome_of": above, "perspective": "joint"},
        by=admin,
        at=FIRST,
    )
    work = create_focus_area(facts={"title": "Speed"}, by=admin, at=FIRST)
    link_focus_area(focus_area=work, objective=goal, by=admin, at=FIRST)
    link_kpi(kpi=kpi, focus_area=work, by=admin, at=FIRST)
    edit_objective(objective=above, facts={"confidential": True}, version=1, by=admin, at=at(3))
    edit_kpi(kpi=kpi, facts={"title": "Shares"}, version=1, by=admin, at=at(3))

    told, known = (
        text(signed_in(reader), address(goal, 1)),
        text(signed_in(admin), address(goal, 1)),
    )

    assert "Speed" in told
    assert "Corrente" not in told
    assert "Shares" not in told
    assert "Corrente" in known
    assert "Shares bought" in known


def test_a_goal_that_was_hidden_and_is_no_longer_is_told_to_those_who_know_of_it_now(
    ana, signed_in
):
    admin, reader = make.user(role="admin"), make.user()
    facts = {"title": "Buy Corrente", "confidential": True}
    goal = create_objective(facts=facts, by=admin, at=FIRST)
    edit_objective(objective=goal, facts={"confidential": False}, version=1, by=admin, at=at(3))

    page = text(signed_in(reader), address(goal, 1))

    assert "Buy Corrente" in page
    assert "This goal is confidential" not in page


def test_looking_back_leaves_nothing_behind(ana, goal, signed_in):
    kpi = create_kpi(facts={"title": "Load time"}, by=ana, at=at(1))
    edit_kpi(kpi=kpi, facts={"title": "Time"}, version=1, by=ana, at=at(2))
    stored = Kpi.objects.get().state.computed_at

    signed_in(ana).get(address(goal, 1))

    kpi.refresh_from_db()
    assert kpi.title == "Time"
    assert Kpi.objects.get().state.computed_at == stored
    assert not ObjectiveVerdict.objects.exists()


def test_looking_back_asks_as_often_for_much_as_for_little(
    ana, goal, signed_in, assert_constant_queries
):
    client = signed_in(ana)

    def grow() -> None:
        for _ in range(4):
            work = create_focus_area(facts={"title": "Speed"}, by=ana, at=FIRST)
            link = link_focus_area(focus_area=work, objective=goal, by=ana, at=FIRST)
            kpi = create_kpi(facts={"title": "Load time"}, by=ana, at=FIRST)
            link_kpi(kpi=kpi, focus_area=work, by=ana, at=FIRST)
            edit_kpi(kpi=kpi, facts={"title": "Time"}, version=1, by=ana, at=at(2))
            edit_focus_link(link=link, facts={"because": "So."}, version=1, by=ana, at=at(2))

    grow()
    grow()

    assert_constant_queries(lambda: client.get(address(goal, 1)), grow)


def test_of_each_fact_the_oldest_word_is_what_stood_there():
    events = [
        Event("kpi", 1, "edit", {"title": "A", "unit": "s"}),
        Event("kpi", 1, "edit", {"title": "B"}),
        Event("kpi", 2, "create"),
        Event("kpi", 2, "delete", {"title": "C"}),
        Event("focuslink", 3, "unlink", {"judgements": [{"id": 9, "word": "valid"}]}),
        Event("kpi", 1, "exempt", {}, {"id": 4}),
    ]

    past = walked_back(events)

    assert past["kpi"][1].facts == {"title": "A", "unit": "s"}
    assert (past["kpi"][1].existed, past["kpi"][2].existed) == (True, False)
    assert past["judgement"][9].facts == {"word": "valid"}
    assert not past["exemption"][4].existed


def test_a_kpi_is_shown_by_the_values_that_were_known_on_the_day(ana, signed_in):
    kpi = create_kpi(facts={"title": "Load time", "baseline": Decimal(3)}, by=ana, at=FIRST)
    day = FIRST.date()
    early, late = ([Reading(day, Decimal(2))], [Reading(day + DAY, Decimal(9))])
    (known,) = record_measurements(kpi=kpi, values=early, by=ana, at=at(1))
    say_confidence(kpi=kpi, confidence="yes", by=ana, at=at(1))
    correct_measurement(measurement=known, value=Decimal(7), reason="Slow", by=ana, at=at(3))
    record_measurements(kpi=kpi, values=late, by=ana, at=at(3))
    kpi.refresh_from_db()
    say_confidence(kpi=kpi, confidence="no", by=ana, at=at(3))

    with as_it_was(ana, kpi, at(2).date()) as reader:
        then = Kpi.objects.get(pk=kpi.pk)
        page = show_kpi(reader, then, QueryDict(), at(2).date())

    assert [row.value for row in page.values.rows] == ["2.00"]
    assert page.values.rows[0].before == ()
    assert then.confidence == "yes"
    assert then.state.latest == Decimal(2)
    assert page.record_href == ""
    past = text(signed_in(ana), f"/kpis/{kpi.pk}/as-of/{at(2).date()}/")
    assert "This is what was known of the KPI at the end of 4 March 2026." in past
    assert "9.00" not in past
    assert f"/kpis/{kpi.pk}/as-of/" in signed_in(ana).get(f"/kpis/{kpi.pk}/").content.decode()
