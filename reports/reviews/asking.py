"""What reviews ask of a person: the actions they have not done yet."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.made_once import made_once
from accounts.models import User
from reports.models import Action
from reports.review_access import reader_of
from stories.asked import Asked, Matter
from stories.pages.words import day

MOST = 50


@made_once
def _numbers(person: User) -> QuerySet[Any, Any]:
    return Action.objects.still_open().of(person).by_due_day().values_list("pk")[:MOST]


def open_actions(person: User) -> tuple[Asked, ...]:
    """Return what a person is to do, what is due first; one query, five where there is any.

    Every page asks whether there is, so nothing is spent on making that query.
    """
    numbers = [number for (number,) in _numbers(person)]
    if not numbers:
        return ()
    rows = list(Action.objects.filter(pk__in=numbers).by_due_day().in_short())
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
