"""Files of values on their way in: read, looked at, then stored whole or not at all."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User


class ValueFileQuerySet(models.QuerySet["ValueFile"]):
    """Phrases about files of values."""

    def of(self, user: User) -> Self:
        """Return the files that a person brought, newest first."""
        return self.filter(started_by=user).order_by("-started_at", "-pk")


class ValueFile(models.Model):
    """A file of values: what it holds, how far it has come, and what was found in it."""

    class State(models.TextChoices):
        NEW = "new", "Being read"
        READ = "read", "To be looked at"
        AGREED = "agreed", "Being stored"
        STORED = "stored", "Stored"
        LEFT = "left", "Left"
        FAILED = "failed", "Could not be read"

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="value_files"
    )
    rows = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    reason = models.CharField("why values are corrected", max_length=1000, blank=True)
    refusal = models.TextField("why it could not be read or stored", blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = ValueFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "read", "agreed", "stored", "left", "failed"]),
                name="kpis_value_file_state_is_known",
                violation_error_message="A file is being read, looked at, stored or left.",
            )
        ]
        indexes = [models.Index(fields=["started_by", "-started_at"], name="kpis_value_files_mine")]

    def __str__(self) -> str:
        return self.name
