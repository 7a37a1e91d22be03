"""Columns of things and what is tied between them: their order, and where each stands.

Neighbours are ordered by the middle of what they are tied to, which keeps lines from crossing; the
fullest column is stacked, and the others come as near to it as their order allows.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

GAP, BREAK = 8, 14  # between boxes, and more between branches
SWEEPS = 4
SLACK = 160  # so much a column may be longer than the fullest, for lines to run straight
LEFT, MIDDLE, RIGHT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns in their order, top to bottom, and which keys are tied between neighbours.

    A line from a goal straight to a KPI passes the middle column through a gap of its own.
    """

    columns: tuple[list[str], list[str], list[str]]
    joins: tuple[list[tuple[str, str]], list[tuple[str, str]]]
    free: bool = False


def ordered(grid: Grid) -> Grid:
    """Return the grid with its columns in the order with the fewest crossings that was found."""
    goals, work, kpis = grid.columns
    upper, lower = grid.joins
    best, fewest = grid, _crossed(grid)
    for sweep in range(SWEEPS):
        pulls = [(goals, upper, False)] + ([(kpis, lower, True)] if sweep % 2 else [])
        work = _sorted(work, pulls)
        kpis = _sorted(kpis, [(work, lower, False)])
        goals = _sorted(goals, [(work, upper, True)]) if grid.free else goals
        tried = replace(grid, columns=(goals, work, kpis))
        count = _crossed(tried)
        if count < fewest or sweep == 0:
            best, fewest = tried, count
    return best


def placed(
    grid: Grid, heights: Mapping[str, int], bands: Mapping[str, str]
) -> tuple[dict[str, int], int]:
    """Return the top of each key, and the height of all.

    The fullest column is stacked; the others come as near to it as they can.
    """
    offsets = [_stacked(column, heights, bands) for column in grid.columns]
    totals = [offset[-1] for offset in offsets]
    height = max(totals)
    fullest = max((MIDDLE, RIGHT, LEFT), key=lambda at: totals[at])
    tops: dict[str, int] = dict(zip(grid.columns[fullest], offsets[fullest], strict=False))
    for at in {LEFT: (MIDDLE, RIGHT), MIDDLE: (LEFT, RIGHT), RIGHT: (MIDDLE, LEFT)}[fullest]:
        middles = {key: top + heights[key] / 2 for key, top in tops.items()}
        wanted = _wanted(grid, at, middles, heights)
        shifts = _shifts([want - offset for want, offset in _filled(wanted, offsets[at])])
        room = height - totals[at] + SLACK
        for key, offset, shift in zip(grid.columns[at], offsets[at], shifts, strict=False):
            tops[key] = offset + round(min(max(shift, 0), room))
    return tops, max((top + heights[key] for key, top in tops.items()), default=0)


def crossings(upper: Sequence[str], lower: Sequence[str], joins: Iterable[tuple[str, str]]) -> int:
    """Return how often straight lines between two columns cross."""
    rows, places = _places(upper), _places(lower)
    found, seen = 0, list[int]()
    for _, end in sorted((rows[one], places[other]) for one, other in joins):
        found += len(seen) - bisect_right(seen, end)
        insort(seen, end)
    return found


def _crossed(grid: Grid) -> int:
    goals, work, kpis = grid.columns
    return crossings(goals, work, grid.joins[0]) + crossings(work, kpis, grid.joins[1])


def _sorted(
    column: Sequence[str], pulls: Sequence[tuple[Sequence[str], Sequence[tuple[str, str]], bool]]
) -> list[str]:
    """Return a column ordered by the mean place of what each is tied to; what is not comes last."""
    means: dict[str, list[float]] = {}
    for others, joins, lies_below in pulls:
        places, scale = _places(others), max(len(others) - 1, 1)
        seen: dict[str, list[int]] = {}
        for upper, lower in joins:
            key, other = (upper, lower) if lies_below else (lower, upper)
            seen.setdefault(key, []).append(places[other])
        for key, found in seen.items():
            means.setdefault(key, []).append(sum(found) / len(found) / scale)
    return sorted(column, key=lambda key: sum(means.get(key, [2])) / len(means.get(key, [2])))


def _places(column: Sequence[str]) -> dict[str, int]:
    return {key: at for at, key in enumerate(column)}


def _stacked(
    column: Sequence[str], heights: Mapping[str, int], bands: Mapping[str, str]
) -> list[int]:
    """Return the tops of a column without any room to spare, and at the end its height."""
    tops, top, last = [], 0, None
    for key in column:
        band = bands.get(key, bands.get(key.partition(" ")[0], ""))
        if last is not None:
            top += GAP if band == last else GAP + BREAK
        tops.append(top)
        top += heights[key]
        last = band
    return [*tops, top]


def _wanted(
    grid: Grid, at: int, middles: Mapping[str, float], heights: Mapping[str, int]
) -> list[float | None]:
    """Return the top that each of a column would like best; None where it does not matter."""
    seen: dict[str, list[float]] = {}
    for upper, lower in (*grid.joins[0], *grid.joins[1]):
        for key, other in ((upper, lower), (lower, upper)):
            if other in middles:
                seen.setdefault(key, []).append(middles[other])
    return [
        sum(seen[key]) / len(seen[key]) - heights[key] / 2 if key in seen else None
        for key in grid.columns[at]
    ]


def _filled(wanted: Sequence[float | None], offsets: Sequence[int]) -> list[tuple[float, int]]:
    """Return wishes with offsets; what has none keeps close to what follows, else to the last."""
    shifts: list[float | None] = [
        None if want is None else want - offset
        for want, offset in zip(wanted, offsets, strict=False)
    ]
    following: float | None = None
    for at in reversed(range(len(shifts))):
        following = shifts[at] if shifts[at] is not None else following
        shifts[at] = following
    last = 0.0
    found = []
    for shift, offset in zip(shifts, offsets, strict=False):
        last = last if shift is None else shift
        found.append((last + offset, offset))
    return found


def _shifts(wanted: Sequence[float]) -> list[float]:
    """Return the nearest numbers that never fall: neighbours that would meet share their mean."""
    pools: list[tuple[float, int]] = []
    for want in wanted:
        mean, size = want, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean = (mean * size + other * count) / (size + count)
            size += count
        pools.append((mean, size))
    return [mean for mean, size in pools for _ in range(size)]
