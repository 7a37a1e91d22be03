"""People named in a comment: typed as `@[Name]`, stored as `@[person:12]`, shown by their name.

Pure: text in, text out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_NAMED = re.compile(r"@\[(?:person:(?P<id>[0-9]{1,18})|(?P<name>[^\[\]\n]{1,254}))\]")


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of a comment: plain words, or a person by their number."""

    text: str
    person: int | None = None


def stretches(text: str) -> Iterator[Said]:
    """Yield a stored comment in parts."""
    at = 0
    for found in _NAMED.finditer(text):
        if found["id"] is None:
            continue
        if found.start() > at:
            yield Said(text[at : found.start()])
        yield Said(found[0], int(found["id"]))
        at = found.end()
    if at < len(text):
        yield Said(text[at:])


def people_in(text: str) -> frozenset[int]:
    """Return the numbers of the people that a stored comment names."""
    return frozenset(said.person for said in stretches(text) if said.person is not None)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a comment as typed still gives by name, each once."""
    found = (one["name"] for one in _NAMED.finditer(text) if one["name"] is not None)
    return tuple(dict.fromkeys(name.strip() for name in found))


def to_stored(text: str, meant_by: Callable[[str], int | None]) -> str:
    """Return a comment as typed with the numbers of the people it names."""

    def stored(found: re.Match[str]) -> str:
        person = meant_by(found["name"].strip()) if found["name"] is not None else None
        return found[0] if person is None else f"@[person:{person}]"

    return _NAMED.sub(stored, text)


def to_written(text: str, name_of: Callable[[int], str]) -> str:
    """Return a stored comment as people type it."""
    return "".join(
        said.text if said.person is None else f"@[{name_of(said.person)}]"
        for said in stretches(text)
    )


def to_named(text: str, name_of: Callable[[int], str]) -> str:
    """Return a stored comment as people read it."""
    return "".join(
        said.text if said.person is None else f"@{name_of(said.person)}" for said in stretches(text)
    )
