"""Records, corrects and withdraws values; nothing is ever overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from kpis.models import Kpi, Measurement


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a day, in the KPI's unit."""

    on: date
    value: Decimal
    note: str = ""


def record_measurements(
    *,
    kpi: Kpi,
    values: Sequence[Reading],
    by: User,
    at: datetime,
    source: str = Measurement.Source.PERSON,
) -> list[Measurement]:
    """Record values of days that have none; the same number again is left alone."""
    raise NotImplementedError


def correct_measurement(
    *, measurement: Measurement, value: Decimal, reason: str, by: User, at: datetime
) -> Measurement:
    """Put a new version in the place of a value that was wrong."""
    raise NotImplementedError


def withdraw_measurement(
    *, measurement: Measurement, reason: str, by: User, at: datetime
) -> Measurement:
    """Take a value back; the day counts as not measured again."""
    raise NotImplementedError
