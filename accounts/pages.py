"""The list of tokens: what each opens, until when, and when it was used last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import Token


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in the list."""

    name: str
    acts_as: str
    opens: str
    teams: str
    expires: str
    is_over: bool
    last_used: str
    revoke_href: str


@dataclass(frozen=True, slots=True)
class TokenListPage:
    """The tokens a person may revoke."""

    section: str
    actions: tuple[dict[str, str], ...]
    rows: tuple[TokenRow, ...]


def token_list(tokens: Iterable[Token], at: datetime) -> TokenListPage:
    """Return the tokens as the page shows them; `tokens` hold their teams already."""
    make = {"text": "Make a token", "href": reverse("accounts:token-new"), "kind": "primary"}
    docs = {"text": "What the API does", "href": reverse("api:docs-page"), "kind": ""}
    return TokenListPage("profile", (docs, make), tuple(_row(token, at) for token in tokens))


def _row(token: Token, at: datetime) -> TokenRow:
    teams = ", ".join(sorted(team.name for team in token.teams.all()))
    is_over = token.expires_at <= at
    return TokenRow(
        name=token.name,
        acts_as="A program’s own" if token.person.is_service else "You",
        opens=token.get_scope_display(),
        teams=(teams or "No team that still exists") if token.limited else "Every team",
        expires=f"{'Expired' if is_over else 'Until'} {_moment(token.expires_at)}",
        is_over=is_over,
        last_used=_moment(token.last_used_at) if token.last_used_at else "Never used",
        revoke_href=reverse("accounts:token-revoke", args=[token.pk]),
    )


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
