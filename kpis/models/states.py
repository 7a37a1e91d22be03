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
    met_on = models.DateField("reached, and still so, since", null=True)
    stale_since = models.DateField("its last value is too old since", null=True)
    progress = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    expected = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    status = models.CharField(max_length=20, default="not_measured")
    reason = models.CharField(max_length=300, blank=True)
    missing_periods = models.PositiveIntegerField(default=0)
    rewritten = models.PositiveIntegerField(default=0)
    # What is expected on the due day, between two edges that hold it four times in five; all
    # empty while it is too early to say. The method is a word of `kpis.forecast`; the points
    # are those it saw.
    forecast = a_figure("expected when due")
    forecast_low = a_figure("lower edge of what is expected")
    forecast_high = a_figure("upper edge of what is expected")
    forecast_reaches_on = models.DateField("reaches its target at this rate on", null=True)
    forecast_method = models.CharField(max_length=20, blank=True)
    forecast_points = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kpi_id}: {self.status}"
