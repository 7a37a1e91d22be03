"""Notes who is to be reminded of what, at most once a week, and that it was sent.

The row is the record: nothing else is changed, so no audit line is written.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.saving import in_one_go, locked
from stories.asked import asked_of
from stories.models import Reminder

A_WEEK = timedelta(days=7)
MORNING, EVENING, FRIDAY = 8, 18, 4


def people_to_remind(at: datetime) -> list[User]:
    """Return whom a mail may reach now: by day where they are, none this week, none refused."""
    lately = Reminder.objects.noted_after(at - A_WEEK).values("person")
    wanting = User.objects.active().filter(reminder_mails=True).exclude(email="")
    return [one for one in wanting.exclude(pk__in=lately).order_by("pk") if _by_day(one, at)]


def _by_day(person: User, at: datetime) -> bool:
    here = at.astimezone(ZoneInfo(person.time_zone))
    return here.weekday() <= FRIDAY and MORNING <= here.hour < EVENING


@in_one_go
def note_reminder(*, person: User, at: datetime) -> Reminder | None:
    """Note what a person is to be reminded of; None where nothing is asked, or it was this week."""
    row = locked(person)
    wanted = row.is_active and row.reminder_mails
    if not wanted or Reminder.objects.to(row).noted_after(at - A_WEEK).exists():
        return None
    asked = asked_of(row)
    if not asked:
        return None
    return Reminder.objects.create(person=row, matters=[one.key for one in asked], noted_at=at)


def take_reminder(*, pk: int, at: datetime) -> Reminder | None:
    """Take a reminder for sending; None where another took it, or it is not wanted any more."""
    wanting = User.objects.active().filter(reminder_mails=True)
    if not Reminder.objects.unsent().filter(pk=pk, person__in=wanting).update(sent_at=at):
        return None
    return Reminder.objects.select_related("person").get(pk=pk)


def give_back_reminder(*, reminder: Reminder) -> None:
    """Let a reminder that could not be sent be taken again."""
    Reminder.objects.filter(pk=reminder.pk, sent_at=reminder.sent_at).update(sent_at=None)


def unsent_reminders(at: datetime) -> list[int]:
    """Return the reminders of the last day that nobody sent: a worker may have died on the way."""
    lately = Reminder.objects.unsent().noted_after(at - timedelta(days=1))
    return list(lately.order_by("pk").values_list("pk", flat=True))
