"""Puts work and measures on a canvas, one after the other: new ones, or some that exist."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest, team_ids
from accounts.models import User
from accounts.sending import once
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import FormPage, Saved, if_meant, served, way_back
from kpis.access import may_create_kpi
from kpis.forms import KpiForm
from kpis.models import Kpi
from kpis.services import create_kpi, edit_kpi
from objectives.access import focus_area_to_view, may_edit_focus_areas, objective_to_view
from objectives.services import create_focus_area, link_focus_area
from stories.adding import AddForm, AddKpiForm, AddOutcomeForm
from stories.impact import impact_of
from stories.pages.consequences import Consequences, consequences
from stories.pages.suggestions import (
    kpis_like,
    kpis_to_add,
    outcomes_like,
    outcomes_to_add,
    work_like,
    work_to_add,
)
from stories.services import link_kpi

M = TypeVar("M", bound=Model)
WORK_ASKS = ("What is worked on", "How this work moves the goal")
OUTCOME_ASKS = ("By what success shows", "")
KPI_ASKS = ("Name of the measure", "How it shows that the work gets on")
CHOOSE = "There is something of a like name already. Choose it, or create a new one."


def focus_area_add(request: PageRequest, pk: int) -> HttpResponse:
    """Put work on the canvas of a goal."""
    user, objective = request.user, objective_to_view(request.user, pk)
    if not may_edit_focus_areas(user):
        raise PermissionDenied
    suggest, here = _there("stories:focus-area-suggest", pk), _there("stories:objective-page", pk)
    form = AddForm.asked(request, suggest=suggest, asks=WORK_ASKS)
    words = request.POST.get("name", "")
    found = work_like(words, user, objective)
    page = FormPage(
        title="Add work",
        kicker=str(objective),
        submit="Add it",
        cancel=way_back(request, here),
        section="objectives",
    )

    def save() -> Saved:
        said, at = form.cleaned_data, timezone.now()
        area = _chosen(said["choice"], found, work_to_add(user, objective))
        if area is None:
            facts = {"title": said["name"], "rationale": said["because"]}
            area = create_focus_area(facts=facts, by=user, at=at)
        link_focus_area(
            focus_area=area, objective=objective, because=said["because"], by=user, at=at
        )
        return Saved(f"Added: “{area}”.", here)

    send = once(request, form, save)
    return served(request, form, page, send, template="stories/add.html", found=found, words=words)


def kpi_add(request: PageRequest, pk: int) -> HttpResponse:
    """Put a measure below work."""
    user, area = request.user, focus_area_to_view(request.user, pk)
    if not may_create_kpi(user):
        raise PermissionDenied
    suggest, here = _there("stories:kpi-suggest", pk), _there("stories:focus-area-page", pk)
    known = {"due_on": request.GET.get("due_on", "")}
    form = AddKpiForm.asked(request, suggest=suggest, asks=KPI_ASKS, initial=known)
    words = request.POST.get("name", "")
    found = kpis_like(words, user, area)
    page = FormPage(
        title="Add a KPI",
        kicker=str(area),
        submit="Add it",
        cancel=way_back(request, here),
        section="focus-areas",
    )

    def save() -> Saved:
        said, at = form.cleaned_data, timezone.now()
        kpi = _chosen(said["choice"], found, kpis_to_add(user, area))
        if kpi is None:
            kpi = _created(form, user, {"owner": user})
        link_kpi(kpi=kpi, focus_area=area, because=said["because"], by=user, at=at)
        return Saved(f"Added: “{kpi}”.", here)

    send = once(request, form, save)
    return served(request, form, page, send, template="stories/add.html", found=found, words=words)


def outcome_add(request: PageRequest, pk: int) -> HttpResponse:
    """Say by what the success of a goal shows: a measure that exists, or a new one."""
    user, objective = request.user, objective_to_view(request.user, pk)
    if not may_create_kpi(user):
        raise PermissionDenied
    suggest, here = _there("stories:outcome-suggest", pk), _there("stories:objective-page", pk)
    known = {"due_on": objective.ends_on, "owner": user.pk}
    form = AddOutcomeForm.asked(request, suggest=suggest, asks=OUTCOME_ASKS, initial=known)
    words = request.POST.get("name", "")
    found = outcomes_like(words, user)
    page = FormPage(
        title="How success shows",
        kicker=str(objective),
        lede="The goal’s own measure. One that exists keeps its own figures.",
        submit="Save",
        cancel=way_back(request, here),
        section="objectives",
    )

    def state() -> Kpi:
        kpi = _chosen(form.cleaned_data["choice"], found, outcomes_to_add(user))
        joint = {"outcome_of": objective, "perspective": Kpi.Perspective.JOINT.value}
        if kpi is None:
            return _created(form, user, joint)
        if kpi.perspective != Kpi.Perspective.TECHNICAL:
            del joint["perspective"]
        return edit_kpi(kpi=kpi, facts=joint, version=kpi.version, by=user, at=timezone.now())

    def save() -> Saved:
        return Saved(f"“{state()}” shows the success of this goal now.", here)

    def weigh() -> Consequences | None:
        return consequences(impact_of(change=state, by=user, today=timezone.localdate()), user)

    send = if_meant(form, once(request, form, save), weigh)
    return served(request, form, page, send, template="stories/add.html", found=found, words=words)


def _created(form: AddKpiForm, by: User, more: dict[str, object]) -> Kpi:
    """Create the measure that a form names, for the one team that its maker has."""
    teams = team_ids(by)
    team = next(iter(teams)) if len(teams) == 1 else None
    facts = KpiForm.START | {"team": team} | form.facts() | more
    return create_kpi(facts=facts, by=by, at=timezone.now())


@require_safe
def focus_area_suggest(request: PageRequest, pk: int) -> HttpResponse:
    """Show work of a like name that could serve a goal too."""
    objective, words = objective_to_view(request.user, pk), request.GET.get("name", "")
    if not may_edit_focus_areas(request.user):
        raise PermissionDenied
    found = work_like(words, request.user, objective)
    return render(request, "stories/_suggestions.html", {"found": found, "words": words})


@require_safe
def kpi_suggest(request: PageRequest, pk: int) -> HttpResponse:
    """Show measures of a like name that could measure work too."""
    area, words = focus_area_to_view(request.user, pk), request.GET.get("name", "")
    if not may_create_kpi(request.user):
        raise PermissionDenied
    found = kpis_like(words, request.user, area)
    return render(request, "stories/_suggestions.html", {"found": found, "words": words})


@require_safe
def outcome_suggest(request: PageRequest, pk: int) -> HttpResponse:
    """Show measures of a like name by which the success of a goal may show."""
    words = request.GET.get("name", "")
    objective_to_view(request.user, pk)
    if not may_create_kpi(request.user):
        raise PermissionDenied
    found = outcomes_like(words, request.user)
    return render(request, "stories/_suggestions.html", {"found": found, "words": words})


def _chosen(choice: str, found: tuple[object, ...], among: QuerySet[M]) -> M | None:
    """Return what exists and was chosen; None where a new one is to be made.

    Raises:
        DomainError: something of a like name exists and nothing was chosen, or nothing that is
            among those to choose from.
    """
    chosen = among.filter(pk=choice).first() if choice.isdecimal() else None
    if chosen is None and (choice.isdecimal() or (found and not choice)):
        raise DomainError("choose", CHOOSE)
    return chosen


def _there(name: str, pk: int) -> str:
    return reverse(name, args=[pk])
