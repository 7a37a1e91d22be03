"""What became of the facts of a thing when somebody changed it, in sentences."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model

from alignment.lib.differing import Piece, words_changed
from alignment.lib.errors import shortened
from alignment.lib.numbers import show_amount, show_money
from alignment.lib.shown import Shown
from stories.pages.words import capital, day

LONGEST_VALUE = 160
UNSAID = frozenset(
    {
        *("uid", "version", "changed_at", "created_at", "title_key", "fingerprint"),
        *("live_since", "goalposts_moved_on", "missing_ref", "judgements"),
        *("confidence_on", "confidence_by"),
    }
)
IN_THE_UNIT = frozenset({"baseline", "target", "low", "high", "warn_low", "warn_high"})
IN_THE_CURRENCY = frozenset({"benefit", "cost", "yearly_cost"})
PLACES = frozenset({"rank", "position"})
CALLED = {
    "why": "the reason why it matters",
    "because": "the reason",
    "definition": "the text that says what is counted and how",
    "meaning": "the text that says what it means for the business",
    "rationale": "the reason why we work on it",
    "starts_on": "the start",
    "ends_on": "the end",
    "due_on": "the due date",
    "baseline_on": "the day of the baseline",
    "source": "the source of the values",
    "source_ended_on": "the day on which the source stopped",
    "result": "the way it ended",
    "low": "the lowest good value",
    "high": "the highest good value",
    "warn_low": "the value below which it warns",
    "warn_high": "the value above which it warns",
    "pace_points": "the points of its pace",
    "on_course_by": "the share behind that is still on course",
    "behind_by": "the share behind that counts as off course",
    "kind": "the kind of measure",
    "business_owner": "the owner for business",
    "technology_owner": "the owner for technology",
    "expects_technology": "the need for technology",
    "parent": "the goal above",
    "outcome_of": "the goal whose success it measures",
    "strict": "the rule that a value must lie strictly within the bounds",
}
SWITCHED = {
    ("confidential", True): "It became confidential",
    ("confidential", False): "It is no longer confidential",
}


@dataclass(frozen=True, slots=True)
class Rewording(Shown):
    """A text that says something else since: what it is, and what went and came."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changed(Shown):
    """What one change did, in sentences, and the texts it reworded."""

    sentences: tuple[str, ...] = ()
    rewordings: tuple[Rewording, ...] = ()


@dataclass(frozen=True, slots=True)
class Known(Shown):
    """What the sentences may say: names by relation, and how figures of the thing are written.

    A name that the reader must not know is not among them, and nothing is said of it. `decimals`
    are the fewest that a figure in the unit is shown with.
    """

    model: type[Model]
    names: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    unit: str = ""
    currency: str = ""
    decimals: int = 0


def changed(before: Mapping[str, object], after: Mapping[str, object], known: Known) -> Changed:
    """Return in words how facts became others."""
    sentences: list[str] = []
    rewordings: list[Rewording] = []
    for name in sorted({*before, *after} - UNSAID, key=_rank_of(known.model)):
        was, now = before.get(name), after.get(name)
        if _is_long(known.model, name):
            sentence, rewording = _reworded(name, str(was or ""), str(now or ""), known)
            rewordings += [rewording] if rewording else []
        else:
            sentence = _went(name, was, now, known)
        sentences += [sentence] if sentence else []
    return Changed(tuple(sentences), tuple(rewordings))


def called(model: type[Model], name: str) -> str:
    """Return what people call a fact: “the target”."""
    if name in CALLED:
        return CALLED[name]
    column = _field(model, name)
    return f"the {str(column.verbose_name).lower() if column else name.replace('_', ' ')}"


def shown(name: str, value: object, known: Known) -> str:
    """Return a value as people read it; nothing for what is not said or must not be known."""
    column = _field(known.model, name)
    if column is not None and column.is_relation:
        return known.names.get(name, {}).get(value, "") if isinstance(value, int) else ""
    if value is None or value == "" or isinstance(value, dict | list):
        return ""
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.DateField):
        return _day(str(value))
    if isinstance(column, models.DecimalField):
        return _figure(name, str(value), known)
    return shortened(str(value), LONGEST_VALUE)


def _went(name: str, was: object, now: object, known: Known) -> str:
    """Return the sentence of a short fact; nothing where it speaks of what must not be known."""
    if name in PLACES:
        return "Its place in the order changed"
    if isinstance(now, bool) or isinstance(was, bool):
        rule = capital(called(known.model, name))
        return SWITCHED.get((name, bool(now)), f"{rule} {'holds' if now else 'no longer holds'}")
    old, new = shown(name, was, known), shown(name, now, known)
    what = capital(called(known.model, name))
    if _is_text(known.model, name):
        old, new = (f"“{said}”" if said else "" for said in (old, new))
    if old and new:
        return f"{what} went from {old} to {new}"
    if new:
        return f"{what} was set to {new}" if was in (None, "") else f"{what} is {new} now"
    return f"{what} {old} was taken out" if old and now in (None, "") else ""


def _reworded(name: str, was: str, now: str, known: Known) -> tuple[str, Rewording | None]:
    what = capital(called(known.model, name))
    if not was:
        return f"{what} was written: “{shortened(now, LONGEST_VALUE)}”", None
    if not now:
        return f"{what} was taken out: “{shortened(was, LONGEST_VALUE)}”", None
    return f"{what} was reworded", Rewording(what, words_changed(was, now))


def _field(model: type[Model], name: str) -> "models.Field[object, object] | None":
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return column if isinstance(column, models.Field) else None


def _is_long(model: type[Model], name: str) -> bool:
    return isinstance(_field(model, name), models.TextField)


def _is_text(model: type[Model], name: str) -> bool:
    column = _field(model, name)
    return isinstance(column, models.CharField) and not column.choices and name != "unit"


def _rank_of(model: type[Model]) -> "Callable[[str], tuple[int, str]]":
    """Return the order in which people think of the facts: that of the columns."""
    order = {column.name: place for place, column in enumerate(model._meta.fields)}
    return lambda name: (order.get(name, len(order)), name)


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _figure(name: str, text: str, known: Known) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if name in IN_THE_CURRENCY and known.currency:
        return show_money(number, known.currency)
    unit = known.unit if name in IN_THE_UNIT else ""
    exponent = number.normalize().as_tuple().exponent
    if not unit or not isinstance(exponent, int):
        return show_amount(number, unit)
    return show_amount(number, unit, max(known.decimals, -exponent, 0))


def people_changed(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """Return who came to a group of people and who left it."""
    was, now = set(before), set(after)
    came, left = sorted(now - was), sorted(was - now)
    said = [f"Shared with {', '.join(came)}"] if came else []
    return (*said, *([f"No longer shared with {', '.join(left)}"] if left else []))
