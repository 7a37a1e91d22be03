"""Form fields that read what a person wrote for certain, or say why not and keep it."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError
from alignment.lib.numbers import Notation, parse_decimal, plain_decimal

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Words(forms.CharField):
    """A line of text.

    The browser is not told the longest length: it would cut what is pasted without a word.
    """

    def __init__(self, *, max_length: int, **options: Any) -> None:
        """Take a longest length, which every text has."""
        super().__init__(max_length=max_length, **options)
        self.error_messages["max_length"] = (
            "This is %(show_value)d characters long; at most %(limit_value)d are kept. Shorten it."
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes of the control, without its longest length."""
        attributes: dict[str, Any] = super().widget_attrs(widget)
        return {name: value for name, value in attributes.items() if "length" not in name}


class Prose(Words):
    """Text of several lines; a browser's line ends become plain ones."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with line ends as they are stored."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class Naming(Prose):
    """Text of several lines in which an @ names something; `names` lists what it may name."""

    names = ""

    @staticmethod
    def listed_at(field: forms.Field, names: str) -> None:
        """Say where the names are listed that this text may name."""
        if isinstance(field, Naming):
            field.names = names


class Figure(forms.CharField):
    """A number as people write it; empty is None, which is unknown."""

    def __init__(self, *, digits: int, places: int, **options: Any) -> None:
        """Take how many digits are kept, and how many of them after the decimal point."""
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)
        self.places = places
        self.too_large = Decimal(10) ** (digits - places)

    def to_python(self, value: Any) -> Any:
        """Return the number.

        Raises:
            ValidationError: it is none, can be read in two ways, or does not fit.
        """
        text = super().to_python(value)
        if not text:
            return None
        try:
            number = parse_decimal(text, Notation.UNKNOWN)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence, code=refusal.code) from None
        if abs(number) >= self.too_large:
            raise ValidationError("This number is too large to be kept.", code="too_large")
        if number != round(number, self.places):
            raise ValidationError(
                f"At most {self.places} digits after the decimal point are kept.", code="too_fine"
            )
        return number

    def prepare_value(self, value: Any) -> Any:
        """Return a stored number as text that this field reads in one way only."""
        return written(value) if isinstance(value, Decimal) else value


def written(value: Decimal) -> str:
    """Return a number as text that nobody can take for thousands: 1.234 is “1.2340”."""
    text = plain_decimal(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, decimals = text.lstrip("-").partition(".")
    alike = len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0")
    return f"{text}0" if alike else text


class Day(forms.CharField):
    """A day as people write it; empty is None."""

    def __init__(self, **options: Any) -> None:
        """Show the browser's own calendar."""
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the day.

        Raises:
            ValidationError: it is none, or can be read in two ways.
        """
        if isinstance(value, date):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            day = parse_date(text)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence, code=refusal.code) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                f"“{text}” is too far away: a year from {FIRST_YEAR} to {LAST_YEAR} is meant.",
                code="far_away",
            )
        return day

    def prepare_value(self, value: Any) -> Any:
        """Return the day as browsers write it."""
        return value.isoformat() if isinstance(value, date) else value


class QuickSelect(forms.Select):
    """A list to choose from that is written in one go, however long it is."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002
    ) -> SafeString:
        """Return the control as HTML."""
        chosen = set(self.format_value(value))
        attributes = {"name": name, **self.attrs, **(attrs or {})}
        if self.allow_multiple_selected:
            attributes["multiple"] = True
        elif self.is_required and self._has_empty_first():
            attributes["required"] = True
        return format_html(
            "<select{}>{}</select>",
            format_html_join("", "{}", _attributes(attributes)),
            format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                (
                    (key, SafeString(" selected") if str(key) in chosen else "", label)
                    for key, label in self.choices
                ),
            ),
        )

    def _has_empty_first(self) -> bool:
        first = next(iter(self.choices), None)
        return first is not None and first[0] in ("", None)


class QuickSelectMany(forms.SelectMultiple, QuickSelect):
    """A list to choose several from that is written in one go."""

    render = QuickSelect.render


def _attributes(attributes: Mapping[str, Any]) -> Iterator[tuple[SafeString]]:
    for name, value in attributes.items():
        if value is True:
            yield (format_html(" {}", name),)
        elif value not in (None, False):
            yield (format_html(' {}="{}"', name, value),)


class RowChoices(ModelChoiceIterator):  # type: ignore[type-arg]
    """The rows of a query as choices: one query of a few columns, asked when they are shown."""

    field: "Pick | PickMany"

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """Yield the empty choice, if any, and then each row's key and name."""
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        for key, name, *more in self.queryset.values_list("pk", *self.field.named_by):
            yield key, " ".join([str(name), *(f"({word})" for word in more if word)])


NOT_A_CHOICE = "This is not one of those to choose. Choose from the list."


class Pick(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row that a person may know of; what they may not know of is no choice."""

    widget = QuickSelect
    iterator = RowChoices

    def __init__(self, *, named_by: tuple[str, ...] = ("title", "ref"), **options: Any) -> None:
        """Take the columns that name a row; the rows themselves are offered by the form."""
        self.named_by = named_by
        super().__init__(options.pop("queryset", None), **options)
        self.error_messages["invalid_choice"] = NOT_A_CHOICE


class PickMany(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows that a person may know of."""

    widget = QuickSelectMany
    iterator = RowChoices

    def __init__(self, *, named_by: tuple[str, ...] = ("title", "ref"), **options: Any) -> None:
        """Take the columns that name a row; the rows themselves are offered by the form."""
        self.named_by = named_by
        super().__init__(options.pop("queryset", None), **options)
        self.error_messages |= {"invalid_choice": NOT_A_CHOICE, "invalid_pk_value": NOT_A_CHOICE}


def offer(field: forms.Field, rows: "QuerySet[Any]") -> None:
    """Let a field choose among rows."""
    if isinstance(field, Pick | PickMany):
        field.queryset = rows


def or_blank(choices: list[tuple[str, str]], blank: str = "Not said yet") -> list[tuple[str, str]]:
    """Return choices with the empty one first."""
    return [("", blank), *choices]
