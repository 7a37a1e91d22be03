"""What clears a finding in one step: to retire a measure, to take it up again, and the way on."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, served, way_back
from kpis.access import kpi_to_edit
from kpis.models import Kpi
from kpis.services import edit_kpi
from objectives.access import objective_to_view
from stories.impact import impact_of
from stories.pages.best_line import step_towards
from stories.pages.consequences import consequences
from stories.pages.hanging import hanging_on_kpi
from stories.views.linking import page_of_kpi

RETIRED = Kpi.Status.RETIRED
TAKEN_UP = (Kpi.Status.LIVE, Kpi.Status.PAUSED, Kpi.Status.DRAFT)


def kpi_retire(request: PageRequest, pk: int) -> HttpResponse:
    """Retire a measure: it leaves the lists and its history stays."""
    kpi = kpi_to_edit(request.user, pk)
    form = DeletionForm.asked(request, initial={"version": kpi.version})
    page = FormPage(
        title=f"Retire “{kpi}”?",
        lede="It is no longer asked for values nor counted among the KPIs that lead nowhere. Its "
        "values, its lines and its history stay, and it can be taken up again.",
        submit="Retire the KPI",
        cancel=way_back(request, page_of_kpi(pk)),
        section="kpis",
        danger=True,
    )
    undo = f"{reverse('stories:kpi-take-up', args=[pk])}?as={kpi.status}"

    def save() -> Saved:
        _become(kpi, RETIRED, form.seen, request)
        return Saved(f"“{kpi}” is retired.", page_of_kpi(pk), undo=undo)

    def retire() -> None:
        _become(kpi, RETIRED, kpi.version, request)

    if kpi.status != RETIRED:
        impact = impact_of(change=retire, by=request.user, today=timezone.localdate())
        form.weighed = consequences(impact, request.user)

    return served(request, form, page, save, hanging=hanging_on_kpi(kpi, request.user))


def kpi_take_up(request: PageRequest, pk: int) -> HttpResponse:
    """Take a retired measure up again, as what it was before."""
    kpi = kpi_to_edit(request.user, pk)
    asked = request.GET.get("as", "")
    status = next((one for one in TAKEN_UP if one == asked), Kpi.Status.LIVE)
    form = DeletionForm.asked(request, initial={"version": kpi.version})
    page = FormPage(
        title=f"Take “{kpi}” up again?",
        lede=f"It becomes {status.label.lower()} again, with the values and lines that it had.",
        submit="Take it up again",
        cancel=way_back(request, page_of_kpi(pk)),
        section="kpis",
    )

    def save() -> Saved:
        _become(kpi, status, form.seen, request)
        return Saved(f"“{kpi}” is {status.label.lower()} again.", page_of_kpi(pk))

    return served(request, form, page, save)


def _become(kpi: Kpi, status: str, seen: int, request: PageRequest) -> None:
    edit_kpi(kpi=kpi, facts={"status": status}, version=seen, by=request.user, at=timezone.now())


@require_safe
def objective_best_line(request: PageRequest, pk: int) -> HttpResponse:
    """Go to the form that mends the best line of a goal, or say who can."""
    objective = objective_to_view(request.user, pk)
    back = way_back(request, reverse("stories:objective-page", args=[pk]))
    step = step_towards(request.user, objective, timezone.localdate(), back)
    if step.said:
        messages.info(request, step.said)
    return HttpResponseRedirect(step.href)
