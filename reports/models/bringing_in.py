"""Files brought in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


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
