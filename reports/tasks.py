"""What is kept each day without anybody asking."""

from celery import shared_task
from django.utils import timezone

from reports.snapshots import take_snapshot


@shared_task(soft_time_limit=200, time_limit=240)
def take_snapshots() -> str:
    """Keep what is counted today; a second time today replaces the first."""
    now = timezone.now()
    return f"{take_snapshot(day=timezone.localdate(now), at=now)} snapshots taken"
