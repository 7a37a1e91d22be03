"""Writes the rows of verdicts that differ, in order, and what KPIs' verdicts became of what."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from stories.asking import Given, rows, write
from stories.models import PUBLIC, VerdictChange
from stories.verdict_rows import SHELVES, Shelf, VerdictRow

BATCH = 10_000


class Stored(NamedTuple):
    """What is stored now of one verdict."""

    digest: str
    verdict: str


StoredRows = dict[int, dict[int, Stored]]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What has to change in one audience's rows of one table."""

    fresh: Mapping[int, VerdictRow]
    stale: Sequence[int]

    def __len__(self) -> int:
        return len(self.fresh) + len(self.stale)


def stored_rows(shelf: Shelf, ids: Collection[int] | None) -> StoredRows:
    """Return what is stored for these things, or (None) all, by audience and thing. One query."""
    found: StoredRows = {}
    only, given = ("", {}) if ids is None else (_OF_IDS[shelf], {"ids": sorted(ids)})
    for audience, thing, digest, verdict in rows(_STORED[shelf] + only, given):
        found.setdefault(audience, {})[thing] = Stored(digest, verdict)
    return found


def renewal_of(wanted: Mapping[int, VerdictRow], stored: Mapping[int, Stored]) -> Renewal:
    """Return which rows differ from what is stored, and which have to go."""
    return Renewal(
        fresh={
            thing: row
            for thing, row in sorted(wanted.items())
            if thing not in stored or stored[thing].digest != row.digest
        },
        stale=sorted(thing for thing in stored if thing not in wanted),
    )


def renew(shelf: Shelf, audience: int, renewal: Renewal, today: date) -> None:
    """Write a renewal, sorted so that nobody waits in a circle."""
    if renewal.stale:
        write(_DELETE[shelf], {"audience": audience, "ids": list(renewal.stale)})
    for batch in _batches(renewal.fresh.values()):
        given: Given = {"audience": audience, "today": today, "rows": "\n".join(batch)}
        write(_UPSERT[shelf], given)


def _batches(rows_to_write: Iterable[VerdictRow]) -> Iterator[list[str]]:
    waiting = iter(rows_to_write)
    while batch := [row.line for row in islice(waiting, BATCH)]:
        yield batch


def drop_audiences(numbers: Collection[int]) -> None:
    """Remove all that is stored for audiences that are no longer there."""
    if not numbers:
        return
    for shelf in SHELVES:
        write(_DROP[shelf], {"audiences": sorted(numbers)})
    VerdictChange.objects.filter(audience__in=numbers).delete()


@dataclass(frozen=True, slots=True)
class Sight:
    """What an audience saw of KPIs' verdicts and what it sees now: its own rows over the public."""

    before: Mapping[int, Stored]
    after: Mapping[int, VerdictRow]


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


def _upsert(shelf: Shelf) -> str:
    names = ", ".join(shelf.columns)
    fresh = ", ".join(f"fresh.{name}" for name in shelf.columns)
    renewed = ", ".join(f"{one} = EXCLUDED.{one}" for one in shelf.columns if one != shelf.thing)
    read = ", ".join(
        f"NULLIF(fields[{place}], '')::{kind} AS {name}"
        if name == "cause_id"
        else f"fields[{place}]::{kind} AS {name}"
        for place, (name, kind) in enumerate(shelf.columns.items(), start=1)
    )
    return f"""
INSERT INTO {shelf.table} AS kept (audience, {names}, since)
SELECT %(audience)s, {fresh},
       CASE WHEN shared.verdict = fresh.verdict THEN shared.since ELSE %(today)s END
FROM (
    SELECT {read}
    FROM string_to_table(%(rows)s, E'\n') AS line, string_to_array(line, E'\t') AS fields
) AS fresh
JOIN {shelf.things} thing ON thing.id = fresh.{shelf.thing}
LEFT JOIN {shelf.table} shared ON %(audience)s <> {PUBLIC}
    AND shared.audience = {PUBLIC} AND shared.{shelf.thing} = fresh.{shelf.thing}
ORDER BY fresh.{shelf.thing}
ON CONFLICT (audience, {shelf.thing}) DO UPDATE SET {renewed},
    since = CASE WHEN kept.verdict = EXCLUDED.verdict THEN kept.since ELSE EXCLUDED.since END
"""  # noqa: S608 - names are this file's own


_UPSERT = {shelf: _upsert(shelf) for shelf in SHELVES}
_STORED = {
    shelf: f"SELECT audience, {shelf.thing}, digest, verdict FROM {shelf.table}"  # noqa: S608
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
