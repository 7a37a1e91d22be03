"""The only writers of people and teams."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.models import Team, User


def create_person(
    *, facts: Mapping[str, object], by: User, at: datetime, password: str | None = None
) -> User:
    """Create a person; without a password they cannot sign in."""
    raise NotImplementedError


def edit_person(*, person: User, facts: Mapping[str, object], by: User, at: datetime) -> User:
    """Change name, e-mail address, job title or time zone of a person."""
    raise NotImplementedError


@transaction.atomic
def set_password(*, person: User, password: str, by: User, at: datetime) -> User:
    """Give a person another password; their other sessions end. The audit line holds no secret."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record(verb="set password", thing=person, by=by, at=at)
    return person


def set_role(*, person: User, role: str, by: User, at: datetime) -> User:
    """Give a person another role; nobody raises themself, and one admin stays."""
    raise NotImplementedError


def set_teams(*, person: User, teams: Iterable[Team], by: User, at: datetime) -> User:
    """Put a person into exactly these teams."""
    raise NotImplementedError


def deactivate_person(*, person: User, by: User, at: datetime) -> User:
    """Keep a person from signing in; what they did stays."""
    raise NotImplementedError


def reactivate_person(*, person: User, by: User, at: datetime) -> User:
    """Let a person sign in again."""
    raise NotImplementedError


def create_team(*, name: str, by: User, at: datetime) -> Team:
    """Create a team."""
    raise NotImplementedError


def rename_team(*, team: Team, name: str, by: User, at: datetime) -> Team:
    """Give a team another name."""
    raise NotImplementedError


def delete_team(*, team: Team, by: User, at: datetime) -> None:
    """Delete a team that answers for no KPI."""
    raise NotImplementedError
