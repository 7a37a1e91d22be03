"""Pages to take something along: packs that are made on request, digests that come by mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PageRequest, require
from accounts.roles import Action
from alignment.lib.downloads import download
from alignment.lib.errors import DomainError
from reports.access import pack_file_to_take, pack_to_view, subscription_to_stop
from reports.forms import PackForm, SubscriptionForm
from reports.packs.building import ask_for_pack, remove_pack
from reports.packs.choosing import EVERYTHING, scope_choices
from reports.packs.subscribing import stop_subscription, subscribe
from reports.pages.packs import digests_of, pack_page, recent_packs
from reports.scopes import scope_from, scope_of

REFUSED = 422
TYPES = {
    "pdf": ("application/pdf", "pdf"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "workbook": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
NAMES = {
    "pdf": "alignment",
    "pptx": "alignment",
    "xlsx": "alignment-data",
    "workbook": "throughline",
}


@require_safe
def pack_list(request: PageRequest) -> HttpResponse:
    """Offer a pack of any part and day, and list those made before."""
    require(request.user, Action.EXPORT)
    return _packs(request)


@require_POST
def pack_start(request: PageRequest) -> HttpResponse:
    """Ask for a pack and go on to its page."""
    require(request.user, Action.EXPORT)
    form = PackForm(request.POST, choices=scope_choices(request.user, scope_of(request.GET.dict())))
    if not form.is_valid():
        return _packs(request, form, REFUSED)
    scope = scope_from(form.cleaned_data["scope"])
    try:
        pack = ask_for_pack(
            scope=scope,
            day=form.cleaned_data["day"],
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except DomainError as error:
        form.add_error("day" if error.code == "in_the_future" else None, error.sentence)
        return _packs(request, form, REFUSED)
    return redirect("reports:pack-page", pack.token)


@require_safe
def pack(request: PageRequest, token: UUID) -> HttpResponse:
    """Show how far a pack has come, and what can be taken along."""
    page = pack_page(pack_to_view(request.user, token))
    return render(request, "reports/packs/pack.html", {"page": page, "token": token})


@require_safe
def pack_file(request: PageRequest, token: UUID, kind: str) -> HttpResponse:
    """Give out a file of a pack."""
    file = pack_file_to_take(request.user, token, kind)
    content_type, ending = TYPES[file.kind]
    name = f"{NAMES[file.kind]}-{file.pack.day.isoformat()}.{ending}"
    return download(bytes(file.content), name, content_type)


@require_POST
def pack_remove(request: PageRequest, token: UUID) -> HttpResponse:
    """Remove a pack and its files."""
    found = pack_to_view(request.user, token)
    remove_pack(pack=found)
    messages.info(request, "The pack and its files are removed.")
    return redirect("reports:pack-list")


@require_safe
def digest_list(request: PageRequest) -> HttpResponse:
    """List the digests somebody gets, and offer more."""
    require(request.user, Action.EXPORT)
    return _digests(request)


@require_POST
def digest_start(request: PageRequest) -> HttpResponse:
    """Let somebody have a digest."""
    require(request.user, Action.EXPORT)
    choices = scope_choices(request.user, scope_of(request.GET.dict()))
    form = SubscriptionForm(request.POST, choices=choices)
    if not form.is_valid():
        return _digests(request, form, REFUSED)
    said = form.cleaned_data
    try:
        subscribe(
            person=request.user,
            scope=scope_from(said["scope"]),
            rhythm=said["rhythm"],
            at=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _digests(request, form, REFUSED)
    messages.success(request, "The first one comes when the next week or month begins.")
    return redirect("reports:digest-list")


@require_POST
def digest_stop(request: PageRequest, pk: int) -> HttpResponse:
    """Stop a digest of one's own."""
    found = subscription_to_stop(request.user, pk)
    stop_subscription(subscription=found, at=timezone.now())
    messages.info(request, "This digest does not come any more.")
    return redirect("reports:digest-list")


def _packs(request: PageRequest, form: PackForm | None = None, status: int = 200) -> HttpResponse:
    asked = scope_of(request.GET.dict())
    start = {"scope": asked.text or EVERYTHING, "day": timezone.localdate()}
    choices = scope_choices(request.user, asked)
    facts = {
        "section": "alignment",
        "form": form or PackForm(initial=start, choices=choices),
        "packs": recent_packs(request.user),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "reports/packs/packs.html", facts, status=status)


def _digests(
    request: PageRequest, form: SubscriptionForm | None = None, status: int = 200
) -> HttpResponse:
    asked = scope_of(request.GET.dict())
    start, choices = {"scope": asked.text or EVERYTHING}, scope_choices(request.user, asked)
    facts = {
        "section": "profile",
        "form": form or SubscriptionForm(initial=start, choices=choices),
        "digests": digests_of(request.user, choices),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "reports/packs/digests.html", facts, status=status)
