"""What is to be done after reviews, and saying that it is done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import FormPage, Saved, served, way_back
from reports.pages.actions import action_row, list_actions
from reports.review_access import action_to_finish, action_to_view, may_finish
from reports.review_forms import FinishForm
from reports.reviews.acting import finish_action, reopen_action
from reports.views.reviewing import SECTION

TEMPLATE = "reports/reviews/action.html"
LIST = "reports:action-list"


@require_safe
def action_list(request: PageRequest) -> HttpResponse:
    """Show what is to be done."""
    page = list_actions(request.user, request.GET.get("look", ""), timezone.localdate())
    return render(request, "reports/reviews/action_list.html", {"page": page})


def action_page(request: PageRequest, pk: int) -> HttpResponse:
    """Show an action, and say that it is done."""
    action = action_to_view(request.user, pk)
    theirs = may_finish(request.user, action)
    if request.method not in ("GET", "HEAD") and not theirs:
        raise PermissionDenied
    form = FinishForm.asked(request, initial={"version": action.version})
    page = FormPage(
        title=action.what,
        submit="It is done",
        cancel=way_back(request, reverse(LIST)),
        section=SECTION,
    )

    def save() -> Saved:
        finish_action(
            action=action,
            note=form.facts()["note"],
            version=form.seen,
            by=request.user,
            at=timezone.now(),
        )
        return Saved(f"Done: “{action}”.", reverse(LIST))

    row = action_row(request.user, action, timezone.localdate())
    is_open = theirs and action.done_at is None
    return served(request, form, page, save, template=TEMPLATE, row=row, is_open=is_open)


@require_POST
def action_reopen(request: PageRequest, pk: int) -> HttpResponse:
    """Say that an action is not done after all."""
    action = action_to_finish(request.user, pk)
    try:
        reopen_action(action=action, version=action.version, by=request.user, at=timezone.now())
        messages.success(request, f"“{action}” is to be done again.")
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(way_back(request, reverse("reports:action-page", args=[pk])))
