"""The only writers of people and teams."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import cast

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.access import require
from accounts.audit import facts_of, record, touch
from accounts.models import Team, User
from accounts.refusals import invalid, refuse_while_used
from accounts.roles import Action, Role
from accounts.saving import in_one_go, insert, keep, locked, start_edit
from alignment.lib.errors import DomainError

OF_A_PERSON = ("email", "name", "job_title", "role", "time_zone")
THEIR_OWN = (
    *("name", "job_title", "time_zone", "talk_mails"),
    *("reminder_mails", "reminder_day", "reminder_hour"),
)


@in_one_go
def create_person(
    *, facts: Mapping[str, object], by: User, at: datetime, password: str | None = None
) -> User:
    """Create a person; without a password they cannot sign in. `teams` may be among the facts.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: a fact or the password is refused.
    """
    require(by, Action.ADMINISTER)
    plain = dict(facts)
    teams = cast("Collection[Team]", plain.pop("teams", None) or ())
    row = User()
    if password is not None:
        _check_password(password, User(email=str(facts.get("email")), name=str(facts.get("name"))))
    row.set_password(password)
    insert(row, {**plain, "email": str(plain.get("email") or "").lower()}, OF_A_PERSON)
    row.teams.set(teams)
    after = {**facts_of(row, OF_A_PERSON), "teams": sorted(team.pk for team in teams)}
    record(verb="create", thing=row, by=by, at=at, after=after)
    touch("person", row.pk)
    return row


@in_one_go
def edit_person(*, person: User, facts: Mapping[str, object], by: User, at: datetime) -> User:
    """Change name, job title or time zone of a person; an admin also the e-mail address.

    Raises:
        PermissionDenied: somebody else's profile, or one's own address, and no admin asks.
        DomainError: a fact is refused.
    """
    if by.pk != person.pk or facts.keys() - set(THEIR_OWN):
        require(by, Action.ADMINISTER)
    said = dict(facts)
    if "email" in said:
        said["email"] = str(said["email"] or "").lower()
    edit = start_edit(locked(person), said, (*THEIR_OWN, "email"))
    keep(edit, by=by, at=at)
    return edit.row


@in_one_go
def set_password(*, person: User, password: str, by: User, at: datetime) -> User:
    """Give a person another password; their other sessions end. The audit line holds no secret.

    Raises:
        PermissionDenied: it is somebody else's, and no admin asks.
        DomainError: the password is easy to guess.
    """
    if by.pk != person.pk:
        require(by, Action.ADMINISTER)
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    record(verb="set password", thing=person, by=by, at=at)
    return person


@in_one_go
def unlock_person(*, person: User, by: User, at: datetime) -> int:
    """Forget the wrong passwords tried for a person; return how many rows of them there were.

    Raises:
        PermissionDenied: no admin asks for it.
    """
    require(by, Action.ADMINISTER)
    forgotten = int(reset(username=person.email))
    record(verb="unlock", thing=person, by=by, at=at, after={"forgotten": forgotten})
    return forgotten


@in_one_go
def set_role(*, person: User, role: str, by: User, at: datetime) -> User:
    """Give a person another role.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: an unknown role, or nobody would be left who may do everything.
    """
    require(by, Action.ADMINISTER)
    admins = _locked_admins()
    edit = start_edit(locked(person), {"role": role}, ("role",))
    if edit.row.role != Role.ADMIN:
        _refuse_without_admin(admins, edit.row)
    if keep(edit, by=by, at=at, verb="set_role"):
        touch("person", edit.row.pk)
    return edit.row


@in_one_go
def set_teams(*, person: User, teams: Collection[Team], by: User, at: datetime) -> User:
    """Put a person into exactly these teams.

    Raises:
        PermissionDenied: no admin asks for it.
    """
    require(by, Action.ADMINISTER)
    row = locked(person)
    before = sorted(row.teams.values_list("pk", flat=True))
    after = sorted(team.pk for team in teams)
    if before != after:
        row.teams.set(teams)
        was, now = {"teams": before}, {"teams": after}
        record(verb="set_teams", thing=row, by=by, at=at, before=was, after=now)
        touch("person", row.pk)
    return row


@in_one_go
def deactivate_person(*, person: User, by: User, at: datetime) -> User:
    """Keep a person from signing in; what they did stays.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: nobody would be left who may do everything.
    """
    require(by, Action.ADMINISTER)
    _refuse_without_admin(_locked_admins(), person)
    return _set_active(person, by, at, active=False)


@in_one_go
def reactivate_person(*, person: User, by: User, at: datetime) -> User:
    """Let a person sign in again.

    Raises:
        PermissionDenied: no admin asks for it.
    """
    require(by, Action.ADMINISTER)
    return _set_active(person, by, at, active=True)


@in_one_go
def create_team(*, name: str, by: User, at: datetime) -> Team:
    """Create a team.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: the name is empty or taken.
    """
    require(by, Action.ADMINISTER)
    row = insert(Team(), {"name": name}, ("name",))
    record(verb="create", thing=row, by=by, at=at, after={"name": row.name})
    return row


@in_one_go
def rename_team(*, team: Team, name: str, by: User, at: datetime) -> Team:
    """Give a team another name.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: the name is empty or taken.
    """
    require(by, Action.ADMINISTER)
    edit = start_edit(locked(team), {"name": name}, ("name",))
    keep(edit, by=by, at=at, verb="rename")
    return edit.row


@in_one_go
def delete_team(*, team: Team, by: User, at: datetime) -> None:
    """Delete a team that answers for no KPI.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: it answers for KPIs.
    """
    require(by, Action.ADMINISTER)
    row = locked(team, for_deleting=True)
    instead = "Give them to another team first."
    refuse_while_used(row, by, {"kpis": "KPIs that it answers for"}, instead)
    record(verb="delete", thing=row, by=by, at=at, before={"name": row.name})
    row.delete()


def _set_active(person: User, by: User, at: datetime, *, active: bool) -> User:
    edit = start_edit(locked(person), {"is_active": active}, ("is_active",))
    verb = "reactivate" if active else "deactivate"
    if keep(edit, by=by, at=at, verb=verb):
        touch("person", edit.row.pk)
    return edit.row


def _locked_admins() -> set[int]:
    """Return who may do everything, held so that two of them cannot leave at once."""
    rows = User.objects.active().filter(role=Role.ADMIN).order_by("pk")
    return set(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _refuse_without_admin(admins: set[int], leaving: User) -> None:
    if admins and not admins - {leaving.pk}:
        raise DomainError(
            "last_admin",
            f"{leaving.name} is the last admin: make somebody else an admin first.",
        )


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise invalid({"password": error.messages}) from error
