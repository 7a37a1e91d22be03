"""What an admin does with the ledger: lets a job run now, or what was given up be tried again."""

from datetime import datetime

from accounts.access import require
from accounts.audit import record
from accounts.models import User
from accounts.roles import Action
from accounts.saving import in_one_go, lock_name, locked
from alignment.lib.errors import DomainError
from jobs.declaring import Job
from jobs.models import Run


@in_one_go
def run_now(*, job: Job, by: User, at: datetime) -> Run:
    """Let a scheduled job run now; one that waits to be tried again is not kept waiting.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: it is at work, or is done only for something that somebody asks for.
    """
    require(by, Action.ADMINISTER)
    if job.when is None:
        raise DomainError("not_scheduled", f"“{job.title}” is done when somebody asks for it.")
    lock_name(f"job {job.key} ")
    run = Run.objects.open().of(job.key).order_by("pk").first()
    if run is None:
        run = Run.objects.create(job=job.key, due_at=at, ready_at=at, asked_by=by)
    elif run.state == Run.State.RUNNING:
        raise DomainError("at_work", f"“{job.title}” is at work already.")
    else:
        _let_go(run, by, at)
    record(verb="run", thing=run, by=by, at=at, after={"job": job.title})
    return run


@in_one_go
def try_again(*, run: Run, by: User, at: datetime) -> Run:
    """Let what was given up be tried three times more; what was not given up stays as it is.

    Raises:
        PermissionDenied: no admin asks for it.
    """
    require(by, Action.ADMINISTER)
    row = locked(run)
    if row.state == Run.State.PARKED:
        row.attempts, row.ended_at = 0, None
        _let_go(row, by, at)
        record(verb="try again", thing=row, by=by, at=at)
    return row


def _let_go(run: Run, by: User, at: datetime) -> None:
    run.state, run.ready_at, run.carried_at, run.asked_by = Run.State.WAITING, at, None, by
    run.save(update_fields=["state", "ready_at", "carried_at", "asked_by", "attempts", "ended_at"])
