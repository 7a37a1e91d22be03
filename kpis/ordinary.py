"""Loads what is usual for some KPIs, so that a value out of the ordinary can be asked about."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from kpis.doubting import MOST, Doubt, Ordinary, doubts_about
from kpis.models import Kpi, Measurement


def ordinary_of(kpis: Iterable[Kpi]) -> Mapping[int, Ordinary]:
    """Return what is known of these KPIs, by id. One query."""
    rows = list(kpis)
    newest = newest_values([kpi.pk for kpi in rows])
    return {kpi.pk: _ordinary(kpi, newest.get(kpi.pk, ())) for kpi in rows}


def doubts_of(kpi: Kpi, value: Decimal) -> tuple[Doubt, ...]:
    """Return the questions that a value of a KPI raises before it is kept. One query."""
    return doubts_about(value, ordinary_of([kpi])[kpi.pk])


def newest_values(kpi_ids: Collection[int], most: int = MOST) -> Mapping[int, tuple[Decimal, ...]]:
    """Return the newest values that stand of these KPIs, by id, the newest last. One query."""
    values = Measurement.objects.current().filter(kpi=OuterRef("pk")).order_by("-observed_on")
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
