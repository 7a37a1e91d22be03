"""Draws, mends and removes the links from focus areas to objectives."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max

from accounts.audit import facts_of, last_facts_of, record, touch
from accounts.models import User
from accounts.saving import (
    in_one_go,
    insert,
    keep,
    lock_name,
    locked,
    renumber,
    start_edit,
)
from alignment.lib.errors import DomainError
from objectives.models import FocusArea, FocusLink, Objective

DRAWN = ("focus_area", "objective", "missing_ref", "because", "position")
EDITABLE = ("objective", "because", "position")


@in_one_go
def link_focus_area(
    *,
    focus_area: FocusArea,
    objective: Objective | None,
    by: User,
    at: datetime,
    because: str = "",
    missing_ref: str = "",
) -> FocusLink:
    """Say that this work serves this objective; `missing_ref` names one that is not there.

    Raises:
        DomainError: the link is drawn already, or there is no such objective for this person.
    """
    _refuse_unknown(objective, by)
    drawn = FocusLink.objects.filter(objective=objective, objective__isnull=False)
    last = drawn.aggregate(last=Max("position"))["last"]
    facts = {
        "focus_area": focus_area,
        "objective": objective,
        "missing_ref": missing_ref,
        "because": because,
        "position": 0 if last is None else last + 1,
    }
    row = insert(FocusLink(), facts, DRAWN)
    record(verb="link", thing=row, by=by, at=at, after=facts_of(row, DRAWN))
    _touch_ends(row)
    return row


@in_one_go
def edit_focus_link(
    *, link: FocusLink, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> FocusLink:
    """Change the reason, the place or the objective of a link as it was at `version`.

    Raises:
        DomainError: the link is drawn already, somebody saved meanwhile, or there is no such
            objective for this person.
    """
    row = locked(link, version)
    was_for = row.objective_id
    edit = start_edit(row, facts, EDITABLE)
    if row.objective_id != was_for:
        _refuse_unknown(row.objective, by)
    if row.objective_id:
        row.missing_ref = ""
    if keep(edit, by=by, at=at):
        _touch_ends(row, was_for)
    return row


@in_one_go
def move_focus_link(*, link: FocusLink, up: bool, by: User, at: datetime) -> bool:
    """Put a link one place up or down among those of its goal; say whether it moved.

    Raises:
        DomainError: somebody removed it meanwhile.
    """
    lock_name(f"order of the work of {link.objective_id}")
    row = locked(link)
    alike = FocusLink.objects.filter(objective=row.objective_id)
    return renumber(alike.in_order(), row, up=up, by=by, at=at)


@in_one_go
def unlink_focus_area(
    *, link: FocusLink, by: User, at: datetime, version: int | None = None
) -> None:
    """Remove a link and what was said of it; the audit line keeps what it was.

    Raises:
        DomainError: somebody removed it or saved it meanwhile.
    """
    row = locked(link, version, for_deleting=True)
    record(verb="unlink", thing=row, by=by, at=at, before=last_facts_of(row, "judgements"))
    _touch_ends(row)
    row.delete()


def _touch_ends(row: FocusLink, also: int | None = None) -> None:
    touch("focus_area", row.focus_area_id)
    touch("objective", *{row.objective_id, also})


def _refuse_unknown(objective: Objective | None, by: User) -> None:
    if objective and not Objective.objects.visible_to(by).filter(pk=objective.pk).exists():
        raise DomainError("unknown_objective", "There is no such goal: choose another.")
