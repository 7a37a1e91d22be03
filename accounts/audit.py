"""Writes down each change, in the transaction that makes it."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model

from accounts.models import AuditEvent, Touch, User

Facts = dict[str, Any]


def facts_of(thing: Model, fields: Iterable[str]) -> Facts:
    """Return the named columns of a row as plain JSON values; a relation by its id."""
    return {name: _plain(thing.serializable_value(name)) for name in fields}


def last_facts_of(thing: Model, *parts: str) -> Facts:
    """Return every column of a row that is about to go, and the rows that go with it.

    `parts` names relations; of each row in them every column, its number too. One query for each.
    """
    said = facts_of(thing, _columns_of(thing))
    for part in parts:
        rows = getattr(thing, part).order_by("pk")
        said[part] = [facts_of(row, ("id", *_columns_of(row))) for row in rows]
    return {name: value for name, value in said.items() if value != []}


def record(
    *,
    verb: str,
    thing: Model,
    by: User | None,
    at: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
) -> AuditEvent:
    """Write one audit line: who did what to which thing. One query.

    Only what differs between before and after is kept.
    """
    before, after = before or {}, after or {}
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return AuditEvent.objects.create(
        at=at,
        actor=by,
        verb=verb,
        kind=thing._meta.model_name or "",
        object_id=thing.pk,
        label=str(thing)[:300],
        before={name: before[name] for name in sorted(changed & before.keys())},
        after={name: after[name] for name in sorted(changed & after.keys())},
    )


def touch(kind: str, *object_ids: int | None) -> None:
    """Ask for new verdicts on things and on all that depends on them. One query."""
    Touch.objects.bulk_create(
        Touch(kind=kind, object_id=object_id) for object_id in object_ids if object_id is not None
    )


def _columns_of(thing: Model) -> list[str]:
    return [one.name for one in thing._meta.concrete_fields if not one.primary_key]


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, UUID):
        return str(value)
    return value
