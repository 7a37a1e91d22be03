"""A KPI's values over time as a line chart: the rules behind `components/chart.html`.

The same series is drawn here without a script, and described for Vega-Lite in `charting/specs.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from alignment.lib.drawing import HUNDRED, ONE, TENTH, ZERO, Kind, path, span
from alignment.lib.shown import Shown

Point = tuple[date, Decimal]
Anchor = Literal["start", "middle", "end"]
MOST_RULES = 5
MOST_DOTS = 60  # beyond, dots would hide the line
MOST_TICKS = 6
MONTHS_BETWEEN = (1, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class Rule(Shown):
    """A level across the chart."""

    y: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Tick(Shown):
    """A day below the chart."""

    x: Decimal
    text: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Dot(Shown):
    """One value, with its words for whoever points at it; `noted` where somebody wrote of it."""

    x: Decimal
    y: Decimal
    text: str
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Line(Shown):
    """A day across the chart on which something changed."""

    x: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Chart(Shown):
    """A drawn series in a box of 100 by 100, y down."""

    kind: Kind
    label: str
    caption: str
    d: str
    plan: str
    ahead: str
    band: str
    aims: tuple[Rule, ...]
    grid: tuple[Rule, ...]
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    start: Dot | None
    changes: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Level(Shown):
    """A value that matters from end to end, in words: “Target 1.9 s”, “At least 3”."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Event(Shown):
    """What happened on a day."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Outlook(Shown):
    """What is expected on a day after the last value, and between which two."""

    on: date
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Series(Shown):
    """What is to be drawn: values in the order of their days, and where they should go.

    `plan` is the way from baseline to target, in the order of days, or empty. `notes` are what
    people wrote beside the values of these days.
    """

    kind: Kind
    label: str
    values: Sequence[Point]
    aims: Sequence[Level] = ()
    plan: Sequence[Point] = ()
    caption: str = ""
    start: Point | None = None
    outlook: Outlook | None = None
    changes: Sequence[Event] = ()
    notes: Mapping[date, str] = field(default_factory=dict)

    @property
    def ahead(self) -> tuple[tuple[date, Decimal, Decimal, Decimal], ...]:
        """Return the two ends of what is expected: day, value, low, high; empty is no outlook."""
        told = self.outlook
        if told is None or not self.values or self.values[-1][0] >= told.on:
            return ()
        (day, last), *_ = self.values[::-1]
        return (day, last, last, last), (told.on, told.value, told.low, told.high)

    @property
    def first_on(self) -> date:
        """Return the first day to be seen."""
        start = [self.start[0]] if self.start else []
        return min([*start, *(day for day, _ in (*self.values, *self.plan))])

    @property
    def last_on(self) -> date:
        """Return the last day to be seen."""
        ahead = [day for day, *_ in self.ahead]
        return max([*ahead, *(day for day, _ in (*self.values, *self.plan))])


Show = Callable[[Decimal], str]


def chart(series: Series, show: Show) -> Chart | None:
    """Return the series as a chart, or None where there is nothing to draw yet (fewer than two).

    `show` writes a value as people read it, with its unit.
    """
    if len(series.values) < 2:
        return None
    rules = levels_of(series)
    low, high = rules[0], rules[-1]
    first, last = series.first_on, series.last_on

    def place(day: date, value: Decimal) -> tuple[Decimal, Decimal]:
        return _across(day, first, last), _down(value, low, high)

    ahead = series.ahead
    edges = [*((day, over) for day, _, _, over in ahead)]
    edges += [(day, under) for day, _, under, _ in ahead[::-1]]
    return Chart(
        kind=series.kind,
        label=series.label,
        caption=series.caption,
        d=path(place(*point) for point in series.values),
        plan=path(place(*point) for point in series.plan) if len(series.plan) > 1 else "",
        ahead=path(place(day, value) for day, value, _, _ in ahead) if ahead else "",
        band=path(place(*edge) for edge in edges) + " Z" if ahead else "",
        aims=tuple(Rule(_down(level.value, low, high), level.text) for level in series.aims),
        grid=tuple(Rule(_down(level, low, high), show(level)) for level in rules),
        ticks=_ticks(first, last),
        dots=tuple(
            Dot(*place(day, value), read_out(series, day, value, show), noted=day in series.notes)
            for day, value in dotted(series)
        ),
        start=Dot(*place(*series.start), started(series.start, show)) if series.start else None,
        changes=tuple(
            Line(_across(event.on, first, last), event.text) for event in seen_changes(series)
        ),
    )


def dotted(series: Series) -> Sequence[Point]:
    """Return the values that get a dot: all of a few, of many those with a note."""
    if len(series.values) <= MOST_DOTS:
        return series.values
    return [point for point in series.values if point[0] in series.notes]


def seen_changes(series: Series) -> list[Event]:
    """Return the changes between the first day and the last."""
    return [event for event in series.changes if series.first_on <= event.on <= series.last_on]


def read_out(series: Series, day: date, value: Decimal, show: Show) -> str:
    """Return a value as it is read out: “2.1 s on 2 July 2026: after the new servers”."""
    note = series.notes.get(day, "")
    return f"{show(value)} on {day:%-d %B %Y}" + (f": {note}" if note else "")


def started(start: Point, show: Show) -> str:
    """Return the starting point as it is read out."""
    day, value = start
    return f"Starting point: {show(value)} on {day:%-d %B %Y}"


def levels_of(series: Series) -> list[Decimal]:
    """Return round levels that hold everything to be seen, at most five, from low to high."""
    plain = [value for _, value in (*series.values, *series.plan)]
    expected = [edge for _, value, low, high in series.ahead for edge in (value, low, high)]
    start = series.start[1] if series.start else None
    aims = [level.value for level in series.aims]
    return _levels(*span([*plain, *expected, *aims], start))


def _levels(low: Decimal, high: Decimal) -> list[Decimal]:
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
    days = days_below(first, last)
    return tuple(_tick(text, _across(day, first, last)) for day, text in days)


def days_below(first: date, last: date) -> list[tuple[date, str]]:
    """Return the first days of months with their words, evenly apart, at most six."""
    start = first.year * 12 + first.month - (1 if first.day == 1 else 0)
    end = last.year * 12 + last.month - 1
    months = [
        [month for month in range(start, end + 1) if month % apart == 0] for apart in MONTHS_BETWEEN
    ]
    chosen = next((few for few in months if len(few) <= MOST_TICKS), months[-1])
    days = [date(month // 12, month % 12 + 1, 1) for month in chosen] or [first]
    return [(day, _month(day, whole=day == days[0])) for day in days]


def _month(day: date, *, whole: bool) -> str:
    return f"{day:%Y}" if day.month == 1 else f"{day:%b %Y}" if whole else f"{day:%b}"


def _tick(text: str, x: Decimal) -> Tick:
    anchor: Anchor = "start" if x < 5 else "end" if x > 95 else "middle"
    return Tick(x, text, anchor)


def _across(day: date, first: date, last: date) -> Decimal:
    whole = (last - first) // timedelta(days=1)
    return (HUNDRED * (day - first).days / whole if whole else ZERO).quantize(TENTH)


def _down(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return (HUNDRED * (high - value) / (high - low)).quantize(TENTH)
