from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.forecast import SEASONS, TREND, forecast
from kpis.progress import Definition, Point, Status, progress
from kpis.trending import ahead, trend_of
from tests.kpis.test_progress import definitions, points

pytestmark = pytest.mark.engine

D = Decimal
DUE, TODAY = date(2027, 3, 31), date(2026, 11, 21)
LOAD = Definition(
    direction="down",
    baseline=D("2.40"),
    target=D("1.92"),
    cadence="month",
    starts_on=date(2026, 1, 1),
    due_on=DUE,
)


def months(*values, first=date(2026, 1, 15)):
    return [Point(_later(first, place), D(str(value))) for place, value in enumerate(values)]


def _later(day, months):
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, day.day)


def falling(count=10, by="0.04"):
    return months(*(D("2.40") - place * D(by) for place in range(count)))


def test_what_falls_evenly_is_expected_to_fall_on():
    found = forecast(LOAD, falling(), TODAY)

    assert (found.method, found.points, found.why_not) == (TREND, 10, "")
    assert D("1.82") < found.value < D("1.96")
    assert found.low <= found.value <= found.high


def test_the_day_the_target_is_reached_is_that_of_the_trend():
    found = forecast(LOAD, falling(), TODAY)

    expected = forecast(replace(LOAD, due_on=found.reaches_on), falling(), TODAY)
    assert found.reaches_on > TODAY
    assert abs(expected.value - LOAD.target) < D("0.02")


@pytest.mark.parametrize(
    ("values", "target"),
    [
        (falling(by="-0.04"), D("1.92")),
        (falling(by="0"), D("1.92")),
        (falling(by="0.06"), D("1.92")),
        (falling(), None),
        (falling(by="0.000001"), D("-900000")),
    ],
    ids=["the other way", "no way", "reached", "no target", "after all calendars"],
)
def test_a_target_may_never_be_reached_at_this_rate(values, target):
    assert forecast(replace(LOAD, target=target), values, TODAY).reaches_on is None


def test_a_constant_stays_for_certain():
    found = forecast(LOAD, months(*[2] * 6), date(2026, 6, 30))

    assert (found.low, found.value, found.high) == (2, 2, 2)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_from_fewer_than_five_values_it_is_too_early_to_say(count):
    found = forecast(LOAD, falling(count), TODAY)

    assert (found.value, found.early, found.points) == (None, True, count)
    assert found.why_not == (f"Too early to say: a forecast needs 5 values, and there are {count}.")


def test_several_values_of_one_period_count_once():
    crowded = [Point(date(2026, 1, day), D(day)) for day in range(1, 9)]

    assert forecast(LOAD, crowded, TODAY).points == 1


def test_values_of_long_ago_are_not_looked_back_upon():
    old = months(*range(9), first=date(2001, 1, 15))

    assert forecast(LOAD, [*old, *falling(6)], TODAY).points == 6


def test_a_due_day_far_beyond_the_values_is_too_early_to_say():
    found = forecast(replace(LOAD, due_on=date(2030, 1, 1)), falling(), TODAY)

    assert (found.value, found.early) == (None, True)
    assert "later than its values can tell" in found.why_not


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"due_on": None}, "Nobody has said when it is due."),
        ({"due_on": TODAY}, "It was due already"),
        ({"kind": "milestone"}, "What is done step by step"),
        ({"status": "retired"}, "What rests is not forecast."),
    ],
)
def test_where_nothing_can_be_expected_it_says_why(change, reason):
    found = forecast(replace(LOAD, **change), falling(), TODAY)

    assert (found.value, found.early) == (None, False)
    assert found.why_not.startswith(reason)


def test_a_missed_period_is_drawn_in():
    whole = falling()
    holed = [point for place, point in enumerate(whole) if place not in {3, 4}]

    found = forecast(LOAD, holed, TODAY)

    assert found.points == 8
    assert abs(found.value - forecast(LOAD, whole, TODAY).value) < D("0.000002")


def test_without_a_cadence_a_step_is_the_middle_distance_of_values():
    weekly = [Point(date(2026, 9, 1) + timedelta(weeks=n), D(100 - n)) for n in range(10)]
    loose = replace(LOAD, cadence="", baseline=D(100), target=D(80), due_on=date(2026, 12, 1))

    found = forecast(loose, weekly, TODAY)

    assert found.points == 10
    assert D(86) < found.value < D(91)


