"""Days that the alignment page can be asked for: one in the past, since when, from when on."""

from datetime import date

from django import forms
from django.http import QueryDict

from accounts.models import User
from reports.pages.scope import CARRIED, ScopeFilter
from stories.pages.filters import Chip, chips_of
from stories.pages.words import day as in_words

ON, SINCE, FROM, TO = "on", "since", "from", "to"
DAYS = {
    ON: "As it was on",
    SINCE: "What changed since",
    FROM: "Trend from",
    TO: "Trend until",
}


class AlignmentFilter(ScopeFilter):
    """The scope of the page, and the days it looks at."""

    def __init__(self, data: QueryDict, user: User) -> None:
        """Ask for days beside the scope.

        Raises:
            Http404: it is narrowed to an objective that the reader may not know of.
        """
        super().__init__(data, user)
        for name, label in DAYS.items():
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name] = forms.DateField(required=False, label=label, widget=widget)

    def day(self, name: str) -> date | None:
        """Return a day that is asked for; None where it was not given or makes no sense."""
        if name in self.errors:
            return None
        asked: date | None = self.cleaned_data.get(name)
        return asked

    def is_narrow(self) -> bool:
        """Say whether it is narrowed to a part of the company."""
        return any(self.asked(name) for name in CARRIED)

    def is_of_some_kpis(self) -> bool:
        """Say whether it is narrowed to KPIs by something that was not kept of past days."""
        return bool(self.asked("period") or self.asked("severity"))

    def chips(self, asked: QueryDict) -> tuple[Chip, ...]:
        """Return a chip for each filter in use, with days in words."""
        days = {name: self.day(name) for name in DAYS}
        said = {name: f"{DAYS[name]} {in_words(day)}" for name, day in days.items() if day}
        return chips_of(self, asked, **said)
