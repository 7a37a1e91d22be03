"""Records what is decided of a matter, and applies it at once or turns it into an action."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from accounts.saving import in_one_go, insert, locked, renumber
from alignment.lib.errors import DomainError, field_refusal
from kpis.access import kpis_to_view
from kpis.models import Kpi
from kpis.services import edit_kpi
from objectives.access import focus_areas_to_view, objectives_to_view
from objectives.models import FocusArea, Objective
from objectives.services import edit_focus_area, edit_objective, link_focus_area
from reports.agenda import usual_due
from reports.models import Action, Decision, Matter, Review
from reports.review_access import facts_of_matter
from reports.reviews.people import people_who_know
from stories.lines.catalogue import CATALOGUE
from stories.services import exempt, link_kpi

Choice = Decision.Choice
Thing = Kpi | FocusArea | Objective
# What is wrong with a KPI's line as a whole, which an exemption without a code accepts.
NOWHERE = frozenset({"", "L1", "L2", "L3", "L6", "L7", "I1", "I2", "I3", "X2"})
FAMILIES = {"kpi": "LMI", "focus": "F", "objective": "G"}
TO_DO = frozenset({Choice.REFINE, Choice.ESCALATE})
MADE = ("decision", "matter", "review", "what", "owner", "due_on")


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided: which, why, and what that needs.

    `until` is how long something is accepted, `to` what it is linked to; `what`, `owner` and
    `due_on` are an action.
    """

    choice: str
    why: str
    until: date | None = None
    to: FocusArea | Objective | None = None
    what: str = ""
    owner: User | None = None
    due_on: date | None = None


def choices_for(matter: Matter) -> tuple[Decision.Choice, ...]:
    """Return what can be decided of a matter."""
    offered = [Choice.KEEP, Choice.REFINE]
    if matter.thing in ("kpi", "focus"):
        offered.append(Choice.RELINK)
    if matter.thing:
        offered.append(Choice.RETIRE)
    if accepts(matter) is not None:
        offered.append(Choice.EXEMPT)
    return (*offered, Choice.ESCALATE)


def accepts(matter: Matter) -> str | None:
    """Return under which code what is wrong can be accepted for a time; None is not at all."""
    code = facts_of_matter(matter).get("code", "")
    if matter.thing == "kpi" and code in NOWHERE:
        return "" if matter.kind != Matter.Kind.ADDED else None
    rule = CATALOGUE.get(code)
    fits = rule is not None and rule.waivable and code[0] in FAMILIES.get(matter.thing, "")
    return code if fits else None


@in_one_go
def decide(*, matter: Matter, said: Said, version: int, by: User, at: datetime) -> Decision:
    """Record a decision of a matter as it was at `version`, with what it brings about.

    Raises:
        DomainError: the review is not open, the decision does not fit or is refused, or somebody
            decided meanwhile.
    """
    refuse_unless_open(matter)
    row = locked(matter, version)
    choice = next((one for one in choices_for(row) if one == said.choice), None)
    if choice is None:
        raise field_refusal("choice", "This cannot be decided here: choose another.")
    if not said.why.strip():
        raise field_refusal("why", "Say why: the minutes and the next review show it.")
    applied = _apply(row, choice, said, by, at)
    decision = Decision(matter=row)
    facts = {
        "choice": choice,
        "why": said.why,
        "applied": applied,
        "decided_by": by,
        "decided_at": at,
    }
    insert(decision, facts, tuple(facts))
    if choice in TO_DO or said.what.strip() or (choice == Choice.RELINK and said.to is None):
        _make_action(decision, said, by, at)
    row.version, row.is_skipped = row.version + 1, False
    row.save(update_fields=["version", "is_skipped"])
    record(verb="decide", thing=row, by=by, at=at, after={"choice": choice, "applied": applied})
    return decision


def refuse_unless_open(matter: Matter) -> Review:
    """Hold the review of a matter open until the transaction ends, and return it.

    Raises:
        DomainError: it is closed, or not opened yet.
    """
    review = locked(matter.review)
    if review.state != Review.State.OPEN:
        raise DomainError("not_open", "This review is closed; its minutes stay as they are.")
    return review


