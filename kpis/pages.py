"""What hangs on a measure: what one should know before changing or deleting it."""

from accounts.models import User
from alignment.lib.form_pages import Hanging
from kpis.models import Kpi, Measurement
from objectives.access import objectives_to_view


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
