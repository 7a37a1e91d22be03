"""The mail that tells somebody what was said, in words and as simple HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from alignment.lib.errors import shortened
from alignment.lib.shown import Shown
from stories.addressing import people_in, to_named
from stories.models import Comment
from stories.pages.reminder import whole
from stories.pages.talking import SOMEBODY, page_of_thing
from stories.pages.words import many, moment

MOST = 20
LONGEST = 600


@dataclass(frozen=True, slots=True)
class MailedComment(Shown):
    """One comment in a mail, with a whole address."""

    who: str
    about: str
    words: str
    when: str
    href: str


def talk_mail(person: User, comments: Sequence[Comment]) -> EmailMultiAlternatives:
    """Return the mail on some comments that a person may read. One query."""
    named = {number for one in comments for number in people_in(one.body)}
    people = dict(User.objects.filter(pk__in=named).values_list("pk", "name"))
    stop = whole(reverse("accounts:profile"))
    context = {
        "name": person.name,
        "lede": f"{many(len(comments), 'new comment')} on what concerns you.",
        "rows": [_row(one, people, person) for one in comments[-MOST:]],
        "more": max(len(comments) - MOST, 0),
        "stop": stop,
    }
    mail = EmailMultiAlternatives(
        subject=_subject(comments),
        body=render_to_string("mails/talk.txt", context),
        to=[person.email],
        headers={"List-Unsubscribe": f"<{stop}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mails/talk.html", context), "text/html")
    return mail


def _row(one: Comment, people: dict[int, str], person: User) -> MailedComment:
    body = to_named(one.body, lambda number: people.get(number, SOMEBODY))
    place = f"comment-{one.answers_id or one.pk}"
    return MailedComment(
        who=one.author.name,
        about=str(one.thing),
        words=body if len(body) <= LONGEST else f"{body[: LONGEST - 1]}…",
        when=moment(one.said_at, person.time_zone),
        href=whole(page_of_thing(one.thing, place)),
    )


def _subject(comments: Sequence[Comment]) -> str:
    """Return the subject on one line, whatever names and titles hold."""
    last = comments[-1]
    rest = f" and {len(comments) - 1} more" if len(comments) > 1 else ""
    return f"{shortened(last.author.name, 60)} on “{shortened(str(last.thing), 80)}”{rest}"
