"""What was so of things on past days, kept only when it changes."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q

from stories.models import PUBLIC

LONGEST_SCOPE_NAME = 80
LONGEST_SCOPE = 200


class KeptQuerySet(models.QuerySet["Kept"]):
    """Phrases about what was kept."""

    def on(self, day: date) -> Self:
        """Return what was so on a day that was kept."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), first_day__lte=day)

    def for_audience(self, audience: int, day: date) -> Self:
        """Return what was so on a kept day, one row for each thing, as these people saw it."""
        found = self.on(day)
        if audience == PUBLIC:
            return found.filter(audience=PUBLIC)
        own = Kept.objects.on(day).filter(
            audience=audience, kind=OuterRef("kind"), item_id=OuterRef("item_id")
        )
        return found.filter(Q(audience=audience) | (Q(audience=PUBLIC) & ~Exists(own)))

    def of(self, kind: str) -> Self:
        """Return what was kept of one kind of thing."""
        return self.filter(kind=kind)


class Kept(models.Model):
    """What was so of one thing, for one audience, from a kept day until another.

    `until` is the first kept day on which it was no longer so; None is that it still is. A row is
    never changed but for that. The columns are what a day is narrowed and counted by; `facts` is
    everything else that a page of that day says, see `reports.keeping`.
    """

    class Kind(models.TextChoices):
        KPI = "kpi", "KPI"
        OBJECTIVE = "objective", "Objective"
        FOCUS = "focus", "Focus area"
        TEAM = "team", "Team"
        PERSON = "person", "Person"

    audience = models.PositiveIntegerField(default=PUBLIC)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    item_id = models.BigIntegerField()
    first_day = models.DateField()
    until = models.DateField(null=True)
    uid = models.UUIDField(null=True)
    verdict = models.CharField(max_length=12, blank=True)
    doubt = models.CharField(max_length=10, blank=True)
    headline = models.CharField(max_length=4, blank=True)
    severity = models.PositiveSmallIntegerField(default=0)
    cause_kind = models.CharField(max_length=12, blank=True)
    cause_id = models.BigIntegerField(null=True)
    goals = ArrayField(models.BigIntegerField(), default=list)
    team_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "kept"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "item_id", "audience", "first_day"],
                name="reports_kept_once_a_day",
                violation_error_message="This was kept on this day already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["kpi", "objective", "focus", "team", "person"]),
                name="reports_kept_kind_is_known",
                violation_error_message="Kept are KPIs, goals, work, teams and people.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("first_day")),
                name="reports_kept_ends_after_it_begins",
                violation_error_message="What is kept ends after it begins.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "first_day"], name="reports_kept_since"),
            models.Index(fields=["kind", "until"], name="reports_kept_until"),
            models.Index(fields=["uid"], name="reports_kept_uid"),
            GinIndex(fields=["goals"], name="reports_kept_goals"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id} from {self.first_day}"


class SavedScopeQuerySet(models.QuerySet["SavedScope"]):
    """Phrases about scopes that people saved."""

    def of_person(self, person_id: int) -> Self:
        """Return a person's own, by their names."""
        return self.filter(person=person_id).order_by("name", "pk")

    def home(self) -> Self:
        """Return those with which somebody's alignment page begins."""
        return self.filter(is_home=True)


class SavedScope(models.Model):
    """A part of the company that somebody looks at often, under a name of their own.

    `scope` is what an address asks for; `is_home` says that the alignment page begins there.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_scopes"
    )
    name = models.CharField(max_length=LONGEST_SCOPE_NAME)
    scope = models.CharField(max_length=LONGEST_SCOPE)
    is_home = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    objects = SavedScopeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="reports_scope_named_once",
                violation_error_message="You have a scope of this name already.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_home=True),
                name="reports_scope_one_home",
                violation_error_message="You have a home already.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="reports_scope_has_a_name",
                violation_error_message="Give the scope a name.",
            ),
            models.CheckConstraint(
                condition=~Q(scope=""),
                name="reports_scope_is_narrow",
                violation_error_message="The whole company is always there: narrow the page first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
