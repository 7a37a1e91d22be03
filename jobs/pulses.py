"""Notes when beat and workers were last heard of, and says whether one is silent."""

from datetime import datetime, timedelta
from platform import node

from jobs.models import Pulse

SILENT_AFTER = timedelta(minutes=2)
BEATS_EVERY = timedelta(seconds=10)


def hear(kind: str, *, at: datetime, name: str = "") -> None:
    """Note that a process lives. One query."""
    Pulse.objects.bulk_create(
        [Pulse(kind=kind, name=name or node(), heard_at=at)],
        update_conflicts=True,
        unique_fields=["kind", "name"],
        update_fields=["heard_at"],
    )


def last_heard() -> dict[str, datetime]:
    """Return when each kind of process was last heard of. One query."""
    return dict(Pulse.objects.order_by("heard_at").values_list("kind", "heard_at"))


def silent(at: datetime) -> list[str]:
    """Return the kinds of processes that were not heard of for two minutes. One query."""
    heard = last_heard()
    return [kind for kind in Pulse.Kind.values if not _lately(heard.get(kind), at)]


def _lately(heard_at: datetime | None, at: datetime) -> bool:
    return heard_at is not None and at - heard_at < SILENT_AFTER
