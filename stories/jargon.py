"""Words in a story that a board member would stumble over, with what to say instead.

Words are found whatever their case and inflection: “leveraging” is a form of “leverage”. What
stands between the words of a term, a space, a hyphen or a line's end, does not matter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from stories.prose import Words, segments

_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \t]*[-–/&'’]?\n?[ \t]*")
_ENDINGS = (
    *(("s", ""), ("es", ""), ("ies", "y")),
    *(("d", ""), ("ed", ""), ("ied", "y")),
    *(("ing", ""), ("ing", "e")),
)
_SHORTEST_STEM = 3
MOST_WORDS = 8  # of a term; a longer one is not found
_DOUBLED = re.compile(r"^(\w+(\w))\2(?:ed|ing)$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the list, or several, and what to say instead."""

    words: str
    plainly: str


@dataclass(frozen=True, slots=True)
class Stumble:
    """A term that a story uses: as it stands there first, and how often it does."""

    text: str
    plainly: str
    times: int


Index = Mapping[str, list[tuple[tuple[str, ...], Term]]]


def stumbles(text: str, terms: Iterable[Term]) -> tuple[Stumble, ...]:
    """Return the terms that a story uses, in the order in which they appear, names left out."""
    index = indexed(tuple(terms))
    times: dict[Term, int] = defaultdict(int)
    first: dict[Term, str] = {}
    for piece in segments(text):
        if isinstance(piece, Words):
            for term, said in _found(piece.text, index):
                times[term] += 1
                first.setdefault(term, said)
    return tuple(Stumble(said, term.plainly, times[term]) for term, said in first.items())


@lru_cache(maxsize=4)
def indexed(terms: tuple[Term, ...]) -> Index:
    """Return terms by their first word, the longest of each first."""
    index: dict[str, list[tuple[tuple[str, ...], Term]]] = defaultdict(list)
    for term in terms:
        if words := tuple(_WORD.findall(term.words.lower())):
            index[words[0]].append((words, term))
    for found in index.values():
        found.sort(key=lambda one: -len(one[0]))
    return dict(index)


def _found(text: str, index: Index) -> Iterator[tuple[Term, str]]:
    words = [(match.start(), match.end(), match[0].lower()) for match in _WORD.finditer(text)]
    beginnings = {
        word: found
        for word in {word for _, _, word in words}
        if (found := [one for base in bases(word) for one in index.get(base, ())])
    }
    at = 0
    while at < len(words):
        term, count = _longest(text, words[at : at + MOST_WORDS], beginnings)
        if term:
            yield term, text[words[at][0] : words[at + count - 1][1]]
        at += count


Spans = list[tuple[int, int, str]]


def _longest(text: str, words: Spans, beginnings: Index) -> tuple[Term | None, int]:
    """Return the longest term that begins here, and how many words to go on by."""
    for wanted, term in beginnings.get(words[0][2], ()):
        if _continues(text, words, wanted):
            return term, len(wanted)
    return None, 1


def _continues(text: str, words: Spans, wanted: tuple[str, ...]) -> bool:
    if len(words) < len(wanted):
        return False
    return all(
        wanted[place] in bases(words[place][2])
        and _BETWEEN.fullmatch(text, words[place - 1][1], words[place][0])
        for place in range(1, len(wanted))
    )


@lru_cache(maxsize=8192)
def bases(word: str) -> tuple[str, ...]:
    """Return a word in small letters and what it may be a form of: “used” of “use” and “us”."""
    found = [word]
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= min(_SHORTEST_STEM, len(word) - len(ending)) and stem:
            found.append(stem + instead)
    if doubled := _DOUBLED.match(word):
        found.append(doubled[1])
    return tuple(found)
