"""Says no in sentences: lost races, stale pages, facts of the wrong shape, things still in use."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.models import Field, ForeignKey, Model
from django.utils import timezone
from django.utils.text import capfirst

from accounts.models import AuditEvent, User
from alignment.lib.errors import DomainError, shortened

FOREIGN_KEY = "23503"
CHANGED_MEANWHILE = (
    "Something that this refers to, or that refers to this, was added or deleted meanwhile. "
    "Nothing was saved: look at it again."
)
TAKEN = "Somebody has just saved the same. Nothing was saved: look at it again."


def lost_race(error: IntegrityError) -> DomainError:
    """Return the sentence of the constraint that the database held against a change."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    if pgcode(error) == FOREIGN_KEY or not name:
        return DomainError("changed_meanwhile", CHANGED_MEANWHILE, constraint=name)
    return DomainError("refused", sentences_of_constraints().get(name, TAKEN), constraint=name)


@cache
def sentences_of_constraints() -> dict[str, str]:
    """Return the sentence of every named constraint, and of every column that is unique."""
    sentences = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if column.unique and not column.primary_key:
                label = str(column.verbose_name)
                key = f"{model._meta.db_table}_{column.column}_key"
                sentences[key] = f"This {label} is taken already: choose another."
        for constraint in model._meta.constraints:
            sentences[constraint.name] = str(constraint.violation_error_message)
    return sentences


def pgcode(error: Exception) -> str:
    """Return PostgreSQL's own code of what went wrong, empty where it gave none."""
    return str(getattr(error.__cause__, "pgcode", "") or "")


def stale(row: Model) -> DomainError:
    """Say who saved a thing meanwhile, and when, as far as that is known."""
    kind = row._meta.model_name or ""
    last = AuditEvent.objects.about(kind, row.pk).first()
    who, when = "Somebody else", ""
    if last is not None:
        who = last.actor.name if last.actor else who
        when = f" on {timezone.localtime(last.at):%-d %B %Y at %H:%M}"
    return DomainError(
        "stale",
        f"{who} saved this meanwhile{when}. Nothing of yours was stored yet: "
        "look at what changed, then save again.",
        version=getattr(row, "version", None),
        by=who,
        at=last and last.at,
    )


def invalid(complaints: Mapping[str, list[str]], labels: Model | None = None) -> DomainError:
    """Return the refusal of facts: a whole sentence, and `fields` for a form to place them."""
    sentences = []
    for name, said in complaints.items():
        where = "" if name == NON_FIELD_ERRORS or labels is None else f"{_label(labels, name)}: "
        sentences += [f"{where}{one}" for one in said]
    return DomainError("invalid", " ".join(sentences), fields=dict(complaints))


def complaint_about(row: Model, name: str, error: ValidationError) -> str:
    """Return what is wrong with a field, in the words of the house."""
    field = cast("Field[object, object]", row._meta.get_field(name))
    value = getattr(row, field.attname)
    if error.code in {"blank", "null"}:
        return "say something here."
    if error.code == "invalid_choice" and field.choices:
        known = ", ".join(str(label) for _, label in field.flatchoices)
        return f"“{shortened(str(value))}” is not known here. Choose one of: {known}."
    if isinstance(field, ForeignKey):
        return "this is no longer there: choose another."
    if error.code == "unique" and name == "ref":
        return f"“{shortened(str(value))}” is taken already: choose another."
    if isinstance(field, models.DecimalField) and error.code == "invalid":
        return f"“{shortened(str(value))}” is not a number."
    return " ".join(error.messages)


def _label(row: Model, name: str) -> str:
    return capfirst(str(row._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def refuse_while_used(row: Model, by: User, ties: Mapping[str, str], instead: str) -> None:
    """Refuse to delete what something hangs on, naming only what this person may know of.

    `ties` are the names of relations to look at, with words for what hangs there; empty words
    are never said. One or two queries for each.

    Raises:
        DomainError: something hangs on it.
    """
    used, said = False, []
    for relation in row._meta.related_objects:
        name = relation.get_accessor_name() or ""
        if name not in ties:
            continue
        hanging = relation.related_model._default_manager.filter(**{relation.field.name: row.pk})
        if not hanging.exists():
            continue
        used = True
        known = hanging.visible_to(by) if hasattr(hanging, "visible_to") else hanging
        if ties[name] and known.exists():
            said.append(ties[name])
    if used:
        what = f" while these hang on it: {', '.join(said)}" if said else ": it is still in use"
        raise DomainError("in_use", f"“{shortened(str(row))}” cannot be deleted{what}. {instead}")
