from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from kpis.access import kpis_awaited_from
from kpis.models import Kpi, KpiState, Measurement
from kpis.rollup import CURRENT, ORDER, worsened
from kpis.services import CheckIn, check_in, record_measurements
from kpis.services.measurements import Reading
from tests import make
from tests.conftest import NOW, TODAY
from tests.refusing import refusal

pytestmark = pytest.mark.django_db

D = Decimal
WEEK = timedelta(days=7)


def weekly(*values, **facts):
    """Make a KPI that is given each week, the last of the values a week ago."""
    facts = {"cadence": "week", "target": D("1.92"), "due_on": TODAY + 40 * WEEK, **facts}
    kpi = make.kpi(starts_on=TODAY - 40 * WEEK, baseline=D("2.40"), **facts)
    days = [TODAY - back * WEEK for back in range(len(values), 0, -1)]
    readings = [Reading(on, D(value)) for on, value in zip(days, values, strict=True)]
    record_measurements(kpi=kpi, values=readings, by=make.user(), at=NOW)
    return kpi


def say(kpi, value=None, **facts):
    said = CheckIn(TODAY, None if value is None else D(value), **facts)
    return {"kpi": kpi, "said": said, "by": make.user(), "at": NOW}


def test_a_value_and_confidence_are_kept_together():
    kpi = weekly("2.1")

    assert check_in(**say(kpi, "2.05", note="new cache", confidence="yes"))

    value = Measurement.objects.current().of(kpi).first()
    assert (value.value, value.note, value.observed_on) == (D("2.05"), "new cache", TODAY)
    assert Kpi.objects.get().confidence == "yes"


def test_confidence_can_be_said_without_a_value():
    kpi = weekly("2.1")

    assert not check_in(**say(kpi, confidence="no"))

    assert Kpi.objects.get().confidence == "no"
    assert Measurement.objects.count() == 1


def test_a_value_out_of_the_ordinary_is_asked_about_and_nothing_is_kept():
    kpi = weekly("2.1")
    events = AuditEvent.objects.count()

    asked = refusal(check_in, **say(kpi, "2100", note="?", confidence="yes"))

    assert asked.code == "asked"
    assert "a thousand times or more the last value" in asked.sentence
    assert Measurement.objects.count() == 1
    assert (AuditEvent.objects.count(), Kpi.objects.get().confidence) == (events, "")


def test_what_is_meant_is_kept():
    kpi = weekly("2.1")

    assert check_in(**say(kpi, "2050", meant=True))


def test_a_note_is_asked_for_when_the_status_worsens():
    kpi = weekly("2.1")
    assert KpiState.objects.get().status == "on_course"

    asked = refusal(check_in, **say(kpi, "2.3"))

    assert asked.sentence == "With this it goes from on course to off course. What moved it?"
    assert asked.facts["wants_note"]
    assert check_in(**say(kpi, "2.3", note="the old shop came back"))


def test_no_note_is_asked_for_when_it_stays_or_gets_better():
    assert check_in(**say(weekly("2.1"), "2.11"))
    assert check_in(**say(weekly("2.39"), "2.1"))


def test_what_is_out_of_date_is_held_against_where_it_stood_before():
    kpi = weekly("2.1")
    later = NOW + 3 * WEEK
    KpiState.objects.update(status="stale")

    said = {**say(kpi, "2.39"), "said": CheckIn(later.date(), D("2.39")), "at": later}

    assert "from on course to off course" in refusal(check_in, **said).sentence


def test_a_size_and_a_fall_are_asked_about_at_once():
    asked = refusal(check_in, **say(weekly("2.3", "2.2", "2.1"), "9"))

    assert "far from what is usual" in asked.sentence
    assert "What moved it?" in asked.sentence


def test_the_same_value_again_is_left_alone_and_asks_nothing():
    kpi = weekly("2.1")
    check_in(**say(kpi, "2050", meant=True))

    assert not check_in(**say(kpi, "2050"))


@pytest.mark.parametrize("status", ORDER)
def test_nothing_is_worse_than_itself_or_than_what_is_not_known(status):
    assert not worsened(status, status)
    assert not worsened("not_measured", status)
    assert worsened("met", status) == (status in CURRENT - {"met"})
    assert not worsened("", status)


def test_values_are_awaited_from_the_owner_and_from_the_team_of_what_nobody_owns():
    team = make.team()
    lead = make.user(role="tech_lead", teams=[team])
    gone = make.user(is_active=False)
    mine = make.kpi(owner=lead)
    orphan, left = make.kpi(team=team), make.kpi(team=team, owner=gone)
    make.kpi(team=team, owner=make.user())
    make.kpi(owner=lead, status="paused")
    make.kpi(owner=lead, kind="milestone")
    make.kpi(owner=lead, result="met")
    make.kpi()

    assert set(kpis_awaited_from(lead)) == {mine, orphan, left}


def test_nothing_is_awaited_from_who_may_not_record_it_or_must_not_know_of_it():
    viewer, lead = make.user(role="viewer"), make.user(role="tech_lead")
    secret = make.objective(confidential=True)
    make.kpi(owner=viewer)
    make.kpi(owner=lead, outcome_of=secret, perspective="joint")

    assert not kpis_awaited_from(viewer).exists()
    assert not kpis_awaited_from(lead).exists()
