"""The door: what a person may do with a thing, asked in one way everywhere."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.roles import Action, Tie, allows


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
        user._team_ids = frozenset(user.teams.values_list("pk", flat=True))  # type: ignore[attr-defined]  # noqa: SLF001
    return user._team_ids  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


def person_named(pk: int | None) -> User | None:
    """Return the person of a number, if they may sign in. One query."""
    return None if pk is None else User.objects.active().filter(pk=pk).first()
