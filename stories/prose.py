"""Stories as text: what they mention, and the blanks somebody left in them.

A mention is stored as `@[kpi:<uid>]` or `@[focus:<uid>]`, so that a rename does not break it.
People see and type `@[Title]` or `@[reference]`. What resolves to nothing stays as it was typed.
A bracket or backslash inside a name that would end the mention early is written with a backslash.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from uuid import UUID

Named = Literal["kpi", "focus"]
Profile = Literal["strict", "prose"]

NOTHING_SAID: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mention:
    """A KPI or focus area that a story names."""

    kind: Named
    uid: UUID


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a story without mentions."""

    text: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A mention as somebody typed it, of which nobody knows what it means."""

    name: str


Segment = Words | Mention | Unresolved

_UID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAME = r"(?:\\.|[^\[\]\\\n]|\[(?:\\.|[^\[\]\\\n])*\])+"
_MENTION = re.compile(rf"@\[(?:(?P<kind>kpi|focus):(?P<uid>{_UID})|(?P<name>{_NAME}))\]")
_WHOLE_NAME = re.compile(r"(?:[^\[\]\\\n]|\[[^\[\]\\\n]*\])+")
_STORED_NAME = re.compile(rf"(?:kpi|focus):{_UID}")


def segments(text: str) -> Iterator[Segment]:
    """Yield a stored story piece by piece, in order; together they are the whole text."""
    at = 0
    for found in _MENTION.finditer(text):
        if found.start() > at:
            yield Words(text[at : found.start()])
        yield _mention(found) or Unresolved(_unescaped(found["name"]))
        at = found.end()
    if at < len(text):
        yield Words(text[at:])


def _mention(found: re.Match[str]) -> Mention | None:
    if found["kind"] is None:
        return None
    return Mention("kpi" if found["kind"] == "kpi" else "focus", UUID(found["uid"]))


def mentions(text: str) -> frozenset[Mention]:
    """Return what a stored story names, each once."""
    once = {found["uid"]: found for found in _MENTION.finditer(text) if found["uid"]}
    return frozenset(mention for found in once.values() if (mention := _mention(found)))


def unresolved(text: str) -> tuple[str, ...]:
    """Return the names in a stored story that mean nothing known, in order, each once."""
    names = (piece.name for piece in segments(text) if isinstance(piece, Unresolved))
    return tuple(dict.fromkeys(names))


def stored(mention: Mention) -> str:
    """Return a mention in its stored form."""
    return f"@[{mention.kind}:{mention.uid}]"


def to_written(text: str, name_of: Callable[[Mention], str | None]) -> str:
    """Return a stored story as people edit it; what has no name stays in its stored form."""

    def written(found: re.Match[str]) -> str:
        mention = _mention(found)
        name = mention and name_of(mention)
        return f"@[{_escaped(name)}]" if name else found[0]

    return _MENTION.sub(written, text)


def to_stored(text: str, meant_by: Callable[[str], Mention | None]) -> str:
    """Return a written story as it is stored; names that mean nothing stay as typed."""

    def kept(found: re.Match[str]) -> str:
        mention = _mention(found) or meant_by(_unescaped(found["name"]).strip())
        return stored(mention) if mention else found[0]

    return _MENTION.sub(kept, text)


def to_plain(text: str, name_of: Callable[[Mention], str | None], gone: str = "…") -> str:
    """Return a stored story as running text, with names in place of mentions."""

    def named(found: re.Match[str]) -> str:
        mention = _mention(found)
        return _unescaped(found["name"]) if mention is None else name_of(mention) or gone

    return _MENTION.sub(named, text)


def masked(text: str, letter: str) -> str:
    """Return a story, stored or written, with this letter in place of each letter of a mention."""
    return _MENTION.sub(lambda found: letter * len(found[0]), text)


def _escaped(name: str) -> str:
    name = name.replace("\n", " ")
    if _STORED_NAME.fullmatch(name):
        return "\\" + name
    if _WHOLE_NAME.fullmatch(name):
        return name
    return re.sub(r"([\[\]\\])", r"\\\1", name)


def _unescaped(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name) if "\\" in name else name


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank somebody left in, and where: `text[start:end]`."""

    start: int
    end: int
    text: str


