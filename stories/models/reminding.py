"""What people were reminded of by mail, and when."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Phrases about reminders."""

    def to(self, person: User) -> Self:
        """Return those of one person, newest first."""
        return self.filter(person=person).order_by("-noted_at", "-pk")

    def noted_after(self, moment: datetime) -> Self:
        """Return those noted later than a moment."""
        return self.filter(noted_at__gt=moment)

    def noted_since(self, moment: datetime) -> Self:
        """Return those noted at a moment or later."""
        return self.filter(noted_at__gte=moment)

    def unsent(self) -> Self:
        """Return those that are still to be sent."""
        return self.filter(sent_at__isnull=True)


class Reminder(models.Model):
    """One mail to one person: what it reminds of, when it was noted and when it was sent.

    Append-only but for the moment of sending. `matters` are the keys of what was asked then.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    matters = models.JSONField(default=list)
    noted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(matters=[]),
                name="stories_reminder_is_of_something",
                violation_error_message="A reminder reminds of something.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=models.F("noted_at")),
                name="stories_reminder_is_noted_before_it_is_sent",
                violation_error_message="A reminder is noted before it is sent.",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-noted_at"], name="stories_reminder_newest"),
            models.Index(
                fields=["noted_at"], name="stories_reminder_unsent", condition=Q(sent_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"reminder of {len(self.matters)} to {self.person_id}"
