"""Who may be meant after an @ in a comment: those concerned first, then all who may read it."""

from collections import Counter

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Lower

from accounts.models import User
from stories import addressing
from stories.access import people_to_tell
from stories.models import Comment
from stories.pages.mentioning import Choice
from stories.pages.talking import MOST_THREADS, Thing, owners_of

MOST = 8
LONGEST = 80


def people_like(user: User, thing: Thing, asked: str) -> tuple[Choice, ...]:
    """Return people called like what was typed so far, oneself apart. Three queries.

    Each is named by their name where that means them alone, else by their e-mail address.
    """
    words = " ".join(asked.split())[:LONGEST]
    readers = people_to_tell(thing)
    others = readers.called_like(words).exclude(pk=user.pk)
    found = list(others.order_by(_by_nearness(thing, words), Lower("name"), "pk")[:MOST])
    called = readers.alias(low=Lower("name")).filter(low__in=[one.name.lower() for one in found])
    namesakes = Counter(name.lower() for name in called.values_list("name", flat=True))
    return tuple(
        Choice(one.name, one.job_title or one.email, _text(one))
        if namesakes[one.name.lower()] == 1
        else Choice(one.name, one.email, _text(one, by_name=False))
        for one in found
    )


def _by_nearness(thing: Thing, words: str) -> Case:
    """Order the owners and who spoke lately first, then whose name begins like that."""
    lately = Comment.objects.about(thing).order_by("-pk").values_list("author", flat=True)
    near = {person.pk for person in owners_of(thing)} | set(lately[:MOST_THREADS])
    return Case(
        When(Q(pk__in=near), then=Value(0)),
        When(Q(name__istartswith=words), then=Value(1)),
        default=Value(2),
    )


def _text(person: User, *, by_name: bool = True) -> str:
    """Return what names a person and nobody else; a name with brackets in it names nobody."""
    for name in (person.name, person.email)[0 if by_name else 1 :]:
        text = f"@[{name}]"
        if addressing.names_in(text) == (name,):
            return text
    return f"@[person:{person.pk}]"
