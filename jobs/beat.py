"""Beat: Celery's own, with the ledger asked at every tick; and the pulse of workers."""

import logging
from datetime import datetime
from typing import Any

from celery import bootsteps
from celery.beat import Scheduler
from django.db import DatabaseError, connection

from jobs.ledger import database_moment
from jobs.models import Pulse
from jobs.pulses import BEATS_EVERY, hear
from jobs.ticking import tick

logger = logging.getLogger(__name__)

TICK = 2  # seconds


class LedgerScheduler(Scheduler):
    """Asks the ledger every other second; a database that is away is asked again at the next."""

    max_interval = TICK
    _heard: datetime | None = None

    def tick(self, *args: Any, **options: Any) -> float:
        """Do what is due, and say how long to sleep."""
        try:
            self._ask_the_ledger()
        except DatabaseError as error:
            logger.warning("The database does not answer: %s", error)
            connection.close()
        return min(TICK, super().tick(*args, **options))

    def _ask_the_ledger(self) -> None:
        at = database_moment()
        if self._heard is None or abs(at - self._heard) >= BEATS_EVERY:
            hear(Pulse.Kind.BEAT, at=at)
            self._heard = at
        tick(at=at)


class WorkerPulse(bootsteps.StartStopStep):
    """Says every few seconds, out of the worker's own loop, that the worker is alive."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: Any) -> None:
        """Begin to say it."""
        self._say_it()
        seconds = BEATS_EVERY.total_seconds()
        self.repeating = parent.timer.call_repeatedly(seconds, self._say_it, priority=10)

    def stop(self, parent: Any) -> None:  # noqa: ARG002
        """Say it no more."""
        self.repeating.cancel()

    def _say_it(self) -> None:
        try:
            hear(Pulse.Kind.WORKER, at=database_moment())
        except DatabaseError as error:
            logger.warning("The database does not answer: %s", error)
        finally:
            connection.close()
