"""Objectives and focus areas of a file against those here."""

from typing import TypeVar

from accounts.bulk import Change
from accounts.models import User
from objectives.models import WHICH_CURRENCY, FocusArea, Objective
from objectives.tree import circle
from reports.exchange.document import FocusAreaRow, ObjectiveRow, Section
from reports.exchange.plan import FieldChange, Outcome
from reports.exchange.planning.comparing import change, set_on
from reports.exchange.planning.context import Planning
from reports.exchange.planning.matching import matched

Row = TypeVar("Row")
UNKNOWN_OBJECTIVE = "There is no objective with this reference, neither in the file nor here."
PLAIN = {
    "ref": "ref", "title": "title", "statement": "statement", "why": "why",
    "value_driver": "value_driver", "start": "starts_on", "end": "ends_on", "problem": "problem",
    "proposal": "proposal", "sourcing": "sourcing", "benefit": "benefit",
    "benefit_from": "benefit_from", "benefit_by": "benefit_by", "cost": "cost",
    "cost_from": "cost_from", "cost_by": "cost_by", "currency": "currency", "risk": "risk",
}  # fmt: skip
UNLESS_EMPTY = {
    "expects_technology": "expects_technology", "status": "status", "order": "rank",
    "confidential": "confidential",
}  # fmt: skip
SPANS = (
    ("starts_on", "ends_on", "end", "A period"),
    ("benefit_from", "benefit_by", "benefit_by", "A return"),
    ("cost_from", "cost_by", "cost_by", "An investment"),
)
WORK_PLAIN = {
    "ref": "ref", "title": "title", "description": "description", "rationale": "rationale",
}  # fmt: skip


def facts(
    section: Section[Row], row: Row, plain: dict[str, str], unless_empty: dict[str, str]
) -> dict[str, object]:
    """Return what a row says of the columns that the file has, by the name of the field."""
    said: dict[str, object] = {
        name: getattr(row, column) for column, name in plain.items() if section.gives(column)
    }
    for column, name in unless_empty.items():
        value = getattr(row, column)
        if section.gives(column) and value is not None and value != "":
            said[name] = value
    return said


def plan_objectives(planning: Planning) -> None:
    """Plan objectives, whose parents may stand anywhere in the file, and look for circles."""
    here, section = planning.here, planning.document.objectives
    planning.objectives = {
        ref: row for ref, row in here.objectives.by_ref.items() if row.pk not in here.hidden
    }
    pairs = list(
        matched(
            planning, "objectives", section.rows, here.objectives, lambda one: one.pk in here.hidden
        )
    )
    things = [(row, found or _new(row), found is not None) for row, found in pairs]
    planning.objectives |= {row.ref: thing for row, thing, _ in things}
    for row, thing, is_here in things:
        _plan_objective(planning, row, thing, is_here=is_here)
    if section.gives("parent"):
        _find_circles(planning, [(row, thing) for row, thing, _ in things])


def _new(row: ObjectiveRow) -> Objective:
    thing = Objective(ref=row.ref)
    if row.uid:
        thing.uid = row.uid
    return thing


def _plan_objective(
    planning: Planning, row: ObjectiveRow, thing: Objective, *, is_here: bool
) -> None:
    work, wanted = planning.work, _wanted(planning, row, thing)
    if not is_here:
        set_on(thing, wanted)
        _share(planning, row, thing)
        work.objectives.new.append(thing)
        planning.show("objectives", row.at, thing.title, Outcome.CREATE)
        _check_objective(planning, row, thing)
        return
    edit = change(thing, wanted)
    shown = edit[1] if edit else ()
    if edit:
        work.objectives.changes.append(edit[0])
        _check_objective(planning, row, thing)
    if _share(planning, row, thing):
        if edit is None:
            work.objectives.changes.append(Change(thing, {}))
        shown = (*shown, FieldChange("Shared with", "", ", ".join(row.shared_with)))
    outcome = Outcome.CHANGE if shown else Outcome.SAME
    planning.show("objectives", row.at, thing.title, outcome, shown)


def _wanted(planning: Planning, row: ObjectiveRow, thing: Objective) -> dict[str, object]:
    section = planning.document.objectives
    wanted = facts(section, row, PLAIN, UNLESS_EMPTY)
    for column in ("business_owner", "technology_owner"):
        if section.gives(column):
            email = getattr(row, column)
            wanted[column] = planning.person("objectives", row.at, column, email)
    if section.gives("parent") and not _hides_parent(planning, row, thing):
        wanted["parent"] = _parent(planning, row)
    return wanted


