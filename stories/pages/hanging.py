"""What hangs on a goal, work or a measure: what one should know before changing or deleting it."""

from accounts.models import User
from alignment.lib.form_pages import Hanging
from kpis.models import Kpi, Measurement
from objectives.access import focus_links_to_view, objectives_to_view
from objectives.models import FocusArea, Objective
from stories.access import kpi_links_to_view


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
