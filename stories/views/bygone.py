"""How an objective or a KPI stood on a past day."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from kpis.access import kpi_to_view
from kpis.models import Kpi
from objectives.access import objective_to_view
from objectives.models import Objective
from stories.pages.bygone import BygonePage, choose_day, show_kpi_on, show_objective_on
from stories.talk_forms import DayForm


@require_safe
def objective_as_of(request: PageRequest, pk: int, on: date) -> HttpResponse:
    """Show an objective's page as it was at the end of a day, judged for that day."""
    objective = objective_to_view(request.user, pk)
    bygone = show_objective_on(request.user, objective, on, timezone.localdate())
    return _shown(request, bygone, on, "objective_as_of")


@require_safe
def kpi_as_of(request: PageRequest, pk: int, on: date) -> HttpResponse:
    """Show a KPI's page by what was known at the end of a day."""
    kpi, today = kpi_to_view(request.user, pk), timezone.localdate()
    bygone = show_kpi_on(request.user, kpi, on, asked=request.GET, today=today)
    return _shown(request, bygone, on, "kpi_as_of")


@require_safe
def objective_day(request: PageRequest, pk: int) -> HttpResponse:
    """Ask on which day, and go there."""
    return _asked(request, objective_to_view(request.user, pk), "stories:objective-as-of")


@require_safe
def kpi_day(request: PageRequest, pk: int) -> HttpResponse:
    """Ask on which day, and go there."""
    return _asked(request, kpi_to_view(request.user, pk), "stories:kpi-as-of")


def _shown(request: PageRequest, bygone: BygonePage, on: date, template: str) -> HttpResponse:
    context = {"bygone": bygone, "page": bygone.page or bygone, "form": DayForm(initial={"on": on})}
    name = template if bygone.page else "past_day"
    return render(request, f"stories/{name}.html", context)


def _asked(request: PageRequest, thing: Objective | Kpi, there: str) -> HttpResponse:
    form = DayForm(request.GET if "on" in request.GET else None)
    if form.is_valid():
        return redirect(there, pk=thing.pk, on=form.cleaned_data["on"])
    return render(request, "stories/past_day.html", {"page": choose_day(thing), "form": form})
