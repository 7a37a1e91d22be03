"""The mail that reminds somebody of what is asked of them, in words and as simple HTML."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, dumps, loads
from django.template.loader import render_to_string

from accounts.models import User
from stories.asked import all_asked_of
from stories.models import Reminder
from stories.pages.asked import AskedRow, shown_asked
from stories.pages.remedies import address
from stories.pages.words import day, many

SALT = "stories.reminders"
MOST = 20


@dataclass(frozen=True, slots=True)
class MailRow:
    """One thing that is asked, with whole addresses."""

    title: str
    reason: str
    action: str
    href: str


def reminder_mail(reminder: Reminder, at: datetime) -> EmailMultiAlternatives | None:
    """Return the mail of a reminder; None where all that it reminds of is done by now."""
    person = reminder.person
    still = [one for one in all_asked_of(person) if one.key in reminder.matters]
    if not still:
        return None
    stop = whole(address("stories:reminders-stop", seal_of(person)))
    context = {
        "name": person.name,
        "when": day(at.astimezone(ZoneInfo(person.time_zone)).date()),
        "lede": f"{many(len(still), 'thing waits', 'things wait')} for you in Throughline.",
        "rows": [_row(shown_asked(one)) for one in still[:MOST]],
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
