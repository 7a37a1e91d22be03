"""The map as an SVG text that stands alone: no styles, no links, ink on white."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from alignment.lib.drawing import COLOURS, Kind
from reports.mapping import LEFT, SMALL_SIZE, TITLE_SIZE, Box, Layout, Stroke, Words

HEAD = 34
FACE = "Inter, 'Helvetica Neue', Arial, sans-serif"
INK, QUIET, EDGE = "#1a1c21", "#656a75", "#c9c5bb"
DASHES: dict[Kind, str] = {"risk": "8 4", "suspect": "10 3 2 3", "broken": "2 5", "idle": "1 4"}
MARKS: dict[Kind, str] = {
    "sound": '<path d="M2 6.5 5 9l5-6" fill="none" stroke="{ink}" stroke-width="2"/>',
    "risk": '<path d="M6 1.5 11 10.5H1z" fill="{ink}"/>',
    "suspect": '<path d="M6 1 11 6 6 11 1 6z" fill="{ink}"/>',
    "broken": '<path d="M2 2l8 8M10 2l-8 8" stroke="{ink}" stroke-width="2"/>',
    "idle": '<circle cx="6" cy="6" r="4" fill="none" stroke="{ink}" stroke-width="2"/>',
}


def svg_of(layout: Layout, heads: Sequence[str]) -> str:
    """Return a laid out map as an SVG text; `heads` stand above the columns."""
    width, height = layout.width, layout.height + HEAD
    view = f"-1 {-HEAD} {width + 2} {height + 2}"
    size = f'width="{width + 2}" height="{height + 2}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" {size} font-family="{FACE}">',
        *(
            _text(Words(head, left, -14), TITLE_SIZE, QUIET, bold=True)
            for head, left in zip(heads, LEFT, strict=True)
        ),
        *(f'<path d="{one.d}" fill="none" stroke="{EDGE}"/>' for one in layout.brackets),
        *(part for one in layout.strokes for part in _stroke(one)),
        *(part for one in layout.boxes for part in _box(one)),
        "</svg>",
    ]
    return "".join(parts)


def _stroke(stroke: Stroke) -> Iterator[str]:
    kind = stroke.tie.kind
    dash = f' stroke-dasharray="{DASHES[kind]}"' if kind in DASHES else ""
    yield f'<path d="{stroke.d}" fill="none" stroke="{COLOURS[kind]}" stroke-width="1.5"{dash}/>'
    if not stroke.tie.held:
        d = f"M{stroke.x - 5} {stroke.y - 5}l10 10m0 -10l-10 10"
        yield f'<path d="{d}" stroke="{COLOURS[kind]}" stroke-width="2"/>'


def _box(box: Box) -> Iterator[str]:
    kind = box.thing.kind
    dash = ' stroke-dasharray="4 3"' if box.thing.several else ""
    yield (
        f'<g role="img" aria-label={quoteattr(box.label)}><rect x="{box.x}" y="{box.y}"'
        f' width="{box.width}" height="{box.height}" rx="6" fill="#fff"'
        f' stroke="{COLOURS[kind] if kind != "sound" else EDGE}"{dash}/>'
    )
    mark = MARKS[kind].format(ink=COLOURS[kind])
    yield f'<g transform="translate({box.mark_x} {box.mark_y})">{mark}</g>'
    for words in box.title:
        yield _text(words, TITLE_SIZE, INK)
    if box.small:
        yield _text(box.small, SMALL_SIZE, COLOURS[kind])
    yield "</g>"


def _text(words: Words, size: int, ink: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{words.x}" y="{words.y}" font-size="{size}" fill="{ink}"{weight}>'
        f"{escape(words.text)}</text>"
    )
