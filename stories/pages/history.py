"""What was done to a thing, in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from accounts.models import AuditEvent
from alignment.lib.drawing import Kind
from alignment.lib.errors import shortened
from alignment.lib.numbers import show_decimal
from stories.pages.words import day, many, moment

NEWEST = 20
MOST_NAMED = 6
LONGEST_VALUE = 160
VERBS = {
    "create": "Created",
    "edit": "Changed",
    "record": "Recorded",
    "correct": "Corrected",
    "withdraw": "Withdrawn",
    "set_steps": "Laid down the steps",
    "mark_step": "Marked a step",
    "share": "Shared with others",
    "exempt": "Accepted for a time",
    "end_exemption": "Ended what was accepted for a time",
    "carry": "Kept what was agreed: the meaning is the same",
}
SELF_EVIDENT = frozenset({"create", "share", "exempt", "end_exemption", "carry", "set_steps"})
UNSAID = frozenset(
    {
        "uid",
        "version",
        "changed_at",
        "created_at",
        "title_key",
        "fingerprint",
        "live_since",
        "goalposts_moved_on",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: what was done, by whom, when; and what it said before and after."""

    text: str
    who: str
    when: str
    before: str = ""
    after: str = ""
    kind: Kind = "idle"


def history_of(thing: Model) -> tuple[Entry, ...]:
    """Return the newest changes of a thing; its values have a table of their own. One query."""
    events = AuditEvent.objects.about(thing._meta.model_name or "", thing.pk).besides("record")
    return tuple(_entry(event, type(thing)) for event in events[:NEWEST])


def _entry(event: AuditEvent, model: type[Model]) -> Entry:
    said = _said(event, model)
    what = VERBS.get(event.verb, event.verb.replace("_", " ").capitalize())
    one = next(iter(said.values())) if len(said) == 1 else None
    names = many(len(said), "value") if len(said) > MOST_NAMED else ", ".join(said)
    return Entry(
        text=f"{what}: {names}" if said and event.verb not in SELF_EVIDENT else what,
        who=event.actor.name if event.actor else "Throughline",
        when=moment(event.at),
        before=_shown(one[0]) if one and event.before else "",
        after=_shown(one[1]) if one and event.verb not in SELF_EVIDENT else "",
    )


def _said(event: AuditEvent, model: type[Model]) -> dict[str, tuple[object, object]]:
    """Return what changed by the names that people know it by; relations keep their ids out."""
    said: dict[str, tuple[object, object]] = {}
    for name in event.before.keys() | event.after.keys():
        if name in UNSAID:
            continue
        label, is_relation = _field(model, name)
        values = (event.before.get(name), event.after.get(name))
        said[label] = ("", "") if is_relation else values
    return dict(sorted(said.items()))


def _field(model: type[Model], name: str) -> tuple[str, bool]:
    try:
        return day(date.fromisoformat(name)), False
    except ValueError:
        pass
    try:
        field = model._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return name.replace("_", " "), name.endswith("_id")
    return str(getattr(field, "verbose_name", name)).lower(), field.is_relation


def _shown(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    try:
        return show_decimal(Decimal(str(value)))
    except InvalidOperation:
        return shortened(str(value), LONGEST_VALUE)
