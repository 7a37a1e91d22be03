"""Pages that show: lists, the objective's canvas, focus areas, KPIs, search."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from alignment.lib.changes import stamps_now
from alignment.lib.downloads import CSV, download
from alignment.lib.kept_pages import kept_page
from alignment.lib.tables.writing import csv_bytes
from kpis.access import kpi_to_view
from objectives.access import focus_area_to_view, objective_to_view
from stories.pages.asked import show_asked
from stories.pages.focus_area import show_focus_area
from stories.pages.focus_area_list import list_focus_areas
from stories.pages.kpi import show_kpi
from stories.pages.kpi_list import list_kpis
from stories.pages.objective import show_objective
from stories.pages.objective_list import list_objectives
from stories.pages.plots import sheet_of
from stories.pages.remedies import address
from stories.pages.search import find
from stories.pages.stamp import changed_by, is_same, known_by
from stories.pages.talking import talk_about


@require_safe
def asked_page(request: PageRequest) -> HttpResponse:
    """Show what is asked of the reader."""
    return render(request, "stories/asked.html", {"page": show_asked(request.user)})


@require_safe
def objective_list(request: PageRequest) -> HttpResponse:
    """Show the objectives as a tree, or flat once narrowed."""
    page = list_objectives(request.user, request.GET)
    template = "_objective_tree" if request.htmx else "objective_list"
    return render(request, f"stories/{template}.html", {"page": page})


@require_safe
def objective_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show an objective's canvas, story, agreement and findings."""

    def make() -> dict[str, Any]:
        objective = objective_to_view(request.user, pk)
        return {  # what it is known by first: what is saved while the page is made is noticed later
            "stamp": known_by(request.user, objective),
            "news": changed_by(request.user, objective, request.GET.get("since", "")),
            "page": show_objective(request.user, objective, timezone.localdate()),
            **talk_about(request.user, objective),
        }

    return kept_page(request, "stories/objective.html", stamps_now(), make)


@require_safe
def objective_pulse(request: PageRequest, pk: int) -> HttpResponse:
    """Answer an open page: nothing where it is as it was seen, else lead to it anew."""
    objective, seen = objective_to_view(request.user, pk), request.GET.get("seen", "")
    if is_same(known_by(request.user, objective), seen):
        return HttpResponse(status=204)
    return HttpResponseRedirect(address("stories:objective-page", pk, since=seen))


@require_safe
def focus_area_list(request: PageRequest) -> HttpResponse:
    """Show the focus areas."""
    page = list_focus_areas(request.user, request.GET)
    return render(request, "stories/focus_area_list.html", {"page": page})


@require_safe
def focus_area_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show a focus area, the goals it serves and what measures it."""
    area = focus_area_to_view(request.user, pk)
    page = show_focus_area(request.user, area, timezone.localdate())
    return render(
        request, "stories/focus_area.html", {"page": page, **talk_about(request.user, area)}
    )


@require_safe
def kpi_list(request: PageRequest) -> HttpResponse:
    """Show the KPIs."""
    page = list_kpis(request.user, request.GET, timezone.localdate())
    return render(request, "stories/kpi_list.html", {"page": page})


@require_safe
def kpi_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show a KPI: what it means, its lines, its values."""

    def make() -> dict[str, Any]:
        kpi = kpi_to_view(request.user, pk)
        page = show_kpi(request.user, kpi, request.GET, timezone.localdate())
        return {"page": page, **talk_about(request.user, kpi)}

    return kept_page(request, "stories/kpi.html", stamps_now(), make)


@require_safe
def kpi_series(request: PageRequest, pk: int) -> HttpResponse:
    """Give out all that is drawn of a KPI, as CSV."""
    kpi = kpi_to_view(request.user, pk)
    return download(csv_bytes(sheet_of(kpi)), f"{kpi.ref}.csv", CSV)


@require_safe
def search(request: PageRequest) -> HttpResponse:
    """Show goals, work and measures by words of their titles or by reference."""
    page = find(request.user, request.GET)
    return render(request, "stories/search.html", {"page": page})