def _hides_parent(planning: Planning, row: ObjectiveRow, thing: Objective) -> bool:
    """Say whether the cell is empty because the parent was kept from whoever exported the file."""
    return not row.parent and thing.parent_id in planning.here.hidden


def _parent(planning: Planning, row: ObjectiveRow) -> Objective | None:
    if not row.parent:
        return None
    found = planning.objectives.get(row.parent)
    if found is None:
        planning.complain("objectives", row.at, "parent", row.parent, UNKNOWN_OBJECTIVE)
    return found


def _share(planning: Planning, row: ObjectiveRow, thing: Objective) -> bool:
    """Plan with whom an objective is shared; whoever brings in a confidential one keeps seeing it.

    Return whether other people than before will know of it.
    """
    now = planning.here.shared.get(thing.pk or 0, [])
    people = list(now)
    if planning.document.objectives.gives("shared_with"):
        people = [
            person
            for email in row.shared_with
            if (person := planning.person("objectives", row.at, "shared_with", email))
        ]
    by = planning.by
    if by and thing.confidential and not _sees(by, thing) and by not in people:
        people.append(by)
    if {person.pk for person in people} == {person.pk for person in now}:
        return False
    planning.work.shares.append((thing, people))
    return True


def _sees(person: User, thing: Objective) -> bool:
    owners = {thing.business_owner_id, thing.technology_owner_id}
    return person.is_admin or person.pk in owners


def _check_objective(planning: Planning, row: ObjectiveRow, thing: Objective) -> None:
    for first, last, column, what in SPANS:
        begins, ends = getattr(thing, first), getattr(thing, last)
        if begins and ends and begins > ends:
            reason = f"{what} must start before it ends, and this one starts {begins}."
            planning.complain("objectives", row.at, column, ends, reason)
    if (thing.benefit is not None or thing.cost is not None) and not thing.currency:
        planning.complain("objectives", row.at, "currency", "", WHICH_CURRENCY)


def _find_circles(planning: Planning, rows: list[tuple[ObjectiveRow, Objective]]) -> None:
    numbers = {id(thing): thing.pk or -place for place, (_, thing) in enumerate(rows, 1)}
    for thing in planning.objectives.values():
        numbers.setdefault(id(thing), thing.pk or 0)
    names = {numbers[id(thing)]: thing.title for thing in planning.objectives.values()}
    parents = dict(planning.here.parents)
    for _, thing in rows:
        number = numbers[id(thing)]
        parents[number] = thing.parent_id
        if thing.parent is not None:
            parents[number] = numbers.get(id(thing.parent), thing.parent_id)
    told: set[int] = set()
    for row, thing in rows:
        members = circle(parents, numbers[id(thing)])
        if members and not told & set(members):
            told |= set(members)
            walk = " → ".join(f"“{names.get(one, '…')}”" for one in (*members, members[0]))
            reason = f"These would go round in a circle: {walk}. Take one parent out."
            planning.complain("objectives", row.at, "parent", row.parent, reason)


def plan_focus_areas(planning: Planning) -> None:
    """Plan focus areas."""
    here, section = planning.here, planning.document.focus_areas
    planning.focus_areas = dict(here.focus_areas.by_ref)
    for row, found in matched(planning, "focus_areas", section.rows, here.focus_areas):
        wanted = facts(section, row, WORK_PLAIN, {"status": "status"})
        if section.gives("owner"):
            wanted["owner"] = planning.person("focus_areas", row.at, "owner", row.owner)
        if found is None:
            planning.focus_areas[row.ref] = _new_work(planning, row, wanted)
            continue
        planning.focus_areas[row.ref] = found
        if edit := change(found, wanted):
            planning.work.focus_areas.changes.append(edit[0])
            planning.show("focus_areas", row.at, found.title, Outcome.CHANGE, edit[1])
        else:
            planning.show("focus_areas", row.at, found.title, Outcome.SAME)


def _new_work(planning: Planning, row: FocusAreaRow, wanted: dict[str, object]) -> FocusArea:
    thing = FocusArea(ref=row.ref)
    if row.uid:
        thing.uid = row.uid
    set_on(thing, wanted)
    planning.work.focus_areas.new.append(thing)
    planning.show("focus_areas", row.at, thing.title, Outcome.CREATE)
    return thing
