"""The map in its three forms. Nothing on it is a figure, so it is kept until words change."""

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from accounts.models import User
from alignment.lib.changes import stamps_now
from alignment.lib.kept_pages import kept_page
from reports.pages.map import show_map
from reports.pages.map_matrix import show_matrix
from reports.pages.map_tree import show_tree


@require_safe
def map_page(request: PageRequest) -> HttpResponse:
    """Show goals, work and KPIs on one sheet."""
    return _kept(request, "reports/map.html", show_map)


@require_safe
def map_matrix(request: PageRequest) -> HttpResponse:
    """Show which work serves which objective, and where nothing does."""
    return _kept(request, "reports/map_matrix.html", show_matrix)


@require_safe
def map_tree(request: PageRequest) -> HttpResponse:
    """Show the same as a table."""
    return _kept(request, "reports/map_tree.html", show_tree)


def _kept(
    request: PageRequest, template: str, show: Callable[[User, QueryDict, date], object]
) -> HttpResponse:
    stamps = stamps_now()
    return kept_page(
        request,
        template,
        stamps,
        lambda: {"page": show(request.user, request.GET, timezone.localdate())},
        stamps.words,
    )
