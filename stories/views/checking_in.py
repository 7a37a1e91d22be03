"""The check-in: values given by those who owe them, on one page and with one save."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import PageRequest
from alignment.lib.changes import stamps_now
from alignment.lib.form_pages import REFUSED, FormPage, Saved, served
from alignment.lib.kept_pages import kept_page
from kpis.pasting import read_block
from stories.checking_in import PasteForm, Sheet, keep, renewed, sheet_of
from stories.pages.check_in import Before, CheckInPage, show_check_in, where_it_stands
from stories.pages.words import many

CHECK_IN = "stories/check_in.html"
PASTED, GIVEN = "check_in_pasted", "check_in_given"


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: PageRequest) -> HttpResponse:
    """Show what the reader owes, and keep what they give."""
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method != "POST":
        return _asked(request, today)
    sheet = sheet_of(request.user, today, request.POST)
    before = where_it_stands([entry.kpi for entry in sheet.entries])
    keep(sheet, by=request.user, at=now)
    request.session.pop(PASTED, None)
    given = {str(pk): before[str(pk)] for pk in sheet.saved}
    if sheet.is_open:
        asked = given or any(entry.question for entry in sheet.entries)
        status = 200 if asked else REFUSED
        return _shown(request, renewed(sheet, request.user, today), today, given, status)
    if given:
        request.session[GIVEN] = given
    else:
        messages.info(request, "Nothing was typed, so nothing was changed.")
    return HttpResponseRedirect(reverse("stories:check-in"))


def check_in_paste(request: PageRequest) -> HttpResponse:
    """Take a column or block of a spreadsheet, and put it into the fields of the check-in."""
    today = timezone.localdate()
    form = PasteForm.asked(request)
    page = FormPage(
        title="Paste from a sheet",
        submit="Put them in my list",
        cancel=reverse("stories:check-in"),
        section="check-in",
    )

    def save() -> Saved:
        kpis = [entry.kpi for entry in sheet_of(request.user, today).entries]
        read = read_block(form.cleaned_data["block"], [(kpi.title, kpi.ref) for kpi in kpis])
        cells = {kpis[place].pk: (one.value, one.note) for place, one in read.cells.items()}
        request.session[PASTED] = {"on": today.isoformat(), "cells": cells}
        found = many(len(cells), "value stands", "values stand")
        told = f"{found} in your list. Nothing is saved yet: look, and save."
        return Saved(told, reverse("stories:check-in"), tuple(read.unread), stay_away=True)

    return served(request, form, page, save)


def _asked(request: PageRequest, today: date) -> HttpResponse:
    """Show what the reader owes, kept ready unless something was just given or pasted."""
    if GIVEN in request.session or PASTED in request.session:
        sheet = sheet_of(request.user, today, typed=_pasted(request, today))
        return _shown(request, sheet, today, request.session.pop(GIVEN, {}))

    def make() -> dict[str, CheckInPage]:
        return {"page": show_check_in(request.user, sheet_of(request.user, today), today, {})}

    return kept_page(request, CHECK_IN, stamps_now(), make)


def _pasted(request: PageRequest, today: date) -> dict[str, tuple[str, str]]:
    """Return what was pasted today and is not saved yet, by the id of the KPI."""
    kept = request.session.get(PASTED, {})
    cells: dict[str, tuple[str, str]] = kept.get("cells", {})
    return cells if kept.get("on") == today.isoformat() else {}


def _shown(
    request: PageRequest, sheet: Sheet, today: date, before: Before, status: int = 200
) -> HttpResponse:
    page = show_check_in(request.user, sheet, today, before)
    return render(request, CHECK_IN, {"page": page}, status=status)
