"""What stands on every page besides what the page is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from jobs.reading import last_done
from stories.pages.asked import how_many
from stories.pages.check_in import Owing, owing

KEEPS_CURRENT = "stories.settle_verdicts"
OLD_AFTER = timedelta(minutes=5)


def asked(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Give templates how much is asked of the reader; asked of the database only where shown."""

    def count() -> str:
        person = getattr(request, "user", None)
        return how_many(person) if isinstance(person, User) else ""

    return {"asked_of_me": count}


def owed(request: HttpRequest) -> dict[str, Callable[[], Owing | None]]:
    """Give templates how many values the reader owes; asked of the database only where shown."""

    def count() -> Owing | None:
        person = getattr(request, "user", None)
        return owing(person, timezone.localdate()) if isinstance(person, User) else None

    return {"values_owed": count}


@dataclass(frozen=True, slots=True)
class Figures:
    """When figures were last computed, by the reader's clocks, and whether they may be old."""

    at: str
    is_old: bool


def figures(request: HttpRequest) -> dict[str, Callable[[], Figures | None]]:
    """Give templates when figures were last computed; asked of the database only where shown."""

    def last() -> Figures | None:
        person = getattr(request, "user", None)
        if not isinstance(person, User):
            return None
        done = last_done(KEEPS_CURRENT)
        if done is None:
            return None
        here = done.astimezone(ZoneInfo(person.time_zone))
        return Figures(f"{here:%-d %B %Y, %H:%M}", is_old(done, timezone.now()))

    return {"figures": last}


def is_old(computed_at: datetime, now: datetime) -> bool:
    """Say whether figures computed then may no longer be true."""
    return now - computed_at > OLD_AFTER
