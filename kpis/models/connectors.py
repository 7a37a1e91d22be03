"""Where a KPI's values are read from by themselves, and what came of each reading."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from kpis.models.amounts import a_figure
from kpis.models.kpis import Kpi

LONGEST_ADDRESS = 2_000
LONGEST_QUERY = 4_000
LONGEST_NAME = 90
OUTAGE = 3  # failures in a row after which the owner is told
MOST_DAYS = 366


class ConnectorQuerySet(models.QuerySet["Connector"]):
    """Phrases about sources."""

    def reading(self) -> Self:
        """Return those that are read: switched on, for KPIs that are measured or will be."""
        wanted = [Kpi.Status.DRAFT, Kpi.Status.LIVE]
        return self.filter(is_on=True, kpi__status__in=wanted)

    def due(self, at: datetime) -> Self:
        """Return those that should be read by now, the longest waiting first."""
        return self.reading().filter(next_due_at__lte=at).order_by("next_due_at", "pk")

    def out(self) -> Self:
        """Return those that fail for so long that their owner is to be told."""
        return self.reading().filter(failures__gte=OUTAGE)

    def untold(self) -> Self:
        """Return those of whose failing nobody was told yet."""
        return self.filter(told_at__isnull=True)

    def with_secret(self) -> Self:
        """Return those that keep a secret."""
        return self.exclude(secret="")


class Connector(models.Model):
    """A source that is asked on a schedule for the values of one KPI.

    `secret` is encrypted and leaves this table only to be sent to the source. `next_due_at` is the
    claim: whoever moves it on reads the source. While it fails, the KPI keeps its last good value.
    """

    class Kind(models.TextChoices):
        JSON = "json", "JSON over HTTP"
        PROMETHEUS = "prometheus", "Prometheus"
        CSV = "csv", "CSV over HTTP"
        SQL = "sql", "A PostgreSQL database"

    class WayIn(models.TextChoices):
        NONE = "", "Nothing: it is open"
        BEARER = "bearer", "A token"
        BASIC = "basic", "Name and password"
        HEADER = "header", "A header of its own"

    class Every(models.TextChoices):
        QUARTER_HOUR = "quarter_hour", "Every 15 minutes"
        HOUR = "hour", "Every hour"
        SIX_HOURS = "six_hours", "Every 6 hours"
        DAY = "day", "Every day"
        WEEK = "week", "Every week"

    kpi = models.OneToOneField(Kpi, on_delete=models.CASCADE, related_name="connector")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    query = models.TextField(max_length=LONGEST_QUERY)
    date_at = models.CharField(max_length=500, blank=True)
    days_back = models.PositiveSmallIntegerField(default=0)
    way_in = models.CharField(max_length=10, choices=WayIn.choices, blank=True)
    way_in_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    secret = models.TextField(blank=True, editable=False)
    every = models.CharField(max_length=20, choices=Every.choices, default=Every.HOUR)
    is_on = models.BooleanField(default=True)
    next_due_at = models.DateTimeField(editable=False)
    tried_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=500, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = ConnectorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["json", "prometheus", "csv", "sql"]),
                name="kpis_connector_kind_is_known",
                violation_error_message="Choose what kind of source it is.",
            ),
            models.CheckConstraint(
                condition=Q(way_in__in=["", "bearer", "basic", "header"]),
                name="kpis_connector_way_in_is_known",
                violation_error_message="Choose how the source is told who asks.",
            ),
            models.CheckConstraint(
                condition=Q(every__in=["quarter_hour", "hour", "six_hours", "day", "week"]),
                name="kpis_connector_every_is_known",
                violation_error_message="Choose how often it is read.",
            ),
            models.CheckConstraint(
                condition=Q(days_back__lte=MOST_DAYS),
                name="kpis_connector_days_back_end",
                violation_error_message=f"Ask for at most {MOST_DAYS} days.",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None, problem="", told_at=None)
                | Q(failures__gt=0, failing_since__isnull=False) & ~Q(problem=""),
                name="kpis_connector_fails_for_a_reason",
                violation_error_message="A source that fails says since when and why.",
            ),
        ]
        indexes = [
            models.Index(fields=["next_due_at"], name="kpis_due", condition=Q(is_on=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.kpi_id}"


class Pull(models.Model):
    """One reading of a source and what came of it; only the newest are kept."""

    class Outcome(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        KNOWN = "known", "Nothing new"
        LEFT = "left", "Left as a person gave it"
        HELD = "held", "Held back until somebody says"
        FAILED = "failed", "Failed"

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="pulls")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    value = a_figure("newest value")
    observed_on = models.DateField(null=True)
    sentence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["recorded", "known", "left", "held", "failed"]),
                name="kpis_pull_outcome_is_known",
                violation_error_message="A reading was recorded, known, left, held back or failed.",
            ),
        ]
        indexes = [models.Index(fields=["connector", "-at"], name="kpis_pulls")]

    def __str__(self) -> str:
        return f"{self.connector_id} at {self.at}: {self.outcome}"
