"""What is asked of a reader, as a list with the one action for each."""

from dataclasses import dataclass

from accounts.models import User
from alignment.lib.drawing import Kind
from alignment.lib.shown import Shown
from stories.asked import MOST, Asked, Matter, all_asked_of
from stories.lines.graph import ItemKind
from stories.models import Side
from stories.pages.parts import Link
from stories.pages.remedies import EDITS, address, page_of
from stories.pages.words import many

FIRST = 3
MOST_COUNTED = 99
TITLES = {
    Matter.ACT: "To do after a review",
    Matter.AGREE_AGAIN: "To agree to again",
    Matter.AGREE: "To agree to",
    Matter.WRITE: "To write",
    Matter.OWN: "To find an owner for",
}
KINDS: dict[Matter, Kind] = {
    Matter.ACT: "risk",
    Matter.AGREE_AGAIN: "suspect",
    Matter.AGREE: "risk",
    Matter.WRITE: "risk",
    Matter.OWN: "risk",
}
SORTS = {"objective": "this goal", "focus": "this work", "kpi": "this KPI"}


@dataclass(frozen=True, slots=True)
class AskedRow(Shown):
    """One thing that is asked, with where it is done."""

    title: str
    href: str
    reason: str
    action: str
    action_href: str
    kind: Kind
    tag: str


@dataclass(frozen=True, slots=True)
class AskedGroup(Shown):
    """What is asked of one sort."""

    title: str
    rows: tuple[AskedRow, ...]


@dataclass(frozen=True, slots=True)
class AskedPage(Shown):
    """Everything that is asked of a reader."""

    section: str
    lede: str
    groups: tuple[AskedGroup, ...]


@dataclass(frozen=True, slots=True)
class AskedCard(Shown):
    """The most pressing of what is asked of a reader, and the way to all of it."""

    rows: tuple[AskedRow, ...]
    more: Link | None


def show_asked(user: User) -> AskedPage:
    """Return all that is asked of a reader. One query."""
    found = _once(user)
    groups = (
        AskedGroup(title, tuple(shown_asked(one) for one in found if one.matter == matter))
        for matter, title in TITLES.items()
    )
    told = many(len(found), "thing waits", "things wait")
    more = f"More than {told.lower()}" if len(found) == MOST else told
    return AskedPage(
        section="asked",
        lede=f"{more} for you." if found else "",
        groups=tuple(group for group in groups if group.rows),
    )


def asked_card(user: User) -> AskedCard | None:
    """Return the most pressing of what is asked of a reader; None where nothing is. One query."""
    found = _once(user)
    if not found:
        return None
    more = Link(f"All {how_many(user)}", address("stories:asked-page"))
    return AskedCard(
        tuple(shown_asked(one) for one in found[:FIRST]), more if len(found) > FIRST else None
    )


def how_many(user: User) -> str:
    """Return how much is asked of a reader, as short as a bar has room for; "" is nothing."""
    count = len(_once(user))
    if not count:
        return ""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _once(user: User) -> tuple[Asked, ...]:
    """Return what is asked of a person, asked once per person object."""
    if not hasattr(user, "_asked"):
        user._asked = all_asked_of(user)  # type: ignore[attr-defined]  # noqa: SLF001
    return user._asked  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


def shown_asked(one: Asked) -> AskedRow:
    """Return one thing that is asked, in words."""
    if one.kind == "action":
        return _of_review(one)
    reason, action, href = _words(one, one.kind)
    return AskedRow(
        title=one.title,
        href=page_of(one.kind, one.id),
        reason=reason,
        action=action,
        action_href=href,
        kind=KINDS[one.matter],
        tag=Side(one.side).label if one.side and one.matter != Matter.OWN else "",
    )


def _of_review(one: Asked) -> AskedRow:
    """Return what a review asks for; what is late says so."""
    late: Kind = "broken" if one.is_late else KINDS[one.matter]
    return AskedRow(
        title=one.title,
        href=one.href,
        reason=one.reason,
        action="Say that it is done",
        action_href=one.href,
        kind=late,
        tag="Overdue" if one.is_late else "",
    )


def _words(one: Asked, kind: ItemKind) -> tuple[str, str, str]:
    """Return why it is asked, the action and where it is done."""
    if one.matter == Matter.AGREE_AGAIN:
        reason = "What you agreed to has changed since."
        return reason, "Read and agree again", address("stories:story-agree", one.id)
    if one.matter == Matter.AGREE:
        reason = f"The story waits for your word for {Side(one.side).label.lower()}."
        return reason, "Read and agree", address("stories:story-agree", one.id)
    if one.matter == Matter.WRITE:
        reason = "It has work and measures, and no story that says how they move it."
        return reason, "Write the story", address("stories:story-edit", one.id)
    side = f" for {Side(one.side).label.lower()}" if one.side else ""
    field = f"id_{one.side}_owner" if one.side else "id_owner"
    edit = address(EDITS[kind], one.id, part=field)
    return f"Nobody answers for {SORTS[kind]}{side}.", "Name an owner", edit
