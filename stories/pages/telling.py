"""The story of a goal as it is read, what it leaves out, and both sides' word on it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from accounts.models import User
from alignment.lib.drawing import Kind
from alignment.lib.shown import Shown
from objectives.models import Objective
from stories.access import may_agree
from stories.emphasis import Strength, stretches
from stories.lines.graph import StoryNode
from stories.models import Agreement, Judgement, Side, Story
from stories.pages.remedies import address
from stories.pages.words import day, moment
from stories.prose import Mention, Segment, Unresolved, Words, blanks, mentions, segments

HIDDEN = "…"
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
REFUSED = "Refused"
NOBODY = "Nobody owns this side yet."


@dataclass(frozen=True, slots=True)
class Part(Shown):
    """A stretch of a story: plain words, a mention that leads somewhere, or a blank left in.

    `strength` is “em” or “strong” where the writer raised it; `person` where it names somebody.
    """

    text: str
    href: str = ""
    kind: Kind = "idle"
    blank: bool = False
    strength: Strength = ""
    person: bool = False

    @property
    def plain(self) -> bool:
        """Say whether it is words and nothing else, as most of a story is."""
        return not (self.href or self.blank or self.strength or self.person)


@dataclass(frozen=True, slots=True)
class Told(Shown):
    """A thing that a story may name: how it is called, where it is, how its line stands."""

    title: str
    href: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sign(Shown):
    """One side's word on the story."""

    initials: str
    side: str
    text: str
    kind: Kind
    tag: str
    action: str = ""
    action_href: str = ""

    @property
    def asked_href(self) -> str:
        """Return where this side is asked to agree; "" where it did, or refused what stands."""
        return "" if self.tag == REFUSED else self.action_href


@dataclass(frozen=True, slots=True)
class ShownStory(Shown):
    """A story as read; no paragraphs where there is none."""

    note: str
    paragraphs: tuple[tuple[Part, ...], ...]
    untold: tuple[Told, ...]
    edit_href: str
    history_href: str


def shown_story(
    story: Story,
    things: Mapping[UUID, Told],
    *,
    linked: Collection[UUID],
    not_blanks: frozenset[str],
    may_edit: bool,
) -> ShownStory:
    """Return a story as read; `linked` are the things that it ought to name."""
    body = story.body.replace("\r\n", "\n")
    named = {mention.uid for mention in mentions(body)}
    return ShownStory(
        note=f"Version {story.version}, {moment(story.changed_at)}",
        paragraphs=paragraphs_of(body, things, not_blanks),
        untold=tuple(things[uid] for uid in linked if uid not in named and uid in things),
        edit_href=address("stories:story-edit", story.objective_id) if may_edit else "",
        history_href=address("stories:story-history", story.objective_id),
    )


def paragraphs_of(
    body: str, things: Mapping[UUID, Told], not_blanks: frozenset[str], gone: str = HIDDEN
) -> tuple[tuple[Part, ...], ...]:
    """Return a stored story as it is shown; `gone` stands for a name that is not among `things`."""
    return tuple(
        tuple(
            replace(part, strength=stretch.strength) if stretch.strength else part
            for stretch in stretches(text)
            for piece in segments(stretch.text)
            for part in _parts(piece, things, not_blanks, gone)
        )
        for text in _PARAGRAPH_END.split(body.replace("\r\n", "\n").strip())
        if text.strip()
    )


def signs_of(
    user: User,
    objective: Objective,
    node: StoryNode | None,
    agreements: Sequence[Agreement],
    refusals: Mapping[str, Judgement],
) -> tuple[Sign, ...]:
    """Return both sides' word, the business's first; a refusal counts more than a signature."""
    now = {row.side for row in node.signatures if row.fp == node.fp} if node else set()
    mine = may_agree(user, objective) if node else ()
    newest = {row.side: row for row in agreements}
    owners = {
        Side.BUSINESS: objective.business_owner,
        Side.TECHNOLOGY: objective.technology_owner,
    }
    hrefs = {side: address("stories:story-agree", objective.pk) for side in mine}
    return tuple(
        _refused(side, refusals[side], hrefs.get(side, ""))
        if side in refusals
        else _sign(
            side,
            owner,
            newest.get(side),
            holds=side in now,
            href=hrefs.get(side, ""),
            told=node is not None,
        )
        for side, owner in owners.items()
    )


def _refused(side: Side, said: Judgement, href: str) -> Sign:
    return Sign(
        initials=said.given_by.initials,
        side=str(side.label),
        text=f"Refused by {_called(said.given_by)} on {day(said.given_at.date())}: {said.note}",
        kind="broken",
        tag=REFUSED,
        action="Agree after all",
        action_href=href,
    )


def _sign(
    side: Side, owner: User | None, said: Agreement | None, *, holds: bool, href: str, told: bool
) -> Sign:
    who = said.given_by if said and holds else owner
    kind: Kind = "sound" if holds else "suspect" if said else "risk"
    tag = "Agreed" if holds else "Asked again" if said else "Waiting" if told else "No story yet"
    return Sign(
        initials=who.initials if who else "–",
        side=str(side.label),
        text=_word(owner, said, holds=holds, told=told),
        kind=kind if told else "idle",
        tag=tag,
        action="Agree" if not said else "Agree again",
        action_href="" if holds else href,
    )


def _word(owner: User | None, said: Agreement | None, *, holds: bool, told: bool) -> str:
    if said:
        when = f"{day(said.given_at.date())}, version {said.story_version}"
        if holds:
            return f"{_called(said.given_by)} agreed on {when}."
        return f"{_called(said.given_by)} agreed on {when}; what it says has changed since."
    if owner is None:
        return NOBODY
    if not told:
        return f"{_called(owner)} can agree once there is a story."
    return f"{_called(owner)} has not agreed yet."


def _called(person: User) -> str:
    return f"{person.name}, {person.job_title}," if person.job_title else person.name


def _parts(
    piece: Segment, things: Mapping[UUID, Told], not_blanks: frozenset[str], gone: str
) -> Iterator[Part]:
    if isinstance(piece, Mention):
        thing = things.get(piece.uid)
        yield Part(thing.title, thing.href, thing.kind) if thing else Part(gone)
    elif isinstance(piece, Unresolved):
        yield Part(piece.name, blank=True)
    elif isinstance(piece, Words):
        yield from _around_blanks(piece.text, not_blanks)


def _around_blanks(text: str, not_blanks: frozenset[str]) -> Iterator[Part]:
    at = 0
    for blank in blanks(text, "prose", not_blanks):
        if blank.start > at:
            yield Part(text[at : blank.start])
        yield Part(blank.text, blank=True)
        at = blank.end
    if at < len(text):
        yield Part(text[at:])
