"""What was seen on a day."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Phrases about snapshots."""

    def of_company(self, audience: int) -> Self:
        """Return the days of the whole company as one audience saw them, newest first."""
        return self.filter(audience=audience, scope="company").order_by("-day")

    def before(self, day: date) -> Self:
        """Return those of earlier days."""
        return self.filter(day__lt=day)


class Snapshot(models.Model):
    """The verdict of one day and scope, for one audience.

    `knows` are the confidential objectives that the audience knew of; None where only counts were
    kept of that day. What was so of each thing on the day is in `Kept`.
    """

    day = models.DateField()
    scope = models.CharField(max_length=40, default="company")
    audience = models.PositiveIntegerField(default=0)
    counts = models.JSONField()
    taken_at = models.DateTimeField()
    knows = ArrayField(models.BigIntegerField(), null=True)

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
