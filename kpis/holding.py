"""Whether a value stays within its bounds, now and period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.figures import (
    EXACT,
    Definition,
    Figure,
    Point,
    Status,
    amount,
    day_in_words,
)  # fmt: skip
from kpis.pace import stale_since, too_old
from kpis.series import by_period, has_bounds

NO_BOUNDS = "There are no bounds to hold it within."
NO_VALUE = "There is no value yet."


@dataclass(frozen=True, slots=True)
class Bounds:
    """The good values; None is open. Both ends are good unless `strict`."""

    low: Decimal | None
    high: Decimal | None
    strict: bool = False

    def hold(self, value: Decimal) -> bool:
        """Tell whether the value is good."""
        if self.strict and value in (self.low, self.high):
            return False
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)

    def distance(self, value: Decimal) -> Decimal:
        """Return how far a value that is not good is from the nearest edge."""
        edges = [edge for edge in (self.low, self.high) if edge is not None]
        return min(abs(EXACT.subtract(value, edge)) for edge in edges)


def is_held(definition: Definition) -> bool:
    """Tell whether the KPI stays within bounds rather than getting somewhere."""
    return definition.kind == "hold" or (definition.kind == "count" and has_bounds(definition))


def bounds_of(definition: Definition) -> Bounds:
    """Return the bounds; a target alone is the one its direction says, or both."""
    strict, target = definition.strict, definition.target
    if has_bounds(definition):
        return Bounds(definition.low, definition.high, strict)
    low = None if definition.direction == "down" else target
    high = None if definition.direction == "up" else target
    return Bounds(low, high, strict)


def holding(definition: Definition, known: Sequence[Point], as_of: date) -> Figure:
    """Return whether the newest value is within bounds, and for how many periods it was."""
    bounds = bounds_of(definition)
    periods = by_period(definition, known, as_of)
    current = periods[-1] if periods else None
    kept = [point for point in periods if bounds.hold(point.value)]
    stale = stale_since(definition, known[-1].on if known else None, as_of)
    status, reason = _judged(definition, bounds, current, as_of, stale)
    can_tell = bounds.low is not None or bounds.high is not None
    return Figure(
        status=status,
        reason=reason,
        latest=current.value if current else None,
        latest_on=current.on if current else None,
        stale_since=stale,
        met_periods=len(kept) if can_tell else 0,
        total_periods=len(periods),
        formula=f"{len(kept)} of {len(periods)} periods within bounds" if can_tell else "",
    )


def bounds_in_words(definition: Definition) -> str:
    """Return the bounds: “99.9% or more”, “60% to 80%”; empty without any."""
    bounds = bounds_of(definition)
    low, high = (
        None if edge is None else amount(definition, edge) for edge in (bounds.low, bounds.high)
    )
    if low is not None and high is not None:
        inside = f"{low} to {high}" if low != high else f"exactly {low}"
        return f"strictly inside {inside}" if bounds.strict else inside
    if low is not None:
        return f"more than {low}" if bounds.strict else f"{low} or more"
    if high is not None:
        return f"less than {high}" if bounds.strict else f"{high} or less"
    return ""


def _judged(
    definition: Definition,
    bounds: Bounds,
    current: Point | None,
    as_of: date,
    stale: date | None,
) -> tuple[Status, str]:
    if definition.starts_on and as_of < definition.starts_on:
        return Status.NOT_STARTED, f"It starts on {day_in_words(definition.starts_on)}."
    if current is None:
        return Status.NOT_MEASURED, NO_VALUE
    if stale:
        return Status.STALE, too_old(definition, stale)
    if bounds.low is None and bounds.high is None:
        return Status.NOT_APPLICABLE, NO_BOUNDS
    return _by_bounds(definition, bounds, current.value)


def _by_bounds(definition: Definition, bounds: Bounds, value: Decimal) -> tuple[Status, str]:
    now, words = amount(definition, value), bounds_in_words(definition)
    if not bounds.hold(value):
        away = bounds.distance(value)
        by = f"{amount(definition, away)} outside" if away else "not strictly within"
        return Status.OFF_COURSE, f"{now} is {by} its bounds ({words})."
    if not Bounds(definition.warn_low, definition.warn_high).hold(value):
        return Status.BEHIND, f"{now} is within its bounds ({words}), but close to the edge."
    return Status.ON_COURSE, f"{now} is within its bounds ({words})."
