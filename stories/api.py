"""KPIs by program: read with state and lines, and changed as seen."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import ApiView, person_of, teams_of
from accounts.models import Team, Token, User
from accounts.roles import Action
from alignment.lib.errors import DomainError, field_refusal
from alignment.lib.rest.paging import Key, asked, asked_number, only, page_of
from alignment.lib.rest.reading import etag, version_seen
from kpis.access import kpi_named, kpis_within, may_create_kpi
from kpis.api import CURSOR, DENIED, LIMIT, REF
from kpis.explaining import as_data
from kpis.models import Kpi, KpiQuerySet
from kpis.serializers import Refusal
from kpis.services import StepFacts, create_whole_kpi, edit_whole_kpi
from stories.pages.explained import explained_figure
from stories.pages.figures import STATUSES
from stories.pages.kpi_facts import all_lines, best_lines
from stories.pages.paging import LARGEST_ID
from stories.pages.plots import points_of
from stories.serializers import ExplanationRead, KpiEdit, KpiNew, KpiPage, KpiRead


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
NEW_KPI = OpenApiExample(
    "A KPI",
    {
        "title": "Average page load time",
        "unit": "s",
        "direction": "down",
        "baseline": "2.40",
        "target": "1.92",
        "due_on": "2027-06-30",
        "cadence": "week",
        "team": 3,
    },
    request_only=True,
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
        rows = known.select_related("owner", "team", "state").prefetch_related("steps")
        page = page_of(rows, request, AS_MADE)
        context = {"lines": best_lines(user, page.rows)}
        shown = KpiRead(page.rows, many=True, context=context).data
        return Response({"results": shown, "next": page.next})

    @extend_schema(
        operation_id="create_kpi",
        summary="Create a KPI",
        request=KpiNew,
        responses={
            201: KpiRead,
            **{code: DENIED[code] for code in (400, 401, 403, 429)},
            409: Refusal,
        },
        examples=[NEW_KPI],
    )
    def post(self, request: Request) -> Response:
        """Create a KPI; sent once more with the same reference, it is refused and not doubled.

        A token that is limited to teams creates KPIs of these teams.
        """
        user, teams = person_of(request), teams_of(request)
        if not may_create_kpi(user):
            raise PermissionDenied
        sent = KpiNew(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = _facts(sent.validated_data, {})
        facts |= {"team": _team(facts.get("team"), teams), "owner": _owner(facts.get("owner"))}
        made = create_whole_kpi(facts=facts, by=user, at=timezone.now())
        return _shown(request, kpi_named(user, made.ref, teams), 201)


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
        facts = _facts(sent.validated_data, _steps_of(kpi))
        edit_whole_kpi(kpi=kpi, facts=facts, version=version, by=user, at=timezone.now())
        return _shown(request, kpi_named(user, kpi.ref, teams))


class KpiExplanation(ApiView):
    """How the figure of a KPI came about."""

    @extend_schema(
        operation_id="explain_kpi",
        summary="Explain how the figure of a KPI came about",
        parameters=[REF],
        responses={200: ExplanationRead, **DENIED},
    )
    def get(self, request: Request, ref: str) -> Response:
        """Return formula, inputs with their days, weight, rule version, and who set the target."""
        only(request, ())
        kpi = kpi_named(person_of(request), ref, teams_of(request))
        steps = list(kpi.steps.all())
        return Response(as_data(explained_figure(kpi, steps, points_of(kpi), timezone.localdate())))


def _facts(said: Mapping[str, Any], known: Mapping[str, int]) -> dict[str, Any]:
    """Return the facts that were sent, the steps as a person lays them down."""
    facts = dict(said)
    if "steps" in facts:
        ids = dict(known)
        facts["steps"] = [
            StepFacts(
                step["title"], step["weight"], step.get("done_on"), ids.pop(step["title"], None)
            )
            for step in facts["steps"]
        ]
    return facts


def _steps_of(kpi: Kpi) -> dict[str, int]:
    return {step.title: step.pk for step in kpi.steps.all()}


def _team(number: int | None, teams: frozenset[int] | None) -> Team | None:
    """Return the team of this number; of a limited token, one of its own.

    Raises:
        DomainError: there is none, or it is none of those.
    """
    if teams is not None and number not in teams:
        raise field_refusal("team", "Name one of the teams that this token is limited to.")
    found = (
        Team.objects.filter(pk=number).first()
        if number is not None and 0 < number <= LARGEST_ID
        else None
    )
    if number is not None and found is None:
        raise field_refusal("team", "There is no team of this number.")
    return found


def _owner(number: int | None) -> User | None:
    found = (
        User.objects.filter(pk=number, is_active=True).first()
        if number is not None and 0 < number <= LARGEST_ID
        else None
    )
    if number is not None and found is None:
        raise field_refusal("owner", "There is nobody of this number.")
    return found


def _narrowed(known: KpiQuerySet, request: Request) -> KpiQuerySet:
    team, status = asked_number(request, "team"), asked(request, "status")
    known = known.answered_for(team_id=team)
    if status is None:
        return known
    if status not in STATUSES:
        raise DomainError("invalid", f"A status is one of: {', '.join(sorted(STATUSES))}.")
    return known.standing(status)


def _shown(request: Request, kpi: Kpi, status: int = 200) -> Response:
    lines = all_lines(person_of(request), kpi, timezone.localdate())
    shown = KpiRead(kpi, context={"lines": lines}).data
    return Response(shown, status=status, headers={"ETag": etag(kpi.version)})
