"""Dates as people and spreadsheets write them, read for certain or refused."""

import re
from datetime import date, timedelta
from decimal import Decimal

from alignment.lib.errors import DomainError, shortened
from alignment.lib.numbers import plain_decimal

SINCE_1900 = date(1899, 12, 30)  # Excel's day 0, its 29 February 1900 included
SINCE_1904 = date(1904, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # Excel's days from 1954 to 2119
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
A_YEAR = r"(?:19|20|21)[0-9]{2}"
YEAR = rf"(?P<year>{A_YEAR})"
DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"
IN_ONE_WAY = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})" + MIDNIGHT,
        YEAR + r"/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})",
        r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\." + YEAR,
        DAY + r"[ -]" + MONTH + r",?[ -]" + YEAR,
        MONTH + r" " + DAY + r",? " + YEAR,
    )
)
IN_TWO_WAYS = re.compile(r"(?P<one>[0-9]{1,2})([/-])(?P<two>[0-9]{1,2})\2" + YEAR, re.ASCII)


def parse_date(written: str | Decimal | date, day_zero: date = SINCE_1900) -> date:
    """Return the day a person or a spreadsheet wrote, if it can be read in one way only.

    ISO 8601, “21.11.2026”, “21 November 2026”, “31/12/2026” and a spreadsheet's own day
    numbers are understood; day and month that could be swapped are refused.

    Raises:
        DomainError: not a date, or ambiguous.
    """
    if isinstance(written, date):
        return written
    if isinstance(written, Decimal):
        return _of_serial(written, day_zero)
    text = written.strip()
    if re.fullmatch("[0-9]{5}", text, re.ASCII):
        return _of_serial(Decimal(text), day_zero)
    for form in IN_ONE_WAY:
        if found := form.fullmatch(text):
            return _date(found["year"], found["month"], found["day"], text)
    if found := IN_TWO_WAYS.fullmatch(text):
        return _settled(found)
    raise _refusal(text)


def month_number(word: str) -> int:
    """Return the month from 1 to 12 that a number or an English name stands for."""
    return int(word) if word.isdigit() else MONTHS.index(word[:3].lower()) + 1


def _of_serial(number: Decimal, day_zero: date) -> date:
    if number != number.to_integral_value() or not FIRST_SERIAL <= number <= LAST_SERIAL:
        raise _refusal(plain_decimal(number))
    return day_zero + timedelta(days=int(number))


def _date(year: str, month: str, day: str, text: str) -> date:
    try:
        return date(int(year), month_number(month), int(day))
    except ValueError:
        raise DomainError(
            "no_such_day", f"“{text}” is not a day in the calendar.", value=text
        ) from None


def _settled(found: re.Match[str]) -> date:
    one, two, text = int(found["one"]), int(found["two"]), found.string
    if one == two or two > 12:
        return _date(found["year"], found["one"], found["two"], text)
    if one > 12:
        return _date(found["year"], found["two"], found["one"], text)
    readings = [f"{found['year']}-{month:02}-{day:02}" for month, day in ((two, one), (one, two))]
    raise DomainError(
        "ambiguous_date",
        f"“{text}” can be read as {readings[0]} or as {readings[1]}. Write one of these.",
        value=text,
    )


def _refusal(text: str) -> DomainError:
    return DomainError(
        "not_a_date", f"“{shortened(text)}” is not a date. Write it like 2026-11-21.", value=text
    )
