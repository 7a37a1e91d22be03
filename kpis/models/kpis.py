"""What is counted, where it stands, where it should be, and who answers for it."""

import uuid
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from accounts.models import Team, User
from alignment.lib.arrays import IsOneOf
from kpis.models.amounts import LARGEST, PLACES, a_figure
from objectives.models import (
    LONGEST_REF,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Objective,
    an_amount,
    said_in_a_currency,
    said_like,
)

NO_NEGATIVE_COST = "A cost is 0 or more."


def _all_numbers(*names: str) -> Q:
    told = Q()
    for name in names:
        told &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lt": LARGEST})
    return told


class KpiQuerySet(models.QuerySet["Kpi"]):
    """Phrases about KPIs."""

    def visible_to(self, user: User) -> Self:
        """Return KPIs but for the outcomes of objectives that a person must not know of."""
        if user.is_admin:
            return self.all()
        return self.exclude(outcome_of__in=Objective.objects.hidden_from(user).values("pk"))

    def hidden_from(self, user: User) -> Self:
        """Return the outcomes of objectives that a person must not know of."""
        return self.filter(outcome_of__in=Objective.objects.hidden_from(user).values("pk"))

    def live(self) -> Self:
        """Return KPIs that are measured now; only these get a verdict."""
        return self.filter(status=Kpi.Status.LIVE)

    def not_retired(self) -> Self:
        """Return KPIs that are measured, will be, or rest for a while."""
        return self.exclude(status=Kpi.Status.RETIRED)

    def named_like(self, words: str) -> Self:
        """Return those whose title holds every word, or whose reference begins with the text."""
        return self.filter(said_like(words))

    def costed(self) -> Self:
        """Return KPIs of which is said what they cost."""
        return self.filter(yearly_cost__isnull=False)

    def answered_for(self, *, team_id: int | None = None, owner_id: int | None = None) -> Self:
        """Return KPIs of a team, of a person, or of both; None is any."""
        found = self if team_id is None else self.filter(team=team_id)
        return found if owner_id is None else found.filter(owner=owner_id)

    def awaited_from(self, user: User) -> Self:
        """Return live KPIs whose values a person owes: their own, and of their teams the orphans.

        What completes steps has no values, and what is settled is measured no more.
        """
        orphans = Q(owner__isnull=True) | Q(owner__is_active=False)
        teams = ArraySubquery(user.teams.order_by().values("pk"))
        theirs = Q(owner=user) | Q(IsOneOf(F("team"), teams)) & orphans
        return self.live().filter(theirs, result="").exclude(kind=Kpi.Kind.MILESTONE)

    def standing(self, status: str) -> Self:
        """Return KPIs that stand like this: their own status, or for live ones the computed."""
        if status in Kpi.Status.values:
            return self.filter(status=status)
        unknown = Q(state__isnull=True) if status == "not_measured" else Q()
        return self.live().filter(unknown | Q(state__status=status))

    def outcomes_of(self, objective: Objective) -> Self:
        """Return an objective's own measures of success."""
        return self.filter(outcome_of=objective)

    def for_listing(self) -> Self:
        """Return KPIs with owner, team and state, in the order of a list."""
        return self.select_related("owner", "team", "state").order_by("title", "pk")


