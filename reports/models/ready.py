"""What boards are made from, kept ready for all who may know the same."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models

from reports.models.kept import LONGEST_SCOPE


class ReadyBoardQuerySet(models.QuerySet["ReadyBoard"]):
    """Phrases about what is kept ready."""

    def older_than(self, stamp: str) -> Self:
        """Return those found under another stamp, what was asked for last first."""
        return self.exclude(stamp=stamp).order_by("-asked_on", "pk")

    def not_asked_since(self, day: date) -> Self:
        """Return those that nobody asked for since a day."""
        return self.filter(asked_on__lt=day)


class ReadyBoard(models.Model):
    """What was found by looking through a scope, for an audience, while a stamp was the newest.

    `found` holds counts and ids and no word of anybody; see `reports.board_ready`. `asked_by` asked
    for it last: as they see it, it is found again after a change.
    """

    audience = models.PositiveIntegerField()
    scope = models.CharField(max_length=LONGEST_SCOPE, blank=True)
    stamp = models.CharField(max_length=200)
    found = models.JSONField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    objects = ReadyBoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "scope"],
                name="reports_readyboard_one_of_a_scope",
                violation_error_message="What a board is made from is kept once for an audience.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope or 'company'} for audience {self.audience}"
