"""What a list may be narrowed to: small GET forms, and a chip for each filter in use."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django import forms
from django.http import QueryDict

from accounts.models import Team, User
from alignment.lib.menus import MenuField
from objectives.models import FocusArea, Objective
from stories.pages.figures import STATUSES
from stories.pages.paging import LARGEST_ID, without
from stories.pages.periods import PERIODS

Choices = list[tuple[str, str]]
LONGEST_WORDS = 200
SEVERITIES: Choices = [
    ("3", "Must be mended"),
    ("2", "Someone must decide, or worse"),
    ("1", "Gaps too"),
]
KPI_VERDICTS: Choices = [
    ("judged", "All that are judged"),
    ("sound", "Traced and agreed"),
    ("waiting", "Not agreed yet"),
    ("changed", "Changed since agreed"),
    ("in_doubt", "In doubt, for either reason"),
    ("no_line", "No line to a goal"),
    ("exempt", "Deliberately not tied to a goal"),
    ("not_assessed", "Not judged: drafts and retired"),
]
OBJECTIVE_VERDICTS: Choices = [
    ("active", "All active goals"),
    ("sound", "Traced and agreed"),
    ("in_doubt", "In doubt"),
    ("no_line", "No line"),
    ("without_work", "No technology work"),
    ("without_measure", "Work but no measure"),
    ("not_expected", "Needs no technology"),
]
LEVELS: Choices = [("top", "Top goals"), ("below", "Goals below another")]
FOCUS_VERDICTS: Choices = [
    ("live", "All active work"),
    ("serving", "Serves a goal"),
    ("no_goal", "Serves no goal"),
    ("no_measure", "Not measured"),
    ("sound", "Traced and agreed"),
    ("in_doubt", "In doubt"),
]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address without it."""

    text: str
    href: str


class Filter(forms.Form):
    """What a page can be asked; what makes no sense is not asked."""

    def offer(self, name: str, anything: str, rows: Iterable[tuple[int, str]]) -> None:
        """Offer rows by id and name in a menu, and to choose none of them."""
        field = self.fields[name]
        assert isinstance(field, MenuField)  # noqa: S101  # no other offers rows
        field.offer(anything, rows)

    def asked(self, name: str) -> str:
        """Return what a filter asks for; nothing where it was not given or makes no sense."""
        if not self.is_bound or name in self.errors:
            return ""
        value = self.cleaned_data.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        """Return the id that a filter asks for."""
        text = self.asked(name)
        return int(text) if text else None

    def is_narrow(self) -> bool:
        """Say whether any filter is in use."""
        return any(self.asked(name) for name in self.fields)


class ListFilter(Filter):
    """What every list can be asked."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST_WORDS,
        label="Search this list",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Title or reference"}),
    )


class KpiFilter(ListFilter):
    """What the list of KPIs can be narrowed to."""

    verdict = forms.ChoiceField(required=False, label="Line", choices=[("", "Any"), *KPI_VERDICTS])
    team = MenuField(required=False)
    owner = MenuField(required=False)
    status = forms.ChoiceField(
        required=False,
        label="Figures",
        choices=[("", "Any"), *((key, text) for key, (_, text) in STATUSES.items())],
    )
    period = forms.ChoiceField(required=False, choices=[("", "Any time"), *PERIODS])
    severity = forms.ChoiceField(
        required=False, label="Findings", choices=[("", "Any"), *SEVERITIES]
    )
    driver = forms.ChoiceField(
        required=False,
        label="Value driver of its goal",
        choices=[("", "Any"), *Objective.ValueDriver.choices],
    )
    objective = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict) -> None:
        """Offer the teams and people there are. Two queries."""
        super().__init__(data)
        self.offer("team", "Any team", teams())
        self.offer("owner", "Anybody", people())


class ObjectiveFilter(ListFilter):
    """What the list of objectives can be narrowed to."""

    verdict = forms.ChoiceField(
        required=False, label="Line", choices=[("", "Any"), *OBJECTIVE_VERDICTS]
    )
    status = forms.ChoiceField(required=False, choices=[("", "Any"), *Objective.Status.choices])
    level = forms.ChoiceField(required=False, choices=[("", "Any"), *LEVELS])
    driver = forms.ChoiceField(
        required=False,
        label="Value driver",
        choices=[("", "Any"), *Objective.ValueDriver.choices],
    )
    owner = MenuField(required=False)
    under = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict) -> None:
        """Offer the people there are. One query."""
        super().__init__(data)
        self.offer("owner", "Anybody", people())


class FocusAreaFilter(ListFilter):
    """What the list of focus areas can be narrowed to."""

    verdict = forms.ChoiceField(
        required=False, label="Line", choices=[("", "Any"), *FOCUS_VERDICTS]
    )
    status = forms.ChoiceField(required=False, choices=[("", "Any"), *FocusArea.Status.choices])
    owner = MenuField(required=False)
    objective = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict) -> None:
        """Offer the people there are. One query."""
        super().__init__(data)
        self.offer("owner", "Anybody", people())


class SearchFilter(ListFilter):
    """What to look for everywhere."""


def chips_of(form: Filter, asked: QueryDict, **texts: str) -> tuple[Chip, ...]:
    """Return a chip for each filter in use; `texts` are the words of those that hold only an id."""
    chips = []
    for name, field in form.fields.items():
        value = form.asked(name)
        if not value:
            continue
        text = texts.get(name) or f"“{value}”"
        if isinstance(field, forms.ChoiceField):
            words = dict(_flat(field)).get(value, value)
            text = f"{field.label or name.capitalize()}: {words}"
        chips.append(Chip(text, without(asked, name)))
    return tuple(chips)


def _flat(field: forms.ChoiceField) -> Iterable[tuple[str, str]]:
    choices = cast("Iterable[tuple[str, str]]", field.choices)
    return ((str(key), str(text)) for key, text in choices)


def teams() -> Iterable[tuple[int, str]]:
    """Return the teams to choose from. One query."""
    return Team.objects.for_choosing().values_list("pk", "name")


def people() -> Iterable[tuple[int, str]]:
    """Return the people to choose from. One query."""
    return User.objects.for_choosing().values_list("pk", "name")
