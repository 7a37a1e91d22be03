"""The shape in which programs get KPIs, and in which they change them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alignment.lib.rest.fields import (
    ExactDay,
    ExactFlag,
    ExactInteger,
    ExactNumber,
    ExactText,
    Strict,
)
from kpis.models import Kpi
from objectives.models import LONGEST_TEXT, LONGEST_TITLE


def a_text(longest: int, **options: Any) -> ExactText:
    """Return a field for text that may be left empty."""
    return ExactText(max_length=longest, required=False, allow_blank=True, **options)


def a_figure(**options: Any) -> ExactNumber:
    """Return a field for a figure in the KPI's unit; null is unknown."""
    return ExactNumber(required=False, allow_null=True, **options)


def a_day() -> ExactDay:
    """Return a field for a day; null is not said."""
    return ExactDay(required=False, allow_null=True)


def one_of(choices: Any, *, blank: bool = False) -> serializers.ChoiceField:
    """Return a field for one of some words; with `blank` none of them may be said."""
    return serializers.ChoiceField(choices=choices, required=False, allow_blank=blank)


class KpiEdit(Strict):
    """What may be changed of a KPI; what is left out stays."""

    title = ExactText(max_length=LONGEST_TITLE, required=False)
    definition = a_text(LONGEST_TEXT, help_text="What is counted, and how.")
    meaning = a_text(LONGEST_TEXT, help_text="What it means for the business.")
    formula = a_text(LONGEST_TEXT)
    unit = a_text(40)
    decimals = ExactInteger(required=False)
    kind = one_of(Kpi.Kind.choices)
    direction = one_of(Kpi.Direction.choices, blank=True)
    baseline = a_figure()
    baseline_on = a_day()
    target = a_figure()
    target_words = a_text(LONGEST_TITLE)
    low = a_figure(help_text="The lowest good value.")
    high = a_figure(help_text="The highest good value.")
    strict = ExactFlag(required=False, help_text="The bounds themselves are not good any more.")
    change = a_figure(help_text="-20 is a fifth less, or 20 points less, as change_by says.")
    change_by = one_of(Kpi.ChangeBy.choices, blank=True)
    aggregate = one_of(Kpi.Aggregate.choices)
    behind_by = ExactNumber(required=False)
    weight = ExactNumber(required=False)
    cadence = one_of(Kpi.Cadence.choices, blank=True)
    starts_on = a_day()
    due_on = a_day()
    perspective = one_of(Kpi.Perspective.choices)
    status = one_of(Kpi.Status.choices)
    result = one_of(Kpi.Result.choices, blank=True)
    source = a_text(200, help_text="Where the values come from.")  # type: ignore[assignment]
    source_ended_on = a_day()


class Thing(serializers.Serializer):  # type: ignore[type-arg]
    """A person or a team."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class StateRead(serializers.Serializer):  # type: ignore[type-arg]
    """Where a KPI stands, as computed at a moment; null is unknown, never zero."""

    status = serializers.CharField()
    reason = serializers.CharField()
    latest = ExactNumber(allow_null=True)
    latest_on = ExactDay(allow_null=True)
    progress = ExactNumber(
        allow_null=True, help_text="1 is all the way; below 0 and above 1 happen."
    )
    expected = ExactNumber(allow_null=True)
    missing_periods = serializers.IntegerField()
    stale_since = ExactDay(allow_null=True)
    forecast = ExactNumber(
        allow_null=True, help_text="Expected when due; null while it is too early to say."
    )
    forecast_low = ExactNumber(allow_null=True)
    forecast_high = ExactNumber(allow_null=True)
    forecast_reaches_on = ExactDay(allow_null=True)
    forecast_method = serializers.CharField()
    forecast_points = serializers.IntegerField()
    computed_at = serializers.DateTimeField()


class Named(serializers.Serializer):  # type: ignore[type-arg]
    """A goal or a focus area."""

    id = serializers.IntegerField()
    ref = serializers.CharField()
    title = serializers.CharField()


class LineRead(serializers.Serializer):  # type: ignore[type-arg]
    """A line from the KPI over work to a goal, or as far as it gets."""

    focus_area = Named(allow_null=True)
    objective = Named(allow_null=True)
    verdict = serializers.CharField()
    said = serializers.CharField(help_text="The verdict in words.")


class VerdictRead(serializers.Serializer):  # type: ignore[type-arg]
    """What the line engine said last of the KPI."""

    verdict = serializers.CharField()
    said = serializers.CharField(help_text="The verdict in words.")
    since = ExactDay()
    lines = serializers.IntegerField()
    sound_lines = serializers.IntegerField()


class KpiRead(KpiEdit):
    """A KPI, where it stands, and its lines: the best one in a list, all of them on its own."""

    uid = serializers.UUIDField(read_only=True)
    ref = serializers.CharField(read_only=True)
    version = serializers.IntegerField(
        read_only=True, help_text="Send it back as If-Match to change the KPI."
    )
    owner = Thing(read_only=True, allow_null=True)
    team = Thing(read_only=True, allow_null=True)
    state = StateRead(read_only=True, allow_null=True)
    verdict = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()

    @extend_schema_field(VerdictRead(allow_null=True))
    def get_verdict(self, kpi: Kpi) -> object:
        """Return the stored verdict; None before the first."""
        found = self.context["lines"].verdicts.get(kpi.pk)
        return None if found is None else VerdictRead(found).data

    @extend_schema_field(LineRead(many=True))
    def get_lines(self, kpi: Kpi) -> object:
        """Return the lines, best first."""
        return LineRead(self.context["lines"].lines.get(kpi.pk, ()), many=True).data


class KpiPage(serializers.Serializer):  # type: ignore[type-arg]
    """One page of KPIs."""

    results = KpiRead(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
