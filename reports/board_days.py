"""Which kept day answers for a day, and as whose eyes saw it.

An audience is numbered by the confidential goals it knows of, and the numbers change as goals are
hidden and shared. Of a past day a reader gets what was kept for those who knew most then, as long
as the reader may know all of that now.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Func, IntegerField

from accounts.models import User
from alignment.lib.errors import DomainError
from objectives.access import objectives_to_view
from reports.models import Snapshot, SnapshotQuerySet
from stories.models import PUBLIC
from stories.pages.words import day as in_words

COMPANY = "company"
KNOWN = Func(F("knows"), function="cardinality", output_field=IntegerField()).desc(nulls_last=True)


@dataclass(frozen=True, slots=True)
class KeptDay:
    """A day that was kept, and the audience in whose eyes it is read.

    `whole` says whether its content was kept too, not only counts.
    """

    day: date
    audience: int
    taken_at: datetime
    live: int
    sound: int
    no_line: int
    whole: bool


def kept_days(user: User, since: date | None = None, until: date | None = None) -> list[KeptDay]:
    """Return the days that were counted, oldest first, as a reader may see them. Two queries.

    Of days from before everything was kept, what everybody saw.
    """
    counted = Snapshot.objects.filter(scope=COMPANY)
    found = _seen_by(user, counted) | counted.filter(knows__isnull=True, audience=PUBLIC)
    if since is not None:
        found = found.filter(day__gte=since)
    if until is not None:
        found = found.filter(day__lte=until)
    return _plain(found.order_by("day", KNOWN, "audience").distinct("day"))


def kept_day(user: User, day: date) -> KeptDay:
    """Return the last day up to this one of which everything was kept. Three queries.

    Raises:
        DomainError: there is none.
    """
    found = _seen_by(user, Snapshot.objects.filter(scope=COMPANY, day__lte=day))
    last = next(iter(_plain(found.order_by("-day", KNOWN, "audience")[:1])), None)
    if last is not None:
        return last
    first = Snapshot.objects.filter(knows__isnull=False).order_by("day").first()
    begun = f" What is kept begins on {in_words(first.day)}." if first else ""
    raise DomainError("nothing-kept", f"Nothing was kept of {in_words(day)}.{begun}")


def _seen_by(user: User, counted: SnapshotQuerySet) -> SnapshotQuerySet:
    """Return what was kept whole, where the reader may know of all that is in it. One query."""
    kept = counted.filter(knows__isnull=False)
    named = kept.exclude(knows=[]).order_by().values_list("knows", flat=True).distinct()
    known = objectives_to_view(user).filter(pk__in={pk for pks in named for pk in pks or ()})
    return kept.filter(knows__contained_by=sorted(known.values_list("pk", flat=True)))


def _plain(found: SnapshotQuerySet) -> list[KeptDay]:
    return [
        KeptDay(
            day=row.day,
            audience=row.audience,
            taken_at=row.taken_at,
            live=row.counts["kpis"]["live"],
            sound=row.counts["kpis"]["sound"],
            no_line=row.counts["kpis"]["no_line"],
            whole=row.knows is not None,
        )
        for row in found
    ]
