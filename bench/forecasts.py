"""Which way of forecasting is least wrong: a backtest on real yearly and generated monthly series.

`python -m bench.forecasts [FILE.csv ...]`: each file has the columns kpi, date and value, such as
the sheet `measurements` of a workbook, and holds yearly series. Each way is asked at each of the
last days of a series, by what was known then, and held against what came.
"""

import csv
import itertools
import math
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kpis.forecast import NEWEST
from kpis.trending import FEWEST, ahead, trend_of

Series = list[float]
Way = Callable[[Series, int, int], list[float]]
SEED = 7
ORIGINS = 6
DAMPINGS = (0.8, 0.9, 0.98)
LEVELS, TRENDS = (0.1, 0.3, 0.5, 0.7, 0.9), (0.05, 0.2, 0.5)


@dataclass(frozen=True, slots=True)
class World:
    """Series of one sort; `season` is in steps, 0 is none, and `steps` how far ahead is asked."""

    name: str
    series: Sequence[Series]
    steps: int
    season: int = 0

    @property
    def slow(self) -> bool:
        return self.season < 12


def stays(known: Series, steps: int, _season: int) -> list[float]:
    return [known[-1]] * steps


def same_rate(known: Series, steps: int, _season: int) -> list[float]:
    rate = (known[-1] - known[0]) / (len(known) - 1)
    return [known[-1] + rate * step for step in range(1, steps + 1)]


def half_rate(known: Series, steps: int, _season: int) -> list[float]:
    rate = (known[-1] - known[0]) / (len(known) - 1) / 2
    return [known[-1] + rate * step for step in range(1, steps + 1)]


def middle_step(known: Series, steps: int, _season: int) -> list[float]:
    step = statistics.median(after - before for before, after in itertools.pairwise(known))
    return [known[-1] + 0.7 * step * far for far in _damped(0.9, steps)]


def damped_holt(known: Series, steps: int, _season: int) -> list[float]:
    runs = (
        _holt(known, level, trend, damping)
        for level in LEVELS
        for trend in TRENDS
        for damping in DAMPINGS
    )
    _, level, trend, damping = min(runs)
    return [level + trend * far for far in _damped(damping, steps)]


def shipped(known: Series, steps: int, season: int) -> list[float]:
    trend = trend_of([Decimal(repr(value)) for value in known], season)
    return [float(ahead(trend, step).value) for step in range(1, steps + 1)]


def shipped_without_seasons(known: Series, steps: int, _season: int) -> list[float]:
    return shipped(known, steps, 0)


WAYS: dict[str, Way] = {
    "stays as it is": stays,
    "same rate as so far": same_rate,
    "half the rate so far": half_rate,
    "damped middle step": middle_step,
    "damped Holt, fitted": damped_holt,
    "Theta without seasons": shipped_without_seasons,
    "**Theta with seasons (shipped)**": shipped,
}


def _damped(damping: float, steps: int) -> Iterator[float]:
    far, share = 0.0, 1.0
    for _ in range(steps):
        share *= damping
        far += share
        yield far


def _holt(
    known: Series, smooth: float, turn: float, damping: float
) -> tuple[float, float, float, float]:
    level, errors = known[0], 0.0
    trend = statistics.median(after - before for before, after in itertools.pairwise(known))
    for value in known[1:]:
        error = value - level - damping * trend
        level += damping * trend + smooth * error
        trend = damping * trend + smooth * turn * error
        errors += error * error
    return errors, level, trend, damping


def real(paths: Iterable[str]) -> list[Series]:
    found: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for path in paths:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found[path, row["kpi"]].append((row["date"], float(row["value"])))
    return [[value for _, value in sorted(rows)] for rows in found.values()]


def monthly(seed: int, count: int, fewest: int, most: int) -> list[Series]:
    """Return lines and walks, each with and without seasons, and what flattens out."""
    chance = random.Random(seed)
    return [_generated(chance, kind % 5, chance.randint(fewest, most)) for kind in range(count)]


def _generated(chance: random.Random, kind: int, length: int) -> Series:
    start = chance.uniform(20, 200)
    noise, slope = start * chance.uniform(0.005, 0.06), start * chance.uniform(-0.012, 0.012)
    wave, turn = start * chance.uniform(0.03, 0.2), chance.uniform(0, 2 * math.pi)
    season = [
        wave * math.sin(math.pi * month / 6 + turn) + chance.gauss(0, wave / 5)
        for month in range(12)
    ]
    walked, found = start, []
    for month in range(length):
        walked += chance.gauss(0, noise / 2) + slope * 0.3
        middle = (
            start + slope * month,
            start + slope * month + season[month % 12],
            walked,
            walked + season[month % 12],
            start * (1 - 0.4 * (1 - math.exp(-month / 12))),
        )[kind]
        found.append(middle + chance.gauss(0, noise * (0.3 if kind == 2 else 1)))
    return found


def moments(world: World, series: Series) -> Iterator[tuple[Series, Series]]:
    """Yield what was known at the last moments, and what came."""
    first = max(FEWEST, len(series) - ORIGINS - world.steps // 2)
    for moment in range(first, len(series)):
        yield series[:moment][-NEWEST:], series[moment : moment + world.steps]


def errors(world: World, way: Way) -> list[float]:
    """Return the sum of what each series was missed by."""
    return [
        sum(
            abs(value - said)
            for known, came in moments(world, series)
            for value, said in zip(came, way(known, world.steps, world.season), strict=False)
        )
        for series in world.series
    ]


def held(world: World) -> float:
    """Return how often the interval held what came."""
    hits = []
    for series in world.series:
        for known, came in moments(world, series):
            trend = trend_of([Decimal(repr(value)) for value in known], world.season)
            for step, value in enumerate(came, start=1):
                told = ahead(trend, step, slow=world.slow)
                hits.append(float(told.low) - 1e-9 <= value <= float(told.high) + 1e-9)
    return sum(hits) / len(hits)


def ratio(mine: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the series' errors against those of another way."""
    return statistics.median(
        one / other if other else float(one != 0) + 1
        for one, other in zip(mine, theirs, strict=True)
    )


def worlds(paths: Sequence[str]) -> Iterator[World]:
    if yearly := [series for series in real(paths) if len(series) > FEWEST]:
        yield World("real yearly", yearly, 4)
    yield World("generated monthly", monthly(SEED, 200, 18, 60), 9, 12)
    yield World("generated monthly, under two years", monthly(SEED, 200, 8, 23), 6, 12)


def main() -> None:
    for world in worlds(sys.argv[1:]):
        known = {name: errors(world, way) for name, way in WAYS.items()}
        print(f"\n| {world.name}, {len(world.series)} series | to “stays” | to “same rate” |")
        print("|---|---:|---:|")
        for name, mine in known.items():
            against = [
                ratio(mine, known[base]) for base in ("stays as it is", "same rate as so far")
            ]
            print(f"| {name} | {against[0]:.2f} | {against[1]:.2f} |", flush=True)
        print(f"\nThe interval of 80% held what came in {held(world):.1%} of the cases.")


if __name__ == "__main__":
    main()
