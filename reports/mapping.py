"""The map as a drawing: goals, focus areas and KPIs in three columns, and the lines between them.

Plain data in, coordinates out. Every thing stands once in its column. Goals keep the order of the
business; the other columns are ordered by the middle of what they are tied to, which keeps lines
from crossing; then each column is moved as near to its neighbours as its order allows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from alignment.lib.drawing import Kind
from reports.columns import GAP, Grid, ordered, placed
from reports.lettering import shortened, wrapped

Look = Literal["", "lit", "dim"]
GOALS, WORK, KPIS = 0, 1, 2
WIDTH, BOX, INDENT, DEEPEST = 1240, 350, 16, 5
LEFT = (0, 445, 890)
VIA = 6  # what a passing line takes
LINE, SMALL, PADDING, LOWEST = 17, 15, 12, 30
TEXT_AT, TITLE_SIZE, SMALL_SIZE, MOST_LINES = 30, 13, 12, 2
TOGGLE = 30
NAMES = ("Objective", "Focus area", "KPI")


@dataclass(frozen=True, slots=True)
class Thing:
    """A box of the map; `word` is its verdict, `note` what else is to be said of it.

    `above` is the goal that a goal serves; `toggle` opens or closes what lies below; `several`
    marks a box that stands for many things.
    """

    key: str
    column: int
    title: str
    kind: Kind = "idle"
    word: str = ""
    note: str = ""
    href: str = ""
    depth: int = 0
    above: str = ""
    toggle: str = ""
    is_open: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two boxes; `held` says whether it holds, `word` its verdict."""

    upper: str
    lower: str
    kind: Kind = "idle"
    word: str = ""
    because: str = ""

    @property
    def held(self) -> bool:
        """Tell whether the line holds, if perhaps in doubt."""
        return self.kind != "broken"


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is on the map; goals come in the order in which they are to stand, unless `free`."""

    things: tuple[Thing, ...] = ()
    ties: tuple[Tie, ...] = ()
    free: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One line of a box, with where its foot stands."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """A thing with its place."""

    thing: Thing
    x: int
    y: int
    width: int
    height: int
    title: tuple[Words, ...]
    small: Words | None
    look: Look = ""

    @property
    def label(self) -> str:
        """Return the box in words."""
        thing = self.thing
        name = thing.title if thing.several else f"{NAMES[thing.column]}: {thing.title}"
        return ". ".join(part for part in (name.rstrip("."), thing.word, thing.note) if part)

    @property
    def mark_x(self) -> int:
        """Return where the shape of the verdict stands."""
        return self.x + 11

    @property
    def mark_y(self) -> int:
        """Return how low the shape of the verdict stands."""
        return self.y + 9

    @property
    def toggle_x(self) -> int:
        """Return where the square that opens or closes stands, 24 wide and high."""
        return self.right - 27

    @property
    def toggle_y(self) -> int:
        """Return how low that square stands."""
        return self.middle - 12

    @property
    def sign_x(self) -> int:
        """Return the middle of the plus or minus in it."""
        return self.right - 15

    @property
    def sign_y(self) -> int:
        """Return the foot of the plus or minus in it."""
        return self.middle + 5

    @property
    def middle(self) -> int:
        """Return the height at which lines come in."""
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        """Return where lines go out."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line with its way; `x` and `y` are its middle, where a break is marked."""

    tie: Tie
    d: str
    x: int
    y: int
    look: Look = ""


@dataclass(frozen=True, slots=True)
class Bracket:
    """The edge along which goals hang below the goal they serve."""

    upper: str
    lower: str
    d: str
    look: Look = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing."""

    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    brackets: tuple[Bracket, ...] = ()


def lay_out(sheet: Sheet, focus: str = "") -> Layout:
    """Return where everything stands; with a focus, what is tied to it is lit and the rest dim."""
    grid = ordered(_grid_of(sheet))
    boxes = {one.key: _box(one) for one in sheet.things}
    keys = [key for column in grid.columns for key in column]
    heights = {key: boxes[key].height if key in boxes else VIA for key in keys}
    tops, height = placed(grid, heights, _bands(sheet))
    lights = lit(sheet, focus) if focus in boxes else None
    look = _look_of(lights)
    here = {key: _moved(replace(box, look=look(key)), tops[key]) for key, box in boxes.items()}
    middles = {key: tops[key] + heights[key] // 2 for key in tops}
    return Layout(
        width=WIDTH,
        height=max(height, LOWEST),
        boxes=tuple(here[key] for key in keys if key in here),
        strokes=tuple(
            replace(_stroke(tie, here, middles), look=look(tie.upper, tie.lower))
            for tie in sheet.ties
            if tie.upper in here and tie.lower in here
        ),
        brackets=tuple(
            replace(_bracket(here[box.thing.above], box), look=look(box.thing.above, key))
            for key, box in here.items()
            if box.thing.above in here
        ),
    )


def height_of(things: Iterable[Thing]) -> int:
    """Return about how high the fullest column of these things is."""
    heights = [0, 0, 0]
    for one in things:
        heights[one.column] += _box(one).height + GAP
    return max(heights)


def lit(sheet: Sheet, key: str) -> frozenset[str]:
    """Return a thing with all that it leads to, up to the goals, and all that leads to it."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    pairs = [(tie.upper, tie.lower) for tie in sheet.ties]
    pairs += [(one.above, one.key) for one in sheet.things if one.above]
    for upper, lower in pairs:
        below.setdefault(upper, []).append(lower)
        above.setdefault(lower, []).append(upper)
    return frozenset(_reached(key, above) | _reached(key, below))


