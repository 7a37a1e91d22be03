"""Charts of a pack as SVG: nothing but shapes and text, the same for the same values. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from alignment.lib.drawing import COLOURS, TENTH, Kind, path, span
from reports.packs.content import Point

INK, QUIET, RULE = "#1a1c21", "#656a75", "#e3e0d9"
WIDTH, HEIGHT = Decimal(520), Decimal(176)
LEFT, RIGHT, TOP, BOTTOM = Decimal(48), Decimal(140), Decimal(20), Decimal(24)
NEAREST = Decimal(13)  # between two names at the end of their lines
FEW = 40  # dots beyond this would hide their line
MOST_LEVELS, MOST_TICKS = 5, 6
MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of a chart; `name` stands at its end."""

    name: str
    kind: Kind
    points: Sequence[Point]
    dashed: bool = False


def chart_svg(
    lines: Sequence[Drawn],
    show: Callable[[Decimal], str],
    *,
    aim: tuple[Decimal, str] | None = None,
    from_zero: bool = False,
    unit: str = "",
) -> str:
    """Return lines over days with their scale, or "" where none has two points.

    `show` writes a level of the scale, whose unit stands above it. `aim` is a level to be reached,
    with its name.
    """
    if all(len(line.points) < 2 for line in lines):
        return ""
    frame = _frame(lines, aim, from_zero=from_zero)
    names = [*((_end(frame, line), line.name, COLOURS[line.kind]) for line in lines)]
    parts = [*_grid(frame, show), *_days(frame)]
    if aim is not None:
        y = frame.down(aim[0])
        parts.append(_stroke((frame.left, y), (frame.right, y), INK, "2 3"))
        names.append((y, aim[1], INK))
    parts += [_line(frame, line) for line in lines]
    parts += [
        _text(frame.right + 6, y + 4, name, "start", colour) for y, name, colour in _apart(names)
    ]
    if unit:
        parts.append(_text(Decimal(2), Decimal(10), unit, "start", QUIET))
    box = f"0 0 {WIDTH} {HEIGHT}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="Source Sans Pro" font-size="10.5">{"".join(parts)}</svg>'
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    first: date
    last: date
    levels: tuple[Decimal, ...]
    left: Decimal = LEFT
    right: Decimal = WIDTH - RIGHT

    def across(self, day: date) -> Decimal:
        whole = (self.last - self.first).days
        share = Decimal((day - self.first).days) / whole if whole else Decimal(0)
        return self.left + (self.right - self.left) * share

    def down(self, value: Decimal) -> Decimal:
        low, high = self.levels[0], self.levels[-1]
        return TOP + (HEIGHT - BOTTOM - TOP) * (high - value) / (high - low)


def _frame(lines: Sequence[Drawn], aim: tuple[Decimal, str] | None, *, from_zero: bool) -> _Frame:
    points = [point for line in lines for point in line.points]
    low, high = span([value for _, value in points], aim[0] if aim else None)
    if from_zero:
        low = min(low, Decimal(0))
    days = [day for day, _ in points]
    return _Frame(min(days), max(days), levels(low, high))


def levels(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Return round levels that hold everything between them, at most five."""
    if low == high:
        low, high = low - 1, high + 1
    step = Decimal(1).scaleb((high - low).adjusted() - 1)
    for factor in (5, 10, 20, 50, 100):
        size = step * factor
        start = int((low / size).to_integral_value("ROUND_FLOOR"))
        end = int((high / size).to_integral_value("ROUND_CEILING"))
        if end - start < MOST_LEVELS:
            break
    return tuple(size * number for number in range(start, end + 1))


def _grid(frame: _Frame, show: Callable[[Decimal], str]) -> list[str]:
    parts = []
    for level in frame.levels:
        y = frame.down(level)
        parts.append(_stroke((frame.left, y), (frame.right, y), RULE))
        parts.append(_text(frame.left - 6, y + 4, show(level), "end", QUIET))
    return parts


def _days(frame: _Frame) -> list[str]:
    """Return the first days of months below the chart; where there is none, both ends."""
    start = frame.first.year * 12 + frame.first.month - (1 if frame.first.day == 1 else 0)
    end = frame.last.year * 12 + frame.last.month - 1
    choices = ([m for m in range(start, end + 1) if m % apart == 0] for apart in MONTHS_APART)
    months = next(found for found in choices if len(found) <= MOST_TICKS)
    days = [date(month // 12, month % 12 + 1, 1) for month in months]
    words = [f"{day:%Y}" if day.month == 1 else f"{day:%b %Y}" for day in days]
    if len(days) < 2:
        days = [frame.first, frame.last]
        words = [f"{day:%-d %b %Y}" for day in days]
    return [
        _text(frame.across(day), HEIGHT - 7, said, _anchor(frame, day), QUIET)
        for day, said in zip(days, words, strict=True)
    ]


def _anchor(frame: _Frame, day: date) -> str:
    x, room = frame.across(day), Decimal(20)
    return "start" if x < frame.left + room else "end" if x > frame.right - room else "middle"


def _line(frame: _Frame, line: Drawn) -> str:
    places = [(frame.across(day), frame.down(value)) for day, value in line.points]
    colour = COLOURS[line.kind]
    dash = ' stroke-dasharray="4 3"' if line.dashed else ""
    drawn = (
        f'<path d="{path(places)}" fill="none" stroke="{colour}" stroke-width="1.8" '
        f'stroke-linejoin="round"{dash}/>'
    )
    if line.dashed or len(places) > FEW:
        return drawn
    dots = "".join(
        f'<circle cx="{_short(x)}" cy="{_short(y)}" r="2.2" fill="{colour}"/>' for x, y in places
    )
    return drawn + dots


def _end(frame: _Frame, line: Drawn) -> Decimal:
    return frame.down(line.points[-1][1])


def _apart(names: list[tuple[Decimal, str, str]]) -> list[tuple[Decimal, str, str]]:
    """Return the names at the ends of lines, moved apart so that each can be read."""
    placed: list[tuple[Decimal, str, str]] = []
    for y, name, colour in sorted((one for one in names if one[1]), key=lambda one: one[0]):
        lowest = placed[-1][0] + NEAREST if placed else y
        placed.append((max(y, lowest), name, colour))
    beyond = placed[-1][0] - (HEIGHT - BOTTOM) if placed else Decimal(0)
    return [(y - max(beyond, Decimal(0)), name, colour) for y, name, colour in placed]


def _stroke(
    start: tuple[Decimal, Decimal], end: tuple[Decimal, Decimal], colour: str, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path([start, end])}" stroke="{colour}" stroke-width="0.8"{dashes}/>'


def _text(x: Decimal, y: Decimal, said: str, anchor: str, colour: str) -> str:
    place = f'x="{_short(x)}" y="{_short(y)}"'
    return f'<text {place} text-anchor="{anchor}" fill="{colour}">{escape(said)}</text>'


def _short(number: Decimal) -> Decimal:
    return number.quantize(TENTH)
