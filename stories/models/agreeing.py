"""What people said of lines and stories: agreed, refused, accepted for a time."""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpis.models import Kpi
from objectives.models import LONGEST_TEXT, FocusArea, FocusLink, Objective
from stories.models.links import KpiLink
from stories.models.telling import Story


class Side(models.TextChoices):
    """The two sides that agree."""

    BUSINESS = "business", "Business"
    TECHNOLOGY = "technology", "Technology"


SIDES = ["business", "technology"]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Phrases about who agreed to what."""

    def newest_of(self, story: Story) -> Self:
        """Return each side's newest signature under a story, with who gave it."""
        given = self.filter(story=story).select_related("given_by").defer("content")
        return given.order_by("side", "-pk").distinct("side")

    def with_content_like(self, story: Story, fingerprints: Collection[str]) -> Self:
        """Return those under a story, of these contents, that kept what was agreed to."""
        kept = self.filter(story=story, fingerprint__in=fingerprints, content__isnull=False)
        return kept.order_by("fingerprint", "pk").distinct("fingerprint")


class Agreement(models.Model):
    """One side's signature under a story as it was; append-only.

    `content` is what was agreed to, as `stories.contents` keeps it; None was signed elsewhere, or
    before it was kept.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="agreements")
    side = models.CharField(max_length=10, choices=Side.choices)
    story_version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agreements"
    )
    content = models.JSONField(null=True, editable=False)

    objects = AgreementQuerySet.as_manager()

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

    def of_kpi(self, kpi: Kpi) -> Self:
        """Return those of one KPI with who approved them, the longest first."""
        return self.filter(kpi=kpi).select_related("approver").order_by("-expires_on", "pk")

    def in_force_on(self, day: date) -> Self:
        """Return those that hold on a day."""
        return self.filter(granted_on__lte=day, expires_on__gte=day, ended_on__isnull=True)

    def ran_out_before(self, day: date) -> Self:
        """Return those whose last day is over and that nobody ended earlier."""
        return self.filter(expires_on__lt=day, ended_on__isnull=True).order_by("pk")

    def with_things(self) -> Self:
        """Return them with what they are for."""
        return self.select_related("kpi", "focus_area", "objective")


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
