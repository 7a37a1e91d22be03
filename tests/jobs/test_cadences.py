"""When jobs are due, in every zone and on every day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.cadences import Daily, Every, all_between

pytestmark = pytest.mark.engine

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (
    *("UTC", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe"),
    *("Pacific/Apia", "Asia/Kathmandu"),
)


def utc(*facts):
    return datetime(*facts, tzinfo=UTC)


def test_every_minute_is_due_each_minute():
    moment = utc(2026, 11, 21, 9, 30, 59)

    assert Every(1).latest(moment, UTC) == utc(2026, 11, 21, 9, 30)
    assert Every(1).next(moment, UTC) == utc(2026, 11, 21, 9, 31)


def test_every_hour_can_come_at_a_minute_of_its_own():
    hourly = Every(60, past=23)

    assert hourly.latest(utc(2026, 11, 21, 9, 22), UTC) == utc(2026, 11, 21, 8, 23)
    assert hourly.latest(utc(2026, 11, 21, 9, 23), UTC) == utc(2026, 11, 21, 9, 23)
    assert hourly.next(utc(2026, 11, 21, 9, 23), UTC) == utc(2026, 11, 21, 10, 23)


def test_a_day_is_a_day_of_the_installation():
    daily = Daily(time(0, 30))

    assert daily.latest(utc(2026, 11, 20, 23, 40), BERLIN) == utc(2026, 11, 20, 23, 30)
    assert daily.latest(utc(2026, 11, 20, 23, 20), BERLIN) == utc(2026, 11, 19, 23, 30)
    assert daily.next(utc(2026, 11, 20, 23, 20), BERLIN) == utc(2026, 11, 20, 23, 30)
    assert daily.next(utc(2026, 11, 20, 23, 40), BERLIN) == utc(2026, 11, 21, 23, 30)


@pytest.mark.trust("H01")
def test_a_time_that_the_clocks_leave_out_or_show_twice_comes_once():
    daily = Daily(time(2, 30))

    assert daily.latest(utc(2026, 3, 29, 12), BERLIN) == utc(2026, 3, 29, 1, 30)  # 03:30 there
    assert daily.latest(utc(2026, 10, 25, 12), BERLIN) == utc(2026, 10, 25, 0, 30)
    assert daily.next(utc(2026, 10, 25, 0, 45), BERLIN) == utc(2026, 10, 26, 1, 30)


@pytest.mark.trust("H01")
@pytest.mark.parametrize("zone", ZONES)
def test_there_is_one_moment_for_each_day_of_fifteen_years(zone):
    there, daily = ZoneInfo(zone), Daily(time(2, 30))

    moments = all_between(daily, utc(2020, 1, 1, 12), utc(2035, 1, 1, 12), there)

    days = [moment.astimezone(there).date() for moment in moments]
    assert days == sorted(set(days))
    assert len(days) in {5479, 5480}


@given(
    moment=st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001
        max_value=datetime(2035, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    zone=st.sampled_from(ZONES),
    cadence=st.one_of(
        st.builds(Every, st.sampled_from([1, 5, 15, 60]), st.integers(0, 59)),
        st.builds(Daily, st.times(timezones=st.none())),
    ),
)
@pytest.mark.trust("H01")
def test_the_newest_moment_and_the_next_one_enclose_now(moment, zone, cadence):
    there = ZoneInfo(zone)
    latest, following = cadence.latest(moment, there), cadence.next(moment, there)

    assert latest <= moment < following
    assert cadence.latest(following, there) == following
    assert following - latest <= timedelta(days=2)
    assert all_between(cadence, latest, following, there)[-1:] == [following]


def test_nothing_lies_between_two_moments_that_follow_each_other():
    daily = Daily(time(3, 7))

    assert all_between(daily, utc(2026, 11, 21, 4), utc(2026, 11, 21, 5), UTC) == []


@pytest.mark.parametrize(
    ("cadence", "words"),
    [
        (Every(1), "every minute"),
        (Every(15), "every 15 minutes"),
        (Every(60, past=3), "every hour"),
        (Daily(time(3, 7)), "every day at 03:07"),
    ],
)
def test_a_cadence_is_told_in_words(cadence, words):
    assert cadence.words == words
