"""A passage of a story that somebody quotes: found in its text, and found again later.

Pure. A quote is kept as the story stores it, mentions by their identity, so that a rename does not
lose it; whitespace and emphasis do not count.
"""

from collections.abc import Callable

from stories.prose import Mention, Unresolved, segments, stored

STAR = "*"


def quoted(body: str, passage: str, name_of: Callable[[Mention], str]) -> str:
    """Return the part of a stored story that reads like a passage; nothing where it has none."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for piece in segments(body):
        if isinstance(piece, Mention):
            length, shown = len(stored(piece)), name_of(piece)
            spans = [(at, at + length)] * len(shown)
        else:
            kept = f"@[{piece.name}]" if isinstance(piece, Unresolved) else piece.text
            length, shown = len(kept), kept
            spans = [(at + place, at + place + 1) for place in range(length)]
        at += length
        for letter, span in zip(shown, spans, strict=True):
            _take(letter, span, letters, places)
    wanted = " ".join(passage.replace(STAR, "").split())
    start = "".join(letters).find(wanted) if wanted else -1
    if start < 0:
        return ""
    first, last = places[start], places[start + len(wanted) - 1]
    return body[first[0] : last[1]]


def stands_in(body: str, quote: str) -> bool:
    """Say whether a stored story still holds a quote."""
    return not quote or _flat(quote) in _flat(body)


def _flat(text: str) -> str:
    return " ".join(text.replace(STAR, "").split())


def _take(
    letter: str, span: tuple[int, int], letters: list[str], places: list[tuple[int, int]]
) -> None:
    """Keep a letter, but of several spaces one, and no stars."""
    if letter == STAR:
        return
    if letter.isspace():
        if not letters or letters[-1] == " ":
            return
        letter = " "
    letters.append(letter)
    places.append(span)
