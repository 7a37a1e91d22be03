"""One matter on a screen: read, decided, moved, left for another time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import PageRequest
from accounts.sending import once
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import FormPage, Saved, if_meant, served
from reports.models import Decision, Matter, Review
from reports.pages.matter import show_matter
from reports.review_access import matter_to_decide, matter_to_view, may_review
from reports.review_forms import DecisionForm
from reports.reviews.deciding import Said, choices_for, decide, move_matter, skip_matter
from reports.reviews.people import people_who_know
from reports.reviews.words import words_of_choice
from reports.views.reviewing import SECTION, back_to_review
from stories.impact import impact_of
from stories.pages.consequences import Consequences, consequences

TEMPLATE = "reports/reviews/matter.html"


def matter_page(request: PageRequest, pk: int) -> HttpResponse:
    """Present a matter, and record what is decided of it."""
    matter = matter_to_view(request.user, pk)
    shown = show_matter(request.user, matter)
    if shown is None:
        raise Http404
    decides = may_review(request.user) and shown.matter.in_full
    if request.method not in ("GET", "HEAD") and not decides:
        raise PermissionDenied
    form = _form(request, matter)
    page = FormPage(
        title=shown.matter.title,
        submit="Record the decision",
        cancel=shown.review_href,
        section=SECTION,
    )

    def save() -> Saved:
        decision = decide(
            matter=matter,
            said=_said(form),
            version=form.seen,
            by=request.user,
            at=timezone.now(),
        )
        return Saved(_told(decision), shown.following or shown.review_href, stay_away=True)

    def weigh() -> Consequences | None:
        if form.cleaned_data["choice"] != Decision.Choice.RETIRE:
            return None
        impact = impact_of(change=save, by=request.user, today=timezone.localdate())
        return consequences(impact, request.user, ending=matter.thing == "objective")

    is_open = decides and matter.review.state == Review.State.OPEN
    send = once(request, form, if_meant(form, save, weigh))
    return served(request, form, page, send, template=TEMPLATE, shown=shown, decides=is_open)


def _form(request: PageRequest, matter: Matter) -> DecisionForm:
    return DecisionForm.asked(
        request,
        by=request.user,
        thing=matter.thing,
        choices=choices_for(matter),
        people=people_who_know(matter),
        today=timezone.localdate(),
        initial={"version": matter.version},
    )


def _said(form: DecisionForm) -> Said:
    said = form.facts()
    return Said(
        choice=said["choice"],
        why=said["why"],
        until=said.get("until"),
        to=said.get("to"),
        what=said["what"],
        owner=said["owner"],
        due_on=said["due_on"],
    )


def _told(decision: Decision) -> str:
    words = words_of_choice(decision.choice, decision.matter.thing)
    told = f"Recorded for “{decision.matter}”: {words}."
    if decision.applied:
        told = f"{told} {decision.applied}"
    if hasattr(decision, "action"):
        told = f"{told} {decision.action.owner} does it by {decision.action.due_on:%-d %B %Y}."
    return told


@require_POST
def matter_move(request: PageRequest, pk: int) -> HttpResponse:
    """Take a matter one place earlier or later."""
    matter = matter_to_decide(request.user, pk)
    way = request.POST.get("way", "")
    try:
        if way in ("up", "down"):
            move_matter(matter=matter, up=way == "up", by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return back_to_review(request, matter.review_id)


@require_POST
def matter_skip(request: PageRequest, pk: int) -> HttpResponse:
    """Leave a matter for another time, or take it up again."""
    matter = matter_to_decide(request.user, pk)
    skip = request.POST.get("skip", "yes") == "yes"
    try:
        skip_matter(
            matter=matter, skip=skip, version=matter.version, by=request.user, at=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return back_to_review(request, matter.review_id)
