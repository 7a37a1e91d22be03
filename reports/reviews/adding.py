"""Puts matters of one's own on the agenda, told only to those who may know what they are about."""

from datetime import datetime

from django.db.models import Max

from accounts.audit import record
from accounts.models import User
from accounts.saving import in_one_go, insert, locked
from alignment.lib.errors import DomainError
from kpis.models import Kpi
from objectives.models import Objective
from reports.models import Matter, Review
from reports.review_access import MatterFacts


@in_one_go
def add_matter(
    *,
    review: Review,
    title: str,
    reason: str,
    by: User,
    at: datetime,
    about: Kpi | Objective | None = None,
) -> Matter:
    """Put a matter of one's own at the end of the agenda of an open review.

    What is `about` a confidential goal or what shows its success is read only by those who may
    know of it.

    Raises:
        DomainError: the review is not open, or nothing is said.
    """
    row = locked(review)
    if row.state != Review.State.OPEN:
        raise DomainError("not_open", "Matters are added to a review that is open.")
    last = row.matters.aggregate(last=Max("position"), newest=Max("pk"))
    facts = {
        "review": row,
        "position": 0 if last["last"] is None else last["last"] + 1,
        "kind": Matter.Kind.ADDED,
        "key": f"added:{(last['newest'] or 0) + 1}",
        "title": title,
        "reason": reason,
        "thing": "" if about is None else "kpi" if isinstance(about, Kpi) else "objective",
        "thing_id": about.pk if about else None,
        "facts": _facts(about),
        "added_by": by,
    }
    matter = insert(Matter(), facts, tuple(facts))
    record(verb="create", thing=matter, by=by, at=at, after={"title": matter.title})
    return matter


def _facts(about: Kpi | Objective | None) -> MatterFacts:
    goal = about.outcome_of if isinstance(about, Kpi) else about
    goals = [goal.pk] if goal else []
    return MatterFacts(goals=goals, knows=goals if goal and goal.confidential else [], public=None)
