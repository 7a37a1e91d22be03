"""A KPI's values over time as a plain line chart: the rules behind `components/chart.html`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from alignment.lib.drawing import HUNDRED, ONE, TENTH, ZERO, Kind, path, span

Point = tuple[date, Decimal]
Anchor = Literal["start", "middle", "end"]
MOST_RULES = 5
MOST_DOTS = 60  # beyond, dots would hide the line
MOST_TICKS = 6
MONTHS_BETWEEN = (1, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class Rule:
    """A level across the chart."""

    y: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A day below the chart."""

    x: Decimal
    text: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Dot:
    """One value, with its words for whoever points at it."""

    x: Decimal
    y: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn series in a box of 100 by 100, y down."""

    kind: Kind
    label: str
    caption: str
    d: str
    plan: str
    aim: Decimal | None
    aim_text: str
    grid: tuple[Rule, ...]
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What is to be drawn: values in the order of their days, and where they should go.

    `plan` is the way from baseline to target, in the order of days, or empty.
    """

    kind: Kind
    label: str
    values: Sequence[Point]
    aim: Decimal | None = None
    plan: Sequence[Point] = ()
    caption: str = ""


def chart(series: Series, show: Callable[[Decimal], str]) -> Chart | None:
    """Return the series as a chart, or None where there is nothing to draw yet (fewer than two).

    `show` writes a value as people read it, with its unit.
    """
    points = [*series.values, *series.plan]
    if len(series.values) < 2:
        return None
    rules = _levels(*span((value for _, value in points), series.aim))
    low, high = rules[0], rules[-1]
    first, last = min(day for day, _ in points), max(day for day, _ in points)

    def place(point: Point) -> tuple[Decimal, Decimal]:
        return _across(point[0], first, last), _down(point[1], low, high)

    few = series.values if len(series.values) <= MOST_DOTS else ()
    return Chart(
        kind=series.kind,
        label=series.label,
        caption=series.caption,
        d=path(place(point) for point in series.values),
        plan=path(place(point) for point in series.plan) if len(series.plan) > 1 else "",
        aim=None if series.aim is None else _down(series.aim, low, high),
        aim_text="" if series.aim is None else f"Target {show(series.aim)}",
        grid=tuple(Rule(_down(level, low, high), show(level)) for level in rules),
        ticks=_ticks(first, last),
        dots=tuple(
            Dot(*place((day, value)), f"{show(value)} on {day:%-d %B %Y}") for day, value in few
        ),
    )


def _levels(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return round levels that hold everything between them, at most five."""
    if low == high:
        low, high = low - ONE, high + ONE
    step = Decimal(1).scaleb((high - low).adjusted() - 1)
    choices = [_multiples(low, high, step * factor) for factor in (5, 10, 20, 50, 100)]
    return next(levels for levels in choices if len(levels) <= MOST_RULES)


def _multiples(low: Decimal, high: Decimal, size: Decimal) -> list[Decimal]:
    start = int((low / size).to_integral_value("ROUND_FLOOR"))
    end = int((high / size).to_integral_value("ROUND_CEILING"))
    return [size * number for number in range(start, end + 1)]


def _ticks(first: date, last: date) -> tuple[Tick, ...]:
    """Return the first days of months, evenly apart, at most six."""
    start = first.year * 12 + first.month - (1 if first.day == 1 else 0)
    end = last.year * 12 + last.month - 1
    months = [
        [month for month in range(start, end + 1) if month % apart == 0] for apart in MONTHS_BETWEEN
    ]
    chosen = next((few for few in months if len(few) <= MOST_TICKS), months[-1])
    days = [date(month // 12, month % 12 + 1, 1) for month in chosen] or [first]
    return tuple(_tick(day, _across(day, first, last), whole=day == days[0]) for day in days)


def _tick(day: date, x: Decimal, *, whole: bool) -> Tick:
    anchor: Anchor = "start" if x < 5 else "end" if x > 95 else "middle"
    text = f"{day:%Y}" if day.month == 1 else f"{day:%b %Y}" if whole else f"{day:%b}"
    return Tick(x, text, anchor)


def _across(day: date, first: date, last: date) -> Decimal:
    whole = (last - first) // timedelta(days=1)
    return (HUNDRED * (day - first).days / whole if whole else ZERO).quantize(TENTH)


def _down(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return (HUNDRED * (high - value) / (high - low)).quantize(TENTH)
