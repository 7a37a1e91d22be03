"""Pages that bring files of values in."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest
from alignment.lib.errors import DomainError
from jobs.ledger import ask_for
from kpis.access import may_create_kpi, value_file_of
from kpis.models import ValueFile
from kpis.pages.value_files import recent_files, value_file_page
from kpis.services.value_runs import agree_to_store, is_large, leave_value_file, start_value_file
from kpis.tasks import bring_values_in
from kpis.value_forms import StoreForm, ValueFileForm

REFUSED, TOO_LARGE = 422, 413
PAGE = "kpis:value-file-page"


@require_safe
def value_file_list(request: PageRequest) -> HttpResponse:
    """Offer to bring a file of values in, and list those brought before."""
    return _list(request, ValueFileForm())


@require_POST
def value_file_start(request: PageRequest) -> HttpResponse:
    """Keep a file and go on to what it would do."""
    form = ValueFileForm(request.POST, request.FILES)
    if not may_create_kpi(request.user) or not form.is_valid():
        return _list(request, form, REFUSED)
    file, at = form.cleaned_data["file"], timezone.now()
    try:
        with transaction.atomic():
            run = start_value_file(file=file, by=request.user, at=at)
            _hand_on(request, run, at)
    except DomainError as error:
        form.add_error("file", error.sentence)
        return _list(request, form, TOO_LARGE if error.code == "too_large" else REFUSED)
    return redirect(PAGE, run.token)


@require_safe
def value_file(request: PageRequest, token: UUID) -> HttpResponse:
    """Show how far a file has come, what it would do, or what became of it."""
    return _page(request, value_file_of(request.user, token))


@require_POST
def value_file_store(request: PageRequest, token: UUID) -> HttpResponse:
    """Store a file as it was looked at, or say why not."""
    run = value_file_of(request.user, token)
    page = value_file_page(run)
    form = StoreForm(request.POST, asks_reason=page.asks_reason, asks_sure=page.asks_sure)
    if not form.is_valid():
        return _page(request, run, form, REFUSED)
    said, at = form.cleaned_data, timezone.now()
    words = {"reason": said.get("reason", ""), "sure": bool(said.get("sure"))}
    try:
        with transaction.atomic():
            agree_to_store(run=run, at=at, seen=said["seen"], **words)
            _hand_on(request, run, at)
    except DomainError as error:
        form.add_error({"no_reason": "reason", "doubtful": "sure"}.get(error.code), error.sentence)
        return _page(request, run, form, REFUSED)
    return redirect(PAGE, token)


@require_POST
def value_file_leave(request: PageRequest, token: UUID) -> HttpResponse:
    """Leave a file: nothing of it is kept."""
    run = value_file_of(request.user, token)
    try:
        leave_value_file(run=run, at=timezone.now())
    except DomainError as error:
        messages.error(request, error.sentence)
        return redirect(PAGE, token)
    messages.info(request, f"“{run.name}” was left. Nothing of it is stored.")
    return redirect("kpis:value-file-list")


def _hand_on(request: PageRequest, run: ValueFile, at: datetime) -> None:
    if is_large(run):
        ask_for(bring_values_in, str(run.pk), at=at, by=request.user)


def _list(request: PageRequest, form: ValueFileForm, status: int = 200) -> HttpResponse:
    if not may_create_kpi(request.user):
        raise PermissionDenied
    facts = {"form": form, "files": recent_files(request.user), "section": "exchange"}
    return render(request, "kpis/value_files.html", facts, status=status)


def _page(
    request: PageRequest, run: ValueFile, form: StoreForm | None = None, status: int = 200
) -> HttpResponse:
    page = value_file_page(run)
    form = form or StoreForm(
        initial={"seen": page.digest}, asks_reason=page.asks_reason, asks_sure=page.asks_sure
    )
    facts = {"page": page, "form": form, "token": run.token, "section": "exchange"}
    return render(request, "kpis/value_file.html", facts, status=status)
