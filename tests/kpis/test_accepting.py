"""What can be kept as a value of a day, and the words in which all else is refused."""

from datetime import date
from decimal import Decimal

import pytest

from alignment.lib.errors import DomainError
from kpis.accepting import another_value, given_twice, kept_day, kept_number, said_number

pytestmark = pytest.mark.engine

TODAY = date(2026, 11, 21)


@pytest.mark.trust("D01")
@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), True, "1", Decimal("1e16")])
def test_what_is_no_number_that_can_be_kept_is_refused(value):
    with pytest.raises(DomainError, match="cannot be kept as a number"):
        kept_number(value)


def test_a_number_is_kept_to_six_places_and_nothing_is_below_zero_of_nothing():
    assert kept_number(Decimal("1.23456749")) == Decimal("1.234567")
    assert str(kept_number(Decimal("-0"))) == "0.000000"


@pytest.mark.trust("D05")
@pytest.mark.parametrize(
    ("on", "cadence", "sentence"),
    [
        (date(2026, 11, 23), "", "23 November 2026 is still to come"),
        (date(2026, 12, 31), "month", "31 December 2026 is still to come"),
        (date(1899, 12, 31), "", "31 December 1899 is before 1900"),
    ],
)
def test_a_day_that_cannot_have_a_value_is_refused(on, cadence, sentence):
    with pytest.raises(DomainError, match=sentence):
        kept_day(on, TODAY, cadence)


@pytest.mark.parametrize(
    ("on", "cadence"),
    [(date(2026, 11, 22), ""), (date(2026, 11, 30), "month"), (date(1900, 1, 1), "")],
)
def test_tomorrow_and_the_end_of_the_running_period_may_have_one(on, cadence):
    assert kept_day(on, TODAY, cadence) == on


def test_two_numbers_for_one_day_are_both_named():
    twice = given_twice(TODAY, Decimal("2.50"), Decimal(0))
    there = another_value(TODAY, Decimal("2.50"), Decimal(3))

    assert twice.sentence == "21 November 2026 is given twice, as 2.5 and as 0: keep one of them."
    assert there.sentence == (
        "21 November 2026 has the value 2.5 already. If it should be 3, correct it and say why."
    )
    assert said_number(None) == "—"
