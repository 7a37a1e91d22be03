"""Writes many KPIs, steps and values at once, for files that are brought in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import connection

from accounts.audit import facts_of
from accounts.bulk import (
    Batch,
    Change,
    created,
    edited,
    insert_all,
    record_all,
    touch_all,
    update_all,
)
from accounts.bulk import Line as AuditLine
from accounts.copying import copy_in
from accounts.models import Touch, User
from alignment.lib.errors import DomainError
from kpis.deriving import DERIVED, FACTS, derive, moved_the_goalposts
from kpis.models import Kpi, KpiStep, Measurement

VALUE_GIVEN = (
    "kpi_id", "observed_on", "version", "value", "is_current", "note", "reason", "source",
)  # fmt: skip
VALUE_FIELDS = ("kpi", *VALUE_GIVEN[1:], "recorded_at", "recorded_by")
Day = tuple[int, date]


def save_kpis(batch: Batch[Kpi], *, by: User | None, at: datetime, today: date) -> None:
    """Create and change KPIs, with what follows from their facts.

    Raises:
        DomainError: something that must follow from them cannot.
    """
    for kpi in batch.new:
        derive(kpi, today)
    for change in batch.changes:
        derive_change(change, today)
    insert_all(batch.new, at=at)
    update_all(batch.changes, at=at)
    record_all([*created(batch.new, FACTS), *edited(batch.changes)], by=by, at=at)
    touch_all(Touch.Kind.KPI, {kpi.pk for kpi in batch.things()})
    goals = {kpi.outcome_of_id for kpi in batch.things()}
    goals |= {change.before.get("outcome_of") for change in batch.changes}
    touch_all(Touch.Kind.OBJECTIVE, goals)


def derive_change(change: Change[Kpi], today: date) -> None:
    """Set what follows from changed facts, and note among them what became another by it.

    Raises:
        DomainError: something that must follow from them cannot.
    """
    kpi, before = change.thing, change.before
    live_since = before.get("live_since", kpi.live_since)
    was = facts_of(kpi, (*DERIVED, "goalposts_moved_on"))
    derive(kpi, today)
    if moved_the_goalposts(before, live_since=live_since):
        kpi.goalposts_moved_on = today
    now = facts_of(kpi, was)
    for name, value in was.items():
        if now[name] != value:
            before.setdefault(name, value)


def save_steps(batch: Batch[KpiStep], *, by: User | None, at: datetime) -> None:
    """Lay down and change steps of KPIs."""
    insert_all(batch.new, at=at)
    update_all(batch.changes, at=at)
    facts = ("kpi", "title", "weight", "done_on", "position")
    record_all([*created(batch.new, facts), *edited(batch.changes)], by=by, at=at)
    touch_all(Touch.Kind.KPI, (step.kpi_id for step in batch.things()))


def values_on(days: Sequence[Day]) -> dict[Day, Measurement]:
    """Return what is on record for these days of these KPIs, withdrawn values too. One query."""
    if not days:
        return {}
    table = connection.ops.quote_name(Measurement._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.kpi_id, m.observed_on, m.version, m.value, m.note, m.is_current "  # noqa: S608
            f"FROM {table} m JOIN unnest(%s::bigint[], %s::date[]) AS asked(kpi, day) "
            "ON m.kpi_id = asked.kpi AND m.observed_on = asked.day WHERE m.is_current",
            [[kpi for kpi, _ in days], [day for _, day in days]],
        )
        rows = cursor.fetchall()
    names = ("kpi_id", "observed_on", "version", "value", "note", "is_current")
    found = (Measurement(**dict(zip(names, row, strict=True))) for row in rows)
    return {(one.kpi_id, one.observed_on): one for one in found}


def record_values(
    new: Sequence[Measurement],
    corrections: Sequence[Measurement],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Record values of new days, and new versions of days that have one.

    Raises:
        DomainError: somebody else corrected one of the days meanwhile.
    """
    if not new and not corrections:
        return
    for value in (*new, *corrections):
        kpi = value.kpi
        value.kpi = kpi  # once more: a KPI of the same file has its id only now
    supersede([(row.kpi_id, row.observed_on, row.version) for row in corrections])
    rows = sorted((*new, *corrections), key=lambda row: (row.kpi_id, row.observed_on))
    recorder = by.pk if by else None
    copy_in(
        Measurement,
        VALUE_FIELDS,
        ((*(getattr(row, name) for name in VALUE_GIVEN), at, recorder) for row in rows),
    )
    record_all(_lines(new, corrections), by=by, at=at)
    touch_all(Touch.Kind.KPI, {row.kpi_id for row in rows})


def supersede(days: Sequence[tuple[int, date, int]]) -> None:
    """Make room for new versions of days, each with its KPI and its new number. One query.

    Raises:
        DomainError: somebody else corrected one of the days meanwhile.
    """
    if not days:
        return
    table = connection.ops.quote_name(Measurement._meta.db_table)
    kpis, on, versions = zip(*sorted(days), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} m SET is_current = false "  # noqa: S608  the table's own name
            "FROM unnest(%s::bigint[], %s::date[], %s::int[]) AS old(kpi, day, version) "
            "WHERE m.kpi_id = old.kpi AND m.observed_on = old.day AND m.is_current "
            "AND m.version = old.version - 1",
            [list(kpis), list(on), list(versions)],
        )
        if cursor.rowcount != len(days):
            raise DomainError(
                "changed_meanwhile",
                "Somebody corrected one of these values meanwhile. Look at the file once more.",
            )


def _lines(new: Iterable[Measurement], corrections: Iterable[Measurement]) -> Iterable[AuditLine]:
    """Yield one audit line for each KPI: the values of its days."""
    recorded, corrected = _by_kpi(new), _by_kpi(corrections)
    for verb, values in (("record", recorded), ("correct", corrected)):
        for rows in values.values():
            after = {row.observed_on.isoformat(): f"{row.value:f}" for row in rows}
            yield AuditLine(verb, rows[0].kpi, after=after)


def _by_kpi(rows: Iterable[Measurement]) -> Mapping[int, list[Measurement]]:
    found: dict[int, list[Measurement]] = {}
    for row in rows:
        found.setdefault(row.kpi_id, []).append(row)
    return found
