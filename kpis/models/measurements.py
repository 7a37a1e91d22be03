"""Every value ever given, and what took its place."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from kpis.models.amounts import LARGEST, a_figure
from kpis.models.kpis import Kpi


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    """Phrases about values."""

    def current(self) -> Self:
        """Return the newest version of each date, without withdrawn ones."""
        return self.filter(is_current=True, value__isnull=False)

    def newest_versions(self) -> Self:
        """Return the newest version of each date, withdrawn ones too."""
        return self.filter(is_current=True)

    def replaced(self) -> Self:
        """Return what was corrected or withdrawn since."""
        return self.filter(is_current=False)

    def before(self, day: date | None) -> Self:
        """Return values of earlier days; None is all."""
        return self if day is None else self.filter(observed_on__lt=day)

    def on_days(self, days: Iterable[date]) -> Self:
        """Return the values of these days."""
        return self.filter(observed_on__in=list(days))

    def of(self, kpi: Kpi) -> Self:
        """Return the values of one KPI, newest first."""
        return self.filter(kpi=kpi).order_by("-observed_on", "-version")


class Measurement(models.Model):
    """A dated value of a KPI.

    Append-only: a correction is a new version of the same date, with who and why; a version
    without a value withdraws what was there.
    """

    class Source(models.TextChoices):
        PERSON = "person", "Given by a person"
        FILE = "file", "Read from a file"
        API = "api", "Sent by a program"
        CONNECTOR = "connector", "Fetched from a source"

    pk = models.CompositePrimaryKey("kpi_id", "observed_on", "version")
    # The primary key begins with it; an index of its own would only make writing slower.
    kpi = models.ForeignKey(
        Kpi, on_delete=models.PROTECT, related_name="measurements", db_index=False
    )
    observed_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    value = a_figure("value")
    is_current = models.BooleanField(default=True)
    note = models.CharField(max_length=1000, blank=True)
    reason = models.CharField("why it was corrected", max_length=1000, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PERSON)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="measurements_recorded",
    )

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "observed_on"],
                condition=Q(is_current=True),
                name="kpis_measurement_one_current_a_day",
                violation_error_message="This KPI has a value for that day: correct it instead.",
            ),
            models.CheckConstraint(
                # PostgreSQL sorts NaN above every number.
                condition=Q(value__isnull=True) | Q(value__lt=LARGEST),
                name="kpis_measurement_is_a_number",
                violation_error_message="A value is a number.",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["person", "file", "api", "connector"]),
                name="kpis_measurement_source_is_known",
                violation_error_message="A value comes from a person, file, program or source.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kpi"], name="kpis_measurement_rewritten", condition=Q(version__gt=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} on {self.observed_on}: {self.value}"
