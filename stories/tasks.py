"""What happens to verdicts without anybody asking; each task is safe to run twice at once."""

from celery import shared_task
from django.utils import timezone

from stories.verdicts import recompute_all, settle


@shared_task(soft_time_limit=200, time_limit=240)
def settle_verdicts() -> str:
    """Settle what requests left; just after midnight, compute all anew."""
    now = timezone.now()
    done = settle(today=timezone.localdate(now), at=now)
    if done.left:
        return "another settlement is at work"
    return f"{done.touches} touches, {done.written} rows written"


@shared_task(soft_time_limit=200, time_limit=240)
def recompute_verdicts() -> str:
    """Compute every verdict anew."""
    now = timezone.now()
    done = recompute_all(today=timezone.localdate(now), at=now)
    if done.left:
        return "another settlement is at work"
    return f"{done.reached} things judged, {done.written} rows written"
