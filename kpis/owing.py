"""Which values a person owes: of the KPIs they are to measure, those that are due."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.made_once import made_once
from accounts.models import User
from kpis.access import kpis_awaited_from
from kpis.due import Need, Owed, Rhythm, owed
from kpis.models import Connector, Kpi
from kpis.models.connectors import OUTAGE

NEEDS = tuple(Need)


def owed_by(user: User, today: date) -> list[tuple[Kpi, Owed]]:
    """Return each KPI that a person is to measure, the most pressing first. One query."""
    rows = kpis_awaited_from(user).for_listing().select_related("connector")
    found = [(kpi, owed(rhythm_of(kpi), today)) for kpi in rows]
    return sorted(found, key=lambda one: (NEEDS.index(one[1].need), -one[1].days_late))


def rhythm_of(kpi: Kpi) -> Rhythm:
    """Return how often a KPI fetched with its state and source is measured, and until when."""
    state = getattr(kpi, "state", None)
    last_on = state.latest_on if state else None
    return Rhythm(
        cadence=kpi.cadence,
        last_on=last_on,
        starts_on=kpi.starts_on,
        due_on=kpi.due_on,
        ended_on=kpi.source_ended_on,
        fed=source_of(kpi) is not None,
    )


@made_once
def _told(user: User) -> QuerySet[Any, Any]:
    return (
        kpis_awaited_from(user)
        .order_by()
        .values_list(
            *("cadence", "state__latest_on", "starts_on", "due_on", "source_ended_on"),
            *("connector__is_on", "connector__failures"),
        )
    )


def rhythms_of(user: User) -> list[Rhythm]:
    """Return the rhythms of the KPIs a person is to measure, and nothing else of them. One query.

    Every page wants them, so nothing is spent on making the query.
    """
    return [
        Rhythm(cadence, last_on, starts_on, due_on, ended_on, bool(is_on) and failures < OUTAGE)
        for cadence, last_on, starts_on, due_on, ended_on, is_on, failures in _told(user)
    ]


def source_of(kpi: Kpi) -> Connector | None:
    """Return the source that gives a KPI's values by itself; None where none does, or it fails."""
    source: Connector | None = getattr(kpi, "connector", None)
    return source if source and source.is_on and source.failures < OUTAGE else None
