"""Forms to begin a measure with what it is for, and to link measures to work."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import PageRequest, team_ids
from accounts.sending import once
from alignment.lib.form_pages import FormPage, Saved, served, way_back
from kpis.access import kpi_to_link, may_create_kpi
from kpis.forms import outcome_of
from kpis.models import Kpi
from kpis.services import create_kpi, set_steps
from objectives.access import objectives_to_view
from objectives.models import Objective
from stories.forms import ChosenLinkForm, NewKpiForm, work_to_measure
from stories.pages.paging import id_in
from stories.pages.work_choice import work_choice
from stories.services import link_kpi

MEASURES = "/kpis/"
NO_LINE = (
    "It leads to no goal yet. It is listed as a KPI without a line until somebody says which "
    "work it measures."
)
NO_REASON = "Nobody wrote down yet why this line holds: it is listed until somebody does."


def kpi_new(request: PageRequest) -> HttpResponse:
    """Begin a measure, with the question which work and which goal it is for."""
    if not may_create_kpi(request.user):
        raise PermissionDenied
    goal = _goal(request, "goal")
    form = NewKpiForm.asked(request, by=request.user, goal=goal, initial=_start(request, goal))
    page = FormPage(
        title="A new KPI",
        lede="First what it is for; then what is counted. What is not known yet may stay empty.",
        submit="Create the KPI",
        cancel=way_back(request, MEASURES),
        section="kpis",
    )

    def save() -> Saved:
        return _create(form, request)

    return served(request, form, page, once(request, form, save))


def _goal(request: PageRequest, name: str) -> Objective | None:
    """Return the goal that the address names, if the person may know of it."""
    asked = id_in(request.GET.get(name, ""))
    return None if asked is None else objectives_to_view(request.user).filter(pk=asked).first()


def _start(request: PageRequest, goal: Objective | None) -> dict[str, object]:
    """Return what is known before anything is asked; of a goal the work that nobody measures."""
    teams, work = team_ids(request.user), request.GET.get("focus_area")
    start: dict[str, object] = {
        "focus_area": work_to_measure(goal) if goal and not work else work,
        "owner": request.user.pk,
        "team": next(iter(teams)) if len(teams) == 1 else None,
    }
    return start | outcome_of(_goal(request, "outcome_of"))


def _create(form: NewKpiForm, request: PageRequest) -> Saved:
    """Create the KPI, its steps and its line to the work; all of it or nothing."""
    by, at, said = request.user, timezone.now(), form.cleaned_data
    made = create_kpi(facts=form.facts(), by=by, at=at)
    if form.said_steps:
        set_steps(kpi=made, steps=form.said_steps, version=made.version, by=by, at=at)
    work, because, href = said["focus_area"], said["because"], page_of_kpi(made.pk)
    if work:
        link_kpi(kpi=made, focus_area=work, because=because, by=by, at=at)
        warnings = () if because else (NO_REASON,)
        return Saved(f"“{made}” is created and measures “{work}”.", href, warnings)
    is_lost = made.outcome_of_id is None and made.status == Kpi.Status.LIVE
    return Saved(f"“{made}” is created.", href, (NO_LINE,) if is_lost else ())


def kpi_link_new(request: PageRequest, pk: int) -> HttpResponse:
    """Say which work a measure measures."""
    user, kpi = request.user, kpi_to_link(request.user, pk)
    chosen = request.POST.get("focus_area") or request.GET.get("focus_area") or ""
    choice = work_choice(user, kpi, request.GET.get("q", ""), id_in(chosen), way_back(request, ""))
    form = ChosenLinkForm.asked(request, by=user, work=choice.work, initial={"focus_area": chosen})
    page = FormPage(
        title="Which work does this KPI measure?",
        kicker=str(kpi),
        lede="Through the work, the KPI leads to the goals that the work is for.",
        submit="Draw the line",
        cancel=way_back(request, page_of_kpi(pk)),
        section="kpis",
    )

    def save() -> Saved:
        work, because = form.cleaned_data["focus_area"], form.cleaned_data["because"]
        link = link_kpi(kpi=kpi, focus_area=work, because=because, by=user, at=timezone.now())
        warnings = () if because else (NO_REASON,)
        undo = reverse("stories:kpi-link-delete", args=[link.pk])
        return Saved(f"“{kpi}” measures “{work}” now.", page_of_kpi(pk), warnings, undo=undo)

    return served(
        request,
        form,
        page,
        once(request, form, save),
        template="stories/kpi_link_new.html",
        choice=choice,
    )


def page_of_kpi(pk: int) -> str:
    """Return the address of a measure's page."""
    return reverse("stories:kpi-page", args=[pk])
