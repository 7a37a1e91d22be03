"""The map in its three forms."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from reports.pages.map import show_map
from reports.pages.map_matrix import show_matrix
from reports.pages.map_tree import show_tree


@require_safe
def map_page(request: PageRequest) -> HttpResponse:
    """Show goals, work and KPIs on one sheet."""
    page = show_map(request.user, request.GET, timezone.localdate())
    return render(request, "reports/map.html", {"page": page, "section": "map"})


@require_safe
def map_matrix(request: PageRequest) -> HttpResponse:
    """Show which work serves which objective, and where nothing does."""
    page = show_matrix(request.user, request.GET, timezone.localdate())
    return render(request, "reports/map_matrix.html", {"page": page, "section": "map"})


@require_safe
def map_tree(request: PageRequest) -> HttpResponse:
    """Show the same as a table."""
    page = show_tree(request.user, request.GET, timezone.localdate())
    return render(request, "reports/map_tree.html", {"page": page, "section": "map"})
