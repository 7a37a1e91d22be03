"""The alignment page and the findings behind it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PageRequest
from alignment.lib.changes import stamps_now
from alignment.lib.downloads import CSV, download
from alignment.lib.kept_pages import kept_page
from alignment.lib.tables import write_xlsx
from alignment.lib.tables.writing import csv_bytes
from reports.exchange.files import XLSX
from reports.pages.alignment import show_alignment
from reports.pages.figures_shown import stamp_of_board
from reports.pages.finding_list import list_findings
from reports.pages.my_scopes import home_of
from reports.pages.trending import trend_sheet
from reports.pages.value import show_value, value_sheets


@require_safe
def alignment(request: PageRequest) -> HttpResponse:
    """Show the verdict, what is behind it and what to do; without a question, one's home."""
    home = home_of(request.user, request.GET)
    if home:
        return redirect(home)
    stamps = stamps_now()
    return kept_page(
        request,
        "reports/alignment.html",
        stamps,
        lambda: {"page": show_alignment(request.user, request.GET, timezone.localdate())},
        stamp_of_board(request.user, request.GET, stamps.words),
    )


@require_safe
def trend_table(request: PageRequest) -> HttpResponse:
    """Give out the days behind the trend of the alignment page, as CSV."""
    sheet = trend_sheet(request.user, request.GET, timezone.localdate())
    return download(csv_bytes(sheet), "trend.csv", CSV)


@require_safe
def finding_list(request: PageRequest) -> HttpResponse:
    """Show findings, gravest first or by what clears them."""
    page = list_findings(request.user, request.GET, timezone.localdate())
    return render(request, "reports/finding_list.html", {"page": page})


@require_safe
def value(request: PageRequest) -> HttpResponse:
    """Show what the business cases are worth together, and what that rests on."""
    page = show_value(request.user, request.GET, timezone.localdate())
    return render(request, "reports/value.html", {"page": page})


@require_safe
def value_table(request: PageRequest) -> HttpResponse:
    """Give out what is behind the page of value, as a workbook."""
    data = write_xlsx(value_sheets(request.user, request.GET))
    return download(data, "value.xlsx", XLSX)
