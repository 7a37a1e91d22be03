"""The pages of a KPI and of a focus area."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from kpis.models import Measurement
from kpis.services import correct_measurement, edit_kpi, say_confidence
from tests import make
from tests.conftest import NOW, TODAY
from tests.stories.pages import company, grown, settled, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client, kpi, query=""):
    return client.get(f"/kpis/{kpi.pk}/{query}").context["page"]


def test_a_kpi_says_where_it_is_and_where_it_should_be(signed_in):
    world = company()
    make.measurement(world.kpi, TODAY, "2.05")
    settled()

    page = page_of(signed_in(make.user()), world.kpi)

    assert [(fact.term, fact.text) for fact in page.figures] == [
        ("Starting point", "2.40 s"),
        ("Now", "2.05 s"),
        ("Target", "1.92 s"),
        ("Due", "30 June 2027"),
    ]
    assert page.bar.text == "73%"
    assert page.status == "On course"
    assert "73% done" in page.status_reason


def test_a_figure_says_how_it_came_about(signed_in):
    world = company()
    make.measurement(world.kpi, TODAY, "2.05")
    localised = make.kpi("Localised", kind="milestone", target=None, baseline=None, unit="")
    make.step(localised, "Spanish", done_on=TODAY)
    make.step(localised, "Portuguese")
    settled()
    client = signed_in(make.user())

    said = {fact.term: fact.text for fact in page_of(client, world.kpi).explained.facts}
    assert said["Formula"].endswith("= 73%")
    assert [fact.text for fact in page_of(client, localised).steps] == [
        "Done on 21 November 2026",
        "Open",
    ]
    assert page_of(client, localised).figures[1].text == "1 step done"


def test_what_is_expected_stands_beside_the_figures(signed_in):
    world = company()
    for month in range(3, 11):
        make.measurement(world.kpi, date(2026, month, 28), Decimal("2.40") - month / Decimal(50))
    settled()

    part = page_of(signed_in(make.user()), world.kpi).explained

    assert [fact.term for fact in part.expected] == [
        "Expected on 30 June 2027",
        "Reaches its target",
    ]
    assert part.expected[0].small.endswith("four times in five")
    assert part.expected[1].small.endswith("at this rate")
    assert part.facts[-1].text.endswith("from 8 values")


def test_a_way_that_leads_elsewhere_never_reaches_its_target(signed_in):
    world = company()
    for month in range(3, 11):
        make.measurement(world.kpi, date(2026, month, 28), Decimal(2) + month / Decimal(50))
    settled()

    part = page_of(signed_in(make.user()), world.kpi).explained

    assert (part.expected[1].text, part.expected[1].small) == ("Not at this rate", "")


def test_with_few_values_the_page_says_that_it_is_too_early(signed_in):
    world = company()
    make.measurement(world.kpi, TODAY, "2.05")
    settled()

    said = text(signed_in(make.user()), f"/kpis/{world.kpi.pk}/")

    assert "Too early to say: a forecast needs 5 values, and there are 1." in said


def test_what_is_held_or_reached_shows_no_day_of_reaching(signed_in):
    held = make.kpi("Held", kind="hold", low=1, target=None)
    for month in range(3, 11):
        make.measurement(held, date(2026, month, 28), month)
    settled()

    part = page_of(signed_in(make.user()), held).explained

    assert len(part.expected) == 1


def test_an_owner_who_sees_it_otherwise_is_heard(signed_in):
    world = company()
    make.measurement(world.kpi, TODAY, "2.05")
    settled()
    client = signed_in(make.user())
    assert page_of(client, world.kpi).explained.belief == ""

    say_confidence(kpi=world.kpi, confidence="no", by=world.kpi.owner, at=NOW)

    part = page_of(client, world.kpi).explained
    assert part.belief == "Its owner says it will not be reached, but it is on course."
    assert part.said == f"{world.kpi.owner.name}, 21 November 2026"


def test_it_is_said_who_set_the_target(signed_in):
    leader = make.user("Jonas", role="leader")
    kpi = make.kpi("Moved")
    settled()
    client = signed_in(make.user())

    def said():
        return {fact.term: fact.text for fact in page_of(client, kpi).explained.facts}

    assert "Target set by" not in said()

    edit_kpi(kpi=kpi, facts={"target": Decimal("1.90")}, version=1, by=leader, at=NOW)

    assert said()["Target set by"] == "Jonas, 21 November 2026"


def test_a_figure_made_of_many_values_shows_the_newest(signed_in):
    kpi = make.kpi("Counted", kind="count", baseline=None, target=100, direction="up", unit="")
    for day in range(1, 16):
        make.measurement(kpi, date(2026, 11, day), 1)
    settled()

    part = page_of(signed_in(make.user()), kpi).explained

    assert (len(part.inputs), part.more) == (12, "And 3 earlier ones.")
    assert (part.inputs[0].on, part.inputs[0].value) == ("15 November 2026", "1.00")


def test_a_change_and_bounds_are_said_in_words(signed_in):
    change = make.kpi(
        "Change", kind="change", change_by="percent", change=Decimal(-20), target=None
    )
    bounds = make.kpi("Hold", kind="hold", low=60, high=80, unit="%", decimals=0, target=None)
    settled()
    client = signed_in(make.user())

    assert page_of(client, change).figures[2].text == "1.92 s"
    assert page_of(client, change).figures[2].small == "-20% of the baseline"
    assert page_of(client, bounds).figures[2].text == "between 60% and 80%"


@pytest.mark.parametrize(("role", "href"), [("viewer", False), ("leader", True)])
def test_a_target_in_words_is_offered_as_numbers_to_whom_may_take_them(signed_in, role, href):
    kpi = make.kpi(target=None, target_words="By March 2030, less than 85%", unit="Percentage")

    page = page_of(signed_in(make.user(role=role)), kpi)

    assert page.reading == (
        "target 85%, lower is better, the bound itself is not good any more, by 31 March 2030"
    )
    assert page.reading_href == (f"/kpis/{kpi.pk}/edit/" if href else "")


def test_nothing_is_offered_where_there_are_numbers_or_nothing_is_certain(signed_in):
    client = signed_in(make.user())

    assert page_of(client, make.kpi(target_words="at least 3 s")).reading == ""
    assert page_of(client, make.kpi(target=None, target_words="better than now")).reading == ""


def test_each_line_is_shown_with_its_reasons_and_the_others_quietly(signed_in):
    world = company()
    make.kpi_link(world.kpi, make.focus_area("Idle work"), because="It counts there too.")
    settled()

    page = page_of(signed_in(make.user()), world.kpi)

    assert page.verdict == "Traced and agreed"
    assert [row.verdict for row in page.lines] == ["This line holds", "This line is broken"]
    assert [row.spare for row in page.lines] == [False, True]
    assert page.lines[0].because_goal == "Performance moves Keep more customers."
    assert page.lines[1].reasons[0] == "Its focus area “Idle work” serves no goal."


def test_a_kpi_without_a_line_asks_for_its_goal(signed_in):
    kpi = make.kpi("Alone", team=make.team("Web"))
    settled()

    reader, leader = make.user(), make.user(role="leader")

    assert page_of(signed_in(reader), kpi).findings[0].who == "the team Web or a leader can."
    found = page_of(signed_in(leader), kpi).findings[0]
    assert found.action_href == f"/kpis/{kpi.pk}/lines/new/"
    assert [(way.text, way.href) for way in found.others] == [
        ("Exempt", f"/kpis/{kpi.pk}/exemption/new/"),
        ("Retire", f"/kpis/{kpi.pk}/retire/"),
    ]


def test_an_exemption_is_shown_with_who_granted_it(signed_in):
    kpi, leader = make.kpi("Backups"), make.user("Jonas", role="leader")
    make.exemption(kpi, leader, on=TODAY, days=30)
    settled()

    said = text(signed_in(make.user()), f"/kpis/{kpi.pk}/")

    assert "Accepted until 21 December 2026" in said
    assert "Jonas on 21 November 2026" in said
    assert "Deliberately not tied to a goal" in said


def test_drafts_and_retired_ones_are_not_judged(signed_in):
    world = company()
    draft = make.kpi("Sketch", status="draft")
    make.kpi_link(draft, world.work)
    settled()

    said = text(signed_in(make.user()), f"/kpis/{draft.pk}/")

    assert "It is draft, so its lines are not judged. Linked to: Performance." in said


def test_corrections_stand_beside_what_they_replaced(signed_in):
    world = company()
    value = make.measurement(world.kpi, TODAY, "2.05", recorded_by=world.kpi.owner)
    correct_measurement(
        measurement=value,
        value=Decimal("2.06"),
        reason="Two days missing.",
        by=world.kpi.owner,
        at=NOW,
    )
    settled()
    client = signed_in(make.user())

    row = page_of(client, world.kpi).values.rows[0]

    assert (row.value, row.before[0].value, row.reason) == ("2.06 s", "2.05 s", "Two days missing.")
    assert row.correct_href == ""
    mine = page_of(signed_in(world.kpi.owner), world.kpi).values.rows[0]
    assert mine.correct_href == f"/kpis/{world.kpi.pk}/measurements/2026-11-21/correct/"


def test_a_withdrawn_value_says_so(signed_in):
    kpi = make.kpi()
    make.measurement(kpi, TODAY, "2.05", is_current=False)
    Measurement.objects.create(
        kpi=kpi, observed_on=TODAY, version=2, value=None, reason="Wrong KPI.", recorded_at=NOW
    )
    settled()

    assert "Withdrawn" in text(signed_in(make.user()), f"/kpis/{kpi.pk}/")


def test_many_values_page_by_day(signed_in):
    kpi = make.kpi()
    for number in range(30):
        make.measurement(kpi, TODAY - timedelta(days=number), "2.05")
    settled()
    client = signed_in(make.user())

    page = page_of(client, kpi)
    newest = page.values
    older = page_of(client, kpi, newest.pager.next.split("#")[0]).values

    assert len(newest.rows) == 24
    assert len(older.rows) == 6
    assert older.pager.next == ""
    assert page_of(client, kpi, "?values_before=nonsense").values.rows == newest.rows
    assert page.plot.chart.aims[0].text == "Target 1.92 s"


def test_a_tech_lead_sees_buttons_only_for_kpis_of_their_team(signed_in):
    world = company()
    other = make.kpi("Other", team=make.team("Platform"))
    settled()
    client = signed_in(world.kpi.owner)

    mine = [action.text for action in page_of(client, world.kpi).actions]
    theirs = [action.text for action in page_of(client, other).actions]

    assert mine == ["Edit", "Record a value"]
    assert theirs == []


def test_an_outcome_says_whose_success_it_shows(signed_in):
    world = company()
    outcome = make.kpi("Retention", perspective="business", outcome_of=world.goal)
    settled()

    page = page_of(signed_in(make.user()), outcome)

    assert page.facts[0].text == "Keep more customers"
    assert page.lines[0].focus is None


def test_a_focus_area_says_which_goals_it_serves_and_what_measures_it(signed_in):
    world = company()
    make.focus_link(world.work, None, missing_ref="OBJ-99")
    settled()

    said = text(signed_in(make.user()), f"/focus-areas/{world.work.pk}/")

    assert "Keep more customers" in said
    assert "“OBJ-99”, which is not there" in said
    assert "Load time" in said
    assert "Agreed by both" in said


@pytest.mark.parametrize("role", ["viewer", "leader"])
def test_a_bare_focus_area_says_what_is_missing(signed_in, role):
    area = make.focus_area("y" * 300, rationale="")
    settled()

    said = text(signed_in(make.user(role=role)), f"/focus-areas/{area.pk}/")

    assert "It serves no goal" in said
    assert "No KPI measures it" in said
    assert ("Link it to a goal" in said) is (role == "leader") or "a leader can" in said


def test_a_kpi_takes_the_same_queries_for_many(signed_in, assert_constant_queries):
    world = company()
    client = signed_in(make.user(role="leader"))
    days = iter(range(1, 100))

    def more():
        make.line(world.kpi, make.focus_area(), make.objective())
        make.measurement(world.kpi, TODAY - timedelta(days=next(days)), "2.05")

    more()
    settled()
    assert_constant_queries(lambda: client.get(f"/kpis/{world.kpi.pk}/"), grown(6, more))


def test_a_focus_area_takes_the_same_queries_for_many(signed_in, assert_constant_queries):
    world = company()
    client = signed_in(make.user(role="leader"))

    def more():
        make.line(make.kpi(team=make.team()), world.work, make.objective())

    more()
    settled()
    assert_constant_queries(lambda: client.get(f"/focus-areas/{world.work.pk}/"), grown(6, more))
