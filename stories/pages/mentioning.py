"""What a writer may mean after an @: what is linked to the goal first, then all else."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from objectives.access import focus_areas_to_view
from objectives.models import Objective
from stories.naming import COLUMNS, Thing, mentionable, read_names
from stories.pages.looking_over import KINDS, mention_of
from stories.prose import stored

MOST_LINKED = 8
MOST_OTHERS = 6
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Choice(Shown):
    """Something to choose, what tells it from others of its name, and the text that names it."""

    title: str
    note: str
    text: str


def choices(objective: Objective, by: User, asked: str) -> tuple[Choice, ...]:
    """Return what is called like what was typed so far. At most ten queries.

    Each is named by its title where that means it alone, else by its reference.
    """
    words = " ".join(asked.split())[:80]
    linked = [one for one in mentionable(objective, by) if _is_like(one, words)]
    known = {one.uid for one in linked}
    others = [one for one in _others(by, words) if one.uid not in known]
    found = [*_nearest(linked, words)[:MOST_LINKED], *_nearest(others, words)[:MOST_OTHERS]]
    named = _named(found, objective, by) if found else []
    return tuple(
        Choice(one.title, _note(one, linked=one.uid in known), text)
        for one, text in zip(found, named, strict=True)
    )


def _note(thing: Thing, *, linked: bool) -> str:
    """Return what a thing is, and whether a line connects it to the goal."""
    said = f"{KINDS[thing.kind]} {thing.ref}"
    return said if linked else f"{said} · not linked to this goal"


def _is_like(thing: Thing, words: str) -> bool:
    """Tell whether a thing's title holds every word, or its reference begins with the text."""
    title, low = thing.title.lower(), words.lower()
    return all(word in title for word in low.split()) or thing.ref.lower().startswith(low)


def _nearest(things: list[Thing], words: str) -> list[Thing]:
    """Return what begins with the words before what only holds them."""
    low = words.lower()
    return sorted(things, key=lambda one: not one.title.lower().startswith(low))


def _others(by: User, words: str) -> Iterable[Thing]:
    if len(words) < FEWEST_LETTERS:
        return
    most = MOST_OTHERS + MOST_LINKED  # the linked ones among them are left out later
    work = focus_areas_to_view(by).active().named_like(words).order_by("title", "pk")
    kpis = kpis_to_view(by).not_retired().named_like(words).order_by("title", "pk")
    found = [Thing("focus", *row) for row in work.values_list(*COLUMNS)[:most]]
    found += [Thing("kpi", *row) for row in kpis.values_list(*COLUMNS)[:most]]
    yield from sorted(found, key=lambda one: (one.title.lower(), one.uid))


def _named(things: list[Thing], objective: Objective, by: User) -> list[str]:
    """Return the text that names each thing and nothing else. At most five queries."""
    by_title = [mention_of(one, one.title) for one in things]
    read = read_names("\n".join(by_title), objective, by).body.split("\n")
    return [
        text if meant == stored(one.mention) else mention_of(one, one.ref)
        for one, text, meant in zip(things, by_title, read, strict=True)
    ]
