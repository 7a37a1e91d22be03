"""The map on slides: boxes and glued lines that can be moved and written over."""

from collections.abc import Mapping

from pptx.enum.dml import MSO_LINE_DASH_STYLE as DASH
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape
from pptx.shapes.connector import Connector
from pptx.slide import Slide
from pptx.util import Inches, Pt

from alignment.lib.drawing import COLOURS, Kind
from reports.mapping import LEFT as AT
from reports.mapping import WIDTH, Box, Layout, Tie, lay_out
from reports.packs.content import Map
from reports.packs.deck import Box as Place
from reports.packs.deck import Deck, Said, colour, say
from reports.packs.drawing import INK, QUIET
from reports.packs.map_drawing import GROUNDS, HEADS, edge_of
from reports.packs.map_sheets import sheets_of

ROOM = 560  # in units of the drawing: more could not be read on a wall
MOST_SLIDES = 8
ACROSS, DOWN, LEFT, TOP = 11.93, 5.1, 0.7, 1.65  # inches
SIGNS: Mapping[Kind, str] = {
    "sound": "✓",
    "risk": "▲",
    "suspect": "◆",
    "broken": "✕",
    "idle": "○",
}
DASHES: Mapping[Kind, DASH] = {
    "sound": DASH.SOLID,
    "risk": DASH.DASH,
    "suspect": DASH.DASH_DOT,
    "broken": DASH.ROUND_DOT,
    "idle": DASH.SQUARE_DOT,
}
UNDER = 3  # a place in the order of a slide: after its title, below everything else
RIGHT_SIDE, LEFT_SIDE = 3, 1  # where a line meets a box, as slides number its sides
LEGEND = (
    "✓ traced and agreed   ▲ not agreed yet   ◆ changed since agreed   ✕ broken or missing   "
    "○ not judged"
)


def put_map(deck: Deck, drawn: Map) -> None:
    """Add the map, a slide for each sheet; what is left out is in the PDF."""
    sheets = sheets_of(drawn, ROOM)
    for number, sheet in enumerate(sheets[:MOST_SLIDES]):
        slide = deck.slide(Said("The map" + (", continued" if number else ""), bold=True))
        deck.text(slide, Place(LEFT, 1.02, ACROSS, 0.3), [Said(LEGEND, QUIET)], size=10)
        _draw(deck, slide, lay_out(sheet))
    left = len(sheets) - MOST_SLIDES
    if left > 0:
        said = Said(f"{left} more are in the PDF and in the data.", QUIET)
        deck.text(slide, Place(LEFT, 6.72, ACROSS, 0.3), [said], size=10)


def _draw(deck: Deck, slide: Slide, layout: Layout) -> None:
    scale = min(ACROSS / WIDTH, DOWN / max(layout.height, 1))
    for x, name in zip(AT, HEADS, strict=True):
        place = Place(LEFT + x * scale, 1.33, 3, 0.3)
        deck.text(slide, place, [Said(name, QUIET, bold=True)], size=10)
    shapes = {box.thing.key: _box(slide, box, scale) for box in layout.boxes}
    for stroke in layout.strokes:
        _tie(slide, stroke.tie, shapes)


def _box(slide: Slide, box: Box, scale: float) -> Shape:
    place = Place(LEFT + box.x * scale, TOP + box.y * scale, box.width * scale, box.height * scale)
    shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *place.place())
    shape.name = box.label
    shape.adjustments[0] = 0.12
    kind = box.thing.kind
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(GROUNDS[kind])
    shape.line.color.rgb = colour(edge_of(kind))
    shape.line.width = Pt(0.75)
    _plain(shape)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Inches(0.06)
    frame.margin_top = frame.margin_bottom = 0
    title = " ".join(line.text for line in box.title)
    said = [[Said(f"{SIGNS[kind]} ", COLOURS[kind], bold=True), Said(title, INK)]]
    if box.small:
        said.append([Said(box.small.text, COLOURS[kind])])
    say(frame, said, size=8)
    for paragraph in frame.paragraphs:
        paragraph.space_before = Pt(0)
    return shape


def _tie(slide: Slide, tie: Tie, shapes: Mapping[str, Shape]) -> None:
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 0, 0)
    _plain(line)
    slide.shapes._spTree.insert(UNDER, line._element)  # noqa: SLF001  # no other way below boxes
    line.begin_connect(shapes[tie.upper], RIGHT_SIDE)
    line.end_connect(shapes[tie.lower], LEFT_SIDE)
    line.name = tie.word
    line.line.color.rgb = colour(COLOURS[tie.kind])
    line.line.width = Pt(1.25)
    line.line.dash_style = DASHES[tie.kind]


def _plain(drawn: Shape | Connector) -> None:
    """Take off what the deck's theme would add: shadows."""
    drawn._element.remove(drawn._element.find(qn("p:style")))  # noqa: SLF001  # no other way
