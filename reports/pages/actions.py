"""What is to be done after reviews: mine, everybody's, what is overdue and what is done."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.models import Action, ActionQuerySet
from reports.review_access import actions_to_view, may_finish, reader_of
from stories.pages.parts import Tab
from stories.pages.remedies import address
from stories.pages.words import ago, day

MOST = 200
LOOKS = {"mine": "Yours", "all": "Everybody’s", "overdue": "Overdue", "done": "Done"}


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action, with where one says that it is done."""

    id: int
    what: str
    href: str
    owner: str
    due: str
    when: str
    about: str
    about_href: str
    review: str
    review_href: str
    kind: Kind
    tag: str
    note: str
    told: str
    may_finish: bool


@dataclass(frozen=True, slots=True)
class ActionListPage:
    """The actions of one look at them."""

    section: str
    tabs: tuple[Tab, ...]
    rows: tuple[ActionRow, ...]
    none: str


def list_actions(user: User, look: str, today: date) -> ActionListPage:
    """Return actions that a reader may know of. The queries are always as many."""
    chosen = look if look in LOOKS else "mine"
    found = list(_rows(user, chosen, today)[:MOST])
    reader = reader_of(user, [one.matter for one in found])
    known = [one for one in found if reader.may_read(one.matter) == "full"]
    return ActionListPage(
        section="reviews",
        tabs=tuple(
            Tab(text, address("reports:action-list", look=name), current=name == chosen)
            for name, text in LOOKS.items()
        ),
        rows=tuple(action_row(user, one, today) for one in known),
        none="Nothing is done yet" if chosen == "done" else "Nothing is to be done here",
    )


def _rows(user: User, look: str, today: date) -> ActionQuerySet:
    known = actions_to_view(user)
    if look == "done":
        return known.by_due_day().select_related("escalated_to").done()
    rows = known.overdue_on(today) if look == "overdue" else known.still_open()
    rows = rows.of(user) if look == "mine" else rows
    return rows.by_due_day().select_related("escalated_to")


def action_row(user: User, one: Action, today: date) -> ActionRow:
    """Return one action as it is shown."""
    kind, tag = _tag(one, today)
    told = one.escalated_to.name if one.escalated_to and one.done_at is None else ""
    return ActionRow(
        id=one.pk,
        what=one.what,
        href=address("reports:action-page", one.pk),
        owner=one.owner.name,
        due=day(one.due_on),
        when=ago(one.due_on, today),
        about=one.matter.title,
        about_href=address("reports:matter-page", one.matter_id),
        review=f"{one.review} on {day(one.review.day)}",
        review_href=address("reports:review-page", one.review_id),
        kind=kind,
        tag=tag,
        note=one.note,
        told=f"{told} was told that it is overdue." if told else "",
        may_finish=may_finish(user, one),
    )


def _tag(one: Action, today: date) -> tuple[Kind, str]:
    if one.done_at is not None:
        return "sound", f"Done on {day(timezone.localdate(one.done_at))}"
    return ("broken", "Overdue") if one.due_on < today else ("risk", "To be done")
