"""KPIs by program: read with state and lines, and changed as seen."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import ApiView, person_of, teams_of
from accounts.models import Token
from accounts.roles import Action
from alignment.lib.errors import DomainError
from alignment.lib.rest.paging import Key, asked, asked_number, only, page_of
from alignment.lib.rest.reading import etag, version_seen
from kpis.access import kpi_named, kpis_within
from kpis.api import CURSOR, DENIED, LIMIT, REF
from kpis.models import Kpi, KpiQuerySet
from kpis.serializers import Refusal
from kpis.services import edit_kpi
from stories.pages.figures import STATUSES
from stories.pages.kpi_facts import all_lines, best_lines
from stories.serializers import KpiEdit, KpiPage, KpiRead


def id_in_cursor(said: str) -> int:
    """Return the id that a cursor holds.

    Raises:
        ValueError: it holds none.
    """
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise ValueError(said)
    return int(said)


AS_MADE = Key("pk", id_in_cursor)
SEEN = OpenApiParameter(
    "If-Match", str, "header", required=True, description="The ETag that came with the KPI."
)
NEW_TARGET = OpenApiExample(
    "Another target", {"target": "1.90", "due_on": "2027-06-30"}, request_only=True
)
MEANWHILE = OpenApiExample(
    "Somebody saved meanwhile",
    {
        "code": "stale",
        "message": "Marta Lindqvist saved this meanwhile on 21 November 2026 at 10:30. Nothing of "
        "yours was stored yet: look at what changed, then save again.",
    },
    status_codes=["412"],
)


class KpiList(ApiView):
    """The KPIs that a token's owner may know of."""

    @extend_schema(
        operation_id="list_kpis",
        summary="List KPIs with state, verdict and best line",
        parameters=[
            OpenApiParameter("team", int, description="Only those of the team of this number."),
            OpenApiParameter(
                "status", str, description="Only those that stand like this.", enum=sorted(STATUSES)
            ),
            CURSOR,
            LIMIT,
        ],
        responses={200: KpiPage, **{code: DENIED[code] for code in (400, 401, 403, 429)}},
    )
    def get(self, request: Request) -> Response:
        """Return a page of KPIs in the order in which they were made."""
        only(request, ("team", "status", "cursor", "limit"))
        user = person_of(request)
        known = _narrowed(kpis_within(user, teams_of(request)), request)
        page = page_of(known.select_related("owner", "team", "state"), request, AS_MADE)
        context = {"lines": best_lines(user, page.rows)}
        shown = KpiRead(page.rows, many=True, context=context).data
        return Response({"results": shown, "next": page.next})


class KpiItem(ApiView):
    """One KPI."""

    scope = Token.Scope.ALL

    @extend_schema(
        operation_id="read_kpi",
        summary="Read a KPI with state, verdict and all its lines",
        parameters=[REF],
        responses={200: KpiRead, **DENIED},
    )
    def get(self, request: Request, ref: str) -> Response:
        """Return the KPI; its version is in the header ETag."""
        user = person_of(request)
        return _shown(request, kpi_named(user, ref, teams_of(request)))

    @extend_schema(
        operation_id="change_kpi",
        summary="Change a KPI as it was seen",
        parameters=[REF, SEEN],
        request=KpiEdit,
        responses={200: KpiRead, **DENIED, 409: Refusal, 412: Refusal, 428: Refusal},
        examples=[NEW_TARGET, MEANWHILE],
    )
    def patch(self, request: Request, ref: str) -> Response:
        """Change what is sent and nothing else, if the KPI still is as If-Match says.

        428 without If-Match, 412 where somebody saved meanwhile; then nothing was stored.
        """
        user, teams = person_of(request), teams_of(request)
        kpi = kpi_named(user, ref, teams, Action.EDIT_KPI)
        version = version_seen(request)
        sent = KpiEdit(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
        edit_kpi(kpi=kpi, facts=facts, version=version, by=user, at=timezone.now())
        return _shown(request, kpi_named(user, kpi.ref, teams))


def _narrowed(known: KpiQuerySet, request: Request) -> KpiQuerySet:
    team, status = asked_number(request, "team"), asked(request, "status")
    known = known.answered_for(team_id=team)
    if status is None:
        return known
    if status not in STATUSES:
        raise DomainError("invalid", f"A status is one of: {', '.join(sorted(STATUSES))}.")
    return known.standing(status)


def _shown(request: Request, kpi: Kpi) -> Response:
    lines = all_lines(person_of(request), kpi, timezone.localdate())
    shown = KpiRead(kpi, context={"lines": lines}).data
    return Response(shown, headers={"ETag": etag(kpi.version)})
