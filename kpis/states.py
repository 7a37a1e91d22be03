"""Keeps where each KPI stands: loads its values, asks the engine, stores what changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count

from alignment.lib.numbers import STEP
from kpis.figures import EXACT
from kpis.forecast import Forecast, forecast
from kpis.models import LARGEST, Kpi, KpiState, KpiStep, Measurement
from kpis.pace_lines import read_pace
from kpis.progress import Definition, Point, Step, progress
from kpis.series import unreported

CHUNK = 1_000
LONGEST_REASON = 300
DERIVED = (
    *("first_on", "latest_on", "latest", "progress", "expected", "status", "reason"),
    *("missing_periods", "rewritten", "met_on", "stale_since"),
    *("forecast", "forecast_low", "forecast_high", "forecast_reaches_on"),
    *("forecast_method", "forecast_points"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is known of some KPIs, by id."""

    points: dict[int, list[Point]]
    steps: dict[int, list[Step]]
    rewritten: dict[int, int]


def recompute_states(kpi_ids: Collection[int] | None, today: date, at: datetime) -> int:
    """Bring the states of these KPIs (None: of all) up to date; return how many changed.

    Five queries for each 1,000 KPIs; rows that say the same already are not written. A KPI's row
    is locked meanwhile, so that a value recorded in between is never lost from its state.
    """
    return sum(_recompute(chunk, today, at) for chunk in _chunks(kpi_ids))


def states_on(kpi_ids: Collection[int], today: date, at: datetime) -> list[KpiState]:
    """Return where these KPIs stand on a day, by what is known; nothing is stored. Four queries."""
    loaded = _load(sorted(kpi_ids))
    return [_state(kpi, loaded, today, at) for kpi in Kpi.objects.filter(pk__in=kpi_ids)]


def definition_of(kpi: Kpi, steps: Iterable[Step] = ()) -> Definition:
    """Return what a KPI wants, as the progress engine reads it."""
    return Definition(
        kind=kpi.kind,
        direction=kpi.direction,
        baseline=kpi.baseline,
        baseline_on=kpi.baseline_on,
        target=kpi.target,
        low=kpi.low,
        high=kpi.high,
        strict=kpi.strict,
        warn_low=kpi.warn_low,
        warn_high=kpi.warn_high,
        change_by=kpi.change_by,
        change=kpi.change,
        aggregate=kpi.aggregate,
        cadence=kpi.cadence,
        starts_on=kpi.starts_on,
        due_on=kpi.due_on,
        pace=kpi.pace,
        custom_pace=read_pace(kpi.pace_points) if kpi.pace == Kpi.Pace.CUSTOM else (),
        on_course_by=kpi.on_course_by,
        behind_by=kpi.behind_by,
        weight=kpi.weight,
        steps=tuple(steps),
        status=kpi.status,
        unit=kpi.unit,
        decimals=kpi.decimals,
    )


def _chunks(kpi_ids: Collection[int] | None) -> Iterator[list[int]]:
    if kpi_ids is None:
        kpi_ids = list(Kpi.objects.values_list("pk", flat=True))
    ordered = sorted(kpi_ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def recompute_free_states(
    kpi_ids: Collection[int], today: date, at: datetime
) -> tuple[int, set[int]]:
    """Do the same for those that nobody else is changing; return how many changed, and the rest."""
    written, skipped = 0, set(kpi_ids)
    for chunk in _chunks(kpi_ids):
        rows = Kpi.objects.filter(pk__in=chunk).order_by("pk")
        free = [kpi.pk for kpi in rows.select_for_update(no_key=True, skip_locked=True)]
        written += _recompute(free, today, at)
        skipped.difference_update(free)
    return written, skipped


@transaction.atomic
def _recompute(kpi_ids: Sequence[int], today: date, at: datetime) -> int:
    kpis = Kpi.objects.filter(pk__in=kpi_ids).order_by("pk").select_for_update(no_key=True)
    there = KpiState.objects.in_bulk(kpi_ids)
    loaded = _load(kpi_ids)
    states = [_state(kpi, loaded, today, at) for kpi in kpis]
    changed = [state for state in states if not _same(state, there.get(state.pk))]
    KpiState.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["kpi"],
        update_fields=[*DERIVED, "computed_at"],
    )
    return len(changed)


def _load(kpi_ids: Sequence[int]) -> Loaded:
    points, steps = defaultdict(list), defaultdict(list)
    values = Measurement.objects.current().filter(kpi__in=kpi_ids).order_by("kpi", "observed_on")
    for kpi_id, on, value in values.values_list("kpi_id", "observed_on", "value"):
        points[kpi_id].append(Point(on, value or Decimal(0)))
    for step in KpiStep.objects.filter(kpi__in=kpi_ids):
        steps[step.kpi_id].append(Step(step.title, step.weight, step.done_on))
    corrected = Measurement.objects.filter(kpi__in=kpi_ids, version__gt=1)
    rewritten = dict(corrected.values_list("kpi").annotate(Count("version")).order_by())
    return Loaded(points, steps, rewritten)


def _state(kpi: Kpi, loaded: Loaded, today: date, at: datetime) -> KpiState:
    definition = definition_of(kpi, loaded.steps.get(kpi.pk, ()))
    points = [point for point in loaded.points.get(kpi.pk, ()) if point.on <= today]
    figure = progress(definition, points, today)
    last_on = points[-1].on if points else None
    return KpiState(
        kpi=kpi,
        first_on=points[0].on if points else None,
        latest_on=last_on or figure.latest_on,
        latest=_kept(figure.latest),
        progress=figure.progress,
        expected=figure.expected,
        status=figure.status.value,
        reason=figure.reason[:LONGEST_REASON],
        missing_periods=unreported(definition, points, last_on) if last_on else 0,
        rewritten=loaded.rewritten.get(kpi.pk, 0),
        met_on=figure.met_on,
        stale_since=figure.stale_since,
        **_expected(forecast(definition, points, today)),
        computed_at=at,
    )


def _expected(found: Forecast) -> dict[str, Any]:
    value, low, high = (_kept(one) for one in (found.value, found.low, found.high))
    told = value is not None and low is not None and high is not None
    return {
        "forecast": value if told else None,
        "forecast_low": low if told else None,
        "forecast_high": high if told else None,
        "forecast_reaches_on": found.reaches_on,
        "forecast_method": found.method if told else "",
        "forecast_points": found.points,
    }


def _kept(value: Decimal | None) -> Decimal | None:
    """Return a figure as the database keeps it; a sum beyond its digits is not shown."""
    if value is None:
        return None
    kept = EXACT.quantize(value, STEP)
    return kept if abs(kept) < LARGEST else None


def _same(state: KpiState, there: KpiState | None) -> bool:
    if there is None:
        return False
    return all(getattr(state, name) == getattr(there, name) for name in DERIVED)
