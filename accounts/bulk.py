"""Writes many rows at once: the same versions, audit lines and touches as one by one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Model

from accounts.audit import Facts, facts_of
from accounts.copying import copy_in
from accounts.models import AuditEvent, Team, Touch, User
from alignment.lib.errors import DomainError

BATCH = 1_000
LONGEST_LABEL = 300
Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True, slots=True)
class Change(Generic[Thing]):
    """A row with new facts set but not yet stored, and what the fields that differ said before."""

    thing: Thing
    before: Facts


@dataclass(slots=True)
class Batch(Generic[Thing]):
    """What is to be created and what is to be changed, in the order of writing."""

    new: list[Thing] = field(default_factory=list)
    changes: list[Change[Thing]] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is anything to write."""
        return bool(self.new or self.changes)

    def things(self) -> Iterator[Thing]:
        """Yield every row of the batch."""
        yield from self.new
        yield from (change.thing for change in self.changes)


@dataclass(frozen=True, slots=True)
class Line:
    """One audit line to be."""

    verb: str
    thing: Model
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)


def insert_all(things: Sequence[Thing], *, at: datetime, later: Collection[str] = ()) -> None:
    """Store new rows. One query for each thousand; twice as many with fields to be set `later`.

    `later` names relations among the rows themselves, which need each other's ids.
    """
    if not things:
        return
    model = type(things[0])
    held = {name: [getattr(thing, name) for thing in things] for name in later}
    for thing in things:
        for name in later:
            setattr(thing, name, None)
        _stamp(thing, at, is_new=True)
    model._default_manager.bulk_create(things, batch_size=BATCH)
    for name, values in held.items():
        for thing, value in zip(things, values, strict=True):
            setattr(thing, name, value)
    waiting = [thing for thing in things if any(getattr(thing, name) for name in later)]
    if waiting:
        model._default_manager.bulk_update(waiting, list(later), batch_size=BATCH)


def update_all(
    changes: Sequence[Change[Thing]], *, at: datetime, also: Collection[str] = ()
) -> None:
    """Store changed rows as their next version. Two queries for each thousand.

    `also` names fields that are stored besides those that the changes speak of.

    Raises:
        DomainError: a row was changed or deleted since it was read.
    """
    if not changes:
        return
    model = type(changes[0].thing)
    has_version = any(column.name == "version" for column in model._meta.concrete_fields)
    if has_version:
        _lock([change.thing for change in changes])
    for change in changes:
        _stamp(change.thing, at, is_new=False)
    fields = {name for change in changes for name in change.before} | set(also)
    fields |= {"version"} if has_version else set()
    fields |= {one.name for one in model._meta.concrete_fields if one.name == "changed_at"}
    model._default_manager.bulk_update(
        [change.thing for change in changes], sorted(fields), batch_size=BATCH
    )


def record_all(lines: Iterable[Line], *, by: User | None, at: datetime) -> None:
    """Write audit lines. One statement."""
    actor = by.pk if by else None
    fields = ("at", "actor", "verb", "kind", "object_id", "label", "before", "after")
    rows = (
        (
            *(at, actor, line.verb, line.thing._meta.model_name, line.thing.pk),
            *(str(line.thing)[:LONGEST_LABEL], line.before, line.after),
        )
        for line in lines
    )
    copy_in(AuditEvent, fields, rows)


def touch_all(kind: str, object_ids: Iterable[int | None]) -> None:
    """Ask for new verdicts on many things, each once. One statement."""
    ids = {object_id for object_id in object_ids if object_id is not None}
    copy_in(Touch, ("kind", "object_id"), ((kind, object_id) for object_id in sorted(ids)))


def found_teams(teams: Sequence[Team], *, by: User | None, at: datetime) -> None:
    """Create teams."""
    insert_all(teams, at=at)
    record_all(created(teams, ("name",)), by=by, at=at)


def welcome_people(
    people: Sequence[tuple[User, Sequence[Team]]], *, by: User | None, at: datetime
) -> None:
    """Create people with their teams; without a password they cannot sign in."""
    insert_all([person for person, _ in people], at=at)
    through = User.teams.through
    through.objects.bulk_create(
        through(user_id=person.pk, team_id=team.pk) for person, teams in people for team in teams
    )
    facts = ("email", "name", "job_title", "role", "time_zone", "is_active")
    record_all(created((person for person, _ in people), facts), by=by, at=at)
    touch_all(Touch.Kind.PERSON, (person.pk for person, _ in people))


def created(things: Iterable[Model], fields: Collection[str]) -> Iterator[Line]:
    """Yield the audit lines of new rows; of their facts, those that say something."""
    for thing in things:
        facts = facts_of(thing, fields)
        said = {name: value for name, value in facts.items() if value not in (None, "")}
        yield Line("create", thing, after=said)


def edited(changes: Iterable[Change[Thing]]) -> Iterator[Line]:
    """Yield the audit lines of changed rows."""
    for change in changes:
        if change.before:
            yield Line("edit", change.thing, change.before, facts_of(change.thing, change.before))


def _stamp(thing: Model, at: datetime, *, is_new: bool) -> None:
    names = {column.name for column in thing._meta.concrete_fields}
    if "created_at" in names and is_new:
        thing.created_at = at  # type: ignore[attr-defined]
    if "changed_at" in names:
        thing.changed_at = at  # type: ignore[attr-defined]
    if "version" in names and not is_new:
        thing.version += 1  # type: ignore[attr-defined]


def _lock(things: Sequence[Model]) -> None:
    """Hold the rows until the transaction ends, in one order, if they are as they were read."""
    known = {thing.pk: thing.version for thing in things}  # type: ignore[attr-defined]
    rows = type(things[0])._default_manager.select_for_update(no_key=True).filter(pk__in=known)
    here = dict(rows.order_by("pk").values_list("pk", "version"))
    if here != known:
        raise DomainError(
            "changed_meanwhile",
            "Somebody changed some of this meanwhile. Look at the file once more, then store it.",
        )
