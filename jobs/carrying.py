"""Puts runs into the queue and asks how long it is; what a dead or hung broker costs is bounded.

Only beat and workers speak with the broker. Pages write down what is to be done and go on.
"""

import logging
from collections.abc import Iterable
from typing import Any

from celery import current_app
from kombu import Producer
from kombu.exceptions import OperationalError

from jobs.declaring import USUAL_LIMIT, declared
from jobs.models import Run

logger = logging.getLogger(__name__)

TASK = "jobs.tasks.do_run"
GRACE = 40  # seconds from the polite end of a run to the hard one
UNREACHABLE = (OperationalError, OSError)


def queued() -> int | None:
    """Return how many messages wait in the queue; None where the broker does not answer."""
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
            channel: Any = broker.channel()
            name = current_app.conf.task_default_queue
            return int(channel.queue_declare(queue=name, durable=True).message_count)
    except UNREACHABLE as error:
        logger.warning("The broker does not answer: %s", error)
        return None


def carry(runs: Iterable[Run]) -> int:
    """Put runs into the queue and return how many; the rest stays in the ledger for later."""
    carried = 0
    try:
        with current_app.producer_or_acquire() as producer:
            for run in runs:
                _send(run, producer)
                carried += 1
    except UNREACHABLE as error:
        logger.warning("The broker took %d runs, then no more: %s", carried, error)
    return carried


def _send(run: Run, producer: Producer) -> None:
    job = declared.get(run.job)
    limit = job.limit if job else USUAL_LIMIT
    current_app.send_task(
        TASK,
        args=[run.pk],
        producer=producer,
        soft_time_limit=limit,
        time_limit=limit + GRACE,
        ignore_result=True,
    )
