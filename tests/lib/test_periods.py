from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.periods import (
    Cadence,
    index_on,
    last_expected,
    missed_periods,
    period_of,
)

FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
cadences = pytest.mark.parametrize("cadence", list(Cadence))
days = st.dates(FIRST, LAST)


@cadences
def test_each_day_lies_in_exactly_one_period(cadence):
    periods = list(periods_between(FIRST, LAST, cadence))

    holders = [day for period in periods for day in daterange(period.first, period.last)]

    assert [day for day in holders if FIRST <= day <= LAST] == DAYS
    assert all(day in period_of(day, cadence) for day in DAYS)


@cadences
@given(day=days)
def test_the_next_of_the_previous_is_the_period_itself(cadence, day):
    period = period_of(day, cadence)

    assert period.previous.next == period == period.next.previous
    assert index_on(period.next.first, cadence) == index_on(day, cadence) + 1


@pytest.mark.parametrize(
    ("cadence", "label"),
    [
        ("day", "21 November 2026"),
        ("week", "week of 16 November"),
        ("month", "November 2026"),
        ("quarter", "Q4 2026"),
        ("year", "2026"),
    ],
)
def test_a_period_has_a_name_in_words(cadence, label):
    assert period_of(date(2026, 11, 21), cadence).label == label


def test_week_53_and_the_29th_of_february_have_their_periods():
    assert period_of(date(2021, 1, 1), "week").first == date(2020, 12, 28)
    assert period_of(date(2028, 2, 29), "month").last == date(2028, 2, 29)
    assert period_of(date(2028, 2, 29), "month").days == 29


def test_an_unknown_cadence_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        period_of(FIRST, "fortnight")


@pytest.mark.parametrize(
    ("cadence", "grace"), [("day", 3), ("week", 3), ("month", 7), ("quarter", 23), ("year", 91)]
)
def test_grace_is_a_quarter_of_a_period_and_at_least_three_days(cadence, grace):
    assert period_of(date(2026, 11, 21), cadence).grace == timedelta(days=grace)


@pytest.mark.parametrize(
    ("today", "missed"),
    [
        (date(2026, 10, 31), 0),
        (date(2026, 11, 30), 0),
        (date(2026, 12, 7), 0),
        (date(2026, 12, 8), 1),
        (date(2027, 1, 7), 1),
        (date(2027, 1, 8), 2),
    ],
)
def test_a_month_is_missed_when_its_grace_is_over(today, missed):
    assert missed_periods(date(2026, 10, 3), "month", today) == missed


def test_a_number_from_the_future_misses_nothing():
    assert missed_periods(date(2027, 6, 1), "month", date(2026, 11, 21)) == 0


@cadences
@given(last_on=days, today=days)
def test_the_count_of_missed_periods_is_the_slow_count(cadence, last_on, today):
    slow = [
        period
        for period in periods_between(last_on, max(today, last_on), cadence)
        if period.first > last_on and period.last + period.grace < today
    ]

    assert missed_periods(last_on, cadence, today) == len(slow)


@cadences
@given(today=days)
def test_the_last_expected_period_is_over_with_its_grace_and_the_next_is_not(cadence, today):
    period = last_expected(cadence, today)

    assert period.last + period.grace < today <= period.next.last + period.next.grace


def daterange(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def periods_between(first, last, cadence):
    period = period_of(first, cadence)
    while period.first <= last:
        yield period
        period = period.next
