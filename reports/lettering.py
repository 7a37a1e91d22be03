"""How much room words take where nothing wraps them: in a drawing.

Widths are in ems of an ordinary sans-serif face, a little on the wide side, so that what is said
to fit does.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from unicodedata import combining, east_asian_width

ELLIPSIS = "…"
SLIM = frozenset("iljtfrI.,:;'’!|()[] ")
SPACE = 0.34
STOUT = frozenset("mwMW%@—…")


def width_of(text: str) -> float:
    """Return how wide a text is, in ems."""
    return sum(map(_advance, text))


def shortened(text: str, room: float) -> str:
    """Return a text as it fits into the room, cut with an ellipsis where it does not."""
    return text if width_of(text) <= room else _cut(text, room)


def wrapped(text: str, room: float, most: int) -> tuple[str, ...]:
    """Return a text in at most so many lines, at least one; the last is cut where it must be."""
    lines: list[str] = []
    line, width = "", 0.0
    words = [piece for word in text.split() for piece in _pieces(word, room)]
    for at, word in enumerate(words):
        wide = width_of(word)
        if not line or width + SPACE + wide <= room:
            line, width = f"{line} {word}".lstrip(), width + wide + (SPACE if line else 0)
            continue
        if len(lines) == most - 1:
            return (*lines, _cut(" ".join([line, *words[at:]]), room))
        lines.append(line)
        line, width = word, wide
    return (*lines, line)


def _pieces(word: str, room: float) -> Iterable[str]:
    """Yield a word, in pieces if it is wider than a line."""
    if width_of(word) <= room:
        yield word
        return
    piece = ""
    for letter in word:
        if piece and width_of(piece + letter) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _cut(text: str, room: float) -> str:
    left = room - _advance(ELLIPSIS)
    widths = accumulate(map(_advance, text))
    kept = "".join(letter for letter, width in zip(text, widths, strict=True) if width <= left)
    return f"{kept.rstrip()}{ELLIPSIS}"


@lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WF":
        return 1.05
    if letter in SLIM:
        return SPACE
    if letter in STOUT:
        return 0.92
    return 0.7 if letter.isupper() else 0.57
