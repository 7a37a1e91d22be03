"""Creates, edits, retires and deletes KPIs."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.utils import timezone

from accounts.access import may, team_ids
from accounts.audit import facts_of, last_facts_of, record, touch
from accounts.models import User
from accounts.refusals import refuse_while_used
from accounts.roles import Action
from accounts.saving import (
    Edit,
    check,
    in_one_go,
    keep,
    locked,
    next_ref,
    set_facts,
    start_edit,
)
from alignment.lib.errors import field_refusal
from kpis.deriving import FACTS, derive, moved_the_goalposts
from kpis.models import Kpi
from kpis.states import recompute_states
from objectives.models import Objective

TIES = {
    "measurements": "values recorded for it",
    "kpi_links": "links to focus areas",
    "mentions": "",  # a story that names it may be hidden from this person
}
INSTEAD = "Retire it instead."


@in_one_go
def create_kpi(*, facts: Mapping[str, object], by: User, at: datetime) -> Kpi:
    """Create a KPI; without a `ref` it gets the next free one.

    For the kind “change”, `change` is in percent of the baseline (-20 is a fifth less) or in
    points, as `change_by` says, and the target follows from it.

    Raises:
        DomainError: a fact is refused.
    """
    row = Kpi(created_at=at, changed_at=at)
    set_facts(row, {**facts, "ref": facts.get("ref") or next_ref(Kpi, "KPI")}, FACTS)
    check(row, FACTS)
    derive(row, timezone.localdate(at))
    check(row, {"target"})
    _refuse_what_is_not_theirs(row, by, FACTS)
    row.save(force_insert=True)
    record(verb="create", thing=row, by=by, at=at, after=facts_of(row, FACTS))
    touch("kpi", row.pk)
    touch("objective", row.outcome_of_id)
    recompute_states([row.pk], timezone.localdate(at), at)
    return row


@in_one_go
def edit_kpi(*, kpi: Kpi, facts: Mapping[str, object], version: int, by: User, at: datetime) -> Kpi:
    """Change the named facts of a KPI as it was at `version`, and nothing else.

    Raises:
        DomainError: a fact is refused, or somebody saved meanwhile.
    """
    row = locked(kpi, version)
    edit = start_edit(row, facts, FACTS)
    derive(row, timezone.localdate(at))
    if _moved_the_goalposts(edit):
        row.goalposts_moved_on = timezone.localdate(at)
    _refuse_what_is_not_theirs(row, by, edit.changed())
    if not keep(edit, by=by, at=at):
        return row
    touch("kpi", row.pk)
    touch("objective", *{row.outcome_of_id, cast("int | None", edit.was("outcome_of"))})
    recompute_states([row.pk], timezone.localdate(at), at)
    return row


@in_one_go
def delete_kpi(*, kpi: Kpi, by: User, at: datetime, version: int | None = None) -> None:
    """Delete a KPI that nothing hangs on and that was never measured.

    Raises:
        DomainError: something hangs on it, or somebody saved meanwhile.
    """
    row = locked(kpi, version, for_deleting=True)
    refuse_while_used(row, by, TIES, INSTEAD)
    record(verb="delete", thing=row, by=by, at=at, before=last_facts_of(row, "exemptions"))
    touch("kpi", row.pk)
    touch("objective", row.outcome_of_id)
    row.delete()


def _moved_the_goalposts(edit: Edit[Kpi]) -> bool:
    before = {name: edit.was(name) for name in edit.changed()}
    return moved_the_goalposts(before, live_since=edit.was("live_since"))


def _refuse_what_is_not_theirs(row: Kpi, by: User, changed: Mapping[str, object] | object) -> None:
    goal = row.outcome_of
    if goal and "outcome_of" in changed and not _knows(by, goal):  # type: ignore[operator]
        raise field_refusal("outcome_of", "There is no such goal: choose another.")
    if may(by, Action.EDIT_KPI):
        return
    moved = "team" in changed and row.team_id is not None  # type: ignore[operator]
    theirs = may(by, Action.EDIT_KPI, team_id=row.team_id, owners=(row.owner_id,))
    if not theirs or (moved and row.team_id not in team_ids(by)):
        raise field_refusal("team", "Choose one of your own teams, or yourself as the owner.")


def _knows(by: User, objective: Objective) -> bool:
    return Objective.objects.visible_to(by).filter(pk=objective.pk).exists()
