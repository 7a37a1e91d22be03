"""Values of sources that are held back until somebody says whether they are right."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from kpis.models.amounts import DIGITS, LARGEST, PLACES
from kpis.models.connectors import Connector
from kpis.models.kpis import Kpi


class HeldValueQuerySet(models.QuerySet["HeldValue"]):
    """Phrases about values held back."""

    def open(self) -> Self:
        """Return those that nobody answered for yet, by KPI, the oldest day first."""
        return self.filter(left_at__isnull=True).order_by("connector", "observed_on")

    def of(self, kpis: Iterable[Kpi]) -> Self:
        """Return those of some KPIs, with their KPI."""
        return self.filter(connector__kpi__in=kpis).select_related("connector__kpi")


class HeldValue(models.Model):
    """A value that a source said of a day, and the question that it raises.

    `left_at` says that somebody left it out; then the same value is not asked about again.
    """

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="held")
    observed_on = models.DateField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    question = models.TextField()
    held_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="values_left"
    )

    objects = HeldValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connector", "observed_on"],
                name="kpis_held_value_one_a_day",
                violation_error_message="A value of this day is held back already.",
            ),
            models.CheckConstraint(
                # PostgreSQL sorts NaN above every number.
                condition=Q(value__lt=LARGEST),
                name="kpis_held_value_is_a_number",
                violation_error_message="A value is a number.",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_by=None)
                | Q(left_at__isnull=False, left_by__isnull=False),
                name="kpis_held_value_says_who_left_it_out",
                violation_error_message="Say who left the value out, and when.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connector_id} on {self.observed_on}: {self.value}"
