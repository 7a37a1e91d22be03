from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.dates import SINCE_1904, parse_date
from alignment.lib.errors import DomainError


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-21",
        " 2026-11-21 ",
        "2026-11-21T00:00:00",
        "2026-11-21 00:00",
        "2026/11/21",
        "21.11.2026",
        "21 November 2026",
        "21-Nov-2026",
        "21st nov 2026",
        "November 21, 2026",
        "Nov. 21 2026",
        "21/11/2026",
        "11/21/2026",
        "46347",
        Decimal(46347),
        date(2026, 11, 21),
    ],
)
def test_a_date_that_reads_one_way_is_read(written):
    assert parse_date(written) == date(2026, 11, 21)


def test_a_workbook_may_count_its_days_from_1904():
    assert parse_date(Decimal(44885), SINCE_1904) == date(2026, 11, 21)


def test_day_and_month_that_could_be_swapped_are_refused_with_both_readings():
    with pytest.raises(DomainError) as refusal:
        parse_date("03/04/2026")

    assert refusal.value.sentence == (
        "“03/04/2026” can be read as 2026-04-03 or as 2026-03-04. Write one of these."
    )


def test_the_same_day_and_month_cannot_be_swapped():
    assert parse_date("04/04/2026") == date(2026, 4, 4)


@pytest.mark.parametrize("text", ["2026-02-29", "0000-01-01", "31.11.2026", "31/13/2026"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text):
    with pytest.raises(DomainError, match="not a day in the calendar"):
        parse_date(text)


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2026", "11/2026", "3.4.26", "٢٠٢٦-11-21", "12", Decimal("46347.5"), Decimal(7)],
)
def test_anything_else_is_refused(written):
    with pytest.raises(DomainError, match="is not a date"):
        parse_date(written)


@given(st.dates())
def test_iso_dates_read_back_equal(day):
    assert parse_date(day.isoformat()) == day


@given(st.text())
def test_any_text_is_a_date_or_a_domain_error(text):
    try:
        day = parse_date(text)
    except DomainError:
        return

    assert isinstance(day, date)
