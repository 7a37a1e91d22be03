"""Where a KPI's values are read from: set up, tried out, read at once and taken away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import PageRequest
from alignment.lib.errors import DomainError
from alignment.lib.form_pages import (
    REFUSED,
    DeletionForm,
    FormPage,
    Saved,
    gone_on,
    served,
    way_back,
)
from kpis.access import connector_of, kpi_to_edit, kpi_to_record, kpi_with_source
from kpis.models import Connector, Kpi
from kpis.services import answer_held, read_soon, remove_connector, set_connector
from kpis.services.connectors import held_secret, secret_for
from kpis.services.trying import Tried, try_source
from kpis.source_forms import SourceForm
from kpis.source_pages import source_part, tried_part
from kpis.views import page_of_kpi

TEMPLATE = "kpis/source.html"
LONGEST_ID = 19


def source_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Say where the values of a KPI are read from, or try it out."""
    kpi = kpi_to_edit(request.user, pk)
    connector = connector_of(kpi)
    form = SourceForm.asked(request, connector=connector)
    page, source = _page(request, kpi, connector), source_part(kpi, connector)
    if request.method == "POST" and "try" in request.POST:
        tried = _tried(request, form, kpi)
        shown = {"page": page, "form": form, "source": source, "here": request.get_full_path()}
        shown["tried"] = tried_part(kpi, tried) if tried else None
        return render(request, TEMPLATE, shown, status=200 if tried else REFUSED)

    def save() -> Saved:
        secret, at = _secret(request, form, kpi), timezone.now()
        facts, seen = form.where(), form.seen
        set_connector(kpi=kpi, facts=facts, secret=secret, version=seen, by=request.user, at=at)
        return Saved("Saved. Its values are read from there.", page_of_kpi(pk))

    return served(request, form, page, save, template=TEMPLATE, source=source)


def source_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Read the values of a KPI from nowhere any more."""
    kpi = kpi_with_source(request.user, pk)
    page = FormPage(
        title="Read its values from there no more",
        kicker=str(kpi),
        lede="What was read so far stays. The address and its secret are forgotten.",
        submit="Remove the source",
        cancel=way_back(request, reverse("kpis:source-edit", args=[pk])),
        section="kpis",
        danger=True,
    )

    def save() -> Saved:
        remove_connector(kpi=kpi, by=request.user, at=timezone.now())
        return Saved("Its values are read from nowhere any more.", page_of_kpi(pk))

    return served(request, DeletionForm.asked(request), page, save)


@require_POST
def source_read(request: PageRequest, pk: int) -> HttpResponse:
    """Let a source be read now, also one that rests after failing."""
    kpi = kpi_with_source(request.user, pk)
    here = reverse("kpis:source-edit", args=[pk])
    try:
        read_soon(kpi=kpi, by=request.user, at=timezone.now())
    except DomainError as refusal:  # it was switched off meanwhile
        messages.error(request, refusal.sentence)
        return redirect(here)
    return gone_on(request, Saved("It is read within a minute: look again then.", here))


@require_POST
def held_answer(request: PageRequest, pk: int) -> HttpResponse:
    """Record the values of a source that were held back, or leave them out."""
    kpi = kpi_to_record(request.user, pk)
    keep, upto = request.POST.get("answer") == "keep", request.POST.get("upto", "")
    last = int(upto) if upto.isascii() and upto.isdigit() and len(upto) < LONGEST_ID else 0
    here = way_back(request, page_of_kpi(pk))
    try:
        answer_held(kpi=kpi, keep=keep, upto=last, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return redirect(here)
    done = "Kept: it counts now." if keep else "Left out. The same is not asked again."
    return gone_on(request, Saved(done, here))


def _page(request: PageRequest, kpi: Kpi, connector: Connector | None) -> FormPage:
    remove = reverse("kpis:source-remove", args=[kpi.pk]) if connector else ""
    return FormPage(
        title="Read its values from a source",
        kicker=str(kpi),
        lede="It is asked by itself, as often as you say. What people give for a day stays.",
        submit="Save it",
        cancel=way_back(request, page_of_kpi(kpi.pk)),
        section="kpis",
        delete=remove,
        delete_word="Remove it",
        trial="Try it now",
    )


def _tried(request: PageRequest, form: SourceForm, kpi: Kpi) -> Tried | None:
    """Return what a source says; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        secret = _secret(request, form, kpi)
        return try_source(kpi=kpi, facts=form.where(), secret=secret, at=timezone.now())
    except DomainError as refusal:
        form.refuse(refusal)
    return None


def _secret(request: PageRequest, form: SourceForm, kpi: Kpi) -> str:
    """Return the secret that is meant; one that was typed waits in the form, encrypted."""
    facts, said, by = form.where(), form.cleaned_data, request.user
    secret = secret_for(kpi, facts, said["typed"], said["held"], by)
    if said["typed"] or said["held"]:
        form.take("held", held_secret(kpi, facts, secret, by))
    return secret
