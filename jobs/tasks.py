"""The one task of the queue, and the jobs that look after the ledger itself."""

from datetime import time

from celery import shared_task

from jobs.cadences import Daily
from jobs.declaring import Turn, scheduled
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
