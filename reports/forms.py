"""Forms of the pages that read across."""

from typing import Any, ClassVar

from django import forms

from alignment.lib.form_pages import Group, WritingForm
from reports.models import LONGEST_SCOPE_NAME, Subscription
from reports.packs.choosing import Choices


class WorkbookForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(
        label="Workbook",
        help_text="An Excel workbook (.xlsx), a zip of CSV files, or one CSV file named like "
        "its sheet. At most 20 MB. You see what would happen before anything is stored.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file first."},
    )


class PackForm(forms.Form):
    """Which part of the company, and as it was on which day."""

    scope = forms.ChoiceField(label="What it is about")
    day = forms.DateField(
        label="As it was on",
        help_text="Today, or an earlier day on which figures were kept.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day."},
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        """Offer the parts that may be chosen."""
        super().__init__(*args, **options)
        _offer(self, choices)


class SubscriptionForm(forms.Form):
    """Of which part of the company somebody wants a digest, and how often."""

    scope = forms.ChoiceField(label="What it is about")
    rhythm = forms.ChoiceField(
        label="How often", choices=Subscription.Rhythm.choices, help_text="In the morning."
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        """Offer the parts that may be chosen."""
        super().__init__(*args, **options)
        _offer(self, choices)


def _offer(form: forms.Form, choices: Choices) -> None:
    field = form.fields["scope"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  # both are
    field.choices = choices


class ScopeForm(WritingForm):
    """A name for a part of the company that somebody looks at often."""

    GROUPS: ClassVar[tuple[Group, ...]] = (Group("", ("name", "home")),)

    name = forms.CharField(
        max_length=LONGEST_SCOPE_NAME,
        help_text="A name that you have already stands for this scope from now on.",
    )
    home = forms.BooleanField(
        required=False,
        label="Make it my home",
        help_text="The alignment page then begins with it; the whole company is one click away.",
    )
