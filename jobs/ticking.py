"""What beat does every other second: asks the ledger what is due and puts it into the queue."""

from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db import connection, transaction
from django.utils import timezone

from jobs.carrying import carry, queued
from jobs.declaring import declared
from jobs.ledger import database_moment, sweep, to_carry, write_down_what_is_due

TURN = crc32(b"jobs: the beat whose turn it is")
MOST_QUEUED = 200


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did: runs written down, runs taken back from the dead, runs put in the queue."""

    due: int = 0
    swept: int = 0
    carried: int = 0


def tick(*, at: datetime | None = None) -> Ticked:
    """Write down what is due and put it into the queue; of several beats one at a time does.

    `at` is the time to reckon with, by the database's clock unless it is given.
    """
    at = at or database_moment()
    noted = _note(at)
    if noted is None:
        return Ticked()
    due, swept = noted
    waiting = queued()
    if waiting is None or waiting >= MOST_QUEUED:
        return Ticked(due, swept)
    return Ticked(due, swept, carry(to_carry(at=at, most=MOST_QUEUED - waiting)))


def _note(at: datetime) -> tuple[int, int] | None:
    with transaction.atomic():
        if not _is_our_turn():
            return None
        swept = sweep(at=at)
        zone = timezone.get_default_timezone()
        return write_down_what_is_due(jobs=declared.values(), at=at, zone=zone), swept


def _is_our_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        return bool(cursor.fetchone()[0])
