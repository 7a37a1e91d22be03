"""The mails of reviews: that one is near, its minutes, and that an action is overdue."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.models import User
from reports.models import Action, Review, ReviewMail
from reports.review_access import reader_of, reviews_to_view
from reports.reviews.minutes import MinuteDecision, Minutes, minutes_of
from stories.pages.remedies import address
from stories.pages.reminder import seal_of, whole
from stories.pages.words import day, many

KIND = ReviewMail.Kind


@dataclass(frozen=True, slots=True)
class MailPart:
    """One part of a mail: a heading, sentences, and where to go on."""

    title: str
    sentences: tuple[str, ...] = ()
    href: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says."""

    subject: str
    lede: str
    parts: tuple[MailPart, ...] = field(default=())


def take_mail(*, pk: int, at: datetime) -> ReviewMail | None:
    """Take a mail for sending; None where another took it, or it is not wanted any more."""
    wanting = User.objects.active().filter(reminder_mails=True)
    free = ReviewMail.objects.unsent().filter(pk=pk, person__in=wanting, noted_at__lte=at)
    if not free.update(sent_at=at):
        return None
    return ReviewMail.objects.select_related("person", "review__chair", "action").get(pk=pk)


def give_back_mail(*, mail: ReviewMail) -> None:
    """Let a mail that could not be sent be taken again."""
    ReviewMail.objects.filter(pk=mail.pk, sent_at=mail.sent_at).update(sent_at=None)


def unsent_mails(at: datetime) -> list[int]:
    """Return the mails of the last days that nobody sent."""
    waiting = ReviewMail.objects.unsent().noted_lately(at)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def review_mail(mail: ReviewMail) -> EmailMultiAlternatives | None:
    """Return a mail as its reader may know it; None where there is nothing to say any more."""
    person, review = mail.person, mail.review
    if not reviews_to_view(person).filter(pk=review.pk).exists():
        return None
    letter = _letter(mail, person, review)
    if letter is None:
        return None
    stop = whole(address("stories:reminders-stop", seal_of(person)))
    context = {"name": person.name, "letter": letter, "stop": stop}
    made = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split())[:140],
        body=render_to_string("mails/review.txt", context),
        to=[person.email],
        headers={"List-Unsubscribe": f"<{stop}>", "Auto-Submitted": "auto-generated"},
    )
    made.attach_alternative(render_to_string("mails/review.html", context), "text/html")
    return made


def _letter(mail: ReviewMail, person: User, review: Review) -> Letter | None:
    if mail.kind == KIND.OVERDUE:
        return None if mail.action is None else _overdue(mail.action, person)
    if mail.kind == KIND.INVITATION:
        return _invitation(review) if review.state == Review.State.PLANNED else None
    return _minutes(minutes_of(review, person))


def _invitation(review: Review) -> Letter:
    href = whole(address("reports:review-page", review.pk))
    asked = MailPart("Before it begins", ("See what became of last time.",), href, "Open it")
    lede = f"“{review.title}” is on {day(review.day)}, run by {review.chair.name}."
    return Letter(f"On {day(review.day)}: {review.title}", lede, (asked,))


def _overdue(action: Action, person: User) -> Letter | None:
    if action.done_at is not None:
        return None
    if reader_of(person, [action.matter]).may_read(action.matter) != "full":
        return None
    said = f"{action.owner.name} was to do it by {day(action.due_on)}."
    href = whole(address("reports:action-page", action.pk))
    part = MailPart(action.what, (said,), href, "See it")
    lede = f"An action of “{action.review.title}” is overdue. You hear of this once."
    return Letter(f"Overdue: {action.what}", lede, (part,))


def _minutes(minutes: Minutes) -> Letter:
    href = whole(address("reports:review-minutes", minutes.id))
    decided = tuple(
        MailPart(one.title, tuple(text for text in _said(one.decision) if text))
        for one in minutes.decided
    )
    todo = tuple(MailPart(one.what, (f"{one.owner}, by {one.due}.",)) for one in minutes.actions)
    left = ", ".join(dict.fromkeys(one.title for one in minutes.undecided))
    parts = [*decided]
    if todo:
        parts.append(MailPart("To be done"))
        parts += todo
    if left:
        parts.append(MailPart("Left for another time", (f"{left}.",)))
    parts.append(MailPart("The minutes", ("They stand in Throughline.",), href, "Read them"))
    counted = f"{many(len(decided), 'matter')} decided, {many(len(todo), 'action')} to be done."
    lede = " ".join(one for one in (minutes.headline, counted) if one)
    return Letter(f"Minutes: {minutes.title}, {minutes.day_words}", lede, tuple(parts))


def _said(decision: MinuteDecision | None) -> tuple[str, ...]:
    if decision is None:
        return ()
    by = f"Decided by {decision.who}."
    return (f"{decision.words}.", decision.why, decision.applied, by)
