"""Makes, counts and revokes the tokens that programs show instead of a password."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from django.db import connection

from accounts.access import require, team_ids
from accounts.audit import facts_of, record
from accounts.models import Team, Token, User
from accounts.refusals import invalid
from accounts.roles import Action, Role
from accounts.saving import in_one_go, insert, keep, locked, start_edit

PREFIX = "tl_"
BYTES = 32
LONGEST_DAYS = 365
MINUTE = timedelta(minutes=1)
SAID = ("person", "name", "digest", "scope", "limited", "made_by", "made_at", "expires_at")
SHOWN = ("person", "name", "scope", "limited", "expires_at")


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a token is to open: None for `teams` is all that its person may see."""

    name: str
    scope: str
    days: int
    teams: Collection[Team] | None = None


@in_one_go
def make_token(*, facts: TokenFacts, by: User, at: datetime) -> tuple[Token, str]:
    """Make a token of a person's own; return it with its secret, which is kept nowhere.

    Raises:
        DomainError: a fact is refused, or a team is not one of theirs.
    """
    if facts.teams and not by.is_admin:
        strange = {team.pk for team in facts.teams} - team_ids(by)
        if strange:
            raise invalid({"teams": ["Choose among your own teams."]})
    return _made(by, facts, by, at)


@in_one_go
def make_service_token(*, facts: TokenFacts, by: User, at: datetime) -> tuple[Token, str]:
    """Make a token for a program that goes on when people leave; it acts under its own name.

    It may do what a tech lead of its teams may, and knows of nothing confidential.

    Raises:
        PermissionDenied: no admin asks for it.
        DomainError: a fact is refused, or it is to write and has no team.
    """
    require(by, Action.ADMINISTER)
    if facts.scope != Token.Scope.READ and not facts.teams:
        raise invalid({"teams": ["Choose the teams whose values it may record."]})
    account = User(is_service=True, talk_mails=False, reminder_mails=False)
    account.set_unusable_password()
    said = {
        "email": f"service-{token_hex(8)}@service.invalid",
        "name": facts.name,
        "role": Role.TECH_LEAD.value,
    }
    insert(account, said, said)
    account.teams.set(facts.teams or ())
    record(verb="create", thing=account, by=by, at=at, after=facts_of(account, ("name", "role")))
    return _made(account, facts, by, at)


@in_one_go
def revoke_token(*, token: Token, by: User, at: datetime) -> Token:
    """Take a token back: from now on it opens nothing. Revoked once more it stays as it is.

    Raises:
        PermissionDenied: it is somebody else's, and no admin asks.
    """
    if by.pk != token.person_id:
        require(by, Action.ADMINISTER)
    row = locked(token)
    if row.revoked_at is None:
        edit = start_edit(row, {"revoked_at": at}, ("revoked_at",))
        keep(edit, by=by, at=at, verb="revoke")
    return row


def count_request(*, token: Token, limit: int, at: datetime) -> int:
    """Count a request of a token and note that it was used; one conditional UPDATE.

    Returns 0, or where the minute's requests are used up the seconds until the next minute.
    """
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"id": token.pk, "limit": limit, "at": at, "minute": minute})
        if cursor.rowcount:
            return 0
    return max(1, -(-(minute + MINUTE - at) // timedelta(seconds=1)))


def digest_of(secret: str) -> str:
    """Return what is kept of a secret of 256 bits, which no guessing turns back."""
    return sha256(secret.encode()).hexdigest()


def _made(person: User, facts: TokenFacts, by: User, at: datetime) -> tuple[Token, str]:
    if not 1 <= facts.days <= LONGEST_DAYS:
        raise invalid({"days": [f"Choose from 1 to {LONGEST_DAYS} days."]})
    if facts.teams is not None and not facts.teams:
        raise invalid({"teams": ["Choose at least one team, or no limit to teams."]})
    secret = PREFIX + token_urlsafe(BYTES)
    said = {
        "person": person,
        "name": facts.name,
        "digest": digest_of(secret),
        "scope": facts.scope,
        "limited": facts.teams is not None,
        "made_by": by,
        "made_at": at,
        "expires_at": at + timedelta(days=facts.days),
    }
    token = insert(Token(), said, SAID)
    token.teams.set(facts.teams or ())
    after = {**facts_of(token, SHOWN), "teams": sorted(team.pk for team in facts.teams or ())}
    record(verb="create", thing=token, by=by, at=at, after=after)
    return token, secret


# Every request of a program asks it, so nothing is spent on making it.
_COUNT = """
UPDATE accounts_token
SET minute = %(minute)s, last_used_at = %(at)s,
    used = CASE WHEN minute = %(minute)s THEN used + 1 ELSE 1 END
WHERE id = %(id)s
  AND (minute IS NULL OR minute < %(minute)s OR (minute = %(minute)s AND used < %(limit)s))
"""
