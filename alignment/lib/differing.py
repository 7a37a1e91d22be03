"""What differs between two texts, in words.

Paragraphs are matched first, then the words inside those that changed, so that a text of ten
thousand words takes no longer than a moment. A name in brackets after an @ is one word.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Literal

Change = Literal["same", "added", "removed"]

# What a comparison may cost, in pairs of equal words; dearer texts count as wholly rewritten.
DEAREST = 400_000
MOST_CELLS = 2500
ALIKE = 0.35
# Fewer letters than this that stayed the same between two changes are noise to a reader.
NOISE = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: Change
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph as it was and as it is, with its line ends; nothing where there was none."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether nothing changed in it."""
        return all(piece.kind == "same" for piece in (*self.before, *self.after))


_PARAGRAPH = re.compile(r"[^\n]*\n[\s]*|[^\n]+\Z")
_WORD = re.compile(r"(?:@\[[^\[\]\n]*\]|\w+(?:[.,'’:/-]\w+)*|[^\w\s]|(?=\s))\s*")


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts in one: what went stands before what came in its place.

    The pieces that are not added make up `before`, those that are not removed `after`.
    """
    found = (piece for one in _matched(before, after) for piece in one)
    return tuple(_joined(found))


def paragraphs_changed(before: str, after: str) -> tuple[Pair, ...]:
    """Return both texts side by side, paragraph by paragraph, with the words that changed."""
    return tuple(
        Pair(
            tuple(_joined(piece for piece in one if piece.kind != "added")),
            tuple(_joined(piece for piece in one if piece.kind != "removed")),
        )
        for one in _matched(before, after)
    )


def _matched(before: str, after: str) -> Iterator[list[Piece]]:
    """Yield the pieces of each paragraph."""
    was, now = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    for is_same, old, new in _runs(was, now):
        if is_same:
            yield from ([Piece("same", text)] for text in old)
        else:
            yield from (_words_of(left, right) for left, right in _aligned(old, new))


def _words_of(before: str, after: str) -> list[Piece]:
    found: list[Piece] = []
    for is_same, old, new in _without_noise(_runs(_WORD.findall(before), _WORD.findall(after))):
        if is_same:
            found.append(Piece("same", "".join(old)))
            continue
        found += [Piece("removed", "".join(old))] if old else []
        found += [Piece("added", "".join(new))] if new else []
    return found


Run = tuple[bool, list[str], list[str]]


def _runs(was: list[str], now: list[str]) -> Iterator[Run]:
    """Yield what both have in common, in order, and what stands between."""
    start = _shared(was, now)
    end = _shared(was[start:][::-1], now[start:][::-1])
    old, new = was[start : len(was) - end], now[start : len(now) - end]
    if start:
        yield True, was[:start], now[:start]
    if old or new:
        yield from _differing(old, new)
    if end:
        yield True, was[-end:], now[-end:]


def _shared(was: Sequence[str], now: Sequence[str]) -> int:
    """Return how many of the first are the same."""
    count = 0
    for old, new in zip(was, now, strict=False):
        if old != new:
            break
        count += 1
    return count


def _differing(was: list[str], now: list[str]) -> Iterator[Run]:
    if not (was and now) or _cost(was, now) > DEAREST:
        yield False, was, now
        return
    for tag, i, j, k, m in SequenceMatcher(None, was, now).get_opcodes():
        yield tag == "equal", was[i:j], now[k:m]


def _cost(was: list[str], now: list[str]) -> int:
    """Return how many pairs there are to try, without those too frequent to begin a match."""
    old, new = Counter(was), Counter(now)
    frequent = len(now) // 100 + 1 if len(now) >= 200 else len(now)
    return sum(count * new[word] for word, count in old.items() if new[word] <= frequent)


def _without_noise(runs: Iterable[Run]) -> Iterator[Run]:
    """Take a word or two of few letters between two changes as changed with them."""
    held = list(runs)
    for at, (is_same, old, new) in enumerate(held):
        between = 0 < at < len(held) - 1
        if is_same and between and sum(map(str.isalnum, "".join(old))) < NOISE:
            held[at] = (False, old, new)
    for is_same, group in groupby(held, key=lambda run: run[0]):
        members = list(group)
        old = [word for run in members for word in run[1]]
        yield is_same, old, [word for run in members for word in run[2]]


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Yield paragraphs that were rewritten beside each other, and those that came or went alone."""
    if len(old) * len(new) > MOST_CELLS:
        yield from zip_longest(old, new, fillvalue="")
        return
    likeness = _likeness(old, new)
    best = _best_from_here(likeness, len(old), len(new))
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            yield old[i], ""
            i += 1
        else:
            yield "", new[j]
            j += 1
    yield from ((text, "") for text in old[i:])
    yield from (("", text) for text in new[j:])


def _likeness(old: list[str], new: list[str]) -> list[list[float]]:
    """Return the share of words in common; a lone paragraph is always beside its only other."""
    if len(old) == len(new) == 1:
        return [[1.0]]
    was = [Counter(_WORD.findall(text)) for text in old]
    now = [Counter(_WORD.findall(text)) for text in new]
    return [[_alike(one, other) for other in now] for one in was]


def _alike(one: Counter[str], other: Counter[str]) -> float:
    share = 2 * (one & other).total() / (one.total() + other.total())
    return share if share >= ALIKE else 0.0


def _best_from_here(likeness: list[list[float]], rows: int, columns: int) -> list[list[float]]:
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            beside = likeness[i][j] + best[i + 1][j + 1]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], beside)
    return best


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield pieces of the same sort as one."""
    for kind, group in groupby(pieces, key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in group))
