"""Technical work, and which goals it is said to move."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.models import User
from objectives.models.goals import (
    LONGEST_REF,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Objective,
    said_like,
)


class FocusAreaQuerySet(models.QuerySet["FocusArea"]):
    """Phrases about focus areas."""

    def active(self) -> Self:
        """Return those being worked on."""
        return self.filter(status=FocusArea.Status.ACTIVE)

    def narrowed_to(self, *, status: str = "", owner_id: int | None = None) -> Self:
        """Return those of a status and an owner; what is empty is any."""
        found = self.filter(status=status) if status else self
        return found if owner_id is None else found.filter(owner=owner_id)

    def named_like(self, words: str) -> Self:
        """Return those whose title holds every word, or whose reference begins with the text."""
        return self.filter(said_like(words))

    def behind(self, goal_id: int) -> Self:
        """Return those that serve a goal or one below it."""
        goals = Objective.objects.at_or_below(goal_id)
        return self.filter(
            pk__in=FocusLink.objects.filter(objective__in=goals).values("focus_area")
        )

    def for_listing(self) -> Self:
        """Return focus areas with their owner, in the order of a list."""
        return self.select_related("owner").order_by("title", "pk")


class FocusArea(models.Model):
    """A technical factor that influences an outcome; it may serve several objectives."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.CharField("reference", max_length=LONGEST_REF, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    description = models.TextField(blank=True, max_length=LONGEST_TEXT)
    rationale = models.TextField("why we work on it", blank=True, max_length=LONGEST_TEXT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="focus_areas_owned",
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = FocusAreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["active", "retired"]),
                name="objectives_focus_area_status_is_known",
                violation_error_message="A focus area is active or retired.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="objectives_focus_area_has_a_title",
                violation_error_message="A focus area needs a title.",
            ),
        ]
        indexes = [
            models.Index(fields=["title", "id"], name="objectives_focus_order"),
            GinIndex(
                fields=["title"], name="objectives_focus_title_words", opclasses=["gin_trgm_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FocusLinkQuerySet(models.QuerySet["FocusLink"]):
    """Phrases about which work serves which goal."""

    def visible_to(self, user: User) -> Self:
        """Return links whose objective a person may know of, and those that lead nowhere."""
        if user.is_admin:
            return self.all()
        return self.exclude(objective__in=Objective.objects.hidden_from(user).values("pk"))

    def to_existing(self) -> Self:
        """Return links whose objective exists."""
        return self.filter(objective__isnull=False)

    def in_order(self) -> Self:
        """Return links in the order that people gave them."""
        return self.order_by("position", "pk")


class FocusLink(models.Model):
    """This work moves this goal, because."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    focus_area = models.ForeignKey(FocusArea, on_delete=models.CASCADE, related_name="focus_links")
    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="focus_links"
    )
    missing_ref = models.CharField(max_length=LONGEST_REF, blank=True)
    because = models.TextField(blank=True, max_length=LONGEST_TEXT)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FocusLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["focus_area", "objective", "missing_ref"],
                nulls_distinct=False,
                name="objectives_focus_link_is_drawn_once",
                violation_error_message="This focus area serves this objective already.",
            ),
            models.CheckConstraint(
                condition=Q(objective__isnull=False, missing_ref="")
                | (Q(objective__isnull=True) & ~Q(missing_ref="")),
                name="objectives_focus_link_points_somewhere",
                violation_error_message="Say which objective this work serves.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.focus_area_id} → {self.objective_id or self.missing_ref}"
