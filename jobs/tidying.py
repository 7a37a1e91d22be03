"""Forgets what is old in the ledger, and which transactions changed something."""

from datetime import datetime, timedelta

from django.db.models import Max

from alignment.lib.changes import forget_old_changes
from jobs.models import Pulse, Run

A_WEEK, A_QUARTER, A_DAY = timedelta(days=7), timedelta(days=92), timedelta(days=1)
TWO_DAYS = timedelta(days=2)


def tidy(*, at: datetime) -> int:
    """Delete old runs but the last of each job, and processes that are no more; say how many."""
    forget_old_changes()
    last = Run.objects.order_by().values("job").annotate(last=Max("pk")).values("last")
    done = Run.objects.filter(state=Run.State.DONE, ended_at__lt=at - A_WEEK)
    asked_for = Run.objects.filter(state=Run.State.DONE, ended_at__lt=at - TWO_DAYS).exclude(
        unit=""
    )
    parked = Run.objects.filter(state=Run.State.PARKED, ended_at__lt=at - A_QUARTER)
    gone = [rows.exclude(pk__in=last).delete()[0] for rows in (done, asked_for, parked)]
    return sum(gone) + Pulse.objects.filter(heard_at__lt=at - A_DAY).delete()[0]
