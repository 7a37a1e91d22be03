"""The parts a slide is made of: real text, native tables and native charts that can be edited."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from alignment.lib.drawing import COLOURS, Kind
from alignment.lib.tables import Value, write_xlsx
from reports.packs.content import Piece
from reports.packs.drawing import INK, MOST_TICKS, QUIET, levels
from reports.packs.steady import steady

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE, INSIDE = Inches(0.7), Inches(11.93)
TITLE_ONLY = 5
Row = TypeVar("Row")
LONGEST = 240  # characters of a sentence that stands alone; the whole of it is in the PDF
NAME, PHRASE, SENTENCE = 60, 100, 120  # characters in a table or a heading
ACCENT = "#2b46c8"
RULE = "#E3E0D9"
FEW_DAYS = 62
HEADER, STRIPES = "#F1EFEA", ("#FAF9F6", "#FFFFFF")


@dataclass(frozen=True, slots=True)
class Said:
    """A run of text with how it looks."""

    text: str
    colour: str = INK
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def place(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Return left, top, width and height as slides measure them."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


@dataclass(frozen=True, slots=True)
class Series:
    """One line or part of a chart; None where there is no value."""

    name: str
    kind: Kind
    values: Sequence[Decimal | None]
    dashed: bool = False


class Deck:
    """Slides in the making, sixteen to nine; `footing` stands at the foot of each."""

    def __init__(self, footing: str, day: date) -> None:
        """Begin without slides."""
        self.day = day
        self.footing = footing
        self.book = Presentation()
        self.book.slide_width, self.book.slide_height = WIDTH, HEIGHT

    def slide(self, *title: Said, size: int = 28, top: float = 0.45) -> Slide:
        """Add a slide with its title and its foot."""
        slide = self.book.slides.add_slide(self.book.slide_layouts[TITLE_ONLY])
        place = slide.shapes.title
        place.left, place.top, place.width, place.height = Box(0.7, top, 11.93, 0.9).place()
        frame = place.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        say(frame, [title], size=size)
        self._foot(slide)
        return slide

    def text(self, slide: Slide, box: Box, *paragraphs: Sequence[Said], size: int = 14) -> None:
        """Add paragraphs of text."""
        frame = slide.shapes.add_textbox(*box.place()).text_frame
        frame.word_wrap = True
        say(frame, paragraphs, size=size)

    def table(
        self,
        slide: Slide,
        box: Box,
        rows: Sequence[Sequence[Sequence[Said]]],
        shares: Sequence[int],
    ) -> None:
        """Add a native table whose first row is its header; `shares` are the columns' widths."""
        shape = slide.shapes.add_table(len(rows), len(shares), *box.place())
        table = shape.table
        table.horz_banding = False
        whole = sum(shares)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Inches(box.width * share / whole)
        for number, row in enumerate(rows):
            for cell, said in zip(table.rows[number].cells, row, strict=True):
                _fill(cell, said, HEADER if number == 0 else STRIPES[number % 2])

    def chart(
        self, slide: Slide, box: Box, days: Sequence[date | str], series: Sequence[Series]
    ) -> Chart:
        """Add a native chart: lines over days, or one stacked bar over a single word."""
        stacked = isinstance(days[0], str)
        data = CategoryChartData(number_format="General")
        data.categories = list(days)
        for one in series:
            values = [None if value is None else float(value) for value in one.values]
            data.add_series(one.name, values)
        kind = XL_CHART_TYPE.BAR_STACKED_100 if stacked else XL_CHART_TYPE.LINE
        chart: Chart = slide.shapes.add_chart(kind, *box.place(), data).chart
        chart.part.chart_workbook.update_from_xlsx_blob(self._sheet(days, series))
        chart.font.size = Pt(12)
        chart.has_title = False
        chart.has_legend = True
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        if not stacked:
            _scale(chart, [value for one in series for value in one.values if value is not None])
            _dates(chart, (days[-1] - days[0]).days)  # type: ignore[operator]
        for drawn, one in zip(chart.plots[0].series, series, strict=True):
            if stacked:
                drawn.format.fill.solid()
                drawn.format.fill.fore_color.rgb = colour(COLOURS[one.kind])
            else:
                drawn.smooth = False
                drawn.format.line.width = Pt(2.25)
                drawn.format.line.color.rgb = colour(COLOURS[one.kind])
                if one.dashed:
                    drawn.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
        return chart

    def content(self) -> bytes:
        """Return the file."""
        about = self.book.core_properties
        about.title, about.author, about.last_modified_by = self.footing, "Throughline", ""
        target = io.BytesIO()
        self.book.save(target)
        return steady(target.getvalue(), self.day)

    def _sheet(self, days: Sequence[date | str], series: Sequence[Series]) -> bytes:
        """Return the data of a chart as the workbook that opens when somebody edits it."""
        rows: list[list[Value]] = [
            [day, *(one.values[number] for one in series)] for number, day in enumerate(days)
        ]
        titles = ["", *(one.name for one in series)]
        return steady(write_xlsx({"Sheet1": (titles, rows)}), self.day)

    def _foot(self, slide: Slide) -> None:
        self.text(slide, Box(0.7, 6.95, 9, 0.35), [Said(self.footing, QUIET)], size=11)
        frame = slide.shapes.add_textbox(*Box(11.6, 6.95, 1.03, 0.35).place()).text_frame
        frame.paragraphs[0]._p.append(parse_xml(_NUMBER))  # noqa: SLF001  # no other way to a field