def _apply(matter: Matter, choice: str, said: Said, by: User, at: datetime) -> str:
    """Do what one click is worth, and say what was done; "" is nothing."""
    if choice == Choice.RETIRE:
        return _retire(_thing(matter, by), by, at)
    if choice == Choice.EXEMPT:
        if said.until is None:
            raise field_refusal("until", "Say until when this is accepted.")
        thing, code = _thing(matter, by), accepts(matter) or ""
        exempt(thing=thing, reason=said.why, expires_on=said.until, by=by, at=at, code=code)
        return f"Accepted until {said.until:%-d %B %Y}."
    if choice == Choice.RELINK and said.to is not None:
        return _relink(_thing(matter, by), said.to, said.why, by, at)
    return ""


def _thing(matter: Matter, by: User) -> Thing:
    doors = {"kpi": kpis_to_view, "focus": focus_areas_to_view, "objective": objectives_to_view}
    door = doors.get(matter.thing)
    found = door(by).filter(pk=matter.thing_id).first() if door else None
    if found is None:
        raise DomainError("gone", f"“{matter.title}” is no longer there: decide otherwise.")
    return cast("Thing", found)


def _retire(thing: Thing, by: User, at: datetime) -> str:
    if isinstance(thing, Objective):
        dropped = {"status": Objective.Status.DROPPED}
        edit_objective(objective=thing, facts=dropped, version=thing.version, by=by, at=at)
        return "Dropped; its history and its story stay."
    if isinstance(thing, Kpi):
        retired = {"status": Kpi.Status.RETIRED}
        edit_kpi(kpi=thing, facts=retired, version=thing.version, by=by, at=at)
    else:
        over = {"status": FocusArea.Status.RETIRED}
        edit_focus_area(focus_area=thing, facts=over, version=thing.version, by=by, at=at)
    return "Retired; its history stays."


def _relink(thing: Thing, to: FocusArea | Objective, why: str, by: User, at: datetime) -> str:
    if isinstance(thing, Kpi) and isinstance(to, FocusArea):
        link_kpi(kpi=thing, focus_area=to, because=why, by=by, at=at)
    elif isinstance(thing, FocusArea) and isinstance(to, Objective):
        link_focus_area(focus_area=thing, objective=to, because=why, by=by, at=at)
    else:
        raise field_refusal("to", "It cannot be linked to this: choose another.")
    return f"Linked to “{str(to)[:300]}”; both sides still confirm the line."


def _make_action(decision: Decision, said: Said, by: User, at: datetime) -> Action:
    matter = decision.matter
    owner = said.owner or matter.review.chair
    if owner not in people_who_know(matter):
        sentence = "Choose somebody who may know what this is about."
        raise field_refusal("owner", sentence)
    what = said.what.strip() or facts_of_matter(matter).get("action") or matter.title
    due_on = said.due_on or usual_due(timezone.localdate(at))
    if due_on < timezone.localdate(at):
        raise field_refusal("due_on", "This day is past: choose a later one.")
    facts = {
        "decision": decision,
        "matter": matter,
        "review": matter.review,
        "what": what[:300],
        "owner": owner,
        "due_on": due_on,
    }
    row = insert(Action(made_at=at), facts, MADE)
    after = {"owner": owner.pk, "due_on": due_on.isoformat()}
    record(verb="create", thing=row, by=by, at=at, after=after)
    return row


@in_one_go
def move_matter(*, matter: Matter, up: bool, by: User, at: datetime) -> bool:
    """Take a matter one place earlier or later; say whether it moved.

    Raises:
        DomainError: the review is not open.
    """
    review = refuse_unless_open(matter)
    return renumber(review.matters.in_order(), matter, up=up, by=by, at=at)


@in_one_go
def skip_matter(*, matter: Matter, skip: bool, version: int, by: User, at: datetime) -> Matter:
    """Leave a matter for another time, or take it up again.

    Raises:
        DomainError: the review is not open, or somebody decided meanwhile.
    """
    refuse_unless_open(matter)
    row = locked(matter, version)
    if row.is_skipped != skip:
        row.is_skipped, row.version = skip, row.version + 1
        row.save(update_fields=["is_skipped", "version"])
        record(verb="skip" if skip else "take_up", thing=row, by=by, at=at)
    return row
