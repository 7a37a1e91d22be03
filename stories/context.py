"""What stands on every page besides what the page is about."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from stories.pages.asked import how_many
from stories.pages.check_in import Owing, owing


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