_NUMBER = (
    f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
    '<a:rPr lang="en-GB" sz="1100"/><a:t>‹#›</a:t></a:fld>'
)


def colour(written: str) -> RGBColor:
    """Return a colour as slides know it."""
    return RGBColor.from_string(written.removeprefix("#").upper())


def say(frame: TextFrame, paragraphs: Sequence[Sequence[Said]], *, size: int) -> None:
    """Fill a frame with paragraphs."""
    for number, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = 1
        if number:
            paragraph.space_before = Pt(size / 2)
        for one in runs:
            run = paragraph.add_run()
            run.text = one.text
            run.font.size, run.font.bold, run.font.italic = Pt(size), one.bold, one.italic
            run.font.color.rgb = colour(one.colour)


def spoken(pieces: Sequence[Piece]) -> list[Said]:
    """Return a paragraph of a story as it was written."""
    return [
        Said(
            one.text,
            bold=one.strength == "strong",
            italic=one.strength == "em",
        )
        for one in pieces
    ]


def quiet(text: str) -> list[Said]:
    """Return a text that stands back, or nothing."""
    return [Said(text, QUIET)] if text else []


def head(*names: str) -> list[list[Said]]:
    """Return the first row of a table."""
    return [[Said(name, QUIET, bold=True)] for name in names]


def short(text: str, most: int = LONGEST) -> str:
    """Return a text cut at a word where it is too long for its place."""
    if len(text) <= most:
        return text
    return text[: text.rfind(" ", 1, most) + 1 or most].rstrip() + " …"


def parts(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """Yield rows in parts of a size."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _scale(chart: Chart, values: Sequence[Decimal]) -> None:
    """Give the scale the same round levels as on paper, in a quiet colour."""
    found = levels(min(values), max(values))
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = float(found[0]), float(found[-1])
    axis.major_unit = float(found[1] - found[0])
    axis.major_gridlines.format.line.color.rgb = colour(RULE)
    axis.format.line.fill.background()
    axis.tick_labels.number_format = "#,##0.##" if found[1] - found[0] < 1 else "#,##0"
    axis.tick_labels.number_format_is_linked = False


def _dates(chart: Chart, length: int) -> None:
    """Name at most six months on the axis of days; within two months, days."""
    axis = chart.category_axis
    months = max(-(-length // (30 * MOST_TICKS)), 1)
    unit, step = ("months", months) if length > FEW_DAYS else ("days", max(length // 5, 1))
    axis.tick_labels.number_format = "mmm yyyy" if unit == "months" else "d mmm"
    axis.tick_labels.number_format_is_linked = False
    place = axis._element  # noqa: SLF001  # no other way to the distance of its names
    for name, said in (("majorUnit", step), ("majorTimeUnit", unit)):
        place.append(parse_xml(f'<c:{name} {nsdecls("c")} val="{said}"/>'))


def _fill(cell: _Cell, said: Sequence[Said], ground: str) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(ground)
    cell.margin_left = cell.margin_right = Inches(0.1)  # as far in as the text above
    frame = cell.text_frame
    frame.word_wrap = True
    say(frame, [[one] for one in said], size=12)
    for paragraph in frame.paragraphs:
        paragraph.space_before = Pt(0)
