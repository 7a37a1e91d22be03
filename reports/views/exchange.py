"""Pages that bring workbooks in and give them out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest, may, require
from accounts.roles import Action
from alignment.lib.downloads import download
from alignment.lib.errors import DomainError
from kpis.access import may_create_kpi
from reports.access import import_to_continue
from reports.exchange.files import export_bytes
from reports.exchange.preview import preview, sentence
from reports.exchange.runs import abandon_run, preview_of, start_import, store_run
from reports.forms import WorkbookForm

REFUSED, TOO_LARGE = 422, 413
HOME = "reports:exchange"


@require_safe
def exchange(request: PageRequest) -> HttpResponse:
    """Offer to bring a workbook in, and to take one away."""
    require(request.user, Action.EXPORT)
    return _exchange(request, WorkbookForm())


@require_POST
def import_start(request: PageRequest) -> HttpResponse:
    """Keep a file and go on to what it would do."""
    require(request.user, Action.IMPORT)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _exchange(request, form, REFUSED)
    try:
        run = start_import(file=form.cleaned_data["file"], by=request.user, at=timezone.now())
    except DomainError as error:
        form.add_error("file", error.sentence)
        return _exchange(request, form, TOO_LARGE if error.code == "too_large" else REFUSED)
    return redirect("reports:import-preview", run.token)


@require_safe
def import_preview(request: PageRequest, token: UUID) -> HttpResponse:
    """Show what a file would create, change and leave, and what is to be mended in it."""
    run = import_to_continue(request.user, token)
    page = preview(preview_of(run, today=timezone.localdate()))
    facts = {"page": page, "token": token, "section": "exchange"}
    return render(request, "reports/exchange/preview.html", facts)


@require_POST
def import_store(request: PageRequest, token: UUID) -> HttpResponse:
    """Store a file as it was looked at, or say why not."""
    run = import_to_continue(request.user, token)
    try:
        plan = store_run(
            run,
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
            seen=request.POST.get("seen", ""),
        )
    except DomainError as error:
        messages.error(request, error.sentence)
        return redirect("reports:import-preview", token)
    messages.success(request, f"“{plan.name}” is stored. {sentence(plan)}")
    return redirect(HOME)


@require_POST
def import_abandon(request: PageRequest, token: UUID) -> HttpResponse:
    """Leave a file: nothing of it is kept."""
    run = import_to_continue(request.user, token)
    abandon_run(run)
    messages.info(request, f"“{run.name}” was left. Nothing of it is stored.")
    return redirect(HOME)


@require_safe
def export_workbook(request: PageRequest) -> HttpResponse:
    """Give out a workbook with all that a person may see."""
    require(request.user, Action.EXPORT)
    try:
        content, kind, ending = export_bytes(request.GET.get("format", "xlsx"), request.user)
    except DomainError as error:
        messages.error(request, error.sentence)
        return redirect(HOME)
    return download(content, f"throughline-{timezone.localdate().isoformat()}.{ending}", kind)


def _exchange(request: PageRequest, form: WorkbookForm, status: int = 200) -> HttpResponse:
    facts = {
        "form": form,
        "may_import": may(request.user, Action.IMPORT),
        "may_bring_values": may_create_kpi(request.user),
        "section": "exchange",
    }
    return render(request, "reports/exchange/exchange.html", facts, status=status)
