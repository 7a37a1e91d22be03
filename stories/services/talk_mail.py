"""Says who is to get a mail on comments now, and that it was sent.

Comments of a few minutes make one mail. The row is the record: nothing else is changed, so no
audit line is written.
"""

from datetime import datetime, timedelta

from django.db.models import Max, Min, Q

from accounts.models import User
from accounts.saving import in_one_go
from kpis.access import kpis_to_view
from objectives.access import objectives_to_view
from stories.models import Comment, CommentMail

QUIET = timedelta(minutes=3)
PATIENCE = timedelta(minutes=15)
LOST = timedelta(minutes=10)
NEWS = timedelta(days=7)


def people_to_mail(at: datetime) -> list[int]:
    """Return whom a mail is due to: it is quiet again, or they wait for long. One query."""
    free = CommentMail.objects.free(at - LOST).order_by().values("person")
    waiting = free.annotate(first=Min("due_at"), last=Max("due_at"))
    ripe = waiting.filter(Q(last__lte=at - QUIET) | Q(first__lte=at - PATIENCE))
    return sorted(ripe.values_list("person", flat=True))


def person_to_mail(pk: int) -> User:
    """Return somebody to whom a mail is due; also one who may not sign in any more."""
    return User.objects.get(pk=pk)


@in_one_go
def take_comment_mails(*, person: User, at: datetime) -> list[int]:
    """Take all that a person is to hear of, for sending; nothing where another took it."""
    free = CommentMail.objects.free(at - LOST).filter(person=person)
    taken = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True))
    CommentMail.objects.filter(pk__in=taken).update(taken_at=at)
    return taken


def news_for(person: User, taken: list[int], at: datetime) -> list[Comment]:
    """Return the comments to tell a person of: not taken back, not old, and theirs to read.

    Three queries.
    """
    if not (person.is_active and person.talk_mails):
        return []
    theirs = (
        Q(focus_area__isnull=False)
        | Q(objective__in=objectives_to_view(person).order_by().values("pk"))
        | Q(kpi__in=kpis_to_view(person).order_by().values("pk"))
    )
    told = Comment.objects.filter(theirs, mails__in=taken, removed_at__isnull=True)
    return list(told.filter(said_at__gt=at - NEWS).with_things().order_by("pk"))


def settle_comment_mails(*, taken: list[int], at: datetime) -> None:
    """Note that a mail was sent, or that there is nothing to send."""
    CommentMail.objects.due().filter(pk__in=taken).update(settled_at=at)


def give_back_comment_mails(*, taken: list[int]) -> None:
    """Let what could not be sent be taken again."""
    CommentMail.objects.due().filter(pk__in=taken).update(taken_at=None)
