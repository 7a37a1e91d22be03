from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.doubting import Ordinary, doubts_about, in_one_sentence

pytestmark = pytest.mark.engine

D = Decimal
LOAD = Ordinary(
    known=(D("2.4"), D("2.2"), D("2.05")), baseline=D("2.4"), target=D("1.92"), unit="s"
)
UPTIME = Ordinary(known=(D("99.95"),), low=D("99.9"), unit="%")
values = st.decimals(-10_000, 10_000, places=2)


def codes(value, ordinary):
    return [doubt.code for doubt in doubts_about(D(value), ordinary)]


def words(value, ordinary):
    return in_one_sentence(doubts_about(D(value), ordinary))


@pytest.mark.parametrize("value", ["1.98", "2.05", "2.6", "0", "1", "5.5"])
def test_a_usual_value_raises_no_question(value):
    assert codes(value, LOAD) == []


def test_a_thousand_times_the_last_value_is_asked_about_with_both_figures():
    assert words("2050", LOAD) == (
        "2,050 s is a thousand times or more the last value, 2.05 s. Is it in s?"
    )
    assert words("0.00205", LOAD) == (
        "0.00205 s is a thousandth or less of the last value, 2.05 s. Is it in s?"
    )


def test_the_first_value_is_held_against_the_starting_point():
    first = Ordinary(baseline=D(3))

    assert words("3000", first) == (
        "3,000 is a thousand times or more the starting point, 3. Is it right?"
    )
    assert codes("2999", first) == []


@pytest.mark.parametrize("value", ["5", "0", "-5", "1000000"])
def test_of_a_measure_that_nothing_is_known_of_nothing_is_asked(value):
    assert codes(value, Ordinary()) == []
    assert codes(value, Ordinary(known=(D(0),))) == []


def test_the_wrong_sign_is_asked_about():
    assert words("-2.05", LOAD) == (
        "-2.05 s is below 0; nothing known of this measure is. Is the sign right?"
    )
    losses = Ordinary(known=(D(-4), D(-2)), target=D(0))
    assert words("2", losses) == (
        "2 is above 0; nothing known of this measure is. Is the sign right?"
    )
    assert codes("-3", losses) == []


def test_a_sign_that_was_there_before_or_is_aimed_at_is_not_asked_about():
    assert codes("-1", replace(LOAD, known=(D(1), D(-1)))) == []
    assert codes("-1", Ordinary(known=(D(1),), target=D(-5))) == []


def test_a_value_far_from_what_is_usual_is_asked_about():
    assert words("205", LOAD) == (
        "205 s is far from what is usual: the last 3 values lie between 2.05 s and 2.4 s. "
        "Is it right?"
    )


def test_what_is_usual_is_not_told_from_two_values_or_from_values_that_never_moved():
    assert codes("205", replace(LOAD, known=(D("2.4"), D("2.05")))) == []
    assert codes("205", replace(LOAD, known=(D(2),) * 5)) == []


def test_a_value_beyond_the_bounds_is_asked_about_the_first_time():
    assert words("98", UPTIME) == "98% is beyond its bounds, 99.9% or more. Is it so?"
    assert codes("98", replace(UPTIME, known=())) == ["beyond_bounds"]
    assert codes("98", replace(UPTIME, known=(D("99.95"), D("98.2")))) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"low": D(60), "high": D(80)}, "60 to 80"),
        ({"low": D(60), "high": D(80), "strict": True}, "strictly inside 60 to 80"),
        ({"high": D(80)}, "80 or less"),
        ({"high": D(80), "strict": True}, "less than 80"),
        ({"low": D(91), "strict": True}, "more than 91"),
    ],
)
def test_the_question_names_the_bounds(facts, said):
    assert words("90", Ordinary(**facts)) == f"90 is beyond its bounds, {said}. Is it so?"


def test_size_and_bounds_are_asked_about_together():
    assert codes("0.09", UPTIME) == ["thousandfold", "beyond_bounds"]


@given(st.lists(values, min_size=1, max_size=20), st.decimals(0, 1000, places=2))
def test_a_value_that_was_there_before_raises_no_question_of_size(known, room):
    usual = Ordinary(known=tuple(known), high=max(known) + room)

    assert "far_out" not in codes(known[0], usual) or len(known) > 12
    assert codes(known[-1], usual) == []
