from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.charts import (
    MOST_DOTS,
    MOST_RULES,
    MOST_TICKS,
    Event,
    Level,
    Outlook,
    Rule,
    Series,
    chart,
)

VALUES = st.decimals(-10_000_000, 10_000_000, places=3)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def series(*values: tuple[date, str], **more) -> Series:
    return Series("sound", "Load time", [(day, Decimal(value)) for day, value in values], **more)


def test_a_chart_holds_values_plan_and_target_in_one_box():
    drawn = chart(
        series(
            (date(2026, 1, 1), "2.4"),
            (date(2026, 7, 2), "2.1"),
            aims=[Level(Decimal("1.9"), "Target 1.9 s")],
            plan=[(date(2026, 1, 1), Decimal("2.4")), (date(2026, 12, 31), Decimal("1.9"))],
        ),
        lambda value: f"{value:.1f} s",
    )

    assert [rule.text for rule in drawn.grid] == ["1.8 s", "2.0 s", "2.2 s", "2.4 s"]
    assert drawn.d == "M0.0 0.0 L50.0 50.0"
    assert drawn.plan == "M0.0 0.0 L100.0 83.3"
    assert drawn.aims == (Rule(Decimal("83.3"), "Target 1.9 s"),)
    assert drawn.dots[1].text == "2.1 s on 2 July 2026"
    assert [tick.text for tick in drawn.ticks] == ["2026", "Apr", "Jul", "Oct"]
    assert drawn.ticks[0].anchor == "start"


def test_a_chart_that_starts_in_mid_year_says_the_year_once():
    drawn = chart(series((date(2026, 3, 9), "1"), (date(2026, 6, 9), "2")), str)

    assert [tick.text for tick in drawn.ticks] == ["Apr 2026", "May", "Jun"]


def test_one_value_is_no_chart():
    assert chart(series((date(2026, 1, 1), "2.4")), str) is None


def test_values_of_one_day_and_one_height_can_be_drawn():
    drawn = chart(series((date(2026, 1, 5), "3"), (date(2026, 1, 5), "3")), str)

    assert drawn.d == "M0.0 50.0 L0.0 50.0"
    assert len(drawn.ticks) == 1


def test_dots_are_left_out_where_they_would_hide_the_line():
    days = [date(2026, 1, 1) + timedelta(days=index) for index in range(MOST_DOTS + 1)]

    assert chart(series(*[(day, "1") for day in days]), str).dots == ()
    assert len(chart(series(*[(day, "1") for day in days[1:]]), str).dots) == MOST_DOTS


def test_all_that_is_told_of_a_series_is_drawn():
    drawn = chart(
        series(
            (date(2026, 1, 11), "20"),
            (date(2026, 2, 10), "10"),
            start=(date(2026, 1, 1), Decimal(30)),
            outlook=Outlook(date(2026, 4, 11), Decimal(5), Decimal(0), Decimal(15)),
            changes=[Event(date(2026, 2, 10), "Changed: the unit"), Event(date(2025, 1, 1), "")],
            notes={date(2026, 2, 10): "after the fire"},
        ),
        str,
    )

    assert [dot.noted for dot in drawn.dots] == [False, True]
    assert drawn.dots[1].text == "10 on 10 February 2026: after the fire"
    assert (drawn.start.x, drawn.start.text) == (0, "Starting point: 30 on 1 January 2026")
    assert drawn.ahead == "M40.0 66.7 L100.0 83.3"
    assert drawn.band == "M40.0 66.7 L100.0 50.0 L100.0 100.0 L40.0 66.7 Z"
    assert [(line.x, line.text) for line in drawn.changes] == [(40, "Changed: the unit")]


def test_what_was_expected_of_a_day_that_is_over_is_not_drawn():
    over = Outlook(date(2026, 2, 10), Decimal(5), Decimal(0), Decimal(15))
    drawn = chart(series((date(2026, 1, 11), "2"), (date(2026, 2, 10), "1"), outlook=over), str)

    assert (drawn.ahead, drawn.band) == ("", "")


def test_of_many_values_those_with_a_note_keep_their_dot():
    days = [date(2026, 1, 1) + timedelta(days=index) for index in range(MOST_DOTS + 1)]

    drawn = chart(series(*[(day, "1") for day in days], notes={days[3]: "a holiday"}), str)

    assert [dot.text for dot in drawn.dots] == ["1 on 4 January 2026: a holiday"]


@given(st.lists(st.tuples(DAYS, VALUES), min_size=2, max_size=20), st.none() | VALUES)
def test_everything_lies_inside_the_box(points, aim):
    aims = [] if aim is None else [Level(aim, "")]
    drawn = chart(Series("sound", "", sorted(points), aims=aims), str)

    heights = [dot.y for dot in drawn.dots] + [rule.y for rule in drawn.aims]
    assert all(0 <= y <= 100 for y in heights)
    assert all(0 <= dot.x <= 100 for dot in drawn.dots)
    assert all(0 <= tick.x <= 100 for tick in drawn.ticks)
    assert 2 <= len(drawn.grid) <= MOST_RULES
    assert 1 <= len(drawn.ticks) <= MOST_TICKS
