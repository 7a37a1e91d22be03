"""Writes rows the way the house does: in one go, checked, versioned, and refused in sentences."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from time import sleep
from typing import Generic, ParamSpec, TypeVar, cast
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import BigIntegerField, Field, ForeignKey, Max, Model
from django.db.models.functions import Cast, Substr

from accounts.audit import facts_of, record
from accounts.models import User
from accounts.refusals import complaint_about, invalid, lost_race, pgcode, stale
from alignment.lib.errors import DomainError, shortened

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)

TRIES = 3
PAUSE = 0.1  # seconds
DEADLOCK, LOCK_TIMEOUT = "40P01", "55P03"
BUSY = "Somebody else is changing this right now. Nothing was saved: try again in a moment."


def in_one_go(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction, and say a lost race in a sentence.

    A deadlock is tried again, unless a larger transaction is under way: it is lost with it.

    Raises:
        DomainError: a constraint refused the change, or somebody holds the row for too long.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except IntegrityError as error:
                raise lost_race(error) from error
            except OperationalError as error:
                if pgcode(error) == LOCK_TIMEOUT:
                    raise DomainError("busy", BUSY) from error
                if pgcode(error) != DEADLOCK or connection.in_atomic_block or not left:
                    raise
                sleep(PAUSE)  # so that whoever won takes the row before this asks for it again
        raise AssertionError

    return run


@contextmanager
def undone() -> Iterator[None]:
    """Undo all that is written inside, however it ends: to see what it would do."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def lock_name(name: str) -> None:
    """Wait for everybody else who holds this name, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(name.encode())])


def next_ref(model: type[Model], prefix: str) -> str:
    """Return the next free reference such as “KPI-12”; whoever asks next waits for this one."""
    lock_name(f"reference {prefix}")
    numbered = model._default_manager.filter(
        ref__startswith=f"{prefix}-", ref__regex=rf"^{prefix}-[0-9]{{1,12}}$"
    )
    number = Cast(Substr("ref", len(prefix) + 2), BigIntegerField())
    last = numbered.aggregate(last=Max(number))["last"]
    return f"{prefix}-{(last or 0) + 1}"


def locked(thing: M, version: int | None = None, *, for_deleting: bool = False) -> M:
    """Return the row of a thing as it is now, locked until the transaction ends.

    Raises:
        DomainError: it is gone, or no longer as it was at `version` (None: whatever it is).
    """
    model = cast("type[M]", thing._meta.model)  # a lazy thing has a type of its own
    rows = model._default_manager.select_for_update(no_key=not for_deleting)
    row = rows.filter(pk=thing.pk).first()
    if row is None:
        raise DomainError("gone", f"“{shortened(str(thing))}” was deleted meanwhile.")
    if version is not None and version != row.version:  # type: ignore[attr-defined]
        raise stale(row)
    return row


@dataclass(slots=True)
class Edit(Generic[M]):
    """A row with new facts set but not yet stored, and what it said before."""

    row: M
    before: dict[str, object]
    checked: set[str] = field(default_factory=set)

    def changed(self) -> frozenset[str]:
        """Return the names of the fields that say something else now."""
        return frozenset(
            one.name
            for one in self.row._meta.concrete_fields
            if getattr(self.row, one.attname) != self.before[one.attname]
        )

    def was(self, name: str) -> object:
        """Return what a field said before; a relation by its id."""
        return self.before[self.row._meta.get_field(name).attname]  # type: ignore[union-attr]


def start_edit(row: M, facts: Mapping[str, object], editable: Collection[str]) -> Edit[M]:
    """Set the facts on a row and check them, remembering what it said before.

    Raises:
        DomainError: a fact has not the shape its field asks for.
    """
    columns = row._meta.concrete_fields
    edit = Edit(row, {one.attname: getattr(row, one.attname) for one in columns})
    set_facts(row, facts, editable)
    check(row, facts.keys())
    edit.checked |= facts.keys()
    return edit


def keep(edit: Edit[M], *, by: User, at: datetime, verb: str = "edit") -> frozenset[str]:
    """Store what changed as the next version, with its audit line; nothing where nothing did.

    Returns the names of the fields that changed.
    """
    row, changed = edit.row, edit.changed()
    if not changed:
        return changed
    check(row, changed - edit.checked)
    columns = {one.name: one for one in row._meta.concrete_fields}
    values = {name: getattr(row, columns[name].attname) for name in changed}
    same = {"pk": row.pk}
    if "version" in columns:
        same["version"] = row.version  # type: ignore[attr-defined]
        row.version = values["version"] = same["version"] + 1  # type: ignore[attr-defined]
    if "changed_at" in columns:
        row.changed_at = values["changed_at"] = at  # type: ignore[attr-defined]
    if not type(row)._default_manager.filter(**same).update(**values):
        raise stale(row)
    after = facts_of(row, changed)
    was = type(row)(**{one.attname: edit.before[one.attname] for one in columns.values()})
    record(verb=verb, thing=row, by=by, at=at, before=facts_of(was, changed), after=after)
    return changed


def insert(row: M, facts: Mapping[str, object], editable: Collection[str]) -> M:
    """Set the facts on a new row and store it; the audit line is the caller's.

    Raises:
        DomainError: a fact has not the shape its field asks for.
    """
    set_facts(row, facts, editable)
    check(row, [one.name for one in row._meta.concrete_fields if not one.primary_key])
    row.save(force_insert=True)
    return row


def renumber(rows: Iterable[M], thing: M, *, up: bool, by: User, at: datetime) -> bool:
    """Put a thing one place up or down among its like, numbered from 0; at the end it stays.

    Says whether it moved, as an audit line does then. Two queries at the most; no version counts
    up, for nothing else changes.
    """
    order = list(rows)
    was = next(place for place, row in enumerate(order) if row.pk == thing.pk)
    now = min(max(was + (-1 if up else 1), 0), len(order) - 1)
    order.insert(now, order.pop(was))
    changed = [row for place, row in enumerate(order) if row.position != place]  # type: ignore[attr-defined]
    for place, row in enumerate(order):
        row.position = place  # type: ignore[attr-defined]
    cast("type[M]", thing._meta.model)._default_manager.bulk_update(changed, ["position"])
    if was != now:
        places = {"position": was}, {"position": now}
        record(verb="move", thing=thing, by=by, at=at, before=places[0], after=places[1])
    return was != now


def set_facts(row: Model, facts: Mapping[str, object], editable: Collection[str]) -> None:
    """Set the named fields; text is trimmed, a relation may be given as a row or as its id.

    Raises:
        TypeError: a fact is none that may be written in this way.
    """
    if unknown := facts.keys() - set(editable):
        raise TypeError(f"These cannot be written here: {', '.join(sorted(unknown))}.")
    for name, value in facts.items():
        column = cast("Field[object, object]", row._meta.get_field(name))
        if isinstance(column, ForeignKey) and value is not None and not isinstance(value, Model):
            setattr(row, column.attname, value)
        else:
            setattr(row, name, tidied(column, value))


def tidied(column: "Field[object, object]", value: object) -> object:
    """Return a value as it is stored, text with composed accents and trimmed.

    Text is kept on one line where the field is one; nothing said is "" for text, else None.
    """
    if value is None or value == "":
        return None if column.null else ""
    if not isinstance(value, str):
        return value
    text = value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(column, models.TextField):
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return " ".join(text.split())


def check(row: Model, names: Iterable[str]) -> None:
    """Check the shape of the named fields. One query for each relation and unique field.

    Named constraints are left to the database, which judges them in the statement that writes
    and whose refusal becomes the same sentence.

    Raises:
        DomainError: with a sentence, and with `fields`: the sentences of each field.
    """
    wanted = set(names)
    columns = row._meta.concrete_fields
    complaints = {
        one.name: [complaint]
        for one in columns
        if one.name in wanted and (complaint := _unstorable(one, getattr(row, one.attname)))
    }
    rest = {one.name for one in columns if one.name not in wanted or one.name in complaints}
    try:
        row.full_clean(exclude=rest | {"uid"}, validate_constraints=False)
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            complaints[name] = [complaint_about(row, name, one) for one in errors]
    if complaints:
        raise invalid(complaints, labels=row)


def _unstorable(column: "Field[object, object]", value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if column.max_length is not None and len(value) > column.max_length:
        return f"write at most {column.max_length:,} characters; these are {len(value):,}."
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        return "it holds a character that is none: type the text again instead of pasting it."
    return None
