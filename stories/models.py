"""The lines from KPIs to goals, the stories that tell them, who agreed, and the verdicts."""

import uuid
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from kpis.models import Kpi
from objectives.models import (
    LONGEST_REF,
    LONGEST_TEXT,
    FocusArea,
    FocusLink,
    Objective,
)

LONGEST_STORY = 100_000
PUBLIC = 0


class KpiLinkQuerySet(models.QuerySet["KpiLink"]):
    """Phrases about which measure measures which work."""

    def visible_to(self, user: User) -> Self:
        """Return the links of KPIs that a person may know of."""
        if user.is_admin:
            return self.all()
        return self.filter(kpi__in=Kpi.objects.visible_to(user).values("pk"))

    def to_existing(self) -> Self:
        """Return links whose focus area exists."""
        return self.filter(focus_area__isnull=False)

    def in_order(self) -> Self:
        """Return links in the order that people gave them."""
        return self.order_by("position", "pk")


class KpiLink(models.Model):
    """This KPI measures this work, because."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="kpi_links")
    focus_area = models.ForeignKey(
        FocusArea, on_delete=models.CASCADE, null=True, blank=True, related_name="kpi_links"
    )
    missing_ref = models.CharField(max_length=LONGEST_REF, blank=True)
    because = models.TextField(blank=True, max_length=LONGEST_TEXT)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = KpiLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "focus_area", "missing_ref"],
                nulls_distinct=False,
                name="stories_kpi_link_is_drawn_once",
                violation_error_message="This KPI is linked to this focus area already.",
            ),
            models.CheckConstraint(
                condition=Q(focus_area__isnull=False, missing_ref="")
                | (Q(focus_area__isnull=True) & ~Q(missing_ref="")),
                name="stories_kpi_link_points_somewhere",
                violation_error_message="Say which focus area this KPI measures.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id} → {self.focus_area_id or self.missing_ref}"


class Story(models.Model):
    """The narrative of one objective: how the work moves the goal, told with its measures."""

    objective = models.OneToOneField(Objective, on_delete=models.CASCADE, related_name="story")
    body = models.TextField(max_length=LONGEST_STORY)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                condition=~Q(body=""),
                name="stories_story_says_something",
                violation_error_message="Write a sentence, or leave the story out.",
            )
        ]

    def __str__(self) -> str:
        return f"story of {self.objective_id}"


class StoryVersion(models.Model):
    """What a story said at one time; append-only."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField(max_length=LONGEST_STORY)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="story_versions"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "number"],
                name="stories_version_numbered_once",
                violation_error_message="This story was changed by somebody else just now.",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number} of story {self.story_id}"


class Mention(models.Model):
    """A story names a KPI or a focus area; derived from the body when it is saved.

    Neither of the two set: it names something that is gone.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="mentions")
    uid = models.UUIDField()
    kpi = models.ForeignKey(Kpi, on_delete=models.SET_NULL, null=True, related_name="mentions")
    focus_area = models.ForeignKey(
        FocusArea, on_delete=models.SET_NULL, null=True, related_name="mentions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "uid"],
                name="stories_mention_counted_once",
                violation_error_message="A story's mentions are counted once.",
            )
        ]

    def __str__(self) -> str:
        return f"story {self.story_id} names {self.uid}"


class Side(models.TextChoices):
    """The two sides that agree."""

    BUSINESS = "business", "Business"
    TECHNOLOGY = "technology", "Technology"


SIDES = ["business", "technology"]


class Agreement(models.Model):
    """One side's signature under a story as it was; append-only."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="agreements")
    side = models.CharField(max_length=10, choices=Side.choices)
    story_version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agreements"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=SIDES),
                name="stories_agreement_side_is_known",
                violation_error_message="Somebody agrees for business or for technology.",
            )
        ]
        indexes = [models.Index(fields=["story", "side", "-id"], name="stories_agreement_newest")]

    def __str__(self) -> str:
        return f"{self.side} agrees to story {self.story_id}"


