"""Notes who is to be reminded of what, at most once a day, and that it was sent.

The row is the record: nothing else is changed, so no audit line is written.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import ReminderDay, User
from accounts.saving import in_one_go, locked
from kpis.access import kpis_awaited_from
from kpis.due import Owed
from kpis.models import HeldValue, Kpi
from kpis.owing import owed_by
from stories.asked import all_asked_of
from stories.models import Reminder

FRIDAY = 4
PATIENCE = 6  # hours after the chosen one: a mail that comes later than that comes another day
WEEKDAYS = tuple(day for day in ReminderDay if day != ReminderDay.WORKING_DAYS)


def people_to_remind(at: datetime) -> list[User]:
    """Return whom a mail may reach now: on the day and from the hour they chose, none today yet."""
    lately = Reminder.objects.noted_after(at - timedelta(days=1)).values_list("person", "noted_at")
    last = dict(lately.order_by("noted_at"))
    wanting = User.objects.active().filter(reminder_mails=True).exclude(email="").order_by("pk")
    return [
        one
        for one in wanting
        if is_the_time(one, at) and not (one.pk in last and _is_same_day(one, last[one.pk], at))
    ]


def is_the_time(person: User, at: datetime) -> bool:
    """Say whether it is the day and about the hour that somebody chose, where they are."""
    here = at.astimezone(ZoneInfo(person.time_zone))
    if not 0 <= here.hour - person.reminder_hour < PATIENCE:
        return False
    if person.reminder_day == ReminderDay.WORKING_DAYS:
        return here.weekday() <= FRIDAY
    return WEEKDAYS[here.weekday()] == person.reminder_day


def _is_same_day(person: User, earlier: datetime, at: datetime) -> bool:
    zone = ZoneInfo(person.time_zone)
    return earlier.astimezone(zone).date() == at.astimezone(zone).date()


@in_one_go
def note_reminder(*, person: User, at: datetime) -> Reminder | None:
    """Note what a person is to be reminded of; None where nothing is asked, or it was today."""
    row = locked(person)
    here = at.astimezone(ZoneInfo(row.time_zone))
    midnight = datetime.combine(here.date(), time(), tzinfo=here.tzinfo)
    wanted = row.is_active and row.reminder_mails
    if not wanted or Reminder.objects.to(row).noted_since(midnight).exists():
        return None
    matters = [one.key for one in all_asked_of(row)] + [
        *values_due(row, here.date()),
        *values_in_question(row),
    ]
    if not matters:
        return None
    return Reminder.objects.create(person=row, matters=matters, noted_at=at)


def values_due(person: User, today: date) -> dict[str, tuple[Kpi, Owed]]:
    """Return the values that a person owes now, by what a reminder knows them by. One query."""
    found = owed_by(person, today)
    return {f"value:kpi:{kpi.pk}": (kpi, need) for kpi, need in found if need.is_due}


def values_in_question(person: User) -> dict[str, HeldValue]:
    """Return what sources said that waits for a person's word: the oldest of each KPI. One query.

    The key names the matter.
    """
    waiting = HeldValue.objects.open().of(kpis_awaited_from(person))
    return {f"held:kpi:{one.connector.kpi_id}": one for one in reversed(list(waiting))}


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
