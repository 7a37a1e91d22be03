"""The doors to what is a person's own: files on their way in, and scopes they saved."""

from uuid import UUID

from django.http import Http404

from accounts.access import require
from accounts.models import User
from accounts.roles import Action
from reports.models import ImportRun, SavedScope


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
