"""Creates, edits, shares and deletes objectives."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import cast

from accounts.audit import facts_of, last_facts_of, record, touch
from accounts.models import User
from accounts.refusals import refuse_while_used
from accounts.saving import Edit, in_one_go, insert, keep, lock_name, locked, next_ref, start_edit
from alignment.lib.errors import DomainError
from objectives.models import OBJECTIVE_FACTS, Objective
from objectives.tree import circle_after

TIES = {
    "children": "goals under it",
    "focus_links": "links from focus areas",
    "outcomes": "measures of its success",
    "story": "its story",
}
INSTEAD = "Close it instead: give it the status dropped, achieved or not achieved."


@in_one_go
def create_objective(*, facts: Mapping[str, object], by: User, at: datetime) -> Objective:
    """Create an objective; without a `ref` it gets the next free one.

    `shared_with` may be among the facts. Whoever creates a confidential one keeps seeing it.

    Raises:
        DomainError: a fact is refused, or the parent is none that this person may know of.
    """
    plain, people = _apart(facts)
    row = Objective(created_at=at, changed_at=at)
    plain["ref"] = plain.get("ref") or next_ref(Objective, "OBJ")
    insert(row, plain, OBJECTIVE_FACTS)
    _refuse_unknown(row.parent, by)
    record(verb="create", thing=row, by=by, at=at, after=facts_of(row, OBJECTIVE_FACTS))
    _share(row, people, by, at)
    touch("objective", row.pk, row.parent_id)
    return row


@in_one_go
def edit_objective(
    *, objective: Objective, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> Objective:
    """Change the named facts of an objective as it was at `version`, and nothing else.

    Leave `parent` out where this person must not know of the one it has.

    Raises:
        DomainError: a fact is refused, somebody saved meanwhile, or the parents would go round
            in a circle.
    """
    if "parent" in facts:
        lock_name("tree of objectives")
    plain, people = _apart(facts)
    edit = start_edit(locked(objective, version), plain, OBJECTIVE_FACTS)
    row, changed = edit.row, edit.changed()
    if "parent" in changed:
        _refuse_unknown(row.parent, by)
        _refuse_circle(row)
    keep(edit, by=by, at=at)
    shared = _share(row, people, by, at)
    if changed or shared:
        touch("objective", *{row.pk, row.parent_id, cast("int | None", edit.was("parent"))})
    if shared and not changed:
        _count_up(edit, at)
    return row


def share_objective(
    *, objective: Objective, with_people: Collection[User], version: int, by: User, at: datetime
) -> Objective:
    """Let exactly these people know of a confidential objective, beside its owners and admins."""
    return edit_objective(
        objective=objective, facts={"shared_with": with_people}, version=version, by=by, at=at
    )


@in_one_go
def delete_objective(
    *, objective: Objective, by: User, at: datetime, version: int | None = None
) -> None:
    """Delete an objective that nothing hangs on.

    Raises:
        DomainError: something hangs on it, or somebody saved meanwhile.
    """
    row = locked(objective, version, for_deleting=True)
    refuse_while_used(row, by, TIES, INSTEAD)
    record(verb="delete", thing=row, by=by, at=at, before=last_facts_of(row))
    touch("objective", row.pk, row.parent_id)
    row.delete()


def _apart(facts: Mapping[str, object]) -> tuple[dict[str, object], Collection[User] | None]:
    plain = dict(facts)
    return plain, cast("Collection[User] | None", plain.pop("shared_with", None))


def _refuse_unknown(parent: Objective | None, by: User) -> None:
    if parent and not Objective.objects.visible_to(by).filter(pk=parent.pk).exists():
        raise DomainError("unknown_objective", "There is no such goal: choose another.")


def _refuse_circle(row: Objective) -> None:
    """Only the two ends are named: what lies between may be hidden from this person."""
    parents = dict(Objective.objects.values_list("pk", "parent_id"))
    if not circle_after(parents, row.pk, row.parent_id):
        return
    if row.parent_id == row.pk:
        raise DomainError("circle", f"“{row}” cannot serve itself: choose another goal above it.")
    raise DomainError(
        "circle",
        f"“{row}” cannot serve “{row.parent}”, because “{row.parent}” serves “{row}” already, "
        "directly or through others. Choose another goal above it.",
        objective=row.parent_id,
    )


def _share(row: Objective, people: Collection[User] | None, by: User, at: datetime) -> bool:
    """Return whether other people than before may know of the objective now."""
    before = set(row.shared_with.values_list("pk", flat=True))
    after = before if people is None else {person.pk for person in people}
    sees_it = by.is_admin or by.pk in {row.business_owner_id, row.technology_owner_id}
    if row.confidential and not sees_it:
        after = after | {by.pk}
    if after == before:
        return False
    row.shared_with.set(after)
    was, now = {"shared_with": sorted(before)}, {"shared_with": sorted(after)}
    record(verb="share", thing=row, by=by, at=at, before=was, after=now)
    return True


def _count_up(edit: Edit[Objective], at: datetime) -> None:
    row = edit.row
    row.version, row.changed_at = row.version + 1, at
    row.save(update_fields=["version", "changed_at"])
