"""The addresses of the API, and its description for people and programs."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views import defaults
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from alignment.lib.rest import refusals
from kpis.api import MetricsPush, ValueItem, ValueList, ValuesBulk
from stories.api import KpiExplanation, KpiItem, KpiList

PREFIX = "/api/"


@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """Return the description of the API in OpenAPI 3."""
    return JsonResponse(described(), content_type="application/vnd.oai.openapi+json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show what the API does, and let a person try it."""
    return render(request, "api/docs.html", {"section": "api", "operations": operations()})


@cache
def described() -> dict[str, Any]:
    """Return the description of the API, made once."""
    found = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return dict(found)


@cache
def operations() -> tuple[dict[str, str], ...]:
    """Return what can be done, by method and address."""
    return tuple(
        {"method": method.upper(), "path": route, "summary": said.get("summary", "")}
        for route, methods in described()["paths"].items()
        for method, said in methods.items()
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that does not exist, programs in their own way."""
    if request.path.startswith(PREFIX):
        return refusals.not_found(request)
    return defaults.page_not_found(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be a request of ours, programs in their own way."""
    if request.path.startswith(PREFIX):
        return refusals.misunderstood(request)
    return defaults.bad_request(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer where something went wrong, programs in their own way."""
    if request.path.startswith(PREFIX):
        return refusals.failed(request)
    return defaults.server_error(request)


app_name = "api"
urlpatterns = [
    path("kpis/", KpiList.as_view(), name="kpi-list"),
    path("kpis/<str:ref>/", KpiItem.as_view(), name="kpi-item"),
    path("kpis/<str:ref>/explanation/", KpiExplanation.as_view(), name="kpi-explanation"),
    path("kpis/<str:ref>/values/", ValueList.as_view(), name="value-list"),
    path("kpis/<str:ref>/values/<str:on>/", ValueItem.as_view(), name="value-item"),
    path("values/", ValuesBulk.as_view(), name="values-record"),
    path("metrics/", MetricsPush.as_view(), name="metrics-push"),
    path("schema/", schema, name="schema-read"),
    path("docs/", docs, name="docs-page"),
]
