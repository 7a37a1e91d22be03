"""The steering committee's rhythm: a review, what it is about and what it decided."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from objectives.models import LONGEST_TITLE, Objective

LONGEST_WHY = 4_000


class ReviewQuerySet(models.QuerySet["Review"]):
    """Phrases about reviews."""

    def visible_to(self, user: User) -> Self:
        """Return what a person may know of: not what is about a goal hidden from them."""
        known = Objective.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(branch__isnull=True) | Q(branch__in=known))

    def planned(self) -> Self:
        """Return those that are still to be held."""
        return self.filter(state=Review.State.PLANNED)

    def opened(self) -> Self:
        """Return those that froze what they look at, closed ones too."""
        return self.exclude(state=Review.State.PLANNED)

    def closed(self) -> Self:
        """Return those that are over, the latest first."""
        return self.filter(state=Review.State.CLOSED).order_by("-day", "-pk")

    def before(self, day: date) -> Self:
        """Return those of earlier days."""
        return self.filter(day__lt=day)

    def without_next(self) -> Self:
        """Return those of a series that nothing is planned after."""
        return self.exclude(schedule=Review.Schedule.ONCE).filter(next__isnull=True)

    def for_listing(self) -> Self:
        """Return reviews with who runs them, the latest first."""
        return self.select_related("chair").defer("seen").order_by("-day", "-pk")


class Review(models.Model):
    """One meeting: planned for a day, opened when it begins, closed when all is decided.

    `scope` is a scope as its address says it, "" the whole company; `branch` is the goal in it, so
    that a review of a hidden goal stays hidden with it. `seen` is what was frozen on
    opening, as `reports.reviews.seeing` keeps it; it never changes. `previous` is the one before
    in the same series.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    class Schedule(models.TextChoices):
        ONCE = "once", "Once"
        MONTHLY = "monthly", "Every month"
        QUARTERLY = "quarterly", "Every quarter"

    title = models.CharField(max_length=LONGEST_TITLE)
    day = models.DateField()
    scope = models.CharField(max_length=300, blank=True)
    branch = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    schedule = models.CharField(max_length=10, choices=Schedule.choices, default=Schedule.ONCE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews_chaired"
    )
    participants = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="reviews_taken_part_in", blank=True
    )
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next"
    )
    seen = models.JSONField(null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(schedule__in=["once", "monthly", "quarterly"]),
                name="reports_review_schedule_is_known",
                violation_error_message="A review is held once, every month or every quarter.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="planned", seen__isnull=True, opened_at__isnull=True, closed_at=None
                )
                | Q(state="open", seen__isnull=False, opened_at__isnull=False, closed_at=None)
                | Q(state="closed", seen__isnull=False, closed_at__gte=F("opened_at")),
                name="reports_review_is_opened_then_closed",
                violation_error_message="A review is planned, then opened, then closed.",
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | ~Q(previous=F("pk")),
                name="reports_review_follows_another",
                violation_error_message="A review cannot follow itself.",
            ),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="reports_review_latest")]

    def __str__(self) -> str:
        return self.title


class MatterQuerySet(models.QuerySet["Matter"]):
    """Phrases about what a review is about."""

    def in_order(self) -> Self:
        """Return them as the meeting takes them."""
        return self.order_by("position", "pk")

    def with_what_was_decided(self) -> Self:
        """Return them with decisions and actions, and whose they are. Two queries more."""
        decisions = Decision.objects.select_related("decided_by").order_by("pk")
        actions = self.model._meta.get_field("actions").related_model._default_manager
        tasks = actions.select_related("owner").order_by("pk")
        return self.prefetch_related(
            models.Prefetch("decisions", decisions), models.Prefetch("actions", tasks)
        )


class Matter(models.Model):
    """One thing a review has to decide, as it stood when it was put on the agenda.

    `facts` is what was frozen of it: the goals it speaks of, what it clears, what to do. What is
    about a thing names it by kind and id, so that a decision can be applied to it.
    """

    class Kind(models.TextChoices):
        FINDING = "finding", "To be mended"
        GOAL = "goal", "Goal at risk"
        EXEMPTION = "exemption", "Exemption that ran out"
        AGREEMENT = "agreement", "To be agreed again"
        ACTION = "action", "Left from last time"
        ADDED = "added", "Added"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="matters")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=LONGEST_TITLE)
    reason = models.TextField(blank=True, max_length=LONGEST_WHY)
    thing = models.CharField(max_length=10, blank=True)
    thing_id = models.BigIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    is_skipped = models.BooleanField("left for another time", default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matters_added",
    )
    version = models.PositiveIntegerField(default=1)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "key"],
                name="reports_matter_comes_once",
                violation_error_message="This is on the agenda already.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["finding", "goal", "exemption", "agreement", "action", "added"]
                ),
                name="reports_matter_kind_is_known",
                violation_error_message="This cannot be put on an agenda.",
            ),
            models.CheckConstraint(
                condition=Q(thing="", thing_id__isnull=True)
                | Q(thing__in=["objective", "focus", "kpi"], thing_id__isnull=False),
                name="reports_matter_is_about_one_thing",
                violation_error_message="A matter is about a goal, work, a KPI or none of them.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


DECISIONS = ["keep", "refine", "relink", "retire", "exempt", "escalate"]


class Decision(models.Model):
    """What was decided of a matter: by whom, why, and what was done at once; append-only.

    A later decision of the same matter stands instead; the earlier one stays to be read.
    """

    class Choice(models.TextChoices):
        KEEP = "keep", "Keep it as it is"
        REFINE = "refine", "Refine it"
        RELINK = "relink", "Link it to other work"
        RETIRE = "retire", "Retire it"
        EXEMPT = "exempt", "Accept it for a time"
        ESCALATE = "escalate", "Take it further up"

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="decisions")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    why = models.TextField(max_length=LONGEST_WHY)
    applied = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=DECISIONS),
                name="reports_decision_is_known",
                violation_error_message=(
                    "Decide to keep, refine, relink, retire, accept for a time or escalate."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(why=""),
                name="reports_decision_has_a_reason",
                violation_error_message="Say why this was decided.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice}: {self.why[:80]}"
