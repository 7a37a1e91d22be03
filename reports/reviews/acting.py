"""Says that actions are done, or are not after all, and takes overdue ones up the line once."""

from datetime import date, datetime

from accounts.audit import record
from accounts.models import User
from accounts.roles import Role
from accounts.saving import check, in_one_go, locked
from reports.agenda import up_the_line
from reports.models import Action, ReviewMail
from reports.reviews.people import people_who_know

STATE = ("done_at", "done_by", "note", "version")


@in_one_go
def finish_action(*, action: Action, note: str, version: int, by: User, at: datetime) -> Action:
    """Say that an action is done, with what came of it; one that is done stays as it is.

    Raises:
        DomainError: somebody changed it meanwhile, or the note is too long.
    """
    row = locked(action, version)
    if row.done_at is not None:
        return row
    row.done_at, row.done_by, row.note, row.version = at, by, note.strip(), row.version + 1
    check(row, ["note"])
    row.save(update_fields=STATE)
    record(verb="finish", thing=row, by=by, at=at, after={"note": row.note})
    return row


@in_one_go
def reopen_action(*, action: Action, version: int, by: User, at: datetime) -> Action:
    """Say that an action is not done after all.

    Raises:
        DomainError: somebody changed it meanwhile.
    """
    row = locked(action, version)
    if row.done_at is None:
        return row
    before = {"note": row.note}
    row.done_at, row.done_by, row.note, row.version = None, None, "", row.version + 1
    row.save(update_fields=STATE)
    record(verb="reopen", thing=row, by=by, at=at, before=before)
    return row


def overdue_actions(today: date) -> list[Action]:
    """Return the overdue actions of which nobody up the line was told. One query."""
    return list(Action.objects.overdue_on(today).filter(escalated_at=None).by_due_day())


@in_one_go
def escalate_action(*, action: Action, at: datetime) -> Action | None:
    """Note that somebody up the line is told of an overdue action; None where it is settled.

    That is who chaired the review, or an admin where the chair is late or may not know of it.
    """
    row = locked(action)
    if row.done_at is not None or row.escalated_at is not None:
        return None
    knowing = people_who_know(row.matter)
    admins = list(knowing.filter(role=Role.ADMIN).order_by("pk").values_list("pk", flat=True))
    chair = row.review.chair_id
    told = [chair, *admins] if knowing.filter(pk=chair).exists() else admins
    to = up_the_line(row.owner_id, told[0], told[1:]) if told else None
    if to is None:
        return None
    row.escalated_at, row.escalated_to_id, row.version = at, to, row.version + 1
    row.save(update_fields=["escalated_at", "escalated_to", "version"])
    ReviewMail.objects.create(
        review=row.review, action=row, person_id=to, kind=ReviewMail.Kind.OVERDUE, noted_at=at
    )
    record(verb="escalate", thing=row, by=None, at=at, after={"escalated_to": to})
    return row
