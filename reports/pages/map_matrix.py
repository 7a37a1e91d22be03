"""The map as a matrix: objectives by focus areas, empty cells in plain sight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.mapping import GOALS, WORK, Sheet, Thing, Tie
from reports.pages.map_asked import map_asked
from reports.pages.map_frame import Frame, frame_of
from reports.pages.map_rows import gather
from reports.pages.map_sheet import sheet_of
from reports.pages.map_shown import Gathered
from reports.pages.map_tree import page_href
from reports.standings import ORDER, TIE_WORDS
from stories.pages.glyphs import kind_of_line, words_of
from stories.pages.paging import id_in
from stories.pages.words import many

MOST_COLUMNS = 60
NO_KPI = "No KPI"


@dataclass(frozen=True, slots=True)
class Head:
    """A column: a focus area."""

    title: str
    href: str
    kind: Kind
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an objective meets a focus area; without a tie it is empty, and says so."""

    kind: Kind = "idle"
    count: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An objective with its cells; a closed branch has one instead, which leads into it."""

    key: str
    title: str
    href: str
    kind: Kind
    word: str
    depth: int
    cells: tuple[Cell, ...]
    closed: str
    toggle: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The matrix with its frame."""

    section: str
    frame: Frame
    heads: tuple[Head, ...]
    rows: tuple[MatrixRow, ...]
    width: int
    more: str


def show_matrix(user: User, query: QueryDict, today: date) -> MatrixPage:
    """Return the matrix. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    asked = map_asked(query)
    gathered = gather(user, asked, today)
    sheet = sheet_of(gathered, asked)
    work = _columns(sheet)
    shown = work[:MOST_COLUMNS]
    cells = _cells(sheet, gathered)
    goals = [one for one in sheet.things if one.column == GOALS]
    return MatrixPage(
        section="map",
        frame=frame_of(user, "matrix", asked, gathered.shown),
        heads=tuple(Head(one.title, page_href(one), one.kind, one.word) for one in shown),
        rows=tuple(_row(goal, shown, cells, sheet) for goal in goals),
        width=max(len(shown), 1),
        more=f"{many(len(work) - len(shown), 'more focus area')} left out"
        if work[MOST_COLUMNS:]
        else "",
    )


def _columns(sheet: Sheet) -> list[Thing]:
    """Return the focus areas in the order in which the objectives name them first."""
    rows = {one.key: at for at, one in enumerate(sheet.things) if one.column == GOALS}
    first: dict[str, int] = {}
    for tie in sheet.ties:
        at = rows.get(tie.upper, len(rows))
        first[tie.lower] = min(first.get(tie.lower, at), at)
    work = [one for one in sheet.things if one.column == WORK and not one.several]
    return sorted(work, key=lambda one: first.get(one.key, len(sheet.things)))


def _cells(sheet: Sheet, gathered: Gathered) -> dict[tuple[str, str], Cell]:
    counts = {f"work-{pk}": row.kpis for pk, row in gathered.of_work.items()}
    best = _best_lines(gathered)
    return {
        (tie.upper, tie.lower): _cell(tie, counts.get(tie.lower, 0), best)
        for tie in sheet.ties
        if tie.upper.startswith("goal-") and tie.lower.startswith("work-")
    }


def _cell(tie: Tie, kpis: int, best: Mapping[tuple[str, str], Kind]) -> Cell:
    if not kpis:
        return Cell(
            "risk" if tie.held else "broken", NO_KPI, "" if tie.held else TIE_WORDS["broken"]
        )
    kind = best.get((tie.upper, tie.lower), tie.kind)
    return Cell(kind, many(kpis, "KPI"), _WORDS[kind])


def _best_lines(gathered: Gathered) -> dict[tuple[str, str], Kind]:
    """Return how the best line from each focus area to each goal stands."""
    best: dict[tuple[str, str], Kind] = {}
    for pk in sorted(gathered.shown.kpi_ids):
        for line in gathered.verdicts.lines_of(pk):
            key = f"goal-{line.goal_id}", f"work-{line.focus_id}"
            kind = kind_of_line(line)
            best[key] = min(best.get(key, kind), kind, key=ORDER.index)
    return best


def _row(
    goal: Thing, work: list[Thing], cells: Mapping[tuple[str, str], Cell], sheet: Sheet
) -> MatrixRow:
    closed = "" if goal.is_open else _closed(goal, sheet)
    return MatrixRow(
        key=goal.key,
        title=goal.title,
        href=page_href(goal),
        kind=goal.kind,
        word=goal.word,
        depth=goal.depth,
        cells=() if closed else tuple(cells.get((goal.key, one.key), EMPTY) for one in work),
        closed=closed,
        toggle=goal.toggle,
        is_open=goal.is_open,
    )


def _closed(goal: Thing, sheet: Sheet) -> str:
    below = [one for one in sheet.things if one.several and one.key.startswith(f"{goal.key}-")]
    return (
        ", ".join(one.title for one in below if id_in(one.title[:1]) is not None) or "Nothing below"
    )


EMPTY = Cell()
_WORDS: Mapping[Kind, str] = {
    "sound": words_of("sound"),
    "risk": words_of("in_doubt"),
    "suspect": words_of("in_doubt", "changed"),
    "broken": "The line is broken",
    "idle": "Not judged",
}
