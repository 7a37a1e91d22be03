"""A sheet of the map as SVG that needs no style sheet: the same places as on the page. Pure."""

from html import escape

from alignment.lib.drawing import COLOURS, Kind
from reports.mapping import LEFT, Box, Layout, Stroke
from reports.packs.drawing import INK, QUIET, RULE

HEADS = ("Business objectives", "Technical focus areas", "KPIs")
GROUNDS: dict[Kind, str] = {
    "sound": "#ffffff",
    "risk": "#fbf4ea",
    "suspect": "#f5f0fb",
    "broken": "#fbeeed",
    "idle": "#ffffff",
}
DASHES: dict[Kind, str] = {
    "sound": "",
    "risk": "8 4",
    "suspect": "10 3 2 3",
    "broken": "2 5",
    "idle": "1 4",
}
MARKS: dict[Kind, str] = {
    "sound": '<path d="M2 6.5 5 9l5-6" fill="none" stroke="{c}" stroke-width="2"/>',
    "risk": '<path d="M6 1.5 11 10.5H1z" fill="{c}"/>',
    "broken": '<path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="{c}" stroke-width="2"/>',
    "suspect": '<path d="M6 1 11 6 6 11 1 6z" fill="{c}"/>',
    "idle": '<circle cx="6" cy="6" r="4" fill="none" stroke="{c}" stroke-width="2"/>',
}
ABOVE = 34  # for the names of the columns


def map_svg(layout: Layout) -> str:
    """Return the drawing with the names of its columns."""
    width, height = layout.width + 4, layout.height + ABOVE + 6
    heads = "".join(
        f'<text x="{x}" y="-14" fill="{QUIET}" font-weight="600">{name}</text>'
        for x, name in zip(LEFT, HEADS, strict=True)
    )
    brackets = "".join(
        f'<path d="{one.d}" fill="none" stroke="{QUIET}"/>' for one in layout.brackets
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -{ABOVE} {width} {height}" '
        f'width="{width}" height="{height}" font-family="Source Sans Pro" font-size="13">'
        f"{heads}{brackets}{''.join(map(_stroke, layout.strokes))}"
        f"{''.join(map(_box, layout.boxes))}</svg>"
    )


def edge_of(kind: Kind) -> str:
    """Return the colour of a box's edge: quiet, unless something is to be looked at."""
    return RULE if kind in ("sound", "idle") else COLOURS[kind]


def _stroke(one: Stroke) -> str:
    kind, colour = one.tie.kind, COLOURS[one.tie.kind]
    dash = f' stroke-dasharray="{DASHES[kind]}"' if DASHES[kind] else ""
    drawn = f'<path d="{one.d}" fill="none" stroke="{colour}" stroke-width="1.5"{dash}/>'
    if one.tie.held:
        return drawn
    x, y = one.x, one.y
    cross = f"M{x - 5} {y - 5} {x + 5} {y + 5}M{x + 5} {y - 5} {x - 5} {y + 5}"
    return f'{drawn}<path d="{cross}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _box(box: Box) -> str:
    kind, several = box.thing.kind, box.thing.several
    colour = COLOURS[kind]
    dash = ' stroke-dasharray="4 3"' if several else ""
    place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
    said = "".join(
        f'<text x="{one.x}" y="{one.y}" fill="{INK}">{escape(one.text)}</text>' for one in box.title
    )
    if box.small:
        at = f'x="{box.small.x}" y="{box.small.y}"'
        said += f'<text {at} fill="{colour}" font-size="12">{escape(box.small.text)}</text>'
    mark = MARKS[kind].format(c=colour)
    return (
        f'<rect {place} rx="6" fill="{GROUNDS[kind]}" stroke="{edge_of(kind)}"{dash}/>'
        f'<g transform="translate({box.mark_x} {box.mark_y})">{mark}</g>{said}'
    )
