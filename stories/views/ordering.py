"""Puts work and measures one place up or down on their canvas."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import PageRequest
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import way_back
from objectives.access import focus_link_to_edit
from objectives.services import move_focus_link
from stories.access import kpi_link_to_edit
from stories.services import move_kpi_link

WAYS = {"up": "above what stood before it", "down": "below what stood after it"}


@require_POST
def focus_link_move(request: PageRequest, pk: int) -> HttpResponse:
    """Move work up or down among the work for its goal."""
    link = focus_link_to_edit(request.user, pk)

    def move(*, up: bool) -> bool:
        return move_focus_link(link=link, up=up, by=request.user, at=timezone.now())

    here = reverse("stories:focus-area-page", args=[link.focus_area_id])
    return _moved(request, str(link.focus_area), move, here)


@require_POST
def kpi_link_move(request: PageRequest, pk: int) -> HttpResponse:
    """Move a measure up or down among those of its work."""
    link = kpi_link_to_edit(request.user, pk)

    def move(*, up: bool) -> bool:
        return move_kpi_link(link=link, up=up, by=request.user, at=timezone.now())

    here = reverse("stories:kpi-page", args=[link.kpi_id])
    return _moved(request, str(link.kpi), move, here)


def _moved(
    request: PageRequest, name: str, move: Callable[..., bool], here: str
) -> HttpResponseRedirect:
    way = request.POST.get("way", "")
    try:
        if way in WAYS and move(up=way == "up"):
            messages.success(request, f"“{name}” stands {WAYS[way]} now.")
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(way_back(request, here))
