"""Turns a drawing into a picture: SVG comes in, PNG goes out. Run as a process of its own.

A process that has used vl-convert forks badly, so only this one uses it. The drawing is our own,
and nothing in it is fetched from anywhere.
"""

import sys

import font_source_sans_pro
import vl_convert

SCALE = 2.0  # so many dots for each unit of the drawing: sharp on any screen


def picture_of(svg: str) -> bytes:
    """Return a drawing as PNG, on white, for what cannot show SVG."""
    start, _, rest = svg.partition(">")
    grounded = f'{start}><rect width="100%" height="100%" fill="#ffffff"/>{rest}'
    vl_convert.register_font_directory(font_source_sans_pro.font_directory)
    return bytes(vl_convert.svg_to_png(grounded, scale=SCALE))


if __name__ == "__main__":
    sys.stdout.buffer.write(picture_of(sys.stdin.read()))
