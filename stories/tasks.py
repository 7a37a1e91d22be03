"""What happens without anybody asking; each task is safe to run twice at once."""

from functools import partial
from smtplib import SMTPException

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from stories.pages.reminder import reminder_mail
from stories.pages.talk_mail import talk_mail
from stories.services import (
    give_back_reminder,
    note_reminder,
    people_to_remind,
    take_reminder,
    unsent_reminders,
)
from stories.services.talk_mail import (
    give_back_comment_mails,
    news_for,
    people_to_mail,
    person_to_mail,
    settle_comment_mails,
    take_comment_mails,
)
from stories.verdicts import recompute_all, settle


@shared_task(soft_time_limit=200, time_limit=240)
def settle_verdicts() -> str:
    """Settle what requests left; just after midnight, compute all anew."""
    now = timezone.now()
    done = settle(today=timezone.localdate(now), at=now)
    if done.left:
        return "another settlement is at work"
    return f"{done.touches} touches, {done.written} rows written"


@shared_task(soft_time_limit=200, time_limit=240)
def recompute_verdicts() -> str:
    """Compute every verdict anew."""
    now = timezone.now()
    done = recompute_all(today=timezone.localdate(now), at=now)
    if done.left:
        return "another settlement is at work"
    return f"{done.reached} things judged, {done.written} rows written"


@shared_task(soft_time_limit=200, time_limit=240)
def remind_people() -> str:
    """Note whom to remind of what, then send; what a dead worker left is sent now."""
    now = timezone.now()
    due = unsent_reminders(now)
    noted = [note_reminder(person=person, at=now) for person in people_to_remind(now)]
    due += [one.pk for one in noted if one]
    for pk in due:
        transaction.on_commit(partial(send_reminder.delay, pk))
    return f"{len(due)} reminders to send"


@shared_task(
    soft_time_limit=50,
    time_limit=60,
    autoretry_for=(SMTPException, OSError),
    retry_backoff=60,
    max_retries=3,
)
def send_reminder(pk: int) -> str:
    """Send one reminder, once; one that fails is given back and tried again."""
    now = timezone.now()
    reminder = take_reminder(pk=pk, at=now)
    if reminder is None:
        return "sent already, or not wanted any more"
    mail = reminder_mail(reminder, now)
    if mail is None:
        return "all of it is done"
    try:
        mail.send()
    except (SMTPException, OSError):
        give_back_reminder(reminder=reminder)
        raise
    return "sent"


@shared_task(soft_time_limit=50, time_limit=60)
def tell_of_comments() -> str:
    """Tell people of what was said, some minutes after the last word of it."""
    due = people_to_mail(timezone.now())
    for pk in due:
        transaction.on_commit(partial(send_comments.delay, pk))
    return f"{len(due)} mails to send"


@shared_task(
    soft_time_limit=50,
    time_limit=60,
    autoretry_for=(SMTPException, OSError),
    retry_backoff=60,
    max_retries=3,
)
def send_comments(person_pk: int) -> str:
    """Send a person one mail on all comments that are due; one that fails is tried again."""
    now, person = timezone.now(), person_to_mail(person_pk)
    taken = take_comment_mails(person=person, at=now)
    news = news_for(person, taken, now)
    try:
        if news:
            talk_mail(person, news).send()
    except (SMTPException, OSError):
        give_back_comment_mails(taken=taken)
        raise
    settle_comment_mails(taken=taken, at=timezone.now())
    return f"{len(news)} comments told of"
