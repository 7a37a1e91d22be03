"""What reviews do without anybody asking: plan what follows, call, escalate, send mails."""

from datetime import time
from functools import partial

from alignment.lib.mailing import send_or_give_back
from jobs.cadences import Daily, Every
from jobs.declaring import Turn, requested, scheduled
from jobs.ledger import ask_for_each
from reports.reviews.acting import escalate_action, overdue_actions
from reports.reviews.mails import give_back_mail, review_mail, take_mail, unsent_mails
from reports.reviews.running import note_invitations, plan_what_follows


@scheduled(
    "Plan reviews and call for them",
    when=Daily(time(5, 11)),
    what="Plans what follows a closed review of a series, reminds people of the next days’, and "
    "tells somebody up the line, once, of each overdue action.",
)
def keep_reviews(turn: Turn) -> str:
    """Plan what follows, call for what is near, take overdue actions up the line."""
    planned = plan_what_follows(at=turn.now)
    called = note_invitations(today=turn.today, at=turn.now)
    late = overdue_actions(turn.today)
    told = sum(escalate_action(action=one, at=turn.now) is not None for one in late)
    return f"{planned} planned, {called} people called, {told} overdue actions taken up"


@scheduled(
    "Find the mails of reviews to send",
    when=Every(minutes=5, past=3),
    what="Lets minutes, calls and overdue actions be sent to those concerned.",
)
def find_review_mails(turn: Turn) -> str:
    """Ask for each mail that nobody sent, also those that a dead worker left."""
    return f"{ask_for_each(send_review_mail, unsent_mails(turn.now), at=turn.now)} mails to send"


@requested("Send a mail of a review", what="One mail to one person about a review.", limit=50)
def send_review_mail(turn: Turn) -> str:
    """Send one mail, once; one that fails is given back and tried again."""
    mail = take_mail(pk=int(turn.unit), at=turn.now)
    if mail is None:
        return "sent already, or not wanted any more"
    made = review_mail(mail)
    if made is None:
        return "there is nothing to say any more"
    send_or_give_back(made, partial(give_back_mail, mail=mail))
    return "sent"
