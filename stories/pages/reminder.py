"""The mail that reminds somebody of what is asked of them, in words and as simple HTML."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, dumps, loads
from django.template.loader import render_to_string

from accounts.models import User
from alignment.lib.shown import Shown
from kpis.due import Owed
from kpis.models import HeldValue, Kpi
from stories.asked import all_asked_of
from stories.models import Reminder
from stories.pages.asked import AskedRow, shown_asked
from stories.pages.remedies import address, page_of
from stories.pages.words import day, many
from stories.services.reminding import values_due, values_in_question

SALT = "stories.reminders"
MOST = 20


@dataclass(frozen=True, slots=True)
class MailRow(Shown):
    """One thing that is asked, with whole addresses."""

    title: str
    reason: str
    action: str
    href: str


def reminder_mail(reminder: Reminder, at: datetime) -> EmailMultiAlternatives | None:
    """Return the mail of a reminder; None where all that it reminds of is done by now."""
    person = reminder.person
    today = at.astimezone(ZoneInfo(person.time_zone)).date()
    asked, due = all_asked_of(person), values_due(person, today)
    still = [_row(shown_asked(one)) for one in asked if one.key in reminder.matters]
    still += [_value_row(*due[key]) for key in due if key in reminder.matters]
    held = values_in_question(person)
    still += [_held_row(held[key]) for key in held if key in reminder.matters]
    if not still:
        return None
    stop = whole(address("stories:reminders-stop", seal_of(person)))
    context = {
        "name": person.name,
        "when": day(today),
        "lede": f"{many(len(still), 'thing waits', 'things wait')} for you in Throughline.",
        "rows": still[:MOST],
        "more": max(len(still) - MOST, 0),
        "all": whole(address("stories:asked-page")),
        "stop": stop,
    }
    mail = EmailMultiAlternatives(
        subject=_subject(len(still), still[0].title),
        body=render_to_string("mails/reminder.txt", context),
        to=[person.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("mails/reminder.html", context), "text/html")
    return mail


def _subject(count: int, first: str) -> str:
    """Return the subject on one line, whatever the title holds."""
    title = " ".join(first.split())
    rest = f" and {count - 1} more" if count > 1 else ""
    return f"Asked of you: {title[:80]}{rest}"


def _row(row: AskedRow) -> MailRow:
    return MailRow(row.title, row.reason, row.action, whole(row.action_href))


def _value_row(kpi: Kpi, need: Owed) -> MailRow:
    """Return a value that is owed: which one, and since when it is late."""
    of = f" of {need.period.label}" if need.period else ""
    late = f", {many(need.days_late, 'day')} late" if need.days_late else ""
    reason = f"Its value{of} is due{late}."
    return MailRow(kpi.title, reason, "Give it", whole(address("stories:check-in")))


def _held_row(held: HeldValue) -> MailRow:
    """Return a value that a source said and that can hardly be right."""
    kpi = held.connector.kpi
    href = whole(page_of("kpi", kpi.pk, "held"))
    return MailRow(
        kpi.title, f"{day(held.observed_on)}: {held.question}", "Say whether it is right", href
    )


def whole(path: str) -> str:
    """Return a path as an address that works from anywhere."""
    return f"{settings.SITE_URL}{path}"


def seal_of(person: User) -> str:
    """Return what lets whoever holds it stop the reminders of a person, and nothing else."""
    return dumps(person.pk, salt=SALT)


def person_sealed(seal: str) -> int | None:
    """Return whose reminders a seal stops; None where nobody made it."""
    try:
        return int(loads(seal, salt=SALT))
    except (BadSignature, TypeError, ValueError):
        return None
