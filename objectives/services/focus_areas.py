"""Creates, edits, retires and deletes focus areas."""

from collections.abc import Mapping
from datetime import datetime

from accounts.audit import facts_of, last_facts_of, record, touch
from accounts.models import User
from accounts.refusals import refuse_while_used
from accounts.saving import in_one_go, insert, keep, locked, next_ref, start_edit
from objectives.models import FocusArea

EDITABLE = ("ref", "title", "description", "rationale", "owner", "status")
TIES = {
    "focus_links": "goals it serves",
    "kpi_links": "measures linked to it",
    "mentions": "",  # a story that names it may be hidden from this person
}
INSTEAD = "Retire it instead."


@in_one_go
def create_focus_area(*, facts: Mapping[str, object], by: User, at: datetime) -> FocusArea:
    """Create a focus area; without a `ref` it gets the next free one.

    Raises:
        DomainError: a fact is refused.
    """
    row = FocusArea(created_at=at, changed_at=at)
    insert(row, {**facts, "ref": facts.get("ref") or next_ref(FocusArea, "FOC")}, EDITABLE)
    record(verb="create", thing=row, by=by, at=at, after=facts_of(row, EDITABLE))
    touch("focus_area", row.pk)
    return row


@in_one_go
def edit_focus_area(
    *, focus_area: FocusArea, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> FocusArea:
    """Change the named facts of a focus area as it was at `version`; `status` retires it.

    Raises:
        DomainError: a fact is refused, or somebody saved meanwhile.
    """
    edit = start_edit(locked(focus_area, version), facts, EDITABLE)
    if keep(edit, by=by, at=at):
        touch("focus_area", edit.row.pk)
    return edit.row


@in_one_go
def delete_focus_area(
    *, focus_area: FocusArea, by: User, at: datetime, version: int | None = None
) -> None:
    """Delete a focus area that nothing hangs on.

    Raises:
        DomainError: something hangs on it, or somebody saved meanwhile.
    """
    row = locked(focus_area, version, for_deleting=True)
    refuse_while_used(row, by, TIES, INSTEAD)
    record(verb="delete", thing=row, by=by, at=at, before=last_facts_of(row, "exemptions"))
    touch("focus_area", row.pk)
    row.delete()
