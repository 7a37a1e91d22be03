"""Who asks: a program that shows a token, and what that token opens."""

from typing import ClassVar

from django.conf import settings
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.access import token_shown
from accounts.models import Token, User
from accounts.tokens import count_request, digest_of
from alignment.lib.rest.reading import AlwaysJson, ExactJson

REFUSED = "Send a token that is valid: Authorization: Bearer tl_…"
LONGEST = 200
ORDER = (Token.Scope.READ, Token.Scope.VALUES, Token.Scope.ALL)
FOR_METHOD = {"GET": Token.Scope.READ, "HEAD": Token.Scope.READ, "OPTIONS": Token.Scope.READ}
TOO_SMALL = {
    Token.Scope.VALUES: "This token may only read. Make one that records values.",
    Token.Scope.ALL: "This token may not change KPIs. Make one that may.",
}


class TokenAuthentication(BaseAuthentication):
    """Knows a program by the token it shows, and counts how often it asks."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """Return whom a token acts for, and the token; None where none is shown.

        Raises:
            AuthenticationFailed: the token opens nothing.
            Throttled: it asked as often as it may in this minute.
        """
        sent = get_authorization_header(request).split()
        if not sent:
            return None
        if len(sent) != 2 or sent[0].lower() != b"bearer" or len(sent[1]) > LONGEST:
            raise AuthenticationFailed(REFUSED)
        at = timezone.now()
        token = token_shown(digest_of(sent[1].decode("latin-1")), at)
        if token is None:
            raise AuthenticationFailed(REFUSED)
        wait = count_request(token=token, limit=settings.API_REQUESTS_PER_MINUTE, at=at)
        if wait:
            raise Throttled(wait)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """Return how to sign in."""
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the description of the API how to sign in."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:  # noqa: ARG002
        """Return the scheme as OpenAPI has it."""
        return {"type": "http", "scheme": "bearer"}


class WithinScope(BasePermission):
    """Lets a token through whose scope holds what is asked for."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Say whether the token may do this at all; whether its person may, the doors say.

        Raises:
            PermissionDenied: its scope does not hold it.
        """
        token = request.auth
        if not isinstance(token, Token):
            return False
        wanted = FOR_METHOD.get(request.method or "", getattr(view, "scope", Token.Scope.ALL))
        if ORDER.index(Token.Scope(token.scope)) < ORDER.index(wanted):
            raise PermissionDenied(TOO_SMALL[wanted])
        return True


class ApiView(APIView):
    """An address of the API. `scope` is what a token needs for whatever does not only read."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (WithinScope,)
    parser_classes: tuple[type[BaseParser], ...] = (ExactJson,)
    content_negotiation_class = AlwaysJson
    http_method_names = ("get", "head", "post", "put", "patch")
    scope: ClassVar[Token.Scope] = Token.Scope.ALL

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Return what each answer says: what else can be done here, and that nobody keeps it."""
        return {"Allow": ", ".join(self.allowed_methods), "Cache-Control": "no-store"}


def person_of(request: Request) -> User:
    """Return whom a program acts for."""
    assert isinstance(request.user, User)  # noqa: S101 - nobody else gets past `WithinScope`
    return request.user


def teams_of(request: Request) -> frozenset[int] | None:
    """Return the teams in which a token opens anything; None is no limit. At most one query."""
    token = request.auth
    assert isinstance(token, Token)  # noqa: S101 - nobody else gets past `WithinScope`
    return frozenset(token.teams.values_list("pk", flat=True)) if token.limited else None
