"""Puts two changes of one text together, where they do not touch the same words."""

from collections.abc import Iterator
from dataclasses import dataclass

from alignment.lib.differing import words_changed


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the text before, from one letter up to another, and what came in its place."""

    start: int
    end: int
    text: str


def merged(before: str, one: str, other: str) -> str | None:
    """Return a text with the changes of both; None where they meet, so that a person must choose.

    Changes that stand directly beside each other meet too: together they may say what neither
    meant.
    """
    if one == other:
        return one
    found: list[Edit] = []
    for edit in sorted(
        {*edits(before, one), *edits(before, other)},
        key=lambda edit: (edit.start, edit.end, edit.text),
    ):
        if found and edit.start <= found[-1].end:
            return None
        found.append(edit)
    parts, here = [], 0
    for edit in found:
        parts += [before[here : edit.start], edit.text]
        here = edit.end
    return "".join([*parts, before[here:]])


def edits(before: str, after: str) -> Iterator[Edit]:
    """Yield what makes one text into the other, in order."""
    here = start = 0
    gone, come = 0, ""
    for piece in words_changed(before, after):
        if piece.kind == "same":
            if gone or come:
                yield Edit(start, start + gone, come)
            here += len(piece.text)
            start, gone, come = here, 0, ""
        elif piece.kind == "removed":
            gone += len(piece.text)
            here += len(piece.text)
        else:
            come += piece.text
    if gone or come:
        yield Edit(start, start + gone, come)
