"""Writes many objectives, focus areas and links at once, for files that are brought in."""

from collections.abc import Sequence
from datetime import datetime

from accounts.bulk import Batch, created, edited, insert_all, record_all, touch_all, update_all
from accounts.bulk import Line as AuditLine
from accounts.models import Touch, User
from accounts.saving import lock_name
from alignment.lib.errors import DomainError
from objectives.models import OBJECTIVE_FACTS, FocusArea, FocusLink, Objective
from objectives.tree import circle

FOCUS_AREA_FACTS = ("ref", "title", "description", "rationale", "owner", "status")
FOCUS_LINK_FACTS = ("focus_area", "objective", "missing_ref", "because", "position")


def save_objectives(batch: Batch[Objective], *, by: User | None, at: datetime) -> None:
    """Create and change objectives; parents may be among the new ones.

    Raises:
        DomainError: the parents would go round in a circle.
    """
    moves = any("parent" in change.before for change in batch.changes)
    if moves:
        lock_name("tree of objectives")
    insert_all(batch.new, at=at, later=("parent",))
    update_all(batch.changes, at=at)
    if moves:
        _refuse_circles([change.thing for change in batch.changes])
    record_all([*created(batch.new, OBJECTIVE_FACTS), *edited(batch.changes)], by=by, at=at)
    old_parents = (change.before.get("parent") for change in batch.changes)
    touched = {objective.pk for objective in batch.things()}
    touched |= {objective.parent_id for objective in batch.things() if objective.parent_id}
    touch_all(Touch.Kind.OBJECTIVE, {*touched, *old_parents})


def _refuse_circles(moved: Sequence[Objective]) -> None:
    parents = dict(Objective.objects.values_list("pk", "parent_id"))
    for objective in moved:
        if circle(parents, objective.pk):
            raise DomainError(
                "circle",
                f"“{objective}” would serve itself, because somebody moved goals meanwhile. "
                "Look at the file once more.",
            )


def share_objectives(
    shares: Sequence[tuple[Objective, Sequence[User]]], *, by: User | None, at: datetime
) -> None:
    """Share each objective with exactly these people."""
    if not shares:
        return
    through = Objective.shared_with.through
    ids = [objective.pk for objective, _ in shares]
    before: dict[int, list[int]] = {}
    for shared in through.objects.filter(objective__in=ids):
        before.setdefault(shared.objective_id, []).append(shared.user_id)
    through.objects.filter(objective__in=ids).delete()
    through.objects.bulk_create(
        through(objective_id=objective.pk, user_id=person.pk)
        for objective, people in shares
        for person in people
    )
    lines = [
        AuditLine(
            "share",
            objective,
            {"shared_with": sorted(before.get(objective.pk, []))},
            {"shared_with": sorted(person.pk for person in people)},
        )
        for objective, people in shares
    ]
    record_all(lines, by=by, at=at)
    touch_all(Touch.Kind.OBJECTIVE, ids)


def save_focus_areas(batch: Batch[FocusArea], *, by: User | None, at: datetime) -> None:
    """Create and change focus areas."""
    insert_all(batch.new, at=at)
    update_all(batch.changes, at=at)
    record_all([*created(batch.new, FOCUS_AREA_FACTS), *edited(batch.changes)], by=by, at=at)
    touch_all(Touch.Kind.FOCUS_AREA, (focus_area.pk for focus_area in batch.things()))


def save_focus_links(batch: Batch[FocusLink], *, by: User | None, at: datetime) -> None:
    """Draw and change links from focus areas to objectives."""
    insert_all(batch.new, at=at)
    update_all(batch.changes, at=at)
    record_all([*created(batch.new, FOCUS_LINK_FACTS), *edited(batch.changes)], by=by, at=at)
    before = [change.before for change in batch.changes]
    upper = {link.objective_id for link in batch.things()}
    lower = {link.focus_area_id for link in batch.things()}
    touch_all(Touch.Kind.OBJECTIVE, upper | {facts.get("objective") for facts in before})
    touch_all(Touch.Kind.FOCUS_AREA, lower | {facts.get("focus_area") for facts in before})
