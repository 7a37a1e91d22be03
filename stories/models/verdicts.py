"""What the line engine said last, for each audience."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q

from kpis.models import Kpi
from objectives.models import FocusArea, Objective

PUBLIC = 0


class Audience(models.Model):
    """People who may know of the same confidential objectives; number 0 knows of none.

    The verdicts of audience 0 are those of an installation without any confidential objective.
    Those of another audience are kept only where they differ. `judged_on` is the day for which
    everything was computed anew last.
    """

    id = models.PositiveIntegerField(primary_key=True)
    objectives = ArrayField(models.BigIntegerField(), unique=True)
    judged_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"audience {self.pk}"


class Verdict(models.TextChoices):
    """How sure the line is."""

    SOUND = "sound", "Traced and agreed"
    IN_DOUBT = "in_doubt", "In doubt"
    BROKEN = "broken", "Leads nowhere"
    NONE = "none", "No line"
    EXEMPT = "exempt", "Deliberately not tied to a goal"
    NOT_ASSESSED = "not_assessed", "Not assessed"


class StoredVerdict(models.Model):
    """What the line engine said last of one thing, for one audience."""

    audience = models.PositiveIntegerField(default=PUBLIC)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    doubt = models.CharField(max_length=10, blank=True)
    headline = models.CharField(max_length=4, blank=True)
    severity = models.PositiveSmallIntegerField(default=0)
    codes = ArrayField(models.CharField(max_length=4), default=list)
    faults = models.JSONField(default=list)
    cause_kind = models.CharField(max_length=12, blank=True)
    cause_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=32)
    since = models.DateField()

    class Meta:
        abstract = True


def stored_verdict_indexes(app: str, thing: str) -> list[models.Index]:
    """Return the indexes that lists of verdicts page and filter by."""
    return [
        models.Index(
            fields=["audience", "-severity", thing],
            condition=~Q(headline=""),
            name=f"{app}_{thing}_found",
        ),
        models.Index(
            fields=["audience", "verdict", "doubt"], include=[thing], name=f"{app}_{thing}_counts"
        ),
        GinIndex(fields=["codes"], name=f"{app}_{thing}_codes"),
    ]


def _as_seen_by(audience: int, verdicts: type[StoredVerdict], thing: str) -> Q:
    """Return the condition of one row for each thing: that of these people, else everybody's."""
    if audience == PUBLIC:
        return Q(audience=PUBLIC)
    own: models.QuerySet[StoredVerdict] = models.QuerySet(verdicts).filter(
        audience=audience, **{thing: OuterRef(thing)}
    )
    known = Q(audience__in=[PUBLIC, audience])  # for the indexes, which begin with it
    return Q(known, Q(audience=audience) | ~Exists(own))


class KpiVerdictQuerySet(models.QuerySet["KpiVerdict"]):
    """Phrases about the verdicts on KPIs."""

    def for_audience(self, audience: int) -> Self:
        """Return one row for each KPI, as these people may see it."""
        return self.filter(_as_seen_by(audience, KpiVerdict, "kpi"))


class KpiVerdict(StoredVerdict):
    """The verdict on a KPI's line.

    `line` is the best line as ids: the link to the work, the work, the link to the goal and the
    goal, 0 for what is not there; empty where there is no line.
    """

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="verdicts")
    goals = ArrayField(models.BigIntegerField(), default=list)
    line = ArrayField(models.BigIntegerField(), default=list)
    lines = models.PositiveIntegerField(default=0)
    sound_lines = models.PositiveIntegerField(default=0)

    objects = KpiVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "kpi"],
                name="stories_kpi_judged_once",
                violation_error_message="A KPI has one verdict.",
            )
        ]
        indexes = [
            *stored_verdict_indexes("stories", "kpi"),
            models.Index(
                fields=["audience", "cause_kind", "cause_id", "headline"],
                include=["severity", "kpi"],
                condition=~Q(headline=""),
                name="stories_kpi_causes",
            ),
            GinIndex(fields=["goals"], name="stories_kpi_goals"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id}: {self.verdict}"


class FocusVerdictQuerySet(models.QuerySet["FocusVerdict"]):
    """Phrases about the verdicts on focus areas."""

    def for_audience(self, audience: int) -> Self:
        """Return one row for each focus area, as these people may see it."""
        return self.filter(_as_seen_by(audience, FocusVerdict, "focus_area"))


class FocusVerdict(StoredVerdict):
    """The verdict on a focus area: whether it serves a goal and is measured."""

    focus_area = models.ForeignKey(FocusArea, on_delete=models.CASCADE, related_name="verdicts")
    goals = ArrayField(models.BigIntegerField(), default=list)
    kpis = models.PositiveIntegerField(default=0)

    objects = FocusVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "focus_area"],
                name="stories_focus_area_judged_once",
                violation_error_message="A focus area has one verdict.",
            )
        ]
        indexes = stored_verdict_indexes("stories", "focus_area")

    def __str__(self) -> str:
        return f"{self.focus_area_id}: {self.verdict}"


class ObjectiveVerdictQuerySet(models.QuerySet["ObjectiveVerdict"]):
    """Phrases about the verdicts on objectives."""

    def for_audience(self, audience: int) -> Self:
        """Return one row for each objective that these people may know of."""
        return self.filter(_as_seen_by(audience, ObjectiveVerdict, "objective"))


class ObjectiveVerdict(StoredVerdict):
    """The verdict on an objective: its best line, how much is measured, where its story is."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="verdicts")
    story_state = models.CharField(max_length=20, blank=True)
    lines = models.PositiveIntegerField(default=0)
    sound_lines = models.PositiveIntegerField(default=0)
    kpis = models.PositiveIntegerField(default=0)
    focus_areas = models.PositiveIntegerField(default=0)
    bare_focus_areas = models.PositiveIntegerField(default=0)

    objects = ObjectiveVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "objective"],
                name="stories_objective_judged_once",
                violation_error_message="An objective has one verdict.",
            )
        ]
        indexes = stored_verdict_indexes("stories", "objective")

    def __str__(self) -> str:
        return f"{self.objective_id}: {self.verdict}"


class VerdictChangeQuerySet(models.QuerySet["VerdictChange"]):
    """Phrases about how verdicts changed."""

    def between(self, after: datetime, until: datetime) -> Self:
        """Return changes after one moment up to another, oldest first."""
        return self.filter(at__gt=after, at__lte=until).order_by("pk")


class VerdictChange(models.Model):
    """A KPI's verdict became another; append-only."""

    audience = models.PositiveIntegerField(default=PUBLIC)
    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="verdict_changes")
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    at = models.DateTimeField()

    objects = VerdictChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["audience", "at"], name="stories_change_at")]

    def __str__(self) -> str:
        return f"{self.kpi_id}: {self.before} → {self.after}"
