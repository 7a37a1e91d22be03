"""Values of a file against those on record: what differs becomes a new version."""

from datetime import date
from decimal import Decimal

from alignment.lib.errors import DomainError
from alignment.lib.numbers import show_decimal
from kpis.accepting import kept_day
from kpis.bulk import values_on
from kpis.models import Kpi, Measurement
from reports.exchange.cells import PERCENT_UNITS
from reports.exchange.document import MeasurementRow
from reports.exchange.plan import FieldChange, Outcome
from reports.exchange.planning.context import Planning
from reports.exchange.planning.kpis import UNKNOWN_KPI

Day = tuple[str, date]
WITHDRAWN = "withdrawn"


def plan_measurements(planning: Planning) -> None:
    """Plan values; a day that is on record with another value is corrected."""
    rows = _told_apart(planning)
    days = [(kpi.pk, on) for (_, on), (_, kpi) in rows.items() if kpi.pk is not None]
    on_record = values_on(days)
    for (_, on), (row, kpi) in rows.items():
        now = on_record.get((kpi.pk, on)) if kpi.pk is not None else None
        title = f"{kpi.title}, {on}"
        if now is None and not row.version and not _is_kept(planning, row, kpi, on):
            continue
        if now is None:
            planning.work.values.append(_new(row, kpi, on))
            planning.show("measurements", row.at, title, Outcome.CREATE)
        elif now.value == row.value and (not row.note or now.note == row.note):
            planning.show("measurements", row.at, title, Outcome.SAME)
        else:
            planning.work.corrections.append(_correction(planning, row, kpi, now))
            shown = _changes(now, row)
            planning.show("measurements", row.at, title, Outcome.CHANGE, shown)


def _is_kept(planning: Planning, row: MeasurementRow, kpi: Kpi, on: date) -> bool:
    """Say whether a value of this day can be kept, or complain of the day."""
    try:
        kept_day(on, planning.today, kpi.cadence)
    except DomainError as error:
        planning.complain("measurements", row.at, "date", str(on), error.sentence)
        return False
    return True


def _told_apart(planning: Planning) -> dict[Day, tuple[MeasurementRow, Kpi]]:
    """Return rows by KPI and day, complaining of what is unknown or says two things of a day."""
    found: dict[Day, tuple[MeasurementRow, Kpi]] = {}
    for row in planning.document.measurements.rows:
        kpi = planning.kpis.get(row.kpi)
        if kpi is None:
            planning.complain("measurements", row.at, "kpi", row.kpi, UNKNOWN_KPI)
        elif row.date is not None and row.value is not None:
            first = found.setdefault((row.kpi, row.date), (row, kpi))[0]
            _check(planning, row, kpi, first)
    return found


def _check(planning: Planning, row: MeasurementRow, kpi: Kpi, first: MeasurementRow) -> None:
    shown = show_decimal(row.value or Decimal(0))
    if row.in_percent and kpi.unit.strip().lower() not in PERCENT_UNITS:
        unit = f"is measured in {kpi.unit}" if kpi.unit else "has no unit"
        reason = f"This is in percent, and the KPI {unit}. Write the number alone."
        planning.complain("measurements", row.at, "value", f"{shown}%", reason)
    if first is row:
        return
    if first.value == row.value:
        planning.notes.append(
            f"Sheet “measurements”: row {row.at} says the same as row {first.at}, kept once."
        )
    else:
        reason = f"Row {first.at} gives another value for the same day."
        planning.complain("measurements", row.at, "value", shown, reason)


def _new(row: MeasurementRow, kpi: Kpi, on: date) -> Measurement:
    return Measurement(
        kpi=kpi,
        observed_on=on,
        version=row.version or 1,
        value=row.value,
        note=row.note,
        reason=row.reason,
        source=row.source or Measurement.Source.FILE,
    )


def _correction(planning: Planning, row: MeasurementRow, kpi: Kpi, now: Measurement) -> Measurement:
    return Measurement(
        kpi=kpi,
        observed_on=now.observed_on,
        version=now.version + 1,
        value=row.value,
        note=row.note or now.note,
        reason=row.reason or f"from file {planning.document.name}"[:1000],
        source=Measurement.Source.FILE,
    )


def _changes(now: Measurement, row: MeasurementRow) -> tuple[FieldChange, ...]:
    before = WITHDRAWN if now.value is None else show_decimal(now.value)
    found = []
    if now.value != row.value:
        found.append(FieldChange("Value", before, show_decimal(row.value or Decimal(0))))
    if row.note and row.note != now.note:
        found.append(FieldChange("Note", now.note, row.note))
    return tuple(found)
