"""A story as it was at each time, and what changed between any two of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.models import User
from alignment.lib.differing import Pair, Piece, paragraphs_changed, words_changed
from alignment.lib.shown import Shown
from stories.access import is_number
from stories.forms import ComparisonForm
from stories.models import Story, StoryVersion
from stories.pages.parts import Tab
from stories.pages.telling import Part
from stories.pages.words import many, moment
from stories.pages.writing import in_names, paragraphs

MOST_VERSIONS = 200
WAYS = {"read": "As it read", "words": "What changed", "beside": "Side by side"}


@dataclass(frozen=True, slots=True)
class Listed(Shown):
    """A version in the list: where it is shown, who wrote it and when."""

    number: int
    href: str
    who: str
    when: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Versions(Shown):
    """The history of a story: one version, compared with another unless there is only one.

    `older` and `newer` are the numbers compared, in the order in which they were written.
    """

    number: int
    when: str
    who: str
    tabs: tuple[Tab, ...]
    way: str
    paragraphs: tuple[tuple[Part, ...], ...]
    older: int
    newer: int
    pieces: tuple[Piece, ...]
    pairs: tuple[Pair, ...]
    summary: str
    choice: ComparisonForm
    versions: tuple[Listed, ...]


def versions_page(story: Story, shown: StoryVersion, asked: QueryDict, user: User) -> Versions:
    """Return a version as it read, or what changed between it and the one asked for."""
    rows = list(
        story.versions.select_related("written_by")
        .defer("body")
        .order_by("-number")[:MOST_VERSIONS]
    )
    other = _other(story, shown, asked.get("other", ""))
    way = asked.get("look", "") if other and asked.get("look", "") in WAYS else "read"
    older, newer = sorted((shown, other or shown), key=lambda one: one.number)
    before, after = ("", "") if way == "read" else (_text(older, user), _text(newer, user))
    pieces = words_changed(before, after)
    return Versions(
        number=shown.number,
        when=moment(shown.written_at),
        who=shown.written_by.name if shown.written_by else "",
        tabs=tuple(_tabs(shown, other, way)),
        way=way,
        paragraphs=paragraphs(shown.body, user) if way == "read" else (),
        older=older.number,
        newer=newer.number,
        pieces=_trimmed(pieces) if way == "words" else (),
        pairs=tuple(
            Pair(_trimmed(pair.before), _trimmed(pair.after))
            for pair in (paragraphs_changed(before, after) if way == "beside" else ())
        ),
        summary=_summary(pieces) if way != "read" else "",
        choice=ComparisonForm(
            numbers=[row.number for row in rows],
            initial={
                "version": shown.number,
                "other": other.number if other else None,
                "look": "words" if way == "read" else way,
            },
        ),
        versions=tuple(_listed(row, shown) for row in rows),
    )


def _other(story: Story, shown: StoryVersion, asked: str) -> StoryVersion | None:
    """Return the version to compare with: the one asked for, else the one before."""
    others = story.versions.select_related("written_by").exclude(number=shown.number)
    chosen = others.filter(number=asked).first() if is_number(asked) else None
    if chosen:
        return chosen
    near = others.filter(number__lt=shown.number).order_by("-number").first()
    return near or others.filter(number__gt=shown.number).order_by("number").first()


def _text(version: StoryVersion, user: User) -> str:
    """Return what a version said, its last paragraph ended like the others."""
    return in_names(version.body.replace("\r\n", "\n").strip(), user) + "\n\n"


def _trimmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return pieces without the line's end that the last of them has."""
    return (*pieces[:-1], *(replace(one, text=one.text.rstrip()) for one in pieces[-1:]))


def _tabs(shown: StoryVersion, other: StoryVersion | None, way: str) -> Iterable[Tab]:
    if other is None:
        return
    for name, words in WAYS.items():
        query = {"version": shown.number, "other": other.number, "look": name}
        yield Tab(words, f"?{urlencode(query)}", name == way)


def _summary(pieces: Iterable[Piece]) -> str:
    counts = {"added": 0, "removed": 0}
    for piece in pieces:
        if piece.kind != "same":
            counts[piece.kind] += len(piece.text.split())
    if not any(counts.values()):
        return "They say the same, word for word."
    put, taken = many(counts["added"], "word"), many(counts["removed"], "word").lower()
    return f"{put} put in, {taken} taken out."


def _listed(row: StoryVersion, shown: StoryVersion) -> Listed:
    return Listed(
        number=row.number,
        href=f"?version={row.number}",
        who=row.written_by.name if row.written_by else "Import",
        when=moment(row.written_at),
        is_shown=row.number == shown.number,
    )
