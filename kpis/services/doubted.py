"""Which of many values are out of the ordinary, so that whoever sends them is asked once."""

from collections.abc import Mapping

from accounts.models import User
from alignment.lib.errors import DomainError
from kpis.access import kpis_within
from kpis.bulk import values_on
from kpis.doubting import doubts_about
from kpis.ordinary import ordinary_of
from kpis.services.bulk_values import Given


def doubted(
    *, values: Mapping[int, Given], by: User, teams: frozenset[int] | None
) -> dict[int, DomainError]:
    """Return the questions that values raise, by their place; none for what is on record already.

    Three queries at most.
    """
    known = kpis_within(by, teams)
    kpis = {kpi.ref: kpi for kpi in known.filter(ref__in={one.ref for one in values.values()})}
    usual = ordinary_of(kpis.values())
    found = {}
    for place, one in values.items():
        kpi = kpis.get(one.ref)
        if kpi and (doubts := doubts_about(one.value, usual[kpi.pk])):
            said = " ".join(doubt.question for doubt in doubts)
            found[place] = DomainError(
                "out_of_the_ordinary", f"{said} If it is, send it again with “sure”."
            )
    days = {place: (kpis[values[place].ref].pk, values[place].on) for place in found}
    stored = values_on(list(set(days.values()))) if days else {}
    for place, day in days.items():
        now = stored.get(day)
        if now is not None and now.value == values[place].value:
            del found[place]
    return found
