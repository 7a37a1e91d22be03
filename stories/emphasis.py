"""Emphasis in a story: *so* and **so**.

Stars stand tight to the words they raise, and within one paragraph: “2 * 3” is no emphasis.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stories.prose import masked

Strength = Literal["", "em", "strong"]

_STARRED = re.compile(
    r"(?<![\w*])(?P<stars>\*\*?)(?=[^\s*])(?P<inside>[^*]*?[^\s*])(?P=stars)(?![\w*])"
)
_FILLER = "\ufffc"  # stands for a letter of a name, none of which is a star


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text without its stars, and how much it is raised."""

    text: str
    strength: Strength = ""


def stretches(text: str) -> Iterator[Stretch]:
    """Yield a paragraph in parts; a name stays whole, whatever stars are in it."""
    shape = masked(text, _FILLER)
    at = 0
    for found in _STARRED.finditer(shape):
        if found.start() > at:
            yield Stretch(text[at : found.start()])
        strength: Strength = "strong" if found["stars"] == "**" else "em"
        yield Stretch(text[found.start("inside") : found.end("inside")], strength)
        at = found.end()
    if at < len(text):
        yield Stretch(text[at:])
