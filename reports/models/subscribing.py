"""Who wants a digest of what by mail, and which ones were sent."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Phrases about subscriptions."""

    def of(self, user: User) -> Self:
        """Return those of one person, oldest first."""
        return self.filter(person=user, stopped_at=None).order_by("pk")

    def wanted(self) -> Self:
        """Return those of people who may sign in, with their people."""
        people = User.objects.active().exclude(email="")
        wanted = self.filter(stopped_at=None, person__in=people)
        return wanted.select_related("person").order_by("pk")


class Subscription(models.Model):
    """One person’s wish for a digest of one scope, every week or every month."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Every Monday"
        MONTHLY = "monthly", "On the first of each month"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions"
    )
    scope = models.CharField(max_length=300, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    asked_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope"],
                condition=Q(stopped_at=None),
                name="reports_subscription_once_a_scope",
                violation_error_message="You get this digest already.",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=["weekly", "monthly"]),
                name="reports_subscription_rhythm_is_known",
                violation_error_message="A digest comes every week or every month.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rhythm} digest of {self.person_id}"


class DigestMailQuerySet(models.QuerySet["DigestMail"]):
    """Phrases about digests on their way."""

    def unsent(self) -> Self:
        """Return those that are still to be sent."""
        return self.filter(sent_at=None)

    def begun_since(self, day: date) -> Self:
        """Return those of periods that began on a day or later."""
        return self.filter(period__gte=day)


class DigestMail(models.Model):
    """One digest of one period: it is noted once, and sent once.

    `period` is the first day of the week or month.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="mails")
    period = models.DateField()
    noted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = DigestMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "period"],
                name="reports_digest_once_a_period",
                violation_error_message="The digest of this period is noted already.",
            )
        ]

    def __str__(self) -> str:
        return f"digest of {self.subscription_id} for {self.period}"
