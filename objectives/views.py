"""Forms to create goals, work, and the links between them; changing them is in stories."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import PageRequest
from accounts.sending import once
from alignment.lib.form_pages import FormPage, Saved, served, way_back
from objectives.access import (
    focus_area_to_edit,
    may_create_objective,
    may_edit_focus_areas,
    objective_to_view,
)
from objectives.forms import FocusAreaForm, FocusLinkForm, ObjectiveForm
from objectives.services import (
    create_focus_area,
    create_objective,
    link_focus_area,
)

GOALS, WORK = "/objectives/", "/focus-areas/"
NO_REASON = "Nobody wrote down yet why this line holds: it is listed until somebody does."
NO_GOAL = "It serves no goal yet: it is listed until somebody says which."


def objective_new(request: PageRequest) -> HttpResponse:
    """Set a goal."""
    if not may_create_objective(request.user):
        raise PermissionDenied
    start = {"status": "draft", "expects_technology": "unknown", "business_owner": request.user.pk}
    form = ObjectiveForm.asked(request, by=request.user, initial=start)
    page = FormPage(
        title="A new goal",
        lede="Only the first line is needed now: a goal may grow as a draft.",
        submit="Create the goal",
        cancel=way_back(request, GOALS),
        section="objectives",
    )

    def save() -> Saved:
        made = create_objective(facts=form.facts(), by=request.user, at=timezone.now())
        return Saved(f"“{made}” is created.", page_of_objective(made.pk) + "#next")

    return served(request, form, page, once(request, form, save))


def focus_area_new(request: PageRequest) -> HttpResponse:
    """Say what is worked on and, where it is known, for which goal."""
    if not may_edit_focus_areas(request.user):
        raise PermissionDenied
    start = {"status": "active", "objective": request.GET.get("objective")}
    form = FocusAreaForm.asked(request, by=request.user, initial=start)
    page = FormPage(
        title="New work",
        lede="A technical factor that influences an outcome. It may serve several goals.",
        submit="Create the focus area",
        cancel=way_back(request, WORK),
        section="focus-areas",
    )

    def save() -> Saved:
        user, at = request.user, timezone.now()
        goal, because = form.cleaned_data["objective"], form.cleaned_data["because"]
        made = create_focus_area(facts=form.facts(), by=user, at=at)
        href = page_of_focus_area(made.pk)
        if goal is None:
            return Saved(f"“{made}” is created.", href, (NO_GOAL,))
        link_focus_area(focus_area=made, objective=goal, because=because, by=user, at=at)
        warnings = () if because else (NO_REASON,)
        return Saved(f"“{made}” is created and serves “{goal}”.", href, warnings)

    return served(request, form, page, once(request, form, save))


def focus_link_new(request: PageRequest, pk: int) -> HttpResponse:
    """Say which goal work serves."""
    user, focus_area = request.user, focus_area_to_edit(request.user, pk)
    start = {"objective": request.GET.get("objective")}
    form = FocusLinkForm.of_work(request, by=user, initial=start)
    page = FormPage(
        title="Which goal does this work serve?",
        kicker=str(focus_area),
        submit="Draw the line",
        cancel=way_back(request, page_of_focus_area(pk)),
        section="focus-areas",
    )

    def save() -> Saved:
        goal, because = form.cleaned_data["objective"], form.cleaned_data["because"]
        link_focus_area(
            focus_area=focus_area, objective=goal, because=because, by=user, at=timezone.now()
        )
        warnings = () if because else (NO_REASON,)
        return Saved(f"“{focus_area}” serves “{goal}” now.", page_of_focus_area(pk), warnings)

    return served(request, form, page, once(request, form, save))


def objective_focus_link_new(request: PageRequest, pk: int) -> HttpResponse:
    """Say which work serves a goal."""
    user, objective = request.user, objective_to_view(request.user, pk)
    if not may_edit_focus_areas(user):
        raise PermissionDenied
    form = FocusLinkForm.of_goal(request, by=user)
    page = FormPage(
        title="Which work serves this goal?",
        kicker=str(objective),
        submit="Draw the line",
        cancel=way_back(request, page_of_objective(pk)),
        section="objectives",
    )

    def save() -> Saved:
        work, because = form.cleaned_data["focus_area"], form.cleaned_data["because"]
        link_focus_area(
            focus_area=work, objective=objective, because=because, by=user, at=timezone.now()
        )
        warnings = () if because else (NO_REASON,)
        return Saved(f"“{work}” serves “{objective}” now.", page_of_objective(pk), warnings)

    return served(
        request, form, page, once(request, form, save), template="objectives/work_new.html", pk=pk
    )


def page_of_objective(pk: int) -> str:
    """Return the address of a goal's page."""
    return reverse("stories:objective-page", args=[pk])


def page_of_focus_area(pk: int) -> str:
    """Return the address of a focus area's page."""
    return reverse("stories:focus-area-page", args=[pk])
