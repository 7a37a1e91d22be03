"""Pages of reviews: planning, opening, reading and closing one."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest, require
from accounts.roles import Action as Right
from accounts.sending import once
from alignment.lib.downloads import download
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import DeletionForm, FormPage, Saved, served, way_back
from reports.models import Review
from reports.pages.reviews import list_reviews, show_review
from reports.review_access import review_to_run, review_to_view
from reports.review_forms import MatterForm, ReviewForm
from reports.reviews.adding import add_matter
from reports.reviews.minutes import minutes_of
from reports.reviews.on_paper import minutes_pdf
from reports.reviews.running import (
    cancel_review,
    close_review,
    edit_review,
    open_review,
    plan_review,
)
from stories.pages.suggestions import kpis_named_like

SECTION = "reviews"
LIST = "reports:review-list"


@require_safe
def review_list(request: PageRequest) -> HttpResponse:
    """Show the reviews."""
    page = list_reviews(request.user, timezone.localdate())
    return render(request, "reports/reviews/review_list.html", {"page": page})


@require_safe
def review_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show a review: its agenda, what was decided, and what became of the last one."""
    page = show_review(request.user, review_to_view(request.user, pk), timezone.localdate())
    return render(request, "reports/reviews/review.html", {"page": page})


@require_safe
def review_minutes(request: PageRequest, pk: int) -> HttpResponse:
    """Show the minutes of a review, to be read and printed."""
    review = review_to_view(request.user, pk)
    if review.state == Review.State.PLANNED:
        raise Http404
    minutes = minutes_of(review, request.user)
    facts = {"minutes": minutes, "review_href": _there(pk), "section": SECTION}
    return render(request, "reports/reviews/minutes.html", facts)


@require_safe
def review_minutes_file(request: PageRequest, pk: int) -> HttpResponse:
    """Give out the minutes of a closed review as a PDF."""
    review = review_to_view(request.user, pk)
    if review.state != Review.State.CLOSED:
        raise Http404
    try:
        paper = minutes_pdf(minutes_of(review, request.user))
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return redirect("reports:review-minutes", pk)
    return download(paper, f"minutes-{review.day.isoformat()}.pdf", "application/pdf")


def review_new(request: PageRequest) -> HttpResponse:
    """Plan a review."""
    user, at = request.user, timezone.now()
    require(user, Right.REVIEW)
    known = {"day": timezone.localdate(), "chair": user.pk, "title": "Steering committee"}
    form = ReviewForm.asked(request, by=user, is_new=True, initial=known)
    page = FormPage(
        title="Plan a review",
        lede="Its agenda builds itself from what is found on the day when it is opened.",
        submit="Plan it",
        cancel=way_back(request, reverse(LIST)),
        section=SECTION,
    )

    def save() -> Saved:
        row = plan_review(facts=form.facts(), scope=form.scope(), by=user, at=at)
        return Saved(f"Planned: “{row}”.", _there(row.pk))

    return served(request, form, page, once(request, form, save))


def review_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change when a review is held, who runs it and who takes part."""
    review = review_to_run(request.user, pk)

    def fresh() -> ReviewForm:
        stored = review_to_run(request.user, pk)
        return ReviewForm(by=request.user, is_new=False, initial=ReviewForm.known(stored))

    known = ReviewForm.known(review)
    form = ReviewForm.asked(request, by=request.user, is_new=False, initial=known)
    page = FormPage(
        title="Edit the review",
        kicker=str(review),
        submit="Save",
        cancel=way_back(request, _there(pk)),
        section=SECTION,
    )

    def save() -> Saved:
        edit_review(
            review=review,
            facts=form.facts(),
            version=form.seen,
            by=request.user,
            at=timezone.now(),
        )
        return Saved(form.what_changed(), _there(pk))

    return served(request, form, page, save, fresh=fresh)


def review_cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Take a planned review off the calendar."""
    review = review_to_run(request.user, pk)
    form = DeletionForm.asked(request, initial={"version": review.version})
    page = FormPage(
        title=f"Cancel “{review}”?",
        lede="It is taken off the calendar, and no other is planned in its place.",
        submit="Cancel the review",
        cancel=way_back(request, _there(pk)),
        section=SECTION,
        danger=True,
    )

    def save() -> Saved:
        cancel_review(review=review, version=form.seen, by=request.user, at=timezone.now())
        return Saved(f"“{review}” is cancelled.", reverse(LIST), stay_away=True)

    return served(request, form, page, save)


@require_POST
def review_open(request: PageRequest, pk: int) -> HttpResponse:
    """Open a review: freeze what it looks at and build its agenda."""
    review = review_to_run(request.user, pk)
    try:
        open_review(review=review, version=review.version, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "The review is open. What it looks at is kept as it is now.")
    return redirect("reports:review-page", pk)


def review_close(request: PageRequest, pk: int) -> HttpResponse:
    """Close a review, after a look at what is not decided yet."""
    review = review_to_run(request.user, pk)
    form = DeletionForm.asked(request, initial={"version": review.version})
    page = FormPage(
        title=f"Close “{review}”?",
        lede="Its minutes stay as they are then, and go by mail to everybody who takes part. "
        "What is not decided is left for another time.",
        submit="Close the review",
        cancel=way_back(request, _there(pk)),
        section=SECTION,
    )

    def save() -> Saved:
        close_review(review=review, version=form.seen, by=request.user, at=timezone.now())
        minutes = reverse("reports:review-minutes", args=[pk])
        return Saved(f"“{review}” is closed. These are its minutes.", minutes, stay_away=True)

    return served(request, form, page, save)


def matter_new(request: PageRequest, pk: int) -> HttpResponse:
    """Put a matter of one's own on the agenda."""
    review = review_to_run(request.user, pk)
    suggest = reverse("reports:matter-suggest", args=[pk])
    form = MatterForm.asked(request, by=request.user, suggest=suggest)
    page = FormPage(
        title="Add a matter",
        kicker=str(review),
        submit="Add it",
        cancel=way_back(request, _there(pk)),
        section=SECTION,
    )

    def save() -> Saved:
        said = form.facts()
        row = add_matter(
            review=review,
            title=said["title"],
            reason=said["reason"],
            about=said["objective"] or said["kpi"],
            by=request.user,
            at=timezone.now(),
        )
        return Saved(f"Added: “{row}”.", _there(pk))

    send = once(request, form, save)
    return served(request, form, page, send, template="reports/reviews/matter_new.html")


@require_safe
def matter_suggest(request: PageRequest, pk: int) -> HttpResponse:
    """Show KPIs of a like name that a matter may be about."""
    review_to_run(request.user, pk)
    found = kpis_named_like(request.GET.get("kpi", ""), request.user)
    return render(request, "stories/_suggestions.html", {"found": found, "words": ""})


def _there(pk: int) -> str:
    return reverse("reports:review-page", args=[pk])


def back_to_review(request: PageRequest, pk: int) -> HttpResponseRedirect:
    """Go back to where somebody came from, or to the review."""
    return HttpResponseRedirect(way_back(request, _there(pk)))
