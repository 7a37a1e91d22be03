"""Forms to record what was measured; measures themselves are changed in stories."""

from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.access import PageRequest
from accounts.sending import once
from alignment.lib.form_pages import FormPage, Saved, if_meant, served, way_back
from alignment.lib.numbers import show_amount
from kpis.access import kpi_to_record, measurement_to_correct
from kpis.models import Kpi
from kpis.ordinary import Questions, questions_of
from kpis.services import (
    Reading,
    correct_measurement,
    record_measurements,
    withdraw_measurement,
)
from kpis.value_forms import CorrectionForm, MeasurementForm, value_of


def measurement_new(request: PageRequest, pk: int) -> HttpResponse:
    """Record a value."""
    kpi = kpi_to_record(request.user, pk)
    form = MeasurementForm.asked(request, initial={"observed_on": timezone.localdate()})
    page = FormPage(
        title="Record a value",
        kicker=str(kpi),
        lede=f"In {kpi.unit}." if kpi.unit else "",
        submit="Record it",
        cancel=way_back(request, page_of_kpi(pk)),
        section="kpis",
    )

    def save() -> Saved:
        said = form.cleaned_data
        reading = Reading(said["observed_on"], said["value"], said["note"])
        record_measurements(kpi=kpi, values=[reading], by=request.user, at=timezone.now())
        return Saved(f"Recorded: {in_unit(kpi, reading.on, reading.value)}.", page_of_kpi(pk))

    def weigh() -> Questions | None:
        return questions_of(kpi, form.cleaned_data["value"])

    return served(request, form, page, if_meant(form, once(request, form, save), weigh))


def measurement_correct(request: PageRequest, pk: int, on: date) -> HttpResponse:
    """Put another value in the place of one, or take it back; and say why."""
    stood = measurement_to_correct(request.user, pk, on)
    form = CorrectionForm.asked(request, initial=value_of(stood))
    page = FormPage(
        title="Correct a value",
        kicker=str(stood.kpi),
        lede=f"Now recorded: {in_unit(stood.kpi, on, stood.value)}. It stays in the history.",
        submit="Correct it",
        cancel=way_back(request, page_of_kpi(pk)),
        section="kpis",
    )

    def save() -> Saved:
        said, at = form.cleaned_data, timezone.now()
        seen, reason = measurement_to_correct(request.user, pk, on, form.seen), said["reason"]
        if said["deed"] == "withdraw":
            withdraw_measurement(measurement=seen, reason=reason, by=request.user, at=at)
            return Saved(f"The value of {on:%-d %B %Y} is taken back.", page_of_kpi(pk))
        value = said["value"]
        correct_measurement(measurement=seen, value=value, reason=reason, by=request.user, at=at)
        return Saved(f"Corrected: {in_unit(stood.kpi, on, value)}.", page_of_kpi(pk))

    def weigh() -> Questions | None:
        said = form.cleaned_data
        if said["deed"] == "withdraw":
            return None
        return questions_of(stood.kpi, said["value"], but=on)

    return served(request, form, page, if_meant(form, save, weigh))


def in_unit(kpi: Kpi, on: date, value: Decimal | None) -> str:
    """Return a value as people read it: “1.92 s on 30 June 2026”."""
    shown = "no value" if value is None else show_amount(value, kpi.unit)
    return f"{shown} on {on:%-d %B %Y}"


def page_of_kpi(pk: int) -> str:
    """Return the address of a measure's page."""
    return reverse("stories:kpi-page", args=[pk])
