"""Jobs that leave a trace, take their time, kill their worker or never end."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction

from jobs import carrying, ledger, working
from jobs.declaring import Turn, requested, scheduled

# The dead and the lost are noticed in seconds here, not in a minute.
ledger.LEASE = timedelta(seconds=4)
ledger.LOST_AFTER = timedelta(seconds=3)
ledger.PAUSES = (timedelta(seconds=1), timedelta(seconds=1))
working.RENEWED_EVERY = 1
carrying.GRACE = 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class EverySecond:
    """Due each second, so that many periods pass while a test waits."""

    words = "every second"

    def latest(self, moment, zone):
        return EPOCH + (moment - EPOCH) // timedelta(seconds=1) * timedelta(seconds=1)

    def next(self, moment, zone):
        return self.latest(moment, zone) + timedelta(seconds=1)


def note(table: str, unit: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO probe_{table} (unit) VALUES (%s)", [unit])


@transaction.atomic
def leave_a_mark(unit: str) -> None:
    """Do it once: what is there already is not done again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [unit])
        cursor.execute("SELECT 1 FROM probe_effect WHERE unit = %s", [unit])
        if cursor.fetchone() is None:
            note("effect", unit)


@scheduled("Tick", when=EverySecond(), what="It ticks.", each=True)
def tick(turn: Turn) -> str:
    note("period", turn.due_at.isoformat())
    return "ticked"


@requested("Work", what="It works for a moment.")
def work(turn: Turn) -> str:
    note("start", turn.unit)
    time.sleep(float(turn.unit.partition("@")[2] or 0))
    leave_a_mark(turn.unit)
    return "worked"


@requested("Die", what="It kills its own process.")
def die(turn: Turn) -> str:
    note("start", turn.unit)
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


@requested("Hang", what="It never ends.", limit=10)
def hang(turn: Turn) -> str:
    note("start", turn.unit)
    while True:
        time.sleep(1)


@requested("Hang and hear nothing", what="It does not end when asked politely.", limit=10)
def hang_on(turn: Turn) -> str:
    note("start", turn.unit)
    while True:
        with suppress(SoftTimeLimitExceeded):
            time.sleep(60)
