"""Loads what is usual for some KPIs, so that a value out of the ordinary can be asked about."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from kpis.doubting import MOST, Doubt, Ordinary, doubts_about
from kpis.models import Kpi, Measurement


@dataclass(frozen=True, slots=True)
class Questions:
    """What a form asks once before a value is kept; `digest` names exactly these questions."""

    sentences: tuple[str, ...]
    groups: tuple[()] = ()
    wording: str = ""

    @property
    def digest(self) -> str:
        """Return a short name for exactly these questions."""
        return " ".join(self.sentences)


def questions_of(kpi: Kpi, value: Decimal, but: date | None = None) -> Questions | None:
    """Return what is to be asked before a value is kept; None where nothing is. One query."""
    found = doubts_of(kpi, value, but)
    return Questions(tuple(doubt.question for doubt in found)) if found else None


def ordinary_of(kpis: Iterable[Kpi], but: date | None = None) -> Mapping[int, Ordinary]:
    """Return what is known of these KPIs, by id, but for the values of a day. One query."""
    rows = list(kpis)
    newest = newest_values([kpi.pk for kpi in rows], but=but)
    return {kpi.pk: _ordinary(kpi, newest.get(kpi.pk, ())) for kpi in rows}


def doubts_of(kpi: Kpi, value: Decimal, but: date | None = None) -> tuple[Doubt, ...]:
    """Return the questions that a value of a KPI raises before it is kept. One query.

    A value that takes the place of another is not held against that one: `but` is its day.
    """
    return doubts_about(value, ordinary_of([kpi], but)[kpi.pk])


def newest_values(
    kpi_ids: Collection[int], most: int = MOST, but: date | None = None
) -> Mapping[int, tuple[Decimal, ...]]:
    """Return the newest values that stand of these KPIs, by id, the newest last. One query."""
    values = Measurement.objects.current().filter(kpi=OuterRef("pk")).order_by("-observed_on")
    if but:
        values = values.exclude(observed_on=but)
    rows = Kpi.objects.filter(pk__in=list(kpi_ids))
    found = rows.values_list("pk", ArraySubquery(values.values("value")[:most]))
    return {pk: tuple(reversed(newest)) for pk, newest in found}


def _ordinary(kpi: Kpi, known: tuple[Decimal, ...]) -> Ordinary:
    return Ordinary(
        known=known,
        baseline=kpi.baseline,
        target=kpi.target,
        low=kpi.low,
        high=kpi.high,
        strict=kpi.strict,
        unit=kpi.unit,
    )
