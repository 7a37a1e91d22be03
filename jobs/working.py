"""Does one run: takes it from the ledger, keeps its lease alive, and notes what came of it."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from alignment.lib.errors import DomainError, shortened
from jobs.carrying import carry
from jobs.declaring import Job, Turn, declared
from jobs.ledger import LEASE, Claim, claim, database_moment, fail, finish, renew, to_carry_after

logger = logging.getLogger(__name__)

RENEWED_EVERY = LEASE.total_seconds() / 4
LONGEST_REASON = 500
UNKNOWN = "This release of Throughline knows no such job: the one that asked was another."


def work_on(pk: int, clock: Callable[[], datetime] = database_moment) -> str:
    """Do a run, unless another worker has it or it is done; return what was done."""
    taken = claim(pk=pk, at=clock())
    if taken is None:
        return "done, at work or not due"
    job = declared.get(taken.job)
    if job is None:
        fail(claim=taken, why=UNKNOWN, at=clock())
        return UNKNOWN
    with _kept_alive(taken):
        said, why = _outcome(job, taken, clock())
    if not connection.in_atomic_block:
        close_old_connections()  # what broke the work may have broken the connection
    if why:
        fail(claim=taken, why=why, at=clock())
    else:
        finish(claim=taken, said=said, at=clock())
    if following := to_carry_after(claim=taken, at=clock()):
        carry(following)
    return why or said


def _outcome(job: Job, taken: Claim, now: datetime) -> tuple[str, str]:
    """Return what the job did, or why it failed."""
    try:
        return job.work(_turn(taken, now)), ""
    except DomainError as refused:
        return "", refused.sentence
    except SoftTimeLimitExceeded:
        return "", f"It was not done after {job.limit} seconds, and was stopped."
    except Exception as error:
        logger.exception("The job %s failed.", job.key)
        return "", _words(error)


def _turn(taken: Claim, now: datetime) -> Turn:
    days = timezone.localdate(taken.due_at), timezone.localdate(now)
    return Turn(taken.unit, taken.due_at, now, *days)


def _words(error: Exception) -> str:
    """Return what an error says on one line, without addresses: they may hold a password."""
    said = " ".join(str(error).split())
    plain = re.sub(r"\S+://\S+", "…", said)
    return shortened(f"{type(error).__name__}: {plain}" if plain else type(error).__name__)


@contextmanager
def _kept_alive(taken: Claim) -> Iterator[None]:
    """Renew the lease from a thread of its own while the block runs."""
    over = threading.Event()

    def renew_until_over() -> None:
        while not over.wait(RENEWED_EVERY):
            try:
                renew(claim=taken, at=database_moment())
            except DatabaseError as error:
                logger.warning("A lease could not be renewed: %s", error)
            finally:
                connection.close()

    keeper = threading.Thread(target=renew_until_over, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
