"""The shape in which programs send and get values."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alignment.lib.rest.fields import ExactDay, ExactFlag, ExactNumber, ExactText, Strict
from kpis.models import Measurement
from kpis.services.bulk_values import MOST
from kpis.value_sheets import LONGEST_NOTE


class Refusal(serializers.Serializer):  # type: ignore[type-arg]
    """The one shape of a refusal: a code for programs and a sentence for people."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class ValueRead(serializers.Serializer):  # type: ignore[type-arg]
    """The value of a day as it stands."""

    date = ExactDay(source="observed_on")
    value = ExactNumber()
    version = serializers.IntegerField(help_text="Counts up with each correction.")
    note = serializers.CharField()
    reason = serializers.CharField(help_text="Why it was corrected, if it was.")
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Measurement.Source.choices
    )
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(source="recorded_by.name", allow_null=True, default=None)


class ValuePage(serializers.Serializer):  # type: ignore[type-arg]
    """One page of values, the newest first."""

    results = ValueRead(many=True)
    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")


class ValueWrite(Strict):
    """The value a day is to have."""

    value = ExactNumber(
        allow_null=True,
        help_text="In the KPI’s unit; as text or as a number, read to the last digit. "
        "Null, with a reason, withdraws the value.",
    )
    note = ExactText(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")
    reason = ExactText(
        max_length=LONGEST_NOTE,
        required=False,
        allow_blank=True,
        default="",
        help_text="Why another value is put in the place of what stands there.",
    )
    sure = ExactFlag(
        required=False,
        default=False,
        help_text="Mean what is out of the ordinary, such as a thousand times the last value.",
    )


@extend_schema_field(
    {
        "type": "array",
        "maxItems": MOST,
        "items": {
            "description": "An object of kpi (its reference), date, value and perhaps note. One "
            "that cannot be read is refused on its own; the others are kept."
        },
    }
)
class Rows(serializers.Field):  # type: ignore[type-arg]
    """Rows that are each read on their own."""

    def to_internal_value(self, data: object) -> list[object]:
        """Return the rows as they were sent, unread."""
        if not isinstance(data, list):
            raise serializers.ValidationError("Send a list of values.")
        if len(data) > MOST:
            raise serializers.ValidationError(
                f"Send at most {MOST:,} values at once; these are {len(data):,}."
            )
        return data

    def to_representation(self, value: list[object]) -> list[object]:
        """Return the rows as they are."""
        return value


class BulkWrite(Strict):
    """Up to 10,000 values at once."""

    values = Rows()
    reason = ExactText(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")
    sure = ExactFlag(
        required=False,
        default=False,
        help_text="Mean what is out of the ordinary, such as a thousand times the last value.",
    )


class RowRefusal(serializers.Serializer):  # type: ignore[type-arg]
    """Why one row was not kept; `row` counts from 0, lines of a text from 1."""

    row = serializers.IntegerField()
    code = serializers.CharField()
    message = serializers.CharField()


class BulkAnswer(serializers.Serializer):  # type: ignore[type-arg]
    """How many rows became what; every row that is not listed as refused is on record."""

    recorded = serializers.IntegerField(help_text="Stored now.")
    corrected = serializers.IntegerField(help_text="Put in the place of another value.")
    known = serializers.IntegerField(help_text="The same as on record already.")
    refused = serializers.IntegerField(help_text="Not stored; why stands in refusals.")
    refusals = RowRefusal(many=True)
