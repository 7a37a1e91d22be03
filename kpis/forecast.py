"""What a KPI will be on its due day if it goes on like this, and when it reaches its target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median_low

from alignment.lib.numbers import STEP, is_percent
from alignment.lib.periods import index_on
from kpis.figures import EXACT, HUNDRED, ZERO, Definition, Point
from kpis.holding import is_held
from kpis.series import by_period, counted, known_points
from kpis.standing import Standing, standing_of
from kpis.trending import FEWEST, Trend, ahead, trend_of

TREND, SEASONS = "trend", "trend_seasons"
NEWEST = 60  # steps looked back upon; older ones say little about what comes
FARTHEST = 2  # times as many steps ahead as there are steps behind
LATEST_DAY = date.max.toordinal()
SEASON = {"day": 7, "month": 12, "quarter": 4}
DAYS = {
    "day": Decimal(1),
    "week": Decimal(7),
    "month": Decimal("30.436875"),
    "quarter": Decimal("91.310625"),
    "year": Decimal("365.2425"),
}
SLOW = 80  # days, from which a step counts as a quarter or more

DONE = "It was due already, so nothing is left to expect."
UNDATED = "Nobody has said when it is due."
STEPWISE = "What is done step by step is not forecast."
RESTING = "What rests is not forecast."
TOO_FAR = "Too early to say: it is due later than its values can tell."


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected on the due day, in the KPI's unit, four times in five from low to high.

    `reaches_on` is the day the target is reached at this rate, None never or reached already.
    `points` are the values it rests on. Without a value, `why_not` is the sentence that says why,
    and `early` tells that more values will help.
    """

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    reaches_on: date | None = None
    method: str = ""
    points: int = 0
    why_not: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """Values at even steps up to one day; `known` of them were given, the others lie between."""

    values: tuple[Decimal, ...]
    known: int
    last_on: date
    days: Decimal
    ahead: int


def forecast(definition: Definition, points: Iterable[Point], as_of: date) -> Forecast:
    """Return what is expected by what is known on a day; the same for any order of the points."""
    reason = _nothing_to_say(definition, as_of)
    if reason or definition.due_on is None:
        return Forecast(why_not=reason)
    known = known_points(points, as_of)
    standing = Standing() if is_held(definition) else standing_of(definition, known, as_of)
    series = (by_period if is_held(definition) else counted)(definition, known, as_of)
    steps = evenly(definition.cadence, series, definition.due_on)
    if steps is None or steps.known < FEWEST:
        there = steps.known if steps else len(series)
        return Forecast(points=there, why_not=_too_few(there), early=True)
    if steps.ahead > FARTHEST * (len(steps.values) - 1):
        return Forecast(points=steps.known, why_not=TOO_FAR, early=True)
    trend = trend_of(steps.values, SEASON.get(definition.cadence, 0))
    found = Forecast(
        method=SEASONS if trend.seasons else TREND,
        points=steps.known,
        reaches_on=_reaches_on(trend, steps, standing),
    )
    expected = ahead(trend, steps.ahead, slow=steps.days >= SLOW)
    return replace(
        found,
        value=_kept(expected.value, definition, steps),
        low=_kept(expected.low, definition, steps),
        high=_kept(expected.high, definition, steps),
    )


def _nothing_to_say(definition: Definition, as_of: date) -> str:
    if definition.kind == "milestone":
        return STEPWISE
    if definition.status in ("retired", "paused"):
        return RESTING
    if definition.due_on is None:
        return UNDATED
    return DONE if definition.due_on <= as_of else ""


def _too_few(there: int) -> str:
    return f"Too early to say: a forecast needs {FEWEST} values, and there are {there}."


def evenly(cadence: str, series: Sequence[Point], due: date) -> Steps | None:
    """Return the newest values at even steps, one for each period, those between drawn in.

    Without a cadence a step is the middle distance between values. None without two values.
    """
    if len(series) < 2:
        return None
    days = DAYS.get(cadence) or Decimal(
        median_low((after.on - before.on).days for before, after in pairwise(series))
    )
    first = series[0].on

    def place(day: date) -> int:
        if cadence:
            return index_on(day, cadence)
        return int(EXACT.divide(Decimal((day - first).days), days).to_integral_value(ROUND_HALF_UP))

    by_place = {place(point.on): point for point in series}
    last = max(by_place)
    newest = [(at, by_place[at].value) for at in sorted(by_place) if at > last - NEWEST]
    return Steps(
        values=tuple(_drawn_in(newest)),
        known=len(newest),
        last_on=by_place[last].on,
        days=days,
        ahead=max(1, place(due) - last),
    )


def _drawn_in(newest: Sequence[tuple[int, Decimal]]) -> Iterable[Decimal]:
    for (left, low), (right, high) in pairwise(newest):
        step = EXACT.divide(EXACT.subtract(high, low), Decimal(right - left))
        for at in range(right - left):
            yield EXACT.add(low, EXACT.multiply(step, Decimal(at)))
    yield newest[-1][1]


def _reaches_on(trend: Trend, steps: Steps, standing: Standing) -> date | None:
    """Return the day on which the trend meets the target, None where it leads elsewhere."""
    if standing.target is None or standing.met_on or trend.drift == ZERO:
        return None
    missing = EXACT.subtract(standing.target, trend.level)
    away = EXACT.divide(missing, trend.drift)
    if away <= ZERO:
        return None
    days = EXACT.multiply(away, steps.days).to_integral_value(ROUND_CEILING)
    if days > LATEST_DAY - steps.last_on.toordinal():
        return None
    return steps.last_on + timedelta(days=int(days))


def _kept(value: Decimal, definition: Definition, steps: Steps) -> Decimal:
    """Return a figure as it is kept; a percentage gets no better than all or nothing.

    One to be raised gets to 100, one to be lowered to 0, unless it was beyond that already, which
    growth may be.
    """
    if is_percent(definition.unit):
        if definition.direction == "up" and max(steps.values) <= HUNDRED:
            value = min(value, HUNDRED)
        elif definition.direction == "down" and min(steps.values) >= ZERO:
            value = max(value, ZERO)
    return EXACT.quantize(value, STEP) + ZERO
