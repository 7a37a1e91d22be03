"""Forms to say of one line whether it is true, and to accept a finding for a time."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import PageRequest
from accounts.sending import once
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, served, way_back
from kpis.access import kpi_to_view
from objectives.access import (
    focus_area_to_view,
    focus_link_to_view,
    objective_to_view,
    objectives_to_view,
)
from objectives.models import FocusLink
from stories.access import exemption_to_end, kpi_link_to_view, may_agree, may_exempt
from stories.forms import Excused, ExemptionForm, JudgeForm
from stories.models import Judgement, KpiLink, Side
from stories.pages import writing
from stories.services import end_exemption, exempt, judge_line

WORDS = {Judgement.Word.VALID: "true", Judgement.Word.REFUSED: "not true"}


def link_judge_kpi(request: PageRequest, pk: int) -> HttpResponse:
    """Say whether a measure measures this work."""
    link = kpi_link_to_view(request.user, pk)
    goals = objectives_to_view(request.user).filter(focus_links__focus_area=link.focus_area_id)
    sides = {side for goal in goals.distinct() for side in may_agree(request.user, goal)}
    href = reverse("stories:kpi-page", args=[link.kpi_id])
    return _judge(request, link, [side for side in Side if side in sides], href)


def link_judge_focus(request: PageRequest, pk: int) -> HttpResponse:
    """Say whether this work moves the goal."""
    link = focus_link_to_view(request.user, pk)
    sides = may_agree(request.user, link.objective) if link.objective else ()
    href = reverse("stories:focus-area-page", args=[link.focus_area_id])
    return _judge(request, link, list(sides), href)


def _judge(
    request: PageRequest, link: FocusLink | KpiLink, sides: list[Side], href: str
) -> HttpResponse:
    if not sides:
        raise PermissionDenied
    form = JudgeForm.asked(request, sides=sides)
    page = FormPage(
        title="Is this line true?",
        lede="Your word holds for the line as it is written now. If an end or the reason is "
        "changed later, you are asked again.",
        submit="Say so",
        cancel=way_back(request, href),
        section="objectives",
    )

    def save() -> Saved:
        said, at = form.cleaned_data, timezone.now()
        word, side, note = said["word"], said["side"], said["note"]
        judge_line(link=link, side=side, word=word, note=note, by=request.user, at=at)
        message = f"You said for {Side(side).label.lower()} that this line is {WORDS[word]}."
        return Saved(message, href)

    return served(
        request,
        form,
        page,
        save,
        template="stories/link_judge.html",
        connections=writing.connections([link]),
    )


def exemption_new(request: PageRequest, pk: int) -> HttpResponse:
    """Accept a finding on a measure for a time."""
    thing = kpi_to_view(request.user, pk)
    return _exempt(request, thing, "kpi", reverse("stories:kpi-page", args=[pk]))


def focus_area_exemption_new(request: PageRequest, pk: int) -> HttpResponse:
    """Accept a finding on work for a time."""
    thing = focus_area_to_view(request.user, pk)
    return _exempt(request, thing, "focus_area", reverse("stories:focus-area-page", args=[pk]))


def objective_exemption_new(request: PageRequest, pk: int) -> HttpResponse:
    """Accept a finding on a goal for a time."""
    thing = objective_to_view(request.user, pk)
    return _exempt(request, thing, "objective", reverse("stories:objective-page", args=[pk]))


SECTIONS = {"kpi": "kpis", "focus_area": "focus-areas", "objective": "objectives"}


def _exempt(request: PageRequest, thing: Excused, family: str, href: str) -> HttpResponse:
    if not may_exempt(request.user):
        raise PermissionDenied
    start = ExemptionForm.start(timezone.localdate(), request.GET.get("code", ""))
    form = ExemptionForm.asked(request, family=family, initial=start)
    page = FormPage(
        title="Accept it for a time",
        kicker=str(thing),
        lede="The finding is left out of the count until the day you give, with your reason and "
        "your name beside it. Then it comes back.",
        submit="Accept it",
        cancel=way_back(request, href),
        section=SECTIONS[family],
    )

    def save() -> Saved:
        said, at = form.cleaned_data, timezone.now()
        until, code = said["expires_on"], said["code"]
        made = exempt(
            thing=thing, reason=said["reason"], expires_on=until, code=code, by=request.user, at=at
        )
        undo = reverse("stories:exemption-end", args=[made.pk])
        return Saved(f"Accepted for “{thing}” until {until:%-d %B %Y}.", href, undo=undo)

    return served(request, form, page, once(request, form, save))


def exemption_end(request: PageRequest, pk: int) -> HttpResponse:
    """End an exemption before it runs out."""
    exemption = exemption_to_end(request.user, pk)
    thing = exemption.kpi or exemption.focus_area or exemption.objective
    href = _page_of(exemption.kpi_id, exemption.focus_area_id, exemption.objective_id)
    form = DeletionForm.asked(request)
    page = FormPage(
        title="End this exemption?",
        kicker=str(thing),
        lede=f"It was accepted until {exemption.expires_on:%-d %B %Y}: {exemption.reason}",
        submit="End it today",
        cancel=way_back(request, href),
        section="kpis",
        danger=True,
    )

    def save() -> Saved:
        end_exemption(exemption=exemption, by=request.user, at=timezone.now())
        return Saved(f"The exemption of “{thing}” ended today.", href)

    return served(request, form, page, save)


def _page_of(kpi: int | None, focus_area: int | None, objective: int | None) -> str:
    if kpi:
        return reverse("stories:kpi-page", args=[kpi])
    if focus_area:
        return reverse("stories:focus-area-page", args=[focus_area])
    return reverse("stories:objective-page", args=[objective])
