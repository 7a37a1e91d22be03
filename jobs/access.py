"""The door to the ledger: admins only."""

from django.http import Http404

from accounts.access import require
from accounts.models import User
from accounts.roles import Action
from jobs.declaring import Job, declared
from jobs.models import Run

LARGEST_NUMBER = 18  # digits


def ledger_to_view(user: User) -> None:
    """Let an admin look at the ledger.

    Raises:
        PermissionDenied: they are none.
    """
    require(user, Action.ADMINISTER)


def job_to_run(user: User, key: str) -> Job:
    """Return the job of a name, for an admin.

    Raises:
        PermissionDenied: they are none.
        Http404: there is no such job.
    """
    require(user, Action.ADMINISTER)
    if key not in declared:
        raise Http404
    return declared[key]


def run_to_try(user: User, number: str) -> Run:
    """Return a run by its number, for an admin.

    Raises:
        PermissionDenied: they are none.
        Http404: there is no such run.
    """
    require(user, Action.ADMINISTER)
    known = number.isascii() and number.isdecimal() and len(number) <= LARGEST_NUMBER
    run = Run.objects.filter(pk=int(number)).first() if known else None
    if run is None:
        raise Http404
    return run
