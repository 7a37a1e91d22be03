"""Figures made ready to be drawn: what the components under `templates/` take as arguments.

Templates place shapes but never compute; every coordinate is worked out here, exactly, in
hundredths of the drawing's width and height unless a docstring says otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from alignment.lib.shown import Shown

Kind = Literal["sound", "risk", "broken", "suspect", "idle"]
# Those of `static/css/tokens.css` on white, for drawings that no style sheet reaches.
COLOURS: dict[Kind, str] = {
    "sound": "#0b6e55",
    "risk": "#8a4b00",
    "broken": "#a8221b",
    "suspect": "#6236a8",
    "idle": "#5b606b",
}
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
TENTH = Decimal("0.1")
NARROWEST = Decimal("1.5")  # a segment that is there at all can be seen and clicked
SPARK_WIDTH, SPARK_TOP, SPARK_BOTTOM = Decimal(96), Decimal(2), Decimal(22)


@dataclass(frozen=True, slots=True)
class Glyph(Shown):
    """Goal, focus area, KPI as three dots: on or hollow, joined by a stroke or a gap."""

    kind: Kind
    label: str
    goal_on: bool = True
    focus_on: bool = True
    kpi_on: bool = True
    upper_join: bool = True
    lower_join: bool = True


@dataclass(frozen=True, slots=True)
class Bar(Shown):
    """How far something is, and how far it should be by now (`None` is not known)."""

    kind: Kind
    fill: Decimal
    pace: Decimal | None
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Group(Shown):
    """A number of things that stand alike, and where they are listed."""

    kind: Kind
    count: int
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Segment(Shown):
    """A group with its place on the bar; `label` says it to a screen reader."""

    kind: Kind
    count: int
    text: str
    href: str
    x: Decimal
    width: Decimal

    @property
    def label(self) -> str:
        """Return the group in words."""
        return f"{self.count:,} {self.text}"


@dataclass(frozen=True, slots=True)
class Spark(Shown):
    """A series as a small line, 96 wide and 24 high; `aim` is the height of the target."""

    kind: Kind
    d: str
    aim: Decimal | None


def bar(kind: Kind, share: Decimal | None, pace: Decimal | None = None) -> Bar | None:
    """Return progress as a bar, or None where it is not measured.

    Both are shares from 0 to 1; beyond, the bar stays full or empty and the words say the truth.
    """
    if share is None:
        return None
    text = percent(share)
    expected = "" if pace is None else f", {percent(pace)} expected by now"
    return Bar(
        kind=kind,
        fill=_hundredths(share),
        pace=None if pace is None else _hundredths(pace),
        text=text,
        label=f"{text} of the way{expected}",
    )


def percent(share: Decimal) -> str:
    """Return a share in whole percent, never saying 0% or 100% of what is not quite that."""
    whole = (share * 100).quantize(ONE) + ZERO
    if whole == HUNDRED and share < ONE:
        whole = Decimal(99)
    if whole == ZERO and share > ZERO:
        whole = ONE
    return f"{whole}%"


def segments(groups: Sequence[Group]) -> tuple[Segment, ...]:
    """Return the groups side by side on one bar; empty groups are left out.

    Widths add up to 100 and no group is too narrow to be seen, so a small one takes a little from
    the others.
    """
    present = [group for group in groups if group.count > 0]
    total = sum(group.count for group in present)
    raw = [max(HUNDRED * group.count / total, NARROWEST) for group in present]
    surplus = sum(raw, ZERO) - HUNDRED
    roomy = sum((width - NARROWEST for width in raw), ZERO)
    x = ZERO
    placed = []
    for group, wide in zip(present, raw, strict=True):
        width = wide - (surplus * (wide - NARROWEST) / roomy if roomy else ZERO)
        placed.append(
            Segment(group.kind, group.count, group.text, group.href, _short(x), _short(width))
        )
        x += width
    return tuple(placed)


def spark(kind: Kind, values: Sequence[Decimal], aim: Decimal | None = None) -> Spark | None:
    """Return a series as a small line, or None where there is no line to draw (fewer than two)."""
    if len(values) < 2:
        return None
    low, high = span(values, aim)
    step = SPARK_WIDTH / (len(values) - 1)
    heights = [_between(value, low, high) for value in values]
    return Spark(
        kind=kind,
        d=path((index * step, height) for index, height in enumerate(heights)),
        aim=None if aim is None else _short(_between(aim, low, high)),
    )


def span(values: Iterable[Decimal], *others: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest of all that is to be seen; the others may be unknown."""
    seen = [*values, *(other for other in others if other is not None)]
    return min(seen), max(seen)


def path(points: Iterable[tuple[Decimal, Decimal]]) -> str:
    """Return points as a path of straight strokes."""
    return "M" + " L".join(f"{_short(x)} {_short(y)}" for x, y in points)


def _between(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    if high == low:
        return (SPARK_TOP + SPARK_BOTTOM) / 2
    return SPARK_BOTTOM - (SPARK_BOTTOM - SPARK_TOP) * (value - low) / (high - low)


def _hundredths(share: Decimal) -> Decimal:
    return _short(min(max(share, ZERO), ONE) * HUNDRED)


def _short(number: Decimal) -> Decimal:
    return number.quantize(TENTH)
