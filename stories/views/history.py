"""What was done to a thing, and a way to put back what it said before."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, served, way_back
from kpis.access import kpi_to_view
from kpis.services import edit_kpi
from objectives.access import focus_area_to_view, objective_to_view
from objectives.models import FocusArea, FocusLink, Objective
from objectives.services import edit_focus_area, edit_focus_link, edit_objective
from stories.access import change_to_undo
from stories.models import KpiLink
from stories.pages.history import history_page
from stories.pages.remedies import page_of
from stories.pages.restoring import Restored, putting_back
from stories.services import edit_kpi_link


@require_safe
def objective_history(request: PageRequest, pk: int) -> HttpResponse:
    """Show all that was done to a goal."""
    page = history_page(request.user, objective_to_view(request.user, pk), request.GET)
    return render(request, "stories/history.html", {"page": page})


@require_safe
def focus_area_history(request: PageRequest, pk: int) -> HttpResponse:
    """Show all that was done to a focus area."""
    page = history_page(request.user, focus_area_to_view(request.user, pk), request.GET)
    return render(request, "stories/history.html", {"page": page})


@require_safe
def kpi_history(request: PageRequest, pk: int) -> HttpResponse:
    """Show all that was done to a KPI."""
    page = history_page(request.user, kpi_to_view(request.user, pk), request.GET)
    return render(request, "stories/history.html", {"page": page})


def history_restore(request: PageRequest, pk: int) -> HttpResponse:
    """Put back what a change put aside, after showing what that would change."""
    user = request.user
    event, thing = change_to_undo(user, pk)
    back = putting_back(event, thing)
    if not back.facts and request.method != "POST":
        raise Http404
    section, href = _place_of(thing)
    form = DeletionForm.asked(request, initial={"version": thing.version})
    page = FormPage(
        title="Put back what it said before?",
        kicker=_called(thing),
        lede="What stands there now stays in the history, so that this can be undone as well.",
        submit="Put it back",
        cancel=way_back(request, href),
        section=section,
    )

    def save() -> Saved:
        if back.facts:
            _put_back(thing, back.facts, form.seen, request)
        return Saved("It says again what it said before.", href)

    return served(request, form, page, save, template="stories/history_restore.html", back=back)


def _put_back(
    thing: Restored, facts: Mapping[str, object], version: int, request: PageRequest
) -> None:
    edits: dict[type[Restored], tuple[str, Callable[..., object]]] = {
        Objective: ("objective", edit_objective),
        FocusArea: ("focus_area", edit_focus_area),
        FocusLink: ("link", edit_focus_link),
        KpiLink: ("link", edit_kpi_link),
    }
    name, edit = edits.get(type(thing), ("kpi", edit_kpi))
    edit(**{name: thing}, facts=facts, version=version, by=request.user, at=timezone.now())


def _place_of(thing: Restored) -> tuple[str, str]:
    """Return the part of the topbar and the page to which a thing belongs."""
    if isinstance(thing, FocusLink):
        return "focus-areas", page_of("focus", thing.focus_area_id)
    if isinstance(thing, KpiLink):
        return "kpis", page_of("kpi", thing.kpi_id)
    if isinstance(thing, Objective):
        return "objectives", page_of("objective", thing.pk)
    if isinstance(thing, FocusArea):
        return "focus-areas", page_of("focus", thing.pk)
    return "kpis", page_of("kpi", thing.pk)


def _called(thing: Restored) -> str:
    if isinstance(thing, FocusLink):
        return f"{thing.focus_area} → {thing.objective or thing.missing_ref}"
    if isinstance(thing, KpiLink):
        return f"{thing.kpi} → {thing.focus_area or thing.missing_ref}"
    return str(thing)