_BRACKETED = re.compile(
    r"(?<![\]\w])\[(?P<inside>[^\[\]\n]{0,120})\](?!\(|\[|:\s*(?:https?:|<|/|\#))"
)
_CHECKBOX = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\](?=\s|$)", re.MULTILINE)
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|‘[^’\n]*’")
_UNSAID = re.compile(r"[^\W\d_]|\?|_{2}|\.{3}|…")
_TELLTALE = re.compile(
    r"""
    <\s*(?:insert|enter|placeholder|your)\b[^<>\n]*>
    | \{\{[^{}\n]*\}\} | \$\{[^{}\n]*\}
    | \b(?:tbd|tbc|tba)\b | \bt\.b\.[dca]\b
    | \bto\s+be\s+(?:determined|confirmed|defined|set|established|announced)\b
    | \bno\s+(?:specific\s+)?target\b
    | \buntil\s+further\s+data\b | \bnot\s+yet\s+set\b
    | \bx{1,4}\s?%
    | _{3,} | \?{3,}
    | (?-i:\bPLACEHOLDER\b) | \bplaceholder_\w+
    | \blorem\s+ipsum\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UNDER_WAY = re.compile(r"\bunder\s+development\b", re.IGNORECASE)
_ELLIPSES = frozenset({"...", "…"})


def blanks(
    text: str, profile: Profile, not_blanks: frozenset[str] = NOTHING_SAID
) -> tuple[Blank, ...]:
    """Return the blanks left in a text, in order.

    Strict is for titles, targets, baselines and dates; prose, for stories and reasons, lets pass
    what people write on purpose: brackets inside a quotation, “[...]” and “under development”.
    `not_blanks` are exact texts, a single blank or all of the text, that somebody said are none.
    """
    if not _may_have_blanks(text) or text in not_blanks:
        return ()
    found = [*_bracketed(text, profile), *_telltales(text)]
    if profile == "strict":
        found += _UNDER_WAY.finditer(text)
    found.sort(key=lambda one: (one.start(), -one.end()))
    kept: list[Blank] = []
    for one in found:
        inside_another = bool(kept) and one.start() < kept[-1].end
        as_written = text[one.start() : one.end()]
        if not inside_another and as_written not in not_blanks:
            kept.append(Blank(one.start(), one.end(), as_written))
    return tuple(kept)


@lru_cache(maxsize=4)
def _telltales(text: str) -> tuple[re.Match[str], ...]:
    """Return what waits for something in both profiles; a long story is asked for both at once."""
    return tuple(_TELLTALE.finditer(text))


def has_blanks(text: str, profile: Profile, not_blanks: frozenset[str] = NOTHING_SAID) -> bool:
    """Tell whether a blank was left in a text."""
    return _may_have_blanks(text) and bool(blanks(text, profile, not_blanks))


def says_nothing(text: str, not_blanks: frozenset[str] = NOTHING_SAID) -> bool:
    """Tell whether a reason is empty or has blanks left in it."""
    return not text or text.isspace() or has_blanks(text, "prose", not_blanks)


def _may_have_blanks(text: str) -> bool:
    """Tell cheaply that most texts have none; written out because it is asked of every reason."""
    low = text.lower()
    return (
        ("[" in low or "<" in low or "{" in low or "___" in low or "???" in low)
        or ("%" in low and "x" in low)
        or ("tb" in low or "t.b." in low or "target" in low or "further" in low or "yet" in low)
        or ("be" in low and "to" in low and any(word in low for word in _TO_BE))
        or ("placeholder" in low or "lorem" in low or "under" in low)
    )


_TO_BE = ("determined", "confirmed", "defined", "set", "established", "announced")


def _bracketed(text: str, profile: Profile) -> Iterator[re.Match[str]]:
    """Yield brackets that wait for something, not ranges, footnotes, links, boxes or mentions."""
    for passed in (_MENTION, _CHECKBOX, *((_QUOTED,) if profile == "prose" else ())):
        text = passed.sub(lambda found: " " * len(found[0]), text)
    for found in _BRACKETED.finditer(text):
        inside = found["inside"].strip()
        said = bool(inside) and not _UNSAID.search(inside)
        if not said and not (profile == "prose" and inside in _ELLIPSES):
            yield found
