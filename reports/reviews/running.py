"""Plans reviews, opens them and closes them; a closed one of a series is followed by the next."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.access import may
from accounts.audit import facts_of, last_facts_of, record
from accounts.models import User
from accounts.roles import Action as Right
from accounts.saving import in_one_go, insert, keep, locked, start_edit
from alignment.lib.errors import DomainError, field_refusal
from objectives.models import Objective
from reports.agenda import next_day
from reports.models import Matter, Review, ReviewMail
from reports.reviews.seeing import Proposal, see
from reports.scopes import Scope

PLANNED = ("title", "day", "schedule", "chair", "scope", "branch")
EDITABLE = ("title", "day", "schedule", "chair")
NOTICE = timedelta(days=3)
KIND = ReviewMail.Kind


@in_one_go
def plan_review(
    *,
    facts: Mapping[str, object],
    by: User,
    at: datetime,
    scope: Scope | None = None,
    previous: Review | None = None,
) -> Review:
    """Plan a review of a scope for a day; `participants` among the facts are people.

    Raises:
        DomainError: a fact is refused, or the one before is followed by another already.
    """
    about = scope or Scope()
    said = {name: value for name, value in facts.items() if name != "participants"}
    _refuse_chair(said.get("chair"))
    _refuse_unknown(about, by)
    row = Review(created_at=at, changed_at=at, previous=previous)
    insert(row, said | {"scope": about.text, "branch": about.objective_id}, PLANNED)
    row.participants.set(_people(facts))
    record(verb="plan", thing=row, by=by, at=at, after=facts_of(row, PLANNED))
    return row


@in_one_go
def edit_review(
    *, review: Review, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> Review:
    """Change a review that is not over yet, as it was at `version`.

    Raises:
        DomainError: it is closed, a fact is refused, or somebody saved meanwhile.
    """
    row = locked(review, version)
    if row.state == Review.State.CLOSED:
        raise DomainError("closed", "This review is closed; its minutes stay as they are.")
    said = {name: value for name, value in facts.items() if name != "participants"}
    if said.get("chair") != row.chair:
        _refuse_chair(said.get("chair", row.chair))
    if row.state == Review.State.OPEN and said.get("day", row.day) != row.day:
        sentence = "A review that has begun keeps its day."
        raise field_refusal("day", sentence)
    if "participants" in facts:
        row.participants.set(_people(facts))
    keep(start_edit(row, said, EDITABLE), by=by, at=at)
    return row


@in_one_go
def cancel_review(*, review: Review, version: int, by: User, at: datetime) -> None:
    """Take a planned review off the calendar.

    Raises:
        DomainError: it has begun, or somebody saved meanwhile.
    """
    row = locked(review, version, for_deleting=True)
    if row.state != Review.State.PLANNED:
        raise DomainError("begun", "This review has begun: close it instead.")
    record(verb="delete", thing=row, by=by, at=at, before=last_facts_of(row))
    if row.previous_id:
        Review.objects.filter(pk=row.previous_id).update(schedule=Review.Schedule.ONCE)
    row.delete()


@in_one_go
def open_review(*, review: Review, version: int, by: User, at: datetime) -> Review:
    """Open a review: freeze the state it looks at, and put on its agenda what is to be decided.

    Raises:
        DomainError: it has begun already, the one before is not closed, or somebody saved.
    """
    row = locked(review, version)
    if row.state != Review.State.PLANNED:
        raise DomainError("begun", "Somebody opened this review already.")
    if row.previous and row.previous.state != Review.State.CLOSED:
        raise DomainError("previous", f"Close “{row.previous}” of {row.previous.day} first.")
    frozen = see(row, by, timezone.localdate(at))
    row.seen, row.opened_at, row.state = frozen.seen, at, Review.State.OPEN
    row.version, row.changed_at = row.version + 1, at
    row.save(update_fields=["seen", "opened_at", "state", "version", "changed_at"])
    Matter.objects.bulk_create(
        _matter(row, place, one) for place, one in enumerate(frozen.proposals)
    )
    record(verb="open", thing=row, by=by, at=at, after={"matters": len(frozen.proposals)})
    return row


def _matter(review: Review, place: int, one: Proposal) -> Matter:
    said = one.said
    return Matter(
        review=review,
        position=place,
        kind=said.section,
        key=said.key[:100],
        title=said.title[:300],
        reason=said.reason,
        thing=said.thing,
        thing_id=said.thing_id,
        facts=one.facts,
    )


@in_one_go
def close_review(*, review: Review, version: int, by: User, at: datetime) -> Review:
    """Close a review: what is not decided is left for another time, and the minutes go out.

    Raises:
        DomainError: it is not open, or somebody saved meanwhile.
    """
    row = locked(review, version)
    if row.state != Review.State.OPEN:
        raise DomainError("not_open", "Only a review that is open can be closed.")
    row.closed_at, row.state = at, Review.State.CLOSED
    row.version, row.changed_at = row.version + 1, at
    row.save(update_fields=["closed_at", "state", "version", "changed_at"])
    record(verb="close", thing=row, by=by, at=at)
    note_mails(review=row, kind=KIND.MINUTES, at=at)
    plan_next(review=row, at=at)
    return row


@in_one_go
def plan_next(*, review: Review, at: datetime) -> Review | None:
    """Plan the review that follows a closed one of its series; None where one does already."""
    row = locked(review)
    day = next_day(row.day, row.schedule)
    over = row.state == Review.State.CLOSED
    if day is None or not over or Review.objects.filter(previous=row).exists():
        return None
    new = Review.objects.create(
        title=row.title,
        day=_not_past(day, row.schedule, timezone.localdate(at)),
        scope=row.scope,
        branch=row.branch,
        schedule=row.schedule,
        chair=row.chair,
        previous=row,
        created_at=at,
        changed_at=at,
    )
    new.participants.set(row.participants.filter(is_active=True))
    record(verb="plan", thing=new, by=None, at=at, after=facts_of(new, PLANNED))
    return new


def _not_past(day: date, schedule: str, today: date) -> date:
    """Return the first day of a series that is not over."""
    while day < today and (later := next_day(day, schedule)):
        day = later
    return day


def plan_what_follows(*, at: datetime) -> int:
    """Plan what follows each closed review of a series that nothing follows; return how many."""
    waiting = list(Review.objects.closed().without_next())
    return sum(plan_next(review=one, at=at) is not None for one in waiting)


def note_invitations(*, today: date, at: datetime) -> int:
    """Note whom to remind of a review of the next days; return how many mails that is."""
    near = Review.objects.planned().filter(day__gte=today, day__lte=today + NOTICE)
    return sum(note_mails(review=one, kind=KIND.INVITATION, at=at) for one in near.order_by("pk"))


@in_one_go
def note_mails(*, review: Review, kind: str, at: datetime) -> int:
    """Note a mail of a kind to everybody of a review who has none of it; return how many."""
    told = set(review.mails.filter(kind=kind).values_list("person_id", flat=True))
    people = {review.chair_id, *review.participants.values_list("pk", flat=True)} - told
    wanting = User.objects.active().filter(pk__in=people, reminder_mails=True).exclude(email="")
    mails = [
        ReviewMail(review=review, person=person, kind=kind, noted_at=at)
        for person in wanting.order_by("pk")
    ]
    ReviewMail.objects.bulk_create(mails, ignore_conflicts=True)
    return len(mails)


def _people(facts: Mapping[str, object]) -> list[User]:
    return list(facts.get("participants") or ())  # type: ignore[call-overload,no-any-return]


def _refuse_chair(chair: object) -> None:
    if isinstance(chair, User) and not may(chair, Right.REVIEW):
        raise field_refusal("chair", "Only a leader or an admin runs reviews: choose one of them.")


def _refuse_unknown(scope: Scope, by: User) -> None:
    pk = scope.objective_id
    if pk is not None and not Objective.objects.visible_to(by).filter(pk=pk).exists():
        raise field_refusal("objective", "There is no such goal: choose another.")
