"""The values that count: put together by period, or added up, as the KPI says."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import accumulate, groupby

from alignment.lib.periods import index_on, last_expected, period_of
from kpis.figures import EXACT, ZERO, Definition, Point


def known_points(points: Iterable[Point], as_of: date) -> list[Point]:
    """Return the points up to the day, in order, one a day; of two on a day the higher."""
    return list({point.on: point for point in sorted(points) if point.on <= as_of}.values())


def counted(definition: Definition, points: Sequence[Point], as_of: date) -> list[Point]:
    """Return the values that count, each on the day of its last part; the last is the current."""
    if definition.kind == "count" and not per_period(definition):
        return _running_total(definition, points)
    if definition.aggregate == "latest" and definition.kind != "count":
        return list(points)
    return by_period(definition, points, as_of)


def per_period(definition: Definition) -> bool:
    """Tell whether a count begins anew with each period."""
    return definition.aggregate == "sum" or has_bounds(definition)


def has_bounds(definition: Definition) -> bool:
    """Tell whether there is a lowest or a highest good value."""
    return definition.low is not None or definition.high is not None


def by_period(definition: Definition, points: Sequence[Point], as_of: date) -> list[Point]:
    """Return one value for each period that has points.

    A sum leaves out the period that is not over, unless there is no other. Without a cadence
    a sum, mean, lowest or highest is one over all, anything else each point by itself.
    """
    method = "sum" if definition.kind == "count" else definition.aggregate
    if not definition.cadence and method in ("latest", "last"):
        return list(points)
    cadence = definition.cadence
    groups = [
        list(group)
        for _, group in groupby(points, lambda point: cadence and index_on(point.on, cadence))
    ]
    if method == "sum" and cadence and len(groups) > 1:
        groups = [group for group in groups if period_of(group[-1].on, cadence).last < as_of]
    return [Point(group[-1].on, _together(method, group)) for group in groups]


def parts_of(definition: Definition, points: Sequence[Point], as_of: date) -> list[Point]:
    """Return the values that make up the current one: one, those of its period, or all so far."""
    if definition.kind == "count" and not per_period(definition):
        return _since_start(definition, points)
    held = definition.kind == "hold"
    method = "sum" if definition.kind == "count" else definition.aggregate
    if not points or (method == "latest" and not held) or definition.steps:
        return list(points[-1:])
    current = by_period(definition, points, as_of)
    if not definition.cadence:
        return list(points) if method not in ("latest", "last") else list(points[-1:])
    period = period_of(current[-1].on, definition.cadence)
    found = [point for point in points if point.on in period]
    return found[-1:] if method in ("latest", "last") else found


def unreported(definition: Definition, points: Sequence[Point], as_of: date) -> int:
    """Return how many periods since the first value went by, grace included, without a value."""
    cadence = definition.cadence
    if not cadence or not points:
        return 0
    have = {index_on(point.on, cadence) for point in points}
    newest = max(*have, index_on(last_expected(cadence, as_of).first, cadence))
    return newest - min(have) + 1 - len(have)


def _running_total(definition: Definition, points: Sequence[Point]) -> list[Point]:
    counting = _since_start(definition, points)
    start = definition.baseline or ZERO
    totals = list(accumulate((point.value for point in counting), EXACT.add, initial=start))[1:]
    return [Point(point.on, total) for point, total in zip(counting, totals, strict=True)]


def _since_start(definition: Definition, points: Sequence[Point]) -> list[Point]:
    since = definition.starts_on or date.min
    return [point for point in points if point.on >= since]


def _together(method: str, group: Sequence[Point]) -> Decimal:
    values = [point.value for point in group]
    if method == "min":
        return min(values)
    if method == "max":
        return max(values)
    if method in ("sum", "mean"):
        total = reduce(EXACT.add, values)
        return total if method == "sum" else EXACT.divide(total, Decimal(len(values)))
    return values[-1]
