"""The doors to files on their way in: only whoever brought one may go on with it."""

from uuid import UUID

from django.http import Http404

from accounts.access import require
from accounts.models import User
from accounts.roles import Action
from reports.models import ImportRun


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