def test_what_is_held_is_forecast_without_a_day():
    held = Definition(kind="hold", low=D(2), cadence="month", due_on=DUE)

    found = forecast(held, falling(), TODAY)

    assert found.value is not None
    assert found.reaches_on is None


def test_a_season_is_seen_and_told():
    wave = [10, 30, 20, 0, -20, -30, -10, 5, 15, 25, -15, -30]
    values = months(*(200 + wave[n % 12] for n in range(40)), first=date(2023, 1, 15))
    yearly = replace(LOAD, target=D(300), direction="up", due_on=date(2026, 10, 31))

    found = forecast(yearly, values, date(2026, 4, 30))

    assert found.method == SEASONS
    assert abs(found.value - 225) < 8


def test_noise_is_no_season():
    noise = [(n * 7919) % 13 for n in range(60)]
    values = months(*noise, first=date(2022, 1, 15))

    assert forecast(LOAD, values, TODAY).method == TREND


def test_a_season_of_an_odd_number_of_steps_is_seen():
    week = [5, 5, 5, 5, 5, 0, 0]
    trend = trend_of([D(100 + week[n % 7]) for n in range(30)], 7)

    assert [round(ahead(trend, step).value) for step in range(1, 8)] == [
        105, 105, 105, 100, 100, 105, 105,
    ]  # fmt: skip


def test_the_interval_widens_with_the_distance_and_with_few_values():
    noisy = [D((n * 5) % 7) for n in range(30)]
    long, short = trend_of(noisy), trend_of(noisy[:6])

    def width(trend, steps, *, slow=False):
        expected = ahead(trend, steps, slow=slow)
        return expected.high - expected.low

    assert width(long, 1) < width(long, 9) < width(long, 9, slow=True)
    assert width(long, 1) < width(short, 1) < width(short, 1, slow=True)


def test_confidence_in_a_long_series_is_that_of_the_normal_curve():
    trend = trend_of([D(n % 2) for n in range(60)])

    assert ahead(trend, 1).high > ahead(trend, 1).value


@settings(max_examples=40)
@given(definitions, points, st.dates(date(2025, 6, 1), date(2027, 6, 1)))
def test_no_definition_and_no_values_make_it_fail(definition, series, as_of):
    found = forecast(definition, series, as_of)

    if found.value is None:
        assert found.why_not
    else:
        assert found.low <= found.value <= found.high
        assert found.points >= 5
        assert progress(definition, series, as_of).status not in {Status.RETIRED, Status.PAUSED}


@settings(max_examples=25)
@given(definitions, points, st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_forecast(definition, series, random):
    shuffled = [*series, *series]
    random.shuffle(shuffled)

    assert forecast(definition, shuffled, TODAY) == forecast(definition, series, TODAY)


@settings(max_examples=25)
@given(st.lists(st.integers(-500, 500), min_size=5, max_size=20), st.integers(-1000, 1000))
def test_moving_all_values_alike_moves_the_forecast_alike(values, shift):
    here, there = (trend_of([D(value + by) for value in values]) for by in (0, shift))

    assert abs(ahead(there, 3).value - ahead(here, 3).value - shift) < D("0.000001")


@pytest.mark.parametrize(
    ("unit", "direction", "values", "worst"),
    [
        ("%", "up", (89, 91, 93, 95, 97, 99), D(100)),
        (" Percent", "down", (11, 9, 7, 5, 3, 1), D(0)),
    ],
)
def test_a_percentage_gets_no_better_than_all_or_nothing(unit, direction, values, worst):
    share = replace(LOAD, unit=unit, direction=direction, target=worst)
    found = forecast(share, months(*values), TODAY)
    beyond = forecast(replace(share, unit="s"), months(*values), TODAY)

    best, of_seconds = (found.high, beyond.high) if direction == "up" else (found.low, beyond.low)
    assert best == worst
    assert of_seconds != worst


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_percentage_that_was_beyond_that_goes_on_as_it_does(direction):
    sign = 1 if direction == "up" else -1
    values = months(*(sign * value for value in (101, 107, 113, 119, 125, 131)))
    growth = replace(LOAD, direction=direction, target=D(sign * 150))

    assert forecast(replace(growth, unit="%"), values, TODAY) == forecast(growth, values, TODAY)
