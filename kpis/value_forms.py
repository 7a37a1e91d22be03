"""Forms about values: one, another in its place, and files of many."""

from typing import Any, ClassVar

from django import forms

from alignment.lib.fields import Day, Figure, Words
from alignment.lib.form_pages import Group, WritingForm
from kpis.models import DIGITS, PLACES, Measurement
from kpis.value_sheets import LONGEST_NOTE


def a_figure(label: str, help_text: str = "") -> Figure:
    """Return a field for a figure in the KPI's unit; empty is unknown."""
    return Figure(label=label, digits=DIGITS, places=PLACES, required=False, help_text=help_text)


class MeasurementForm(WritingForm):
    """A value of a day."""

    GROUPS: ClassVar = (Group("", ("value", "observed_on", "note")),)
    BESIDE: ClassVar = {"another_value": "value", "not_a_number": "value"}

    value = Figure(label="Value", digits=DIGITS, places=PLACES)
    observed_on = Day(label="As of", help_text="The day the value is true for.")
    note = Words(label="Note", max_length=LONGEST_NOTE, required=False)


class CorrectionForm(WritingForm):
    """Another value for a day that has one, or none; and why."""

    GROUPS: ClassVar = (Group("", ("deed", "value", "reason")),)
    BESIDE: ClassVar = {"not_a_number": "value"}

    deed = forms.ChoiceField(
        label="What should happen",
        choices=[("correct", "Put another value in its place"), ("withdraw", "Take it back")],
        widget=forms.RadioSelect,
        initial="correct",
    )
    value = a_figure("The right value")
    reason = Words(
        label="Why",
        max_length=LONGEST_NOTE,
        help_text="Shown in the history beside what stood there before.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the right value where one is to be put in place."""
        said = super().clean() or self.cleaned_data
        if said.get("deed") == "correct" and said.get("value") is None and "value" in said:
            self.add_error("value", "Write the right value, or choose to take it back.")
        return said


def value_of(measurement: Measurement) -> dict[str, object]:
    """Return what stands there now, as the correction form shows it."""
    return {"value": measurement.value, "version": measurement.version}


class ValueFileForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(
        label="File of values",
        help_text="CSV or an Excel workbook (.xlsx), with the columns kpi, date and value, or a "
        "column kpi and one for each date. At most 20 MB. You see what would happen before "
        "anything is stored.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file first."},
    )


class StoreForm(forms.Form):
    """What is to be said before a file is stored."""

    reason = Words(
        label="Why values that are on record are corrected",
        max_length=LONGEST_NOTE,
        help_text="Shown in the history of each value that is corrected.",
        required=False,
    )
    sure = forms.BooleanField(
        label="The values out of the ordinary are meant as they stand", required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks_reason: bool, asks_sure: bool, **options: Any) -> None:
        """Ask only what has to be asked."""
        super().__init__(*args, **options)
        if not asks_reason:
            del self.fields["reason"]
        if not asks_sure:
            del self.fields["sure"]
