"""The shape in which programs get KPIs, and in which they change them."""

from decimal import Decimal
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
    shown_number,
)
from kpis.models import Kpi
from kpis.pace_lines import MOST_POINTS, PacePoints, read_pace, written_pace
from kpis.step_lines import MOST_STEPS
from objectives.models import LONGEST_REF, LONGEST_TEXT, LONGEST_TITLE


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


class PacePoint(Strict):
    """A day, and the share that is due by then."""

    on = ExactDay()
    share = ExactNumber(help_text="From 0 to 1.")

    def validate_share(self, share: Decimal) -> Decimal:
        """Refuse what is no share."""
        if not 0 <= share <= 1:
            raise serializers.ValidationError("A share is from 0 to 1.")
        return share


@extend_schema_field(PacePoint(many=True))
class PaceField(serializers.Field):  # type: ignore[type-arg]
    """The points of a pace, which a KPI keeps as text."""

    def to_internal_value(self, data: object) -> str:
        """Return the points as they are kept."""
        sent = PacePoint(data=data, many=True, max_length=MOST_POINTS)  # type: ignore[call-arg]
        sent.is_valid(raise_exception=True)
        points: PacePoints = tuple((one["on"], one["share"]) for one in sent.validated_data)
        return written_pace(points)

    def to_representation(self, value: str) -> object:
        """Return the points in order."""
        return [
            {"on": on.isoformat(), "share": shown_number(share)} for on, share in read_pace(value)
        ]


class StepShape(Strict):
    """A step of a KPI that completes steps."""

    title = ExactText(max_length=LONGEST_TITLE)
    weight = ExactNumber(default=Decimal(1))
    done_on = a_day()


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
    warn_low = a_figure(help_text="The lowest value without a warning.")
    warn_high = a_figure(help_text="The highest value without a warning.")
    pace = one_of(Kpi.Pace.choices)
    pace_points = PaceField(required=False, help_text="For the pace “custom”.")
    on_course_by = ExactNumber(required=False)
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
    yearly_cost = a_figure(help_text="What it costs a year to measure and to keep.")
    currency = a_text(3, help_text="Of the cost: three letters, such as EUR.")
    confidence = one_of(Kpi.Confidence.choices, blank=True)
    steps = StepShape(  # type: ignore[call-arg]
        many=True,
        required=False,
        max_length=MOST_STEPS,
        help_text="All of them; a step that keeps its title stays the same step.",
    )

    def validate_currency(self, said: str) -> str:
        """Return the letters in capitals."""
        return said.upper()


class KpiNew(KpiEdit):
    """A KPI to be created; without a reference it gets the next free one."""

    title = ExactText(max_length=LONGEST_TITLE)
    ref = ExactText(max_length=LONGEST_REF, required=False)
    team = ExactInteger(required=False, allow_null=True, help_text="The number of a team.")
    owner = ExactInteger(required=False, allow_null=True, help_text="The number of a person.")


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


class ValueOfDay(serializers.Serializer):  # type: ignore[type-arg]
    """A value of a day; null is unknown."""

    on = serializers.DateField(allow_null=True)
    value = serializers.CharField(allow_null=True)


class ExplainedTarget(serializers.Serializer):  # type: ignore[type-arg]
    """What is to be reached, who said so and when."""

    value = serializers.CharField(allow_null=True)
    low = serializers.CharField(allow_null=True)
    high = serializers.CharField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    set_by = serializers.CharField()
    set_on = serializers.DateField(allow_null=True)


class ExplainedStep(serializers.Serializer):  # type: ignore[type-arg]
    """A step, its weight and the day it was done."""

    title = serializers.CharField()
    weight = serializers.CharField()
    done_on = serializers.DateField(allow_null=True)


class ExplainedForecast(serializers.Serializer):  # type: ignore[type-arg]
    """What is expected when due; without a value, why."""

    value = serializers.CharField(allow_null=True)
    low = serializers.CharField(allow_null=True)
    high = serializers.CharField(allow_null=True)
    reaches_on = serializers.DateField(allow_null=True)
    method = serializers.CharField()
    points = serializers.IntegerField()
    why_not = serializers.CharField()


class ExplanationRead(serializers.Serializer):  # type: ignore[type-arg]
    """Everything that a KPI's figure of today rests on. Numbers are text."""

    as_of = serializers.DateField()
    status = serializers.CharField()
    reason = serializers.CharField()
    formula = serializers.CharField()
    rule_version = serializers.CharField()
    progress = serializers.CharField(allow_null=True)
    expected = serializers.CharField(allow_null=True)
    baseline = ValueOfDay()
    latest = ValueOfDay()
    target = ExplainedTarget()
    inputs = ValueOfDay(many=True, help_text="The newest 100 of them.")
    all_inputs = serializers.IntegerField()
    steps = ExplainedStep(many=True)
    weight = serializers.CharField()
    forecast = ExplainedForecast()
