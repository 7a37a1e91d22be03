"""The one task of the queue, and the jobs that look after the ledger itself."""

from datetime import time
from functools import partial

from celery import shared_task

from alignment.lib.mailing import send_or_give_back
from jobs.cadences import Daily, Every
from jobs.declaring import Turn, scheduled
from jobs.telling import give_back_parked, parked_mail, take_parked
from jobs.tidying import tidy
from jobs.working import work_on


@shared_task(name="jobs.tasks.do_run")
def do_run(pk: int) -> str:
    """Do one run of the ledger."""
    return work_on(pk)


@scheduled(
    "Clear the ledger of jobs",
    when=Daily(time(4, 43)),
    what="Forgets what was done a week ago, and what was given up a quarter ago.",
)
def clear_the_ledger(turn: Turn) -> str:
    """Forget old runs; the last one of each job stays."""
    return f"{tidy(at=turn.now)} old entries cleared"


@scheduled(
    "Tell admins of what was given up",
    when=Every(minutes=5, past=4),
    what="Sends admins one mail on all that was tried three times and failed since the last one.",
    limit=50,
)
def tell_of_parked(turn: Turn) -> str:
    """Tell of each run that was given up once; a mail that fails is given back and tried again."""
    runs = take_parked(at=turn.now)
    mail = parked_mail(runs) if runs else None
    if mail is None:
        return "nothing to tell, or nobody to tell it"
    send_or_give_back(mail, partial(give_back_parked, runs=runs))
    return f"{len(runs)} told of"
