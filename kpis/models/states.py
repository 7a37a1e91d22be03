"""Where each KPI stands, kept ready for the pages."""

from django.db import models

from kpis.models.amounts import a_figure
from kpis.models.kpis import Kpi


class KpiState(models.Model):
    """Where a KPI stands, derived from its definition and its values; pages read only this row."""

    kpi = models.OneToOneField(
        Kpi, on_delete=models.CASCADE, primary_key=True, related_name="state"
    )
    first_on = models.DateField(null=True)
    latest_on = models.DateField(null=True)
    latest = a_figure("latest value")
    progress = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    expected = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    status = models.CharField(max_length=20, default="not_measured")
    reason = models.CharField(max_length=300, blank=True)
    missing_periods = models.PositiveIntegerField(default=0)
    rewritten = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kpi_id}: {self.status}"
