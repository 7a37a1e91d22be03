from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.periods import Cadence, period_of
from kpis.due import Need, Owed, Rhythm, owed
from kpis.pace import FRESH_DAYS

pytestmark = pytest.mark.engine

TODAY = date(2026, 11, 18)  # a Wednesday
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def need(cadence, last_on, today=TODAY, **facts):
    return owed(Rhythm(cadence, last_on, **facts), today).need


@pytest.mark.parametrize(
    ("cadence", "last_on", "expected"),
    [
        ("day", date(2026, 11, 18), Need.GIVEN),
        ("day", date(2026, 11, 17), Need.DUE),
        ("day", date(2026, 11, 16), Need.OVERDUE),
        ("week", date(2026, 11, 16), Need.GIVEN),
        ("week", date(2026, 11, 15), Need.DUE),
        ("week", date(2026, 11, 9), Need.OVERDUE),
        ("month", date(2026, 11, 1), Need.GIVEN),
        ("month", date(2026, 10, 31), Need.GIVEN),
        ("month", date(2026, 10, 1), Need.OVERDUE),
        ("quarter", date(2026, 9, 30), Need.GIVEN),
        ("year", date(2025, 12, 31), Need.GIVEN),
        ("", date(2020, 1, 1), Need.GIVEN),
    ],
)
def test_each_period_wants_one_value(cadence, last_on, expected):
    assert need(cadence, last_on) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 23), Need.GIVEN),
        (date(2026, 11, 24), Need.DUE),
        (date(2026, 12, 2), Need.DUE),
        (date(2026, 12, 3), Need.OVERDUE),
    ],
)
def test_a_month_is_asked_for_in_its_last_seven_days_and_is_late_when_the_last_is_too_old(
    today, expected
):
    assert need("month", date(2026, 10, 31), today) == expected


def test_what_is_owed_says_for_which_period_and_how_late():
    week = period_of(date(2026, 11, 9), "week")

    assert owed(Rhythm("week", date(2026, 11, 2)), date(2026, 11, 22)) == Owed(
        Need.OVERDUE, week, 12, week.first
    )


def test_a_measure_without_a_value_wants_its_first_at_once():
    assert owed(Rhythm("month"), TODAY) == Owed(Need.DUE, period_of(TODAY, "month"))
    assert owed(Rhythm(), TODAY) == Owed(Need.DUE)
    assert owed(Rhythm(), TODAY).is_due


def test_nothing_is_due_before_the_start_or_after_the_end():
    late = Rhythm("week", date(2026, 10, 1))

    assert owed(late, TODAY).is_due
    assert not owed(replace(late, starts_on=TODAY + timedelta(days=1)), TODAY).is_due
    assert not owed(replace(late, ended_on=TODAY), TODAY).is_due
    assert owed(replace(late, ended_on=TODAY + timedelta(days=1)), TODAY).is_due


def test_what_was_to_be_reached_is_measured_once_more_and_no_longer():
    done = Rhythm("week", date(2026, 10, 5), due_on=date(2026, 10, 14))

    assert owed(done, TODAY).is_due
    assert not owed(replace(done, last_on=date(2026, 10, 12)), TODAY).is_due


@pytest.mark.parametrize("last_on", [None, date(2026, 11, 15)])
def test_what_a_source_gives_by_itself_is_asked_of_a_person_only_once_it_is_late(last_on):
    rhythm = Rhythm("week", last_on)

    assert owed(rhythm, TODAY).is_due
    assert not owed(replace(rhythm, fed=True), TODAY).is_due
    assert owed(Rhythm("week", date(2026, 11, 9), fed=True), TODAY).need is Need.OVERDUE


def test_a_value_from_tomorrow_is_not_asked_for_again():
    assert need("day", TODAY + timedelta(days=3)) == Need.GIVEN


@given(st.sampled_from(Cadence), days, days)
def test_a_value_of_today_is_enough_and_one_that_is_too_old_never_is(cadence, last_on, today):
    said = owed(Rhythm(cadence, last_on), today)

    if last_on >= today:
        assert not said.is_due
    assert (said.need is Need.OVERDUE) == ((today - last_on).days > FRESH_DAYS[cadence])
    assert (said.days_late > 0) == (said.need is Need.OVERDUE)
