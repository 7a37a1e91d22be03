"""What hangs on a goal, work or a measure: what one should know before changing or deleting it."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet

from accounts.models import User
from alignment.lib.shown import Shown
from kpis.models import Kpi, Measurement
from objectives.access import focus_links_to_view, objectives_to_view
from objectives.models import FocusArea, Objective, ObjectiveQuerySet
from stories.access import kpi_links_to_view

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Hanging(Shown):
    """Things of one sort that hang on what is changed: how many, and the first of them."""

    title: str
    count: int
    names: tuple[str, ...]

    @classmethod
    def of(cls, title: str, names: QuerySet[Any, str]) -> Self:
        """Return what a query of names finds. Two queries."""
        return cls(title, names.count(), tuple(names[:MOST_NAMED]))

    @property
    def more(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.names)


def hanging_on_objective(objective: Objective, by: User) -> list[Hanging]:
    """Return the work, goals and measures that hang on a goal, as far as this person may know.

    Six queries.
    """
    links = focus_links_to_view(by).filter(objective=objective).in_order()
    below = objectives_to_view(by).filter(parent=objective).order_by("title", "pk")
    outcomes = objective.outcomes.visible_to(by).order_by("title", "pk")
    return [
        Hanging.of("Work that serves it", links.values_list("focus_area__title", flat=True)),
        Hanging.of("Goals under it", below.values_list("title", flat=True)),
        Hanging.of("Measures of its success", outcomes.values_list("title", flat=True)),
    ]


def hanging_on_focus_area(focus_area: FocusArea, by: User) -> list[Hanging]:
    """Return the goals and measures that hang on work, as far as this person may know.

    Four queries.
    """
    links = focus_links_to_view(by).filter(focus_area=focus_area, objective__isnull=False)
    measures = kpi_links_to_view(by).filter(focus_area=focus_area).order_by("kpi__title", "pk")
    return [
        Hanging.of(
            "Goals it serves",
            links.order_by("objective__title").values_list("objective__title", flat=True),
        ),
        Hanging.of("Measures of it", measures.values_list("kpi__title", flat=True)),
    ]


def hanging_on_kpi(kpi: Kpi, by: User) -> list[Hanging]:
    """Return the work, the goal and the values that hang on a measure. Six queries."""
    work = kpi.kpi_links.filter(focus_area__isnull=False).order_by("focus_area__title", "pk")
    goals = objectives_to_view(by).filter(outcomes=kpi)
    values = Measurement.objects.current().of(kpi)
    return [
        Hanging.of("Work it measures", work.values_list("focus_area__title", flat=True)),
        Hanging.of("Goal whose success it shows", goals.values_list("title", flat=True)),
        Hanging("Values recorded", values.count(), ()),
    ]


def something_serves(objective: Objective, by: User) -> bool:
    """Say whether work or another goal serves a goal, as far as this person may know."""
    work = focus_links_to_view(by).filter(objective=objective)
    return work.exists() or objectives_to_view(by).filter(parent=objective).exists()


def something_measures(focus_area: FocusArea, by: User) -> bool:
    """Say whether a KPI measures work, as far as this person may know."""
    return kpi_links_to_view(by).filter(focus_area=focus_area).exists()


def goals_to_move_to(objective: Objective, by: User) -> ObjectiveQuerySet:
    """Return current goals that are neither this one nor below it."""
    goals = objectives_to_view(by)
    below = goals.at_or_below(objective.pk).order_by().values("pk")
    return goals.active().exclude(pk__in=below).order_by("title", "pk")