class Judgement(models.Model):
    """One side's word on one link, sealed to what its ends said then; append-only."""

    class Word(models.TextChoices):
        VALID = "valid", "Valid"
        REFUSED = "refused", "Refused"

    class Origin(models.TextChoices):
        GIVEN = "given", "Given"
        CARRIED = "carried", "Carried over a change of wording"
        IMPORTED = "imported", "Brought in"

    kpi_link = models.ForeignKey(
        KpiLink, on_delete=models.CASCADE, null=True, blank=True, related_name="judgements"
    )
    focus_link = models.ForeignKey(
        FocusLink, on_delete=models.CASCADE, null=True, blank=True, related_name="judgements"
    )
    fp_version = models.PositiveSmallIntegerField(default=1)
    fp_link = models.CharField(max_length=64)
    fp_lower = models.CharField(max_length=64)
    fp_upper = models.CharField(max_length=64)
    word = models.CharField(max_length=10, choices=Word.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.GIVEN)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgements"
    )
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kpi_link__isnull=False, focus_link__isnull=True)
                | Q(kpi_link__isnull=True, focus_link__isnull=False),
                name="stories_judgement_is_of_one_link",
                violation_error_message="A judgement is of one line.",
            ),
            models.CheckConstraint(
                condition=Q(side__in=SIDES),
                name="stories_judgement_side_is_known",
                violation_error_message="Somebody judges for business or for technology.",
            ),
            models.CheckConstraint(
                condition=Q(word__in=["valid", "refused"]),
                name="stories_judgement_word_is_known",
                violation_error_message="A line is valid or refused.",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["given", "carried", "imported"]),
                name="stories_judgement_origin_is_known",
                violation_error_message="A judgement is given, carried over or brought in.",
            ),
            models.CheckConstraint(
                condition=Q(word="valid") | ~Q(note=""),
                name="stories_refusal_has_a_reason",
                violation_error_message="Say why this line is not true.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.word}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Phrases about exemptions."""

    def in_force_on(self, day: date) -> Self:
        """Return those that hold on a day."""
        return self.filter(granted_on__lte=day, expires_on__gte=day, ended_on__isnull=True)


class Exemption(models.Model):
    """A finding that is accepted for a time: why, by whom, until when.

    Without a code it is a KPI that keeps the lights on and rightly serves no goal.
    """

    kpi = models.ForeignKey(
        Kpi, on_delete=models.CASCADE, null=True, blank=True, related_name="exemptions"
    )
    focus_area = models.ForeignKey(
        FocusArea, on_delete=models.CASCADE, null=True, blank=True, related_name="exemptions"
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="exemptions"
    )
    code = models.CharField(max_length=4, blank=True)
    reason = models.TextField(max_length=LONGEST_TEXT)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exemptions_approved"
    )
    granted_on = models.DateField()
    expires_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kpi__isnull=False, focus_area__isnull=True, objective__isnull=True)
                | Q(kpi__isnull=True, focus_area__isnull=False, objective__isnull=True)
                | Q(kpi__isnull=True, focus_area__isnull=True, objective__isnull=False),
                name="stories_exemption_is_of_one_thing",
                violation_error_message="An exemption is for one thing.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="stories_exemption_has_a_reason",
                violation_error_message="Say why this is accepted.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("granted_on"))
                & Q(expires_on__lte=F("granted_on") + 366),
                name="stories_exemption_lasts_a_year_at_most",
                violation_error_message=(
                    "An exemption ends after the day it is given and within 12 months."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"exempt until {self.expires_on}"


class NotABlank(models.Model):
    """A text that looks like a blank left in and is none; remembered exactly as written."""

    text = models.TextField(max_length=LONGEST_TEXT, unique=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="not_blanks"
    )

    class Meta:
        verbose_name = "text that is not a blank"
        verbose_name_plural = "texts that are not blanks"

    def __str__(self) -> str:
        return self.text[:80]


class Audience(models.Model):
    """People who may know of the same confidential objectives; number 0 knows of none.

    The verdicts of audience 0 are those of an installation without any confidential objective.
    Those of another audience are kept only where they differ.
    """

    id = models.PositiveIntegerField(primary_key=True)
    objectives = ArrayField(models.BigIntegerField(), unique=True)

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
        models.Index(fields=["audience", "verdict", "doubt"], name=f"{app}_{thing}_counts"),
        GinIndex(fields=["codes"], name=f"{app}_{thing}_codes"),
    ]


class KpiVerdictQuerySet(models.QuerySet["KpiVerdict"]):
    """Phrases about the verdicts on KPIs."""

    def for_audience(self, audience: int) -> Self:
        """Return one row for each KPI, as these people may see it."""
        if audience == PUBLIC:
            return self.filter(audience=PUBLIC)
        own = KpiVerdict.objects.filter(audience=audience, kpi=OuterRef("kpi"))
        return self.filter(Q(audience=audience) | (Q(audience=PUBLIC) & ~Exists(own)))


class KpiVerdict(StoredVerdict):
    """The verdict on a KPI's line."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="verdicts")
    goals = ArrayField(models.BigIntegerField(), default=list)
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
            GinIndex(fields=["goals"], name="stories_kpi_goals"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id}: {self.verdict}"


class FocusVerdictQuerySet(models.QuerySet["FocusVerdict"]):
    """Phrases about the verdicts on focus areas."""

    def for_audience(self, audience: int) -> Self:
        """Return one row for each focus area, as these people may see it."""
        if audience == PUBLIC:
            return self.filter(audience=PUBLIC)
        own = FocusVerdict.objects.filter(audience=audience, focus_area=OuterRef("focus_area"))
        return self.filter(Q(audience=audience) | (Q(audience=PUBLIC) & ~Exists(own)))


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
        if audience == PUBLIC:
            return self.filter(audience=PUBLIC)
        own = ObjectiveVerdict.objects.filter(audience=audience, objective=OuterRef("objective"))
        return self.filter(Q(audience=audience) | (Q(audience=PUBLIC) & ~Exists(own)))


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
