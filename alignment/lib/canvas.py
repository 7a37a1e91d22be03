"""The canvas: one goal, its focus areas, their KPIs, and the lines drawn between them.

Each KPI, and each focus area that has none, takes one row of the canvas; all rows are equally
high, so a line's ends are known from counts alone. Heights are in hundredths of a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alignment.lib.drawing import Bar, Kind
from alignment.lib.shown import Shown

ROW, WIDTH = 100, 64
GAPS = "\ue000\ue001"  # letters of no script; they stand for the first and the second id


@dataclass(frozen=True, slots=True)
class Letter(Shown):
    """One letter of SMART and whether it holds; `label` says it in words."""

    letter: str
    kind: Kind
    label: str


@dataclass(frozen=True, slots=True)
class Deed(Shown):
    """What can be done with a box: a form that opens there, or a step `up` or `down`."""

    text: str
    href: str
    way: str = ""


@dataclass(frozen=True, slots=True)
class Menu(Shown):
    """What can be done with boxes that are alike; where they differ, the addresses have gaps.

    So that a canvas of a hundred boxes draws a handful of menus: see `alignment.lib.fragments`.
    """

    deeds: tuple[Deed, ...]
    ids: tuple[int, ...] = ()

    def filled(self) -> tuple[Deed, ...]:
        """Return the deeds of this one box."""
        gaps = {ord(gap): str(pk) for gap, pk in zip(GAPS, self.ids, strict=False)}
        return tuple(replace(deed, href=deed.href.translate(gaps)) for deed in self.deeds)


@dataclass(frozen=True, slots=True)
class Node(Shown):
    """A box of the canvas.

    `held` says whether its line upward holds; `open` marks a place still to be filled, with the
    action that fills it; `parts` are boxes inside it, such as a goal's own measures of success.
    `menu` is what can be done with it, and `place` names where its forms open.
    """

    kind: Kind
    title: str
    href: str = ""
    text: str = ""
    bar: Bar | None = None
    smart: tuple[Letter, ...] = ()
    tag: str = ""
    tag_kind: Kind = "idle"
    held: bool = True
    open: bool = False
    action: str = ""
    action_href: str = ""
    parts: tuple["Node", ...] = ()
    menu: Menu | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Path(Shown):
    """One drawn line."""

    kind: Kind
    d: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Joins(Shown):
    """The lines between two columns."""

    height: int
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Branch(Shown):
    """A focus area with its KPIs."""

    focus: Node
    lower: Joins
    measures: tuple[Node, ...]

    @property
    def rows(self) -> int:
        """Return how many rows of the canvas it takes."""
        return max(len(self.measures), 1)


@dataclass(frozen=True, slots=True)
class Canvas(Shown):
    """A goal with all its branches."""

    goal: Node
    upper: Joins
    branches: tuple[Branch, ...]


def canvas(goal: Node, branches: Sequence[tuple[Node, Sequence[Node]]]) -> Canvas:
    """Return the canvas of a goal; each branch is a focus area and its KPIs, top to bottom.

    A branch without KPIs should carry one open node that says so. The colour and the gap of a line
    are those of the node at its lower end.
    """
    total = sum(max(len(measures), 1) for _, measures in branches) * ROW
    upper, lower, top = [], [], 0
    for focus, measures in branches:
        height = max(len(measures), 1) * ROW
        upper.append(_join(focus, total // 2, top + height // 2))
        joins = tuple(
            _join(node, height // 2, index * ROW + ROW // 2) for index, node in enumerate(measures)
        )
        lower.append(Branch(focus, Joins(height, joins), tuple(measures)))
        top += height
    return Canvas(goal, Joins(total or ROW, tuple(upper)), tuple(lower))


def _join(node: Node, start: int, end: int) -> Path:
    middle = WIDTH // 2
    curve = (
        f"M0 {start}H{WIDTH}"
        if start == end
        else (f"M0 {start}C{middle} {start} {middle} {end} {WIDTH} {end}")
    )
    return Path(node.kind, curve, gap=not node.held)
