"""What can be kept as a value of a day, and in which words all else is refused everywhere."""

from datetime import date, timedelta
from decimal import Decimal

from alignment.lib.errors import DomainError, shortened
from alignment.lib.numbers import LARGEST, STEP, plain_decimal
from alignment.lib.periods import period_of

FIRST_DAY = date(1900, 1, 1)
AHEAD = timedelta(days=1)  # somewhere on earth it is tomorrow already


def kept_number(value: object) -> Decimal:
    """Return a figure as it is stored, rounded to six places.

    Raises:
        DomainError: it is no finite number, or too large to keep.
    """
    if not isinstance(value, Decimal) or not value.is_finite() or value.copy_abs() >= LARGEST:
        raise DomainError("not_a_number", f"“{shortened(str(value))}” cannot be kept as a number.")
    return value.quantize(STEP) + Decimal(0)


def kept_day(on: date, today: date, cadence: str = "") -> date:
    """Return the day a value is true for.

    The last day of the running period may be given early: it stands for the period.

    Raises:
        DomainError: it lies in the future, or so far back that it must be mistyped.
    """
    if on > today + AHEAD and not (cadence and on == period_of(today, cadence).last):
        raise DomainError(
            "in_the_future",
            f"{said_day(on)} is still to come: values are of days that were.",
            on=on,
        )
    if on < FIRST_DAY:
        raise DomainError(
            "too_long_ago", f"{said_day(on)} is before {FIRST_DAY.year}: check the year.", on=on
        )
    return on


def given_twice(on: date, one: Decimal, other: Decimal) -> DomainError:
    """Return the refusal of two numbers for one day."""
    return DomainError(
        "two_values",
        f"{said_day(on)} is given twice, as {said_number(one)} and as {said_number(other)}: "
        "keep one of them.",
        on=on,
    )


def another_value(on: date, now: Decimal, wanted: Decimal) -> DomainError:
    """Return the refusal of a number for a day that has another."""
    return DomainError(
        "another_value",
        f"{said_day(on)} has the value {said_number(now)} already. If it should be "
        f"{said_number(wanted)}, correct it and say why.",
        on=on,
    )


def said_number(value: Decimal | None) -> str:
    """Return a figure without closing zeros; “—” for none."""
    return "—" if value is None else plain_decimal(value.normalize())


def said_day(on: date) -> str:
    """Return a day as people read it: “31 March 2026”."""
    return f"{on.day} {on:%B} {on.year}"
