"""What the progress engine takes in and gives out."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from alignment.lib.numbers import STEP, show_decimal, with_unit
from alignment.lib.periods import Cadence, period_of

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
SHARE_STEP = Decimal("0.0001")
LARGEST_SHARE = Decimal("99999999.9999")  # what the database keeps
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class Status(StrEnum):
    """Where a KPI stands."""

    RETIRED = "retired"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    STALE = "stale"
    NOT_MEASURED = "not_measured"
    NOT_STARTED = "not_started"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    OFF_COURSE = "off_course"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a milestone; `done_on` None is not done."""

    title: str
    weight: Decimal = ONE
    done_on: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A value on a day, in the KPI's unit."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Definition:
    """What a KPI wants. Figures are in its unit, None is not known; shares run from 0 to 1.

    `change` is in percent (-20 is a fifth less) or in points, as `change_by` says. A *count*
    adds up to date, or within each period of the cadence when its aggregate is "sum" or it has
    bounds. `custom_pace` holds the share expected on a day.
    """

    kind: str = "reach"
    direction: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    change_by: str = ""
    change: Decimal | None = None
    warn_low: Decimal | None = None
    warn_high: Decimal | None = None
    aggregate: str = "latest"
    cadence: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    pace: str = "linear"
    custom_pace: tuple[tuple[date, Decimal], ...] = ()
    on_course_by: Decimal = ZERO
    behind_by: Decimal = Decimal("0.25")
    weight: Decimal = ONE
    steps: tuple[Step, ...] = ()
    status: str = "live"
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a KPI stands on a day, why, and how that comes about.

    `progress` and `expected` are shares, not clamped, to four places; None is not applicable.
    Periods count those with a value; those without are `unreported_periods`.
    """

    status: Status
    reason: str
    latest: Decimal | None = None
    latest_on: date | None = None
    progress: Decimal | None = None
    expected: Decimal | None = None
    met_on: date | None = None
    stale_since: date | None = None
    met_periods: int = 0
    total_periods: int = 0
    unreported_periods: int = 0
    formula: str = ""
    explanation: tuple[tuple[str, str], ...] = ()


def share_of(part: Decimal, whole: Decimal) -> Decimal:
    """Return part / whole to four places, halves away from zero. The whole is not 0."""
    share = max(-LARGEST_SHARE, min(LARGEST_SHARE, EXACT.divide(part, whole)))
    return EXACT.quantize(share, SHARE_STEP) + ZERO


def percent(share: Decimal) -> str:
    """Return a share as people read it: “132%”, “-8%”."""
    return f"{show_decimal(share * HUNDRED, 0)}%"


def shown(definition: Definition, value: Decimal) -> str:
    """Return a value with the KPI's own decimals, without its unit."""
    if definition.decimals is not None:
        return show_decimal(value, definition.decimals)
    return show_decimal(EXACT.quantize(value, STEP))


def amount(definition: Definition, value: Decimal) -> str:
    """Return a value with the KPI's own decimals and unit."""
    return with_unit(shown(definition, value), definition.unit)


def day_in_words(day: date) -> str:
    """Return a day as people read it: “30 June 2026”."""
    return period_of(day, Cadence.DAY).label
