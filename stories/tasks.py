"""What happens without anybody asking; each job is safe to run twice."""

from datetime import time
from functools import partial

from alignment.lib.mailing import send_or_give_back
from jobs.cadences import Daily, Every
from jobs.declaring import Turn, requested, scheduled
from jobs.ledger import ask_for_each
from stories.pages.reminder import reminder_mail
from stories.pages.talk_mail import talk_mail
from stories.services import (
    give_back_reminder,
    note_reminder,
    note_what_ran_out,
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


@scheduled(
    "Bring the verdicts up to date",
    when=Every(minutes=1),
    what="Judges what changed and what no page has judged yet; on a new day, everything.",
)
def settle_verdicts(turn: Turn) -> str:
    """Settle what requests left; just after midnight, compute all anew."""
    done = settle(today=turn.today, at=turn.now)
    if done.left:
        return "another settlement is at work"
    return f"{done.touches} touches, {done.written} rows written"


@scheduled(
    "Judge everything anew",
    when=Daily(time(2, 17)),
    what="Computes every verdict from the start, so that nothing wrong can stay.",
    limit=1800,
)
def recompute_verdicts(turn: Turn) -> str:
    """Compute every verdict anew."""
    done = recompute_all(today=turn.today, at=turn.now)
    if done.left:
        return "another settlement is at work"
    return f"{done.reached} things judged, {done.written} rows written"


@scheduled(
    "End exemptions whose time is over",
    when=Daily(time(0, 3)),
    what="Notes which findings are accepted no longer, and judges what they are about anew.",
)
def expire_exemptions(turn: Turn) -> str:
    """Note what is accepted no longer since today."""
    return f"{note_what_ran_out(today=turn.today, at=turn.now)} exemptions ran out"


@scheduled(
    "Find whom to remind",
    when=Every(minutes=60, past=23),
    what="Notes who is asked for something, and lets one mail be sent to each.",
)
def remind_people(turn: Turn) -> str:
    """Note whom to remind of what, then ask for the mails; also those that a dead worker left."""
    due = unsent_reminders(turn.now)
    noted = [note_reminder(person=person, at=turn.now) for person in people_to_remind(turn.now)]
    due += [one.pk for one in noted if one]
    return f"{ask_for_each(send_reminder, due, at=turn.now)} reminders to send"


@requested("Send a reminder", what="One mail to one person of all that is asked of them.", limit=50)
def send_reminder(turn: Turn) -> str:
    """Send one reminder, once; one that fails is given back and tried again."""
    reminder = take_reminder(pk=int(turn.unit), at=turn.now)
    if reminder is None:
        return "sent already, or not wanted any more"
    mail = reminder_mail(reminder, turn.now)
    if mail is None:
        return "all of it is done"
    send_or_give_back(mail, partial(give_back_reminder, reminder=reminder))
    return "sent"


@scheduled(
    "Find whom to tell of comments",
    when=Every(minutes=1),
    what="Lets one mail be sent to each person some minutes after the last word of a talk.",
)
def tell_of_comments(turn: Turn) -> str:
    """Tell people of what was said, some minutes after the last word of it."""
    due = people_to_mail(turn.now)
    return f"{ask_for_each(send_comments, due, at=turn.now)} mails to send"


@requested("Send a mail on comments", what="One mail to one person on all that was said.", limit=50)
def send_comments(turn: Turn) -> str:
    """Send a person one mail on all comments that are due; one that fails is tried again."""
    person = person_to_mail(int(turn.unit))
    taken = take_comment_mails(person=person, at=turn.now)
    news = news_for(person, taken, turn.now)
    if news:
        give_back = partial(give_back_comment_mails, taken=taken)
        send_or_give_back(talk_mail(person, news), give_back)
    settle_comment_mails(taken=taken, at=turn.now)
    return f"{len(news)} comments told of"
