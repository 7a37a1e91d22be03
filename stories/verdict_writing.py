"""Writes the rows of verdicts that differ, and what KPIs' verdicts became of what.

A row that is to be another goes, and comes in again with the new ones by COPY, which takes half the
time of an upsert.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from stories.asking import copy_lines, rows, write
from stories.models import VerdictChange
from stories.verdict_rows import SHELVES, Shelf, VerdictRow

BATCH = 10_000


class Stored(NamedTuple):
    """What is stored now of one verdict, and since when it is the same."""

    digest: str
    verdict: str
    since: str


StoredRows = dict[int, dict[int, Stored]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What is stored of things for an audience, and what is to be stored."""

    before: Mapping[int, Stored]
    after: Mapping[int, VerdictRow]

    def fresh(self) -> list[int]:
        """Return the things whose rows are not yet as they are to be."""
        return sorted(
            thing
            for thing, row in self.after.items()
            if thing not in self.before or self.before[thing].digest != row.digest
        )

    def stale(self) -> list[int]:
        """Return the things that have a row no longer."""
        return sorted(thing for thing in self.before if thing not in self.after)

    def held_since(self, thing: int, verdict: str) -> str | None:
        """Return since when a thing has this verdict; `None` if it had another one or has now."""
        was, row = self.before.get(thing), self.after.get(thing)
        return was.since if was and row and was.verdict == verdict == row.verdict else None


def stored_rows(shelf: Shelf, ids: Collection[int] | None) -> StoredRows:
    """Return what is stored for these things, or (None) all, by audience and thing. One query."""
    found: StoredRows = {}
    only, given = ("", {}) if ids is None else (_OF_IDS[shelf], {"ids": sorted(ids)})
    for audience, thing, digest, verdict, since in rows(_STORED[shelf] + only, given):
        found.setdefault(audience, {})[thing] = Stored(digest, verdict, since)
    return found


def renew(shelf: Shelf, audience: int, own: Sight, public: Sight, today: date) -> int:
    """Bring an audience's rows to what they are to be and return how many differed.

    A row of an audience's own goes on from everybody's while both say the same.
    """
    fresh, stale = own.fresh(), own.stale()
    gone = [*stale, *(thing for thing in fresh if thing in own.before)]
    if gone:
        write(_DELETE[shelf], {"audience": audience, "ids": gone})
    if fresh:
        held = [thing for (thing,) in rows(_HELD[shelf], {"ids": fresh})]
        copy_lines(_COPY[shelf], _lines(held, audience, own, public, today))
    return len(fresh) + len(stale)


def _lines(
    things: list[int], audience: int, own: Sight, public: Sight, today: date
) -> Iterator[str]:
    for thing in things:
        row = own.after[thing]
        since = own.held_since(thing, row.verdict) or public.held_since(thing, row.verdict)
        yield f"{row.line}\t{since or today}\t{audience}"


def drop_audiences(numbers: Collection[int]) -> None:
    """Remove all that is stored for audiences that are no longer there."""
    if not numbers:
        return
    for shelf in SHELVES:
        write(_DROP[shelf], {"audiences": sorted(numbers)})
    VerdictChange.objects.filter(audience__in=numbers).delete()


def public_changes(public: Sight, at: datetime) -> list[VerdictChange]:
    """Return what became of the verdicts that were there and still are."""
    return [
        VerdictChange(kpi_id=kpi, before=was.verdict, after=public.after[kpi].verdict, at=at)
        for kpi, was in sorted(public.before.items())
        if kpi in public.after and public.after[kpi].verdict != was.verdict
    ]


def overlay_changes(
    audience: int, own: Sight, public: Sight, moved: Collection[int], at: datetime
) -> list[VerdictChange]:
    """Return what became of the verdicts of which an audience had or has a row of its own.

    `moved` are the KPIs whose public verdict changed: there a change of the audience's own is
    noted even where it is none, since it stands for the public one.
    """
    changes = []
    for kpi in sorted(own.before.keys() | own.after.keys()):
        was = own.before.get(kpi) or public.before.get(kpi)
        now = own.after.get(kpi) or public.after.get(kpi)
        if was and now and (was.verdict != now.verdict or kpi in moved):
            change = VerdictChange(audience=audience, kpi_id=kpi, at=at)
            change.before, change.after = was.verdict, now.verdict
            changes.append(change)
    return changes


def note_changes(changes: Collection[VerdictChange]) -> None:
    """Store what became of verdicts."""
    VerdictChange.objects.bulk_create(changes, batch_size=BATCH)


def _copy(shelf: Shelf) -> str:
    """Return a COPY that takes lines as they are: what would quote is in no line."""
    columns = [*shelf.columns, "since", "audience"]
    filled = ", ".join(one for one in columns if one != "cause_id")
    return (
        f"COPY {shelf.table} ({', '.join(columns)}) FROM STDIN WITH "
        f"(FORMAT csv, DELIMITER E'\t', QUOTE E'\x01', FORCE_NOT_NULL ({filled}))"
    )


_COPY = {shelf: _copy(shelf) for shelf in SHELVES}
# What was removed while it was judged is not written.
_HELD = {
    shelf: f"SELECT id FROM {shelf.things}"  # noqa: S608
    " JOIN unnest(%(ids)s::bigint[]) AS given ON given = id ORDER BY id"
    for shelf in SHELVES
}
_STORED = {
    shelf: f"SELECT audience, {shelf.thing}, digest, verdict, since::text FROM {shelf.table}"  # noqa: S608
    for shelf in SHELVES
}
_OF_IDS = {
    shelf: f" JOIN unnest(%(ids)s::bigint[]) AS given ON given = {shelf.thing}" for shelf in SHELVES
}
_DELETE = {
    shelf: f"DELETE FROM {shelf.table}"  # noqa: S608
    f" WHERE audience = %(audience)s AND {shelf.thing} IN (SELECT unnest(%(ids)s::bigint[]))"
    for shelf in SHELVES
}
_DROP = {
    shelf: f"DELETE FROM {shelf.table} WHERE audience IN (SELECT unnest(%(audiences)s::bigint[]))"  # noqa: S608
    for shelf in SHELVES
}
