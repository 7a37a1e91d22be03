"""The alignment page and the findings behind it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from reports.pages.alignment import show_alignment
from reports.pages.finding_list import list_findings
from reports.pages.my_scopes import home_of
from reports.pages.value import show_value


@require_safe
def alignment(request: PageRequest) -> HttpResponse:
    """Show the verdict, what is behind it and what to do; without a question, one's home."""
    home = home_of(request.user, request.GET)
    if home:
        return redirect(home)
    page = show_alignment(request.user, request.GET, timezone.localdate())
    return render(request, "reports/alignment.html", {"page": page})


@require_safe
def finding_list(request: PageRequest) -> HttpResponse:
    """Show findings, gravest first or by what clears them."""
    page = list_findings(request.user, request.GET, timezone.localdate())
    return render(request, "reports/finding_list.html", {"page": page})


@require_safe
def value(request: PageRequest) -> HttpResponse:
    """Show what the business cases are worth together, and what that rests on."""
    page = show_value(request.user, request.GET)
    return render(request, "reports/value.html", {"page": page})
