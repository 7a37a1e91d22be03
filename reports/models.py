"""What was seen on a day, and files brought in."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Phrases about snapshots."""

    def of_company(self, audience: int) -> Self:
        """Return the days of the whole company as one audience saw them, newest first."""
        return self.filter(audience=audience, scope="company").order_by("-day")

    def before(self, day: date) -> Self:
        """Return those of earlier days."""
        return self.filter(day__lt=day)


class Snapshot(models.Model):
    """The verdict of one day and scope, for one audience."""

    day = models.DateField()
    scope = models.CharField(max_length=40, default="company")
    audience = models.PositiveIntegerField(default=0)
    counts = models.JSONField()
    taken_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "scope", "audience"],
                name="reports_snapshot_one_a_day",
                violation_error_message="This day has its snapshot already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} on {self.day}"


class ImportRun(models.Model):
    """A file that somebody wants to bring in: first looked at, then stored whole or not at all."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Looked at"
        STORED = "stored", "Stored"
        ABANDONED = "abandoned", "Left"

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_runs"
    )
    summary = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["previewed", "stored", "abandoned"]),
                name="reports_import_state_is_known",
                violation_error_message="An import is looked at, stored or left.",
            )
        ]

    def __str__(self) -> str:
        return self.name
