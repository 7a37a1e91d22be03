"""A series carried on: its level, its trend and, where it has them, its seasons.

Exponential smoothing with a fixed drift of half the slope of the straight line through all
values, which is the Theta method; `bench/forecasts.py` compares it with others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from kpis.figures import ZERO

FEWEST = 5  # values, from which anything can be said
REACH = Context(prec=34)
SMOOTHINGS = tuple(Decimal(tenths) / 10 for tenths in range(1, 11))
HALF = Decimal("0.5")
LEFT_OVER = Decimal("0.8")  # of the variance may be left, else the seasons explain too little
SPENT = 2  # degrees of freedom: a level and a drift
# Four times in five a value lies within so many standard errors, by degrees of freedom.
WITHIN = tuple(
    Decimal(number)
    for number in (
        *("3.078", "1.886", "1.638", "1.533", "1.476", "1.440", "1.415", "1.397", "1.383", "1.372"),
        *("1.363", "1.356", "1.350", "1.345", "1.341", "1.337", "1.333", "1.330", "1.328", "1.325"),
    )
)
WITHIN_AT_LAST = Decimal("1.31")
# What moves once a quarter or a year changes its trend from time to time: how much wider the
# interval is for few values, and how much it widens with each step, fitted by the bench.
FEW_VALUES, TURNING = 3, 3


@dataclass(frozen=True, slots=True)
class Trend:
    """What a series comes to. `seasons` are those of the steps to come, or empty.

    `spread` is the variance of what one step brings beyond the expected.
    """

    level: Decimal
    drift: Decimal
    smoothing: Decimal
    spread: Decimal
    steps: int
    seasons: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """A value to come, and the two edges that hold it four times in five."""

    value: Decimal
    low: Decimal
    high: Decimal


def trend_of(values: Sequence[Decimal], season: int = 0) -> Trend:
    """Return the trend of values at even steps, at least five; `season` in steps, 0 is none."""
    with localcontext(REACH):
        seasons = _seasons(values, season)
        plain = values
        if seasons:
            plain = [value - seasons[place % season] for place, value in enumerate(values)]
        drift = _slope(plain) / 2
        errors, level, smoothing = min(_smoothed(plain, drift, one) for one in SMOOTHINGS)
        steps = len(values) - 1
        turn = len(values) % season if seasons else 0
        return Trend(
            level=level,
            drift=drift,
            smoothing=smoothing,
            spread=errors / max(1, steps - SPENT),
            steps=steps,
            seasons=(*seasons[turn:], *seasons[:turn]),
        )


def ahead(trend: Trend, steps: int, *, slow: bool = False) -> Expected:
    """Return what is expected that many steps ahead; `slow` for a step of a quarter or more."""
    with localcontext(REACH):
        value = trend.level + trend.drift * steps
        if trend.seasons:
            value += trend.seasons[(steps - 1) % len(trend.seasons)]
        growth = 1 + (steps - 1) * trend.smoothing * trend.smoothing
        wider = Decimal(1)
        if slow:
            growth += Decimal(TURNING * steps * steps) / trend.steps
            wider += Decimal(FEW_VALUES) / trend.steps
        half = _within(trend.steps - SPENT) * (trend.spread * growth).sqrt() * wider
        return Expected(value, value - half, value + half)


def _within(freedom: int) -> Decimal:
    return WITHIN[freedom - 1] if freedom <= len(WITHIN) else WITHIN_AT_LAST


def _smoothed(
    values: Sequence[Decimal], drift: Decimal, smoothing: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Return the sum of the squared errors of one step, the last level, and the smoothing."""
    level, errors = values[0], ZERO
    for value in values[1:]:
        level += drift
        error = value - level
        errors += error * error
        level += smoothing * error
    return errors, level, smoothing


def _slope(values: Sequence[Decimal]) -> Decimal:
    """Return the slope of the straight line of least squares."""
    count = len(values)
    moved = sum(((2 * place - count + 1) * value for place, value in enumerate(values)), ZERO)
    return 6 * moved / (count * (count * count - 1))


def _seasons(values: Sequence[Decimal], season: int) -> tuple[Decimal, ...]:
    """Return how far each step of the season lies from the middle; empty where it says little.

    It says enough where each of the values is told by the others of its step.
    """
    if season < 2 or len(values) < 3 * season:
        return ()
    away = _beside_the_middle(values, season)
    of_step = [away[place::season] for place in range(season)]
    if sum(map(_left_over, of_step), ZERO) >= LEFT_OVER * sum((one * one for one in away), ZERO):
        return ()
    means = [sum(alike, ZERO) / len(alike) for alike in of_step]
    middle = sum(means, ZERO) / season
    first = season // 2  # the value that `away` begins with
    return tuple(means[(place - first) % season] - middle for place in range(season))


def _left_over(alike: Sequence[Decimal]) -> Decimal:
    """Return the sum of the squares by which each value misses the mean of the others."""
    total, others = sum(alike, ZERO), len(alike) - 1
    return sum(((one - (total - one) / others) ** 2 for one in alike), ZERO)


def _beside_the_middle(values: Sequence[Decimal], season: int) -> list[Decimal]:
    """Return how far values lie from the mean of the season around them; its ends are left out."""
    half = season // 2
    found = []
    for place in range(half, len(values) - half):
        around = sum(values[place - half : place + half + 1], ZERO)
        if season % 2 == 0:
            around -= HALF * (values[place - half] + values[place + half])
        found.append(values[place] - around / season)
    return found
