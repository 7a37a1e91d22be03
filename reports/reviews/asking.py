"""What reviews ask of a person: the actions they have not done yet."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reports.models import Action
from reports.review_access import reader_of
from stories.asked import Asked, Matter
from stories.pages.words import day

MOST = 50


def open_actions(person: User) -> tuple[Asked, ...]:
    """Return what a person is to do, what is due first; one query, four where there is any."""
    rows = list(Action.objects.still_open().of(person).by_due_day()[:MOST])
    if not rows:
        return ()
    reader, today = reader_of(person, [one.matter for one in rows]), timezone.localdate()
    return tuple(
        Asked(
            matter=Matter.ACT,
            kind="action",
            id=one.pk,
            title=one.what,
            reason=f"“{one.review}” asks for it by {day(one.due_on)}.",
            href=reverse("reports:action-page", args=[one.pk]),
            is_late=one.due_on < today,
        )
        for one in rows
        if reader.may_read(one.matter) == "full"
    )
