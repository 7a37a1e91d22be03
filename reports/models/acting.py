"""What somebody is to do after a review, and the mails that reviews send."""

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from objectives.models import LONGEST_TITLE
from reports.models.reviewing import LONGEST_WHY, Decision, Matter, Review


class ActionQuerySet(models.QuerySet["Action"]):
    """Phrases about actions."""

    def still_open(self) -> Self:
        """Return those that nobody said are done."""
        return self.filter(done_at__isnull=True)

    def done(self) -> Self:
        """Return those that somebody said are done, the latest first."""
        return self.filter(done_at__isnull=False).order_by("-done_at", "-pk")

    def of(self, person: User) -> Self:
        """Return those that a person is to do."""
        return self.filter(owner=person)

    def overdue_on(self, day: date) -> Self:
        """Return those that should have been done before a day."""
        return self.still_open().filter(due_on__lt=day)

    def by_due_day(self) -> Self:
        """Return them with whose they are and what they come from, the most pressing first."""
        return self.select_related("owner", "review__chair", "matter", "decision").order_by(
            "due_on", "pk"
        )

    def in_short(self) -> Self:
        """Return them with nothing but what they ask for, and what that speaks of."""
        return (
            self.select_related(None)
            .select_related("review", "matter")
            .only(
                *("what", "due_on", "review__title"),
                *("matter__thing", "matter__thing_id", "matter__facts"),
            )
        )


class Action(models.Model):
    """Something to do until a day; done when its owner, or whoever runs reviews, says so.

    `escalated_at` is when somebody up the line was told that it is overdue: once.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="actions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="actions")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="action")
    what = models.CharField(max_length=LONGEST_TITLE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions"
    )
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_done",
    )
    note = models.TextField(blank=True, max_length=LONGEST_WHY)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_escalated",
    )
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="reports_action_is_done_by_somebody",
                violation_error_message="Somebody says that an action is done.",
            ),
            models.CheckConstraint(
                condition=~Q(what=""),
                name="reports_action_says_what",
                violation_error_message="Say what is to be done.",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True, escalated_to__isnull=True)
                | Q(escalated_at__isnull=False, escalated_to__isnull=False),
                name="reports_action_is_escalated_to_somebody",
                violation_error_message="An overdue action is taken to somebody.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], name="reports_action_open", condition=Q(done_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.what


class ReviewMailQuerySet(models.QuerySet["ReviewMail"]):
    """Phrases about the mails of reviews."""

    def unsent(self) -> Self:
        """Return those that are still to be sent."""
        return self.filter(sent_at__isnull=True)

    def noted_lately(self, at: datetime) -> Self:
        """Return those of the last two days: what is older helps nobody any more."""
        return self.filter(noted_at__gt=at - timedelta(days=2))


class ReviewMail(models.Model):
    """One mail to one person about a review or an overdue action, noted once and sent once."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", "A review is near"
        MINUTES = "minutes", "What a review decided"
        OVERDUE = "overdue", "An action is overdue"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="mails")
    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_mails"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    noted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "person", "kind", "action"],
                nulls_distinct=False,
                name="reports_review_mail_is_sent_once",
                violation_error_message="This person is told of it already.",
            ),
            models.CheckConstraint(
                condition=Q(kind="overdue", action__isnull=False)
                | Q(kind__in=["invitation", "minutes"], action__isnull=True),
                name="reports_review_mail_kind_is_known",
                violation_error_message="A mail invites, brings minutes, or tells of an action.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("noted_at")),
                name="reports_review_mail_is_noted_before_it_is_sent",
                violation_error_message="A mail is noted before it is sent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.review_id} to {self.person_id}"
