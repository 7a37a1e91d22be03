"""What of a row of the database would say something else, and how people read that."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Field, ForeignKey, Model
from django.utils.text import capfirst

from accounts.audit import facts_of
from accounts.bulk import Change, Thing
from accounts.saving import tidied
from alignment.lib.errors import shortened
from alignment.lib.numbers import show_decimal
from reports.exchange.plan import FieldChange

SHOWN = 120
NOTHING = "nothing"


def set_on(thing: Model, wanted: Mapping[str, object]) -> None:
    """Set facts on a new row."""
    for name, value in wanted.items():
        setattr(thing, name, value)


def change(
    thing: Thing, wanted: Mapping[str, object]
) -> tuple[Change[Thing], tuple[FieldChange, ...]] | None:
    """Set facts on a row that is here; None where it says all of them already."""
    differing = {name: value for name, value in wanted.items() if not _says(thing, name, value)}
    if not differing:
        return None
    before = facts_of(thing, differing)
    found = []
    for name, value in differing.items():
        field = _field(thing, name)
        old = _shown(field, getattr(thing, name))
        setattr(thing, name, value)
        found.append(FieldChange(capfirst(str(field.verbose_name)), old, _shown(field, value)))
    return Change(thing, before), tuple(found)


def _field(thing: Model, name: str) -> "Field[object, object]":
    field = thing._meta.get_field(name)
    if not isinstance(field, Field):
        raise TypeError(f"{name} is no column.")
    return field


def _says(thing: Model, name: str, value: object) -> bool:
    field = _field(thing, name)
    if isinstance(field, ForeignKey):
        now = getattr(thing, field.attname)
        return now is None if not isinstance(value, Model) else now is not None and now == value.pk
    now = getattr(thing, name)
    return bool(now == value or (isinstance(now, str) and tidied(field, now) == value))


def _shown(field: "Field[object, object]", value: object) -> str:
    if value is None or value == "":
        return NOTHING
    return shown(dict(field.flatchoices).get(str(value), value))


def shown(value: object) -> str:
    """Return a fact as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return show_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else shortened(str(value), SHOWN)
