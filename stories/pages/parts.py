"""Small parts that many pages are made of."""

from dataclasses import dataclass

from alignment.lib.shown import Shown


@dataclass(frozen=True, slots=True)
class Link(Shown):
    """Words that lead somewhere; `kind` is “primary”, “danger” or nothing."""

    text: str
    href: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Tab(Shown):
    """One choice among several views of the same list; the count may be unknown."""

    text: str
    href: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact(Shown):
    """A term and what is said of it; nothing said reads “Not said yet”.

    `edit` is the form that changes it; it opens at `place`.
    """

    term: str
    text: str
    href: str = ""
    small: str = ""
    edit: str = ""
    place: str = ""


def links(*found: Link) -> tuple[Link, ...]:
    """Return the links that lead somewhere."""
    return tuple(link for link in found if link.href)
