"""What an executive narrows the alignment page to; the address says it, every link carries it."""

from dataclasses import replace
from datetime import date
from typing import ClassVar

from django import forms
from django.http import QueryDict

from accounts.models import User
from alignment.lib.menus import MenuField
from objectives.access import objective_to_view, objectives_to_view
from objectives.models import Objective
from reports.scopes import Scope as Part
from stories.pages.filters import SEVERITIES, Chip, Filter, chips_of, people, teams
from stories.pages.paging import id_in
from stories.pages.periods import PERIODS, due_between
from stories.totals import Scope

MOST_GOALS = 100
PART = ("driver", "objective", "team", "owner")
CARRIED = (*PART, "period", "severity")


class PartFilter(Filter):
    """A part of the company: value driver, goal, team and owner."""

    CARRIED: ClassVar[tuple[str, ...]] = PART

    driver = forms.ChoiceField(
        required=False,
        label="Value driver",
        choices=[("", "Any value"), *Objective.ValueDriver.choices],
    )
    team = MenuField(required=False)
    owner = MenuField(required=False, label="KPI owner")
    objective = MenuField(required=False, label="Goal")

    def __init__(self, data: QueryDict, user: User) -> None:
        """Offer the teams, people and top goals that a reader may know of. Three queries.

        Raises:
            Http404: it is narrowed to an objective that the reader may not know of.
        """
        super().__init__(data)
        self.offer("team", "All teams", teams())
        self.offer("owner", "Anybody", people())
        goals = (
            objectives_to_view(user).active().filter(parent=None).order_by("rank", "title", "pk")
        )
        offered = list(goals.values_list("pk", "title")[:MOST_GOALS])
        self.goal = _asked_goal(user, data.get("objective", ""), offered)
        if self.goal and self.goal not in offered:
            offered.append(self.goal)
        self.offer("objective", "All goals", offered)

    def part(self) -> Part:
        """Return the part of the company that is meant, period and severity left aside."""
        return Part(
            driver=self.asked("driver"),
            objective_id=self.number("objective"),
            team_id=self.number("team"),
            person_id=self.number("owner"),
        )

    def carried(self) -> dict[str, str]:
        """Return what every link from the page has to ask for as well."""
        return {name: value for name in self.CARRIED if (value := self.asked(name))}

    def chips(self, asked: QueryDict) -> tuple[Chip, ...]:
        """Return a chip for each filter in use."""
        return chips_of(self, asked)

    def words(self) -> str:
        """Return in words what is looked at: “the whole company”, or what it is narrowed to."""
        chosen = []
        for name in self.CARRIED:
            value = self.asked(name)
            field = self.fields[name]
            if value and isinstance(field, forms.ChoiceField):
                choices = {str(key): str(text) for key, text in field.choices}  # type: ignore[misc,union-attr]
                chosen.append(choices.get(value, value))
        return " · ".join(chosen) or "the whole company"


class ScopeFilter(PartFilter):
    """A part of the company, and of its KPIs those due in a period or with grave findings."""

    CARRIED: ClassVar[tuple[str, ...]] = CARRIED

    period = forms.ChoiceField(required=False, choices=[("", "Any time"), *PERIODS])
    severity = forms.ChoiceField(
        required=False, label="Findings", choices=[("", "Any"), *SEVERITIES]
    )

    def scope(self, today: date) -> Scope:
        """Return the KPIs that are meant on a day."""
        due_from, due_until = due_between(self.asked("period"), today)
        return replace(
            self.part().of_kpis(),
            due_from=due_from,
            due_until=due_until,
            severity=self.number("severity"),
        )


def _asked_goal(user: User, asked: str, offered: list[tuple[int, str]]) -> tuple[int, str] | None:
    number = id_in(asked)
    if number is None:
        return None
    found = next((goal for goal in offered if goal[0] == number), None)
    if found:
        return found
    goal = objective_to_view(user, number)
    return goal.pk, goal.title
