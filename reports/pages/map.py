"""The map: goals, focus areas and KPIs on one sheet, with the lines between them."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.mapping import Layout, lay_out
from reports.pages.map_about import About, about
from reports.pages.map_asked import ZOOMS, MapAsked, map_asked
from reports.pages.map_frame import Frame, frame_of
from reports.pages.map_rows import gather
from reports.pages.map_sheet import sheet_of
from reports.pages.map_tree import TreeRow, rows_of
from stories.pages.glyphs import CHANGED_WORDS, VERDICT_WORDS
from stories.pages.parts import Link

HEADS = ("Business objectives", "Technical focus areas", "KPIs")
MARKS: tuple[tuple[Kind, str], ...] = (
    ("sound", VERDICT_WORDS["sound"]),
    ("risk", VERDICT_WORDS["in_doubt"]),
    ("suspect", CHANGED_WORDS),
    ("broken", VERDICT_WORDS["broken"]),
    ("idle", VERDICT_WORDS["not_assessed"]),
)


@dataclass(frozen=True, slots=True)
class Zoom:
    """How large the sheet is drawn, and the ways to larger and smaller; empty at an end."""

    percent: int
    smaller: str
    larger: str
    plain: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """The sheet with its frame; `rows` say the same where the sheet is too wide to read."""

    section: str
    frame: Frame
    layout: Layout
    heads: tuple[str, ...]
    marks: tuple[tuple[Kind, str], ...]
    zoom: Zoom
    about: About | None
    rows: tuple[TreeRow, ...]
    as_sheet: bool
    other: Link


def show_map(user: User, query: QueryDict, today: date) -> MapPage:
    """Return the sheet. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    asked = map_asked(query)
    gathered = gather(user, asked, today)
    sheet = sheet_of(gathered, asked)
    return MapPage(
        section="map",
        frame=frame_of(user, "map", asked, gathered.shown),
        layout=lay_out(sheet, asked.focus.key if asked.focus else ""),
        heads=HEADS,
        marks=MARKS,
        zoom=_zoom(asked),
        about=about(user, asked, gathered),
        rows=rows_of(sheet),
        as_sheet=asked.as_sheet,
        other=asked.other_form(),
    )


def _zoom(asked: MapAsked) -> Zoom:
    at = ZOOMS.index(asked.zoom)
    return Zoom(
        percent=asked.zoom,
        smaller=asked.zoomed(ZOOMS[at - 1]) if at else "",
        larger=asked.zoomed(ZOOMS[at + 1]) if at + 1 < len(ZOOMS) else "",
        plain=asked.zoomed(100),
    )
