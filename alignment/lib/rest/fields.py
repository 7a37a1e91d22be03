"""Fields that read what a program sends for certain, or say why not."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alignment.lib.errors import DomainError, shortened
from alignment.lib.rest.reading import exact_day, exact_number, shown


@extend_schema_field(
    {"oneOf": [{"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}, {"type": "number"}]}
)
class ExactNumber(serializers.Field):  # type: ignore[type-arg]
    """A number, read exactly and written as text, so that no digit is lost on the way."""

    def to_internal_value(self, data: object) -> Decimal:
        """Return the number."""
        try:
            return exact_number(data)
        except DomainError as error:
            raise serializers.ValidationError(error.sentence, code=error.code) from None

    def to_representation(self, value: Decimal) -> str:
        """Return the number as text without closing zeros."""
        return shown_number(value)


@extend_schema_field(OpenApiTypes.DATE)
class ExactDay(serializers.Field):  # type: ignore[type-arg]
    """A day as in ISO 8601."""

    def to_internal_value(self, data: object) -> date:
        """Return the day."""
        try:
            return exact_day(data)
        except DomainError as error:
            raise serializers.ValidationError(error.sentence, code=error.code) from None

    def to_representation(self, value: date) -> str:
        """Return the day as text."""
        return value.isoformat()


def shown_number(value: Decimal) -> str:
    """Return a number as programs read it, without closing zeros: “1.92”, “0”."""
    return f"{value.normalize():f}" if value else "0"


@extend_schema_field(OpenApiTypes.INT)
class ExactInteger(serializers.Field):  # type: ignore[type-arg]
    """A whole number, and nothing that could be taken for one."""

    def to_internal_value(self, data: object) -> int:
        """Return the number."""
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError(f"“{shown(data)}” is not a whole number.")
        return data

    def to_representation(self, value: int) -> int:
        """Return the number."""
        return value


@extend_schema_field(OpenApiTypes.BOOL)
class ExactFlag(serializers.Field):  # type: ignore[type-arg]
    """True or false, and nothing that could be taken for one."""

    def to_internal_value(self, data: object) -> bool:
        """Return it."""
        if not isinstance(data, bool):
            raise serializers.ValidationError(f"“{shown(data)}” is neither true nor false.")
        return data

    def to_representation(self, value: bool) -> bool:  # noqa: FBT001
        """Return it."""
        return value


class ExactText(serializers.CharField):
    """Text, and no number that could be taken for it."""

    def to_internal_value(self, data: object) -> str:
        """Return the text."""
        if not isinstance(data, str):
            raise serializers.ValidationError("Send text, in quotes.")
        return str(super().to_internal_value(data))


class Strict(serializers.Serializer):  # type: ignore[type-arg]
    """Reads only what it names: whatever else is sent is refused, not passed over."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was sent, checked."""
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"": ["Send an object: {…}."]})
        writable = {name for name, field in self.fields.items() if not field.read_only}
        if strange := sorted(set(map(str, data)) - writable):
            raise serializers.ValidationError(
                {shortened(name): ["This cannot be set here."] for name in strange}
            )
        return super().to_internal_value(data)
