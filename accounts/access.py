"""The door: what a person may do with a thing, asked in one way everywhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.made_once import made_once
from accounts.models import Token, TokenQuerySet, User
from accounts.roles import Action, Tie, allows

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


class PageRequest(HttpRequest):
    """A request whose person has signed in, as the middleware for it guarantees."""

    user: User
    htmx: HtmxDetails


def may(
    user: User, action: Action, *, team_id: int | None = None, owners: tuple[int | None, ...] = ()
) -> bool:
    """Say whether a person may do an action to a thing of this team with these owners.

    At most one query, for the person's teams, asked once per person object.
    """
    if not user.is_active:
        return False
    tie = Tie.ANY
    if team_id is not None and team_id in team_ids(user):
        tie = Tie.TEAM
    if user.pk in owners:
        tie = Tie.OWN
    return allows(user.role, action, tie)


def require(
    user: User, action: Action, *, team_id: int | None = None, owners: tuple[int | None, ...] = ()
) -> None:
    """Let a person through who may do an action.

    Raises:
        PermissionDenied: they may not.
    """
    if not may(user, action, team_id=team_id, owners=owners):
        raise PermissionDenied


def team_ids(user: User) -> frozenset[int]:
    """Return the teams of a person; one query the first time it is asked of this object."""
    if not hasattr(user, "_team_ids"):
        user._team_ids = frozenset(pk for (pk,) in _teams_of(user))  # type: ignore[attr-defined]  # noqa: SLF001
    return user._team_ids  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


@made_once
def _teams_of(user: User) -> QuerySet[Any, Any]:
    return user.teams.order_by().values_list("pk")


def once_for(user: User, name: str, make: Callable[[], Rows]) -> Rows:
    """Return the rows of a door, whose condition is put together once per person object.

    Only the condition is kept, never a row: a large page opens the same doors two dozen times.
    """
    kept = f"_door_{name}_{user.is_admin}"
    if not hasattr(user, kept):
        setattr(user, kept, make())
    rows: Rows = getattr(user, kept)
    return rows.all()


def person_named(pk: int | None) -> User | None:
    """Return the person of a number, if they may sign in. One query."""
    return None if pk is None else User.objects.active().filter(pk=pk).first()


def token_shown(digest: str, at: datetime) -> Token | None:
    """Return the token of a digest with its person, if it opens anything now. One query."""
    found = Token.objects.usable_at(at).select_related("person")
    return found.filter(digest=digest).first()


def tokens_to_view(user: User) -> TokenQuerySet:
    """Return a person's own tokens, and for admins those of programs too."""
    found = Token.objects.of_person(user)
    if may(user, Action.ADMINISTER):
        found |= Token.objects.of_services()
    return found.not_revoked().select_related("person").prefetch_related("teams")


def token_to_revoke(user: User, pk: int) -> Token:
    """Return a token that a person may revoke. One query.

    Raises:
        Http404: there is none of theirs that is not revoked.
    """
    found = tokens_to_view(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
