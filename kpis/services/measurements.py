"""Records, corrects and withdraws values; nothing is ever overwritten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from accounts.audit import Facts, record, touch
from accounts.models import User
from accounts.refusals import stale
from accounts.saving import check, in_one_go, locked, set_facts
from alignment.lib.errors import field_refusal
from kpis.accepting import another_value, given_twice, kept_day, kept_number, said_number
from kpis.models import Kpi, Measurement
from kpis.states import recompute_states

GIVEN = ("observed_on", "note", "reason", "source")


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a day, in the KPI's unit, rounded to six places when it is stored."""

    on: date
    value: Decimal
    note: str = ""


@in_one_go
def record_measurements(
    *,
    kpi: Kpi,
    values: Sequence[Reading],
    by: User,
    at: datetime,
    source: str = Measurement.Source.PERSON,
) -> list[Measurement]:
    """Record values of days that have none; return those that are new.

    The same number for the same day again is left alone. A constant number of queries.

    Raises:
        DomainError: a value is no number, or a day is still to come or has another value already.
    """
    row = locked(kpi)
    fresh = _each_once(values, timezone.localdate(at), row.cadence)
    known = _current(row, fresh)
    new = [
        _version(row, reading, at=at, by=by, after=known.get(day), source=source)
        for day, reading in sorted(fresh.items())
        if not _is_known(known.get(day), reading)
    ]
    if new:
        _append(row, new)
        after: Facts = {one.observed_on.isoformat(): f"{one.value:f}" for one in new}
        record(verb="record", thing=row, by=by, at=at, after=after)
        _settle(row, at)
    return new


@in_one_go
def correct_measurement(
    *, measurement: Measurement, value: Decimal, reason: str, by: User, at: datetime
) -> Measurement:
    """Put a new version in the place of a value that was wrong; the same number changes nothing.

    Raises:
        DomainError: no reason is given, or somebody corrected the value meanwhile.
    """
    reading = Reading(measurement.observed_on, kept_number(value), measurement.note)
    return _replace(measurement, reading, reason, by, at)


@in_one_go
def withdraw_measurement(
    *, measurement: Measurement, reason: str, by: User, at: datetime
) -> Measurement:
    """Take a value back; the day counts as not measured again.

    Raises:
        DomainError: no reason is given, or somebody corrected the value meanwhile.
    """
    return _replace(measurement, None, reason, by, at)


def _replace(
    measurement: Measurement, reading: Reading | None, reason: str, by: User, at: datetime
) -> Measurement:
    kpi = locked(measurement.kpi)
    day = measurement.observed_on
    now = _current(kpi, [day]).get(day)
    if now is None or now.version != measurement.version:
        raise stale(kpi)
    if now.value == (reading and reading.value):
        return now
    if not reason.strip():
        sentence = "Say why the value is corrected." if reading else "Say why it is withdrawn."
        raise field_refusal("reason", sentence)
    new = _version(kpi, reading or Reading(day, Decimal(0)), at=at, by=by, after=now)
    if reading is None:
        new.value = None
    set_facts(new, {"reason": reason}, GIVEN)
    check(new, {"reason"})
    _append(kpi, [new])
    key = day.isoformat()
    said: tuple[Facts, Facts] = ({key: said_number(now.value)}, {key: said_number(new.value)})
    verb = "correct" if reading else "withdraw"
    record(verb=verb, thing=kpi, by=by, at=at, before=said[0], after=said[1])
    _settle(kpi, at)
    return new


def _each_once(values: Sequence[Reading], today: date, cadence: str) -> dict[date, Reading]:
    """Return the readings by day.

    Raises:
        DomainError: a day is given two numbers, or is still to come.
    """
    fresh: dict[date, Reading] = {}
    for one in values:
        reading = Reading(kept_day(one.on, today, cadence), kept_number(one.value), one.note)
        other = fresh.setdefault(reading.on, reading)
        if other.value != reading.value:
            raise given_twice(reading.on, other.value, reading.value)
    return fresh


def _current(kpi: Kpi, days: Collection[date]) -> dict[date, Measurement]:
    rows = Measurement.objects.filter(kpi=kpi, observed_on__in=list(days), is_current=True)
    return {row.observed_on: row for row in rows}


def _is_known(now: Measurement | None, reading: Reading) -> bool:
    """Tell whether the day has this number already; a withdrawn value is none.

    Raises:
        DomainError: the day has another number.
    """
    if now is None or now.value is None:
        return False
    if now.value == reading.value:
        return True
    raise another_value(reading.on, now.value, reading.value)


def _version(
    kpi: Kpi,
    reading: Reading,
    *,
    at: datetime,
    by: User,
    after: Measurement | None,
    source: str = Measurement.Source.PERSON,
) -> Measurement:
    """Return the next version of a day's value, not yet stored."""
    row = Measurement(
        kpi=kpi,
        version=after.version + 1 if after else 1,
        value=reading.value,
        recorded_at=at,
        recorded_by=by,
    )
    set_facts(row, {"observed_on": reading.on, "note": reading.note, "source": source}, GIVEN)
    check(row, {"note", "source"})
    return row


def _append(kpi: Kpi, new: list[Measurement]) -> None:
    older = [one.observed_on for one in new if one.version > 1]
    if older:
        outdated = Measurement.objects.filter(kpi=kpi, observed_on__in=older, is_current=True)
        outdated.update(is_current=False)
    Measurement.objects.bulk_create(new, batch_size=5_000)


def _settle(kpi: Kpi, at: datetime) -> None:
    touch("kpi", kpi.pk)
    recompute_states([kpi.pk], timezone.localdate(at), at)
