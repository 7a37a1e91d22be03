"""The doors to what is a person's own: files on their way in, saved scopes, packs, digests."""

from uuid import UUID

from django.http import Http404

from accounts.access import require
from accounts.models import User
from accounts.roles import Action
from objectives.models import Objective
from reports.models import (
    ImportRun,
    Pack,
    PackFile,
    PackQuerySet,
    SavedScope,
    Subscription,
    SubscriptionQuerySet,
)


def import_to_continue(user: User, token: UUID) -> ImportRun:
    """Return a file that a person brought and has neither stored nor left. One query.

    Raises:
        PermissionDenied: they may not bring files in.
        Http404: there is none, it is somebody else's, or it is settled.
    """
    require(user, Action.IMPORT)
    waiting = ImportRun.objects.filter(state=ImportRun.State.PREVIEWED, started_by=user)
    found = waiting.filter(token=token).first()
    if found is None:
        raise Http404
    return found


def scope_to_change(user: User, pk: int) -> SavedScope:
    """Return a scope that a person saved. One query.

    Raises:
        Http404: there is none of theirs.
    """
    found = SavedScope.objects.of_person(user.pk).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def confidential_known_to(user: User) -> list[int]:
    """Return the confidential goals that a person knows of. One query."""
    known = Objective.objects.visible_to(user).confidential().order_by("pk")
    return list(known.values_list("pk", flat=True))


def packs_to_view(user: User) -> PackQuerySet:
    """Return the packs that a person asked for and may still see all of, newest first. One query.

    Raises:
        PermissionDenied: they may not take anything along.
    """
    require(user, Action.EXPORT)
    return Pack.objects.of(user).knowing_no_more_than(confidential_known_to(user))


def pack_to_view(user: User, token: UUID) -> Pack:
    """Return a pack that a person asked for. Two queries.

    Raises:
        PermissionDenied: they may not take anything along.
        Http404: there is none, it is somebody else's, or it holds a goal they lost sight of.
    """
    found = packs_to_view(user).filter(token=token).first()
    if found is None:
        raise Http404
    return found


def pack_file_to_take(user: User, token: UUID, kind: str) -> PackFile:
    """Return a file of a pack that a person asked for. Two queries.

    Raises:
        PermissionDenied: they may not take anything along.
        Http404: there is none, or the pack is not theirs to see.
    """
    packs = packs_to_view(user).order_by().filter(token=token)
    found = PackFile.objects.select_related("pack").filter(pack__in=packs, kind=kind).first()
    if found is None:
        raise Http404
    return found


def subscriptions_of(user: User) -> SubscriptionQuerySet:
    """Return the digests that a person gets."""
    return Subscription.objects.of(user)


def subscription_to_stop(user: User, pk: int) -> Subscription:
    """Return a digest of a person's own. One query.

    Raises:
        Http404: there is none of theirs.
    """
    found = Subscription.objects.filter(person=user, pk=pk).first()
    if found is None:
        raise Http404
    return found


def subscription_numbered(pk: int | None) -> Subscription:
    """Return a digest by the number that its mail carries. One query.

    Raises:
        Http404: there is none.
    """
    found = None if pk is None else Subscription.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
