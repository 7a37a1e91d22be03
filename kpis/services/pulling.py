"""Reads sources when they are due, keeps what they say, and what came of it.

While a source fails it is asked less and less often, the last good value stays, and its owner is
told once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.saving import in_one_go, locked
from alignment.lib.errors import DomainError, shortened
from kpis.models import Connector, Kpi, Measurement, Pull
from kpis.services.bulk_values import Answer, Given, Outcome, Terms, record_many
from kpis.services.connectors import secret_of, spec_of
from kpis.services.held import hold_back
from kpis.sources.asking import ask
from kpis.sources.values import Clock, Found, Read

LEASE = timedelta(minutes=5)
FIRST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(days=1)
EVERY = {
    "quarter_hour": timedelta(minutes=15),
    "hour": timedelta(hours=1),
    "six_hours": timedelta(hours=6),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}
KEPT_PULLS = 50
MOST_AT_ONCE = 500
LONGEST_PROBLEM = 500
READ_ANEW = "Read anew from its source."


@dataclass(frozen=True, slots=True)
class Taken:
    """A source that was taken to be read, as it was set up then."""

    row: Connector
    version: int


def due_connectors(at: datetime) -> list[int]:
    """Return the sources to be read now, the longest waiting first. One query."""
    return list(Connector.objects.due(at).values_list("pk", flat=True)[:MOST_AT_ONCE])


def pull(*, pk: int, at: datetime) -> Pull | None:
    """Read a source if it is still due, and keep what it says; None where another took it.

    No transaction is open while the source is asked.
    """
    taken = take_connector(pk=pk, at=at)
    if taken is None:
        return None
    try:
        said = ask(spec_of(taken.row, secret_of(taken.row)), clock_of(at))
    except DomainError as problem:
        return note_failure(taken=taken, problem=problem, at=at)
    try:
        return keep_reading(taken=taken, said=said, at=at)
    except DomainError as problem:
        return note_failure(taken=taken, problem=problem, at=at)


def clock_of(at: datetime) -> Clock:
    """Return the time by which the days of values are reckoned."""
    return Clock(at, timezone.get_default_timezone())


@in_one_go
def take_connector(*, pk: int, at: datetime) -> Taken | None:
    """Take a source to be read; if its reader dies, it is due again after a while."""
    taken = Connector.objects.due(at).filter(pk=pk)
    if not taken.order_by().update(next_due_at=at + LEASE, tried_at=at):
        return None
    row = Connector.objects.select_related("kpi").get(pk=pk)
    return Taken(row, row.version)


@in_one_go
def keep_reading(*, taken: Taken, said: Read, at: datetime) -> Pull | None:
    """Keep what a source said; None where it was set up anew meanwhile.

    What a person gave, corrected or took back for a day stays as it is.

    Raises:
        DomainError: a value is refused.
    """
    kpi = locked(taken.row.kpi)
    row = _still(taken)
    if row is None:
        return None
    left = _given_by_people(kpi, said.found)
    wanted = [one for one in said.found if one.on not in left]
    row.kpi = kpi
    sifted = hold_back(connector=row, found=wanted, at=at)
    terms = Terms(source=Measurement.Source.CONNECTOR, reason=READ_ANEW)
    given = [Given(kpi.ref, one.on, one.value) for one in sifted.kept]
    answers = record_many(values=given, by=None, at=at, terms=terms)
    _refuse_refused(answers)
    row.failures, row.failing_since, row.problem, row.told_at = 0, None, "", None
    row.read_at, row.next_due_at = at, at + EVERY[row.every]
    row.save(update_fields=[*_STATE, "read_at"])
    newest = said.found[-1]
    new = sum(one.outcome in (Outcome.RECORDED, Outcome.CORRECTED) for one in answers)
    outcome = Pull.Outcome.RECORDED if new else Pull.Outcome.KNOWN
    if not new and (newest.on in left or newest in sifted.left):
        outcome = Pull.Outcome.LEFT
    if sifted.waiting:
        outcome = Pull.Outcome.HELD
    asked = shortened(" ".join(one.question for one in sifted.waiting), LONGEST_PROBLEM)
    return _noted(row, at, outcome, newest, asked)


@in_one_go
def note_failure(*, taken: Taken, problem: DomainError, at: datetime) -> Pull | None:
    """Note that a source could not be read, and let it rest; None where it was set up anew."""
    row = _still(taken)
    if row is None:
        return None
    row.failures += 1
    row.failing_since = row.failing_since or at
    row.problem = shortened(problem.sentence, LONGEST_PROBLEM)
    row.next_due_at = at + rest_after(row.failures, EVERY[row.every])
    row.save(update_fields=_STATE)
    return _noted(row, at, Pull.Outcome.FAILED, None, row.problem)


def rest_after(failures: int, every: timedelta) -> timedelta:
    """Return how long a source rests: five minutes at first, then twice as long each time.

    At most a day, or what usually lies between two readings if that is more.
    """
    doubled: timedelta = FIRST_REST * (1 << min(failures - 1, 20))
    return min(doubled, max(every, LONGEST_REST))


def outages(at: datetime) -> list[int]:
    """Return the sources of whose failing somebody is to be told now. One query."""
    del at  # what is due follows from the failures alone
    return list(Connector.objects.out().untold().order_by("pk").values_list("pk", flat=True))


@in_one_go
def take_outage(*, pk: int, at: datetime) -> tuple[Connector, User] | None:
    """Take a failing source to tell its owner; None where it is told or there is nobody."""
    if not Connector.objects.out().untold().filter(pk=pk).update(told_at=at):
        return None
    row = Connector.objects.select_related("kpi__owner").get(pk=pk)
    owner = row.kpi.owner
    if owner is None or not owner.is_active or not owner.email:
        return None
    return (row, owner) if Kpi.objects.visible_to(owner).filter(pk=row.kpi_id).exists() else None


def give_back_outage(*, row: Connector) -> None:
    """Let an outage of which nobody could be told be taken again."""
    Connector.objects.filter(pk=row.pk, told_at=row.told_at).update(told_at=None)


_STATE = ["failures", "failing_since", "problem", "told_at", "next_due_at"]


def _still(taken: Taken) -> Connector | None:
    """Return the row of a source, locked, if it is set up as it was."""
    rows = Connector.objects.select_for_update().filter(pk=taken.row.pk, version=taken.version)
    return rows.first()


def _given_by_people(kpi: Kpi, found: Iterable[Found]) -> set[object]:
    """Return the days on which something else stands than a source gave. One query."""
    there = Measurement.objects.newest_versions().of(kpi).on_days(one.on for one in found)
    others = there.exclude(source=Measurement.Source.CONNECTOR)
    return set(others.values_list("observed_on", flat=True))


def _refuse_refused(answers: list[Answer]) -> None:
    for one in answers:
        if one.outcome is Outcome.REFUSED:
            raise DomainError(one.code, one.sentence)


def _noted(
    row: Connector, at: datetime, outcome: str, newest: Found | None, sentence: str = ""
) -> Pull:
    """Write down what came of a reading, and forget the oldest ones."""
    made = Pull.objects.create(
        connector=row,
        at=at,
        outcome=outcome,
        value=newest.value if newest else None,
        observed_on=newest.on if newest else None,
        sentence=sentence,
    )
    kept = Pull.objects.filter(connector=row).order_by("-at", "-pk").values("pk")[:KEPT_PULLS]
    Pull.objects.filter(connector=row).exclude(
        pk__in=list(kept.values_list("pk", flat=True))
    ).delete()
    return made
