"""Saves scopes under names, takes them away again, and makes one of them somebody's home."""

from datetime import datetime

from accounts.audit import facts_of, record
from accounts.models import User
from accounts.saving import in_one_go
from reports.models import SavedScope
from reports.scopes import Scope

FIELDS = ("name", "scope", "is_home")


@in_one_go
def save_scope(
    *, scope: Scope, name: str, by: User, at: datetime, home: bool = False
) -> SavedScope:
    """Save a scope under a name of the person's own, and as their home if they like.

    Under a name that they have already it replaces what was saved there.

    Raises:
        DomainError: there is no name, or the scope is the whole company.
    """
    if home:
        _leave_home(by)
    found = SavedScope.objects.of_person(by.pk).filter(name=name).first()
    saved = found or SavedScope(person=by, name=name)
    before = facts_of(saved, FIELDS) if found else None
    saved.scope, saved.is_home, saved.saved_at = scope.text, home or saved.is_home, at
    saved.save()
    verb, after = "edit" if found else "create", facts_of(saved, FIELDS)
    record(verb=verb, thing=saved, by=by, at=at, before=before, after=after)
    return saved


@in_one_go
def set_home(*, saved: SavedScope, home: bool, by: User, at: datetime) -> None:
    """Let the alignment page begin with a saved scope, or with the whole company again."""
    before = facts_of(saved, FIELDS)
    _leave_home(by)
    saved.is_home = home
    saved.save(update_fields=["is_home"])
    record(verb="edit", thing=saved, by=by, at=at, before=before, after=facts_of(saved, FIELDS))


@in_one_go
def delete_scope(*, saved: SavedScope, by: User, at: datetime) -> None:
    """Take a saved scope away."""
    record(verb="delete", thing=saved, by=by, at=at, before=facts_of(saved, FIELDS))
    saved.delete()


def _leave_home(person: User) -> None:
    SavedScope.objects.of_person(person.pk).home().update(is_home=False)
