"""Two people changed the same thing: what each of them changed, and what can be done about it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField

from alignment.lib.differing import Piece, words_changed
from alignment.lib.merging import merged

# What a form needs for itself.
CONTROLS = ("version", "uid", "next", "base", "meant", "move_to")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what is stored and what was typed are not the same.

    `shown` names what the form holds: once it holds something else, a choice made before is void.
    `pieces` is what is stored with the changes that make it what was typed. `stored` and `merged`
    are values that the field takes; `merged` is None where the two changes meet.
    """

    name: str
    label: str
    theirs: str
    typed: str
    pieces: tuple[Piece, ...]
    stored: str
    shown: str
    merged: str | None = None
    merged_pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """What to say to a person whose save came second.

    `taken` are the fields that the other one alone changed, which the form now says too; `kept`
    those that this person alone changed.
    """

    sentence: str
    differences: tuple[Difference, ...]
    taken: tuple[str, ...]
    kept: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.differences or self.kept)


def met(
    typed: forms.Form, stored: forms.Form, sentence: str, take: Callable[[str, str], None]
) -> Conflict:
    """Set what was typed against what is stored now, as a fresh form shows it.

    What the other person alone changed is taken over into the form that was typed, and its version
    is that of the fresh one: sending it again saves.
    """
    seen = remembered(str(typed.data.get("base", "")))
    taken, kept, found = [], [], []
    for field in typed.visible_fields():
        if field.name in CONTROLS or field.name not in stored.fields:
            continue
        theirs, was = sent_value(stored[field.name].value()), seen.get(field.name)
        mine = sent_value(field.value())
        if mine == theirs:
            continue
        if mine == was:
            taken.append(str(field.label))
            take(field.name, theirs)
        elif theirs == was:
            kept.append(str(field.label))
        else:
            found.append(difference(field, stored[field.name], was))
    for name in ("version", "base"):
        take(name, str(stored[name].initial or 0))
    return Conflict(sentence, tuple(found), tuple(taken), tuple(kept))


def sent_value(value: object) -> str:
    """Return what a field holds as one text, the same before and after it went to a browser."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(sorted(map(sent_value, value)))
    return str(value).replace("\r\n", "\n").strip()


def mark_of(field: BoundField) -> str:
    """Return a short name for what a field holds."""
    return sha256(sent_value(field.value()).encode()).hexdigest()[:16]


def in_words(field: BoundField) -> str:
    """Return what a field holds as a person reads it: a choice by its name."""
    value = field.value()
    if isinstance(field.field, forms.ChoiceField):
        held = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        choices = cast("Iterable[tuple[object, object]]", field.field.choices)
        return ", ".join(str(label) for key, label in choices if key and str(key) in held)
    if isinstance(field.field, forms.BooleanField):
        return "yes" if value else "no"
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def difference(typed: BoundField, stored: BoundField, seen: str | None) -> Difference:
    """Return both texts of a field and, where it can be, one with the changes of both."""
    mine, theirs = in_words(typed), in_words(stored)
    both = None
    if seen is not None and isinstance(typed.field.widget, forms.Textarea):
        both = merged(seen, theirs, mine)
    return Difference(
        name=typed.name,
        label=str(typed.label),
        theirs=theirs,
        typed=mine,
        pieces=words_changed(theirs, mine),
        stored=sent_value(stored.value()),
        shown=mark_of(typed),
        merged=both,
        merged_pieces=() if both is None else words_changed(theirs, both),
    )


def remembered(sent: str) -> Mapping[str, str]:
    """Return what the person saw before they typed, by field; empty where that is not known."""
    try:
        found = json.loads(sent)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: said for name, said in found.items() if isinstance(said, str)}