class Kpi(models.Model):
    """A measure with a definition, a baseline, a target and somebody who answers for it."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        PAUSED = "paused", "Paused"
        RETIRED = "retired", "Retired"

    class Kind(models.TextChoices):
        REACH = "reach", "Reach a value"
        CHANGE = "change", "Change by a share or by points"
        HOLD = "hold", "Hold within bounds"
        COUNT = "count", "Count up to a number"
        MILESTONE = "milestone", "Complete steps"

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        HOLD = "hold", "Within bounds is good"

    class Cadence(models.TextChoices):
        DAY = "day", "Every day"
        WEEK = "week", "Every week"
        MONTH = "month", "Every month"
        QUARTER = "quarter", "Every quarter"
        YEAR = "year", "Every year"

    class Perspective(models.TextChoices):
        TECHNICAL = "technical", "Technical"
        JOINT = "joint", "Joint"
        BUSINESS = "business", "Business"

    class ChangeBy(models.TextChoices):
        PERCENT = "percent", "Percent of the baseline"
        POINTS = "points", "Points, in the KPI's unit"

    class Aggregate(models.TextChoices):
        LATEST = "latest", "Latest value"
        MEAN = "mean", "Mean of the period"
        SUM = "sum", "Sum of the period"
        MINIMUM = "min", "Lowest of the period"
        MAXIMUM = "max", "Highest of the period"
        LAST = "last", "Last of the period"

    class Pace(models.TextChoices):
        LINEAR = "linear", "Evenly over time"
        STEP = "step", "In steps, one each period"
        CUSTOM = "custom", "By points of its own"

    class Result(models.TextChoices):
        MET = "met", "Met"
        MISSED = "missed", "Missed"
        MOVED = "moved", "Moved to a later date"

    class Confidence(models.TextChoices):
        YES = "yes", "Yes"
        UNSURE = "unsure", "Unsure"
        NO = "no", "No"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.CharField("reference", max_length=LONGEST_REF, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    title_key = models.CharField(max_length=LONGEST_TITLE, editable=False)
    definition = models.TextField("what is counted and how", blank=True, max_length=LONGEST_TEXT)
    meaning = models.TextField(
        "what it means for the business", blank=True, max_length=LONGEST_TEXT
    )
    formula = models.TextField(blank=True, max_length=LONGEST_TEXT)
    unit = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(default=2)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.REACH)
    direction = models.CharField(max_length=10, choices=Direction.choices, blank=True)
    baseline = a_figure("baseline")
    baseline_on = models.DateField("baseline measured on", null=True, blank=True)
    target = a_figure("target")
    target_words = models.CharField("target in words", max_length=LONGEST_TITLE, blank=True)
    low = a_figure("lowest good value")
    high = a_figure("highest good value")
    strict = models.BooleanField("strictly within the bounds", default=False)
    change_by = models.CharField(max_length=10, choices=ChangeBy.choices, blank=True)
    change = a_figure("change")
    aggregate = models.CharField(max_length=10, choices=Aggregate.choices, default=Aggregate.LATEST)
    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.LINEAR)
    pace_points = models.TextField("points of its own pace", blank=True, max_length=LONGEST_TEXT)
    warn_low = a_figure("lowest value without a warning")
    warn_high = a_figure("highest value without a warning")
    on_course_by = models.DecimalField(
        "how far behind is still on course", max_digits=4, decimal_places=2, default=Decimal(0)
    )
    behind_by = models.DecimalField(
        "how far behind is off course", max_digits=4, decimal_places=2, default=Decimal("0.25")
    )
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))
    cadence = models.CharField(max_length=10, choices=Cadence.choices, blank=True)
    yearly_cost = an_amount("cost of a year")
    currency = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField("start", null=True, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kpis_owned",
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="kpis"
    )
    perspective = models.CharField(
        max_length=20, choices=Perspective.choices, default=Perspective.TECHNICAL
    )
    outcome_of = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.LIVE)
    live_since = models.DateField(null=True, blank=True, editable=False)
    goalposts_moved_on = models.DateField(null=True, blank=True, editable=False)
    result = models.CharField("how it ended", max_length=10, choices=Result.choices, blank=True)
    source = models.CharField("where the values come from", max_length=200, blank=True)
    source_ended_on = models.DateField("the source stopped on", null=True, blank=True)
    confidence = models.CharField(
        "whether it will be reached",
        max_length=10,
        choices=Confidence.choices,
        blank=True,
    )
    confidence_on = models.DateField(null=True, blank=True, editable=False)
    confidence_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="confidences",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = KpiQuerySet.as_manager()

    class Meta:
        verbose_name = "KPI"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "live", "paused", "retired"]),
                name="kpis_status_is_known",
                violation_error_message="A KPI is a draft, live, paused or retired.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["reach", "change", "hold", "count", "milestone"]),
                name="kpis_kind_is_known",
                violation_error_message="Choose what kind of measure this is.",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["", "up", "down", "hold"]),
                name="kpis_direction_is_known",
                violation_error_message="Say whether higher, lower or within bounds is better.",
            ),
            models.CheckConstraint(
                condition=Q(cadence__in=["", "day", "week", "month", "quarter", "year"]),
                name="kpis_cadence_is_known",
                violation_error_message="Choose every day, week, month, quarter or year.",
            ),
            models.CheckConstraint(
                condition=Q(perspective__in=["technical", "joint", "business"]),
                name="kpis_perspective_is_known",
                violation_error_message="A KPI is technical, joint or business.",
            ),
            models.CheckConstraint(
                condition=Q(change_by__in=["", "percent", "points"]),
                name="kpis_change_by_is_known",
                violation_error_message="Say whether the change is in percent or in points.",
            ),
            models.CheckConstraint(
                condition=Q(aggregate__in=["latest", "mean", "sum", "min", "max", "last"]),
                name="kpis_aggregate_is_known",
                violation_error_message="Choose how the values of a period are put together.",
            ),
            models.CheckConstraint(
                condition=Q(pace__in=["linear", "step", "custom"]),
                name="kpis_pace_is_known",
                violation_error_message="Choose an even pace, one in steps or points of its own.",
            ),
            models.CheckConstraint(
                condition=Q(result__in=["", "met", "missed", "moved"]),
                name="kpis_result_is_known",
                violation_error_message="Say whether the target was met, missed or moved.",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=["", "yes", "unsure", "no"]),
                name="kpis_confidence_is_known",
                violation_error_message="Say yes, unsure or no, or nothing at all.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(confidence="", confidence_on=None, confidence_by=None)
                    | ~Q(confidence="")
                    & Q(confidence_on__isnull=False, confidence_by__isnull=False)
                ),
                name="kpis_confidence_says_when_and_by_whom",
                violation_error_message="Say whose confidence it is, and since when.",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="kpis_bounds_are_in_order",
                violation_error_message="The lowest good value must not be above the highest.",
            ),
            models.CheckConstraint(
                condition=Q(warn_low__isnull=True)
                | Q(warn_high__isnull=True)
                | Q(warn_low__lte=F("warn_high")),
                name="kpis_warnings_are_in_order",
                violation_error_message="The lower warning must not be above the upper one.",
            ),
            models.CheckConstraint(
                # PostgreSQL sorts NaN above every number.
                condition=_all_numbers("baseline", "target", "low", "high")
                & _all_numbers("change", "warn_low", "warn_high"),
                name="kpis_figures_are_numbers",
                violation_error_message="A figure is a number.",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=PLACES),
                name="kpis_decimals_fit",
                violation_error_message=f"Show at most {PLACES} decimals.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0),
                name="kpis_weight_is_not_negative",
                violation_error_message="A weight is 0 or more; 0 leaves the KPI out.",
            ),
            said_in_a_currency("kpis_cost_has_a_currency", "yearly_cost"),
            models.CheckConstraint(
                condition=Q(yearly_cost__isnull=True) | Q(yearly_cost__gte=0),
                name="kpis_cost_is_not_negative",
                violation_error_message=NO_NEGATIVE_COST,
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="kpis_kpi_has_a_title",
                violation_error_message="A KPI needs a title.",
            ),
            models.CheckConstraint(
                condition=Q(outcome_of__isnull=True) | ~Q(perspective="technical"),
                name="kpis_outcome_is_shared_with_the_business",
                violation_error_message=(
                    "A goal's own measure of success is a business or joint KPI."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["title", "id"], name="kpis_order"),
            models.Index(fields=["title_key"], name="kpis_twins"),
            models.Index(fields=["source", "unit"], name="kpis_sources", condition=~Q(source="")),
            models.Index(fields=["id"], name="kpis_costed", condition=Q(yearly_cost__isnull=False)),
            GinIndex(fields=["title"], name="kpis_title_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title


class KpiStep(models.Model):
    """One step of a KPI that completes steps."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(max_length=LONGEST_TITLE)
    weight = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))
    done_on = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="kpis_step_weighs_something",
                violation_error_message="A step's weight is more than 0.",
            )
        ]

    def __str__(self) -> str:
        return self.title
