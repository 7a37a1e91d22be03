"""Forms about files of values."""

from typing import Any

from django import forms

from alignment.lib.fields import Words
from kpis.value_sheets import LONGEST_NOTE


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
