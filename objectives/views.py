"""Forms to create, change and delete goals, work, and the links between them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import PageRequest
from accounts.sending import once
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, served, way_back
from objectives.access import (
    focus_area_to_edit,
    focus_link_to_edit,
    may_create_objective,
    may_edit_focus_areas,
    objective_to_edit,
    objective_to_view,
)
from objectives.forms import FocusAreaForm, FocusLinkForm, ObjectiveForm
from objectives.pages import hanging_on_focus_area, hanging_on_objective
from objectives.services import (
    create_focus_area,
    create_objective,
    delete_focus_area,
    delete_objective,
    edit_focus_area,
    edit_focus_link,
    edit_objective,
    link_focus_area,
    unlink_focus_area,
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
        return Saved(f"“{made}” is created.", page_of_objective(made.pk))

    return served(request, form, page, once(request, form, save))


def objective_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a goal."""
    user, objective = request.user, objective_to_edit(request.user, pk)
    known = ObjectiveForm.known(objective)
    form = ObjectiveForm.asked(request, by=user, objective=objective, initial=known)
    page = FormPage(
        title="Change the goal",
        kicker=str(objective),
        submit="Save",
        cancel=way_back(request, page_of_objective(pk)),
        section="objectives",
        delete=reverse("objectives:objective-delete", args=[pk]),
    )

    def save() -> Saved:
        edit_objective(
            objective=objective, facts=form.facts(), version=form.seen, by=user, at=timezone.now()
        )
        return Saved(form.what_changed(), page_of_objective(pk))

    def fresh() -> ObjectiveForm:
        now = objective_to_edit(user, pk)
        return ObjectiveForm(by=user, objective=now, initial=ObjectiveForm.known(now))

    hanging = hanging_on_objective(objective, user)
    return served(request, form, page, save, fresh=fresh, hanging=hanging)


def objective_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Delete a goal that nothing hangs on."""
    objective = objective_to_edit(request.user, pk)
    form = DeletionForm.asked(request, initial={"version": objective.version})
    page = FormPage(
        title=f"Delete “{objective}”?",
        lede="Only a goal that nothing hangs on can be deleted. Another is closed instead: give it "
        "the status achieved, not achieved or dropped, and its history stays.",
        submit="Delete the goal",
        cancel=way_back(request, page_of_objective(pk)),
        section="objectives",
        danger=True,
    )

    def save() -> Saved:
        delete_objective(objective=objective, version=form.seen, by=request.user, at=timezone.now())
        return Saved(f"“{objective}” is deleted.", GOALS, stay_away=True)

    hanging = hanging_on_objective(objective, request.user)
    return served(request, form, page, save, hanging=hanging)


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


def focus_area_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change what is said of work, or retire it."""
    user, focus_area = request.user, focus_area_to_edit(request.user, pk)
    known = FocusAreaForm.known(focus_area)
    form = FocusAreaForm.asked(request, by=user, focus_area=focus_area, initial=known)
    page = FormPage(
        title="Change the focus area",
        kicker=str(focus_area),
        submit="Save",
        cancel=way_back(request, page_of_focus_area(pk)),
        section="focus-areas",
        delete=reverse("objectives:focus-area-delete", args=[pk]),
    )

    def save() -> Saved:
        edit_focus_area(
            focus_area=focus_area, facts=form.facts(), version=form.seen, by=user, at=timezone.now()
        )
        return Saved(form.what_changed(), page_of_focus_area(pk))

    def fresh() -> FocusAreaForm:
        now = focus_area_to_edit(user, pk)
        return FocusAreaForm(by=user, focus_area=now, initial=FocusAreaForm.known(now))

    hanging = hanging_on_focus_area(focus_area, user)
    return served(request, form, page, save, fresh=fresh, hanging=hanging)


def focus_area_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Delete work that nothing hangs on."""
    focus_area = focus_area_to_edit(request.user, pk)
    form = DeletionForm.asked(request, initial={"version": focus_area.version})
    page = FormPage(
        title=f"Delete “{focus_area}”?",
        lede="Only work that serves no goal and has no measure can be deleted. Other work is "
        "retired instead: its history stays.",
        submit="Delete the focus area",
        cancel=way_back(request, page_of_focus_area(pk)),
        section="focus-areas",
        danger=True,
    )

    def save() -> Saved:
        delete_focus_area(
            focus_area=focus_area, version=form.seen, by=request.user, at=timezone.now()
        )
        return Saved(f"“{focus_area}” is deleted.", WORK, stay_away=True)

    hanging = hanging_on_focus_area(focus_area, request.user)
    return served(request, form, page, save, hanging=hanging)


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


def focus_link_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change why work serves a goal, or which goal it serves."""
    user, link = request.user, focus_link_to_edit(request.user, pk)
    form = FocusLinkForm.of_work(request, by=user, initial=FocusLinkForm.known(link))
    page = FormPage(
        title="Change the line",
        kicker=f"{link.focus_area} → {link.objective or link.missing_ref}",
        submit="Save",
        cancel=way_back(request, page_of_focus_area(link.focus_area_id)),
        section="focus-areas",
        delete=reverse("objectives:focus-link-delete", args=[pk]),
        delete_word="Remove the line",
    )

    def save() -> Saved:
        edit_focus_link(
            link=link, facts=form.facts(), version=form.seen, by=user, at=timezone.now()
        )
        return Saved(form.what_changed(), page_of_focus_area(link.focus_area_id))

    def fresh() -> FocusLinkForm:
        known = FocusLinkForm.known(focus_link_to_edit(user, pk))
        return FocusLinkForm.of_work(None, by=user, initial=known)

    return served(request, form, page, save, fresh=fresh)


def focus_link_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Say that work does not serve a goal after all."""
    link = focus_link_to_edit(request.user, pk)
    goal = link.objective or link.missing_ref
    form = DeletionForm.asked(request, initial={"version": link.version})
    page = FormPage(
        title="Remove this line?",
        kicker=f"{link.focus_area} → {goal}",
        lede="Measures that reach the goal by this line alone no longer reach it, and what both "
        "sides said of the line goes with it. The history keeps that it was there.",
        submit="Remove the line",
        cancel=way_back(request, page_of_focus_area(link.focus_area_id)),
        section="focus-areas",
        danger=True,
    )

    def save() -> Saved:
        unlink_focus_area(link=link, version=form.seen, by=request.user, at=timezone.now())
        return Saved(
            f"“{link.focus_area}” no longer serves “{goal}”.",
            page_of_focus_area(link.focus_area_id),
        )

    return served(request, form, page, save)


def page_of_objective(pk: int) -> str:
    """Return the address of a goal's page."""
    return reverse("stories:objective-page", args=[pk])


def page_of_focus_area(pk: int) -> str:
    """Return the address of a focus area's page."""
    return reverse("stories:focus-area-page", args=[pk])
