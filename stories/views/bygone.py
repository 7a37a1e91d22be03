"""How an objective stood on a past day."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from objectives.access import objective_to_view
from stories.pages.bygone import choose_day, show_objective_on
from stories.talk_forms import DayForm


@require_safe
def objective_as_of(request: PageRequest, pk: int, on: date) -> HttpResponse:
    """Show an objective's page as it was at the end of a day, judged for that day."""
    objective = objective_to_view(request.user, pk)
    bygone = show_objective_on(request.user, objective, on, timezone.localdate())
    context = {"bygone": bygone, "page": bygone.page or bygone, "form": DayForm(initial={"on": on})}
    template = "objective_as_of" if bygone.page else "objective_day"
    return render(request, f"stories/{template}.html", context)


@require_safe
def objective_day(request: PageRequest, pk: int) -> HttpResponse:
    """Ask on which day, and go there."""
    page = choose_day(objective_to_view(request.user, pk))
    form = DayForm(request.GET if "on" in request.GET else None)
    if form.is_valid():
        return redirect("stories:objective-as-of", pk=pk, on=form.cleaned_data["on"])
    return render(request, "stories/objective_day.html", {"page": page, "form": form})
