"""The map as a table: objectives with what serves them below, row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.mapping import GOALS, NAMES, WORK, Sheet, Thing, Tie
from reports.pages.map_asked import KINDS, map_asked
from reports.pages.map_frame import Frame, frame_of
from reports.pages.map_rows import gather
from reports.pages.map_sheet import sheet_of
from stories.pages.paging import id_in
from stories.pages.remedies import page_of

DEEPEST = 6


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of the table; `level` is how deep it lies, 1 at the top, as a screen reader says it."""

    key: str
    what: str
    title: str
    href: str
    kind: Kind
    word: str
    note: str
    because: str
    depth: int
    level: int
    toggle: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class TreePage:
    """The table with its frame."""

    section: str
    frame: Frame
    rows: tuple[TreeRow, ...]


def show_tree(user: User, query: QueryDict, today: date) -> TreePage:
    """Return the map as a table. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    asked = map_asked(query)
    gathered = gather(user, asked, today)
    return TreePage(
        section="map",
        frame=frame_of(user, "tree", asked, gathered.shown),
        rows=rows_of(sheet_of(gathered, asked)),
    )


def rows_of(sheet: Sheet) -> tuple[TreeRow, ...]:
    """Return the rows: each goal, below it its work and its own measures, below work its KPIs."""
    below: dict[str, list[Tie]] = {}
    for tie in sheet.ties:
        below.setdefault(tie.upper, []).append(tie)
    return tuple(_rows(sheet, {one.key: one for one in sheet.things}, below))


def _rows(sheet: Sheet, things: dict[str, Thing], below: dict[str, list[Tie]]) -> Iterator[TreeRow]:
    tied = {tie.lower for tie in sheet.ties if tie.upper in things}
    for one in sheet.things:
        if one.column == GOALS:
            yield _row(one, one.depth)
            yield from _served(below.get(one.key, ()), things, below, one.depth + 1)
    for one in sheet.things:
        if one.column != GOALS and one.key not in tied:
            yield _row(one, 0)
            if one.column == WORK:
                yield from _served(below.get(one.key, ()), things, below, 1)


def _served(
    ties: Iterable[Tie], things: dict[str, Thing], below: dict[str, list[Tie]], depth: int
) -> Iterator[TreeRow]:
    for tie in ties:
        thing = things.get(tie.lower)
        if thing is not None:
            yield _row(thing, depth, tie.because)
            yield from _served(below.get(thing.key, ()), things, below, depth + 1)


def _row(thing: Thing, depth: int, because: str = "") -> TreeRow:
    return TreeRow(
        key=thing.key,
        what="" if thing.several else NAMES[thing.column],
        title=thing.title,
        href=page_href(thing),
        kind=thing.kind,
        word=thing.word,
        note=thing.note,
        because=because,
        depth=min(depth, DEEPEST),
        level=depth + 1,
        toggle=thing.toggle,
        is_open=thing.is_open,
    )


def page_href(thing: Thing) -> str:
    """Return the page of a thing; of a box that stands for many, where they are."""
    kind, _, number = thing.key.partition("-")
    pk = id_in(number)
    return thing.href if thing.several or pk is None else page_of(KINDS[kind], pk)
