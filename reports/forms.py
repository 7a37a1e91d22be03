"""Forms of the pages that read across."""

from django import forms


class WorkbookForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(
        label="Workbook",
        help_text="An Excel workbook (.xlsx), a zip of CSV files, or one CSV file named like "
        "its sheet. At most 20 MB. You see what would happen before anything is stored.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file first."},
    )