def _reached(key: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
    found, todo = {key}, [key]
    while todo:
        for other in ways.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _look_of(lights: frozenset[str] | None) -> Callable[..., Look]:
    def look(*keys: str) -> Look:
        if lights is None:
            return ""
        return "lit" if all(key in lights for key in keys) else "dim"

    return look


def _grid_of(sheet: Sheet) -> Grid:
    things = {one.key: one for one in sheet.things}
    columns: tuple[list[str], list[str], list[str]] = ([], [], [])
    for one in sheet.things:
        columns[one.column].append(one.key)
    joins: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for tie in sheet.ties:
        if tie.upper not in things or tie.lower not in things:
            continue
        start, end = things[tie.upper].column, things[tie.lower].column
        if (start, end) == (GOALS, KPIS):
            via = _via(tie)
            columns[WORK].append(via)
            joins[0].append((tie.upper, via))
            joins[1].append((via, tie.lower))
        else:
            (joins[0] if start == GOALS else joins[1]).append((tie.upper, tie.lower))
    return Grid(columns, joins, sheet.free)


def _via(tie: Tie) -> str:
    return f"{tie.upper} {tie.lower}"


def _bands(sheet: Sheet) -> dict[str, str]:
    """Return the branch that each thing belongs to: that of the first goal it leads to."""
    bands: dict[str, str] = {}
    for one in sheet.things:
        if one.column == GOALS:
            bands[one.key] = bands.get(one.above, one.key)
    columns = {one.key: one.column for one in sheet.things}
    for tie in sorted(sheet.ties, key=lambda tie: columns.get(tie.upper, KPIS)):
        if tie.upper in bands:
            bands.setdefault(tie.lower, bands[tie.upper])
    return bands


def _box(thing: Thing) -> Box:
    indent = min(thing.depth, DEEPEST) * INDENT
    width = BOX - indent
    room = width - TEXT_AT - (TOGGLE if thing.toggle else PADDING)
    lines = wrapped(thing.title, room / TITLE_SIZE, MOST_LINES)
    said = (thing.word if thing.kind != "sound" else "", thing.note)
    small = shortened(" · ".join(part for part in said if part), room / SMALL_SIZE)
    height = PADDING + LINE * len(lines) + (SMALL if small else 0)
    return Box(
        thing=thing,
        x=LEFT[thing.column] + indent,
        y=0,
        width=width,
        height=max(height, LOWEST),
        title=tuple(Words(text, TEXT_AT, 19 + LINE * at) for at, text in enumerate(lines)),
        small=Words(small, TEXT_AT, 3 + LINE * len(lines) + SMALL) if small else None,
    )


def _moved(box: Box, top: int) -> Box:
    def moved(words: Words) -> Words:
        return Words(words.text, words.x + box.x, words.y + top)

    small = moved(box.small) if box.small else None
    return replace(box, y=top, title=tuple(map(moved, box.title)), small=small)


def _stroke(tie: Tie, boxes: Mapping[str, Box], middles: Mapping[str, int]) -> Stroke:
    upper, lower = boxes[tie.upper], boxes[tie.lower]
    via = _via(tie)
    if via not in middles:
        d = f"M{upper.right} {upper.middle}{_curve(upper.right, upper.middle, lower)}"
        return Stroke(tie, d, (upper.right + lower.x) // 2, (upper.middle + lower.middle) // 2)
    y, start, end = middles[via], LEFT[WORK], LEFT[WORK] + BOX
    near = (upper.right + start) // 2
    d = (
        f"M{upper.right} {upper.middle}C{near} {upper.middle} {near} {y} {start} {y}"
        f"H{end}{_curve(end, y, lower)}"
    )
    return Stroke(tie, d, (start + end) // 2, y)


def _curve(x: int, y: int, lower: Box) -> str:
    middle = (x + lower.x) // 2
    return f"C{middle} {y} {middle} {lower.middle} {lower.x} {lower.middle}"


def _bracket(upper: Box, lower: Box) -> Bracket:
    x = upper.x + INDENT // 2
    d = f"M{x} {upper.y + upper.height}V{lower.middle}H{lower.x}"
    return Bracket(upper.thing.key, lower.thing.key, d)
