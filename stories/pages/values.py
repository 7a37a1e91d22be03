"""A KPI's values as a table with every correction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from alignment.lib.shown import Shown
from kpis.models import Kpi, Measurement
from stories.pages.figures import amount
from stories.pages.paging import Pager, without
from stories.pages.remedies import address
from stories.pages.words import day, short_day

ROWS = 24


@dataclass(frozen=True, slots=True)
class OldValue(Shown):
    """A value that was corrected or withdrawn since."""

    value: str
    who: str


@dataclass(frozen=True, slots=True)
class ValueRow(Shown):
    """The value of one day, with those it replaced."""

    on: str
    value: str
    withdrawn: bool
    note: str
    reason: str
    who: str
    recorded: str
    source: str
    before: tuple[OldValue, ...]
    correct_href: str


@dataclass(frozen=True, slots=True)
class Values(Shown):
    """One page of a KPI's values."""

    rows: tuple[ValueRow, ...]
    pager: Pager


def values_of(kpi: Kpi, asked: QueryDict, *, may_correct: bool) -> Values:
    """Return the newest values, or those before the day that is asked for. Two queries."""
    known = Measurement.objects.of(kpi).select_related("recorded_by")
    newest = known.newest_versions().before(_until(asked))
    current = list(newest[: ROWS + 1])
    shown = current[:ROWS]
    replaced = known.replaced().on_days(row.observed_on for row in shown)
    before: dict[date, list[Measurement]] = {}
    for row in replaced:
        before.setdefault(row.observed_on, []).append(row)
    return Values(
        rows=tuple(
            _row(kpi, row, before.get(row.observed_on, ()), may_correct=may_correct)
            for row in shown
        ),
        pager=_pager(shown, asked, more=len(current) > ROWS),
    )


def _row(
    kpi: Kpi, row: Measurement, before: Iterable[Measurement], *, may_correct: bool
) -> ValueRow:
    href = address("kpis:measurement-correct", kpi.pk, row.observed_on) if may_correct else ""
    return ValueRow(
        on=day(row.observed_on),
        value=amount(kpi, row.value) or "Withdrawn",
        withdrawn=row.value is None,
        note=row.note,
        reason=row.reason,
        who=row.recorded_by.name if row.recorded_by else "",
        recorded=short_day(row.recorded_at.date()),
        source=row.get_source_display(),
        before=tuple(
            OldValue(amount(kpi, old.value) or "Withdrawn", old.recorded_by.name)
            if old.recorded_by
            else OldValue(amount(kpi, old.value) or "Withdrawn", "")
            for old in before
        ),
        correct_href=href,
    )


def _until(asked: QueryDict) -> date | None:
    try:
        return date.fromisoformat(asked.get("values_before", ""))
    except ValueError:
        return None


def _pager(shown: Sequence[Measurement], asked: QueryDict, *, more: bool) -> Pager:
    later = _until(asked) is not None
    newest = f"{without(asked, 'values_before')}#measurements" if later else ""
    oldest = shown[-1].observed_on if shown else ""
    older = f"{without(asked, values_before=oldest)}#measurements" if more else ""
    return Pager(newest, older, f"{len(shown)} on this page" if newest or older else "")
