"""Which value of a KPI is due: from how often it is measured and what was given last."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from alignment.lib.periods import Period, period_of
from kpis.pace import FRESH_DAYS

ASKED_BEFORE = timedelta(days=6)  # so that a week is asked for from its first day


class Need(StrEnum):
    """How pressing a value is, the most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a KPI is measured and between which days; what is not said is "" or None.

    `ended_on` is the day on which its source stopped. What is `fed` is read from a source by
    itself: a person is asked only once it is late.
    """

    cadence: str = ""
    last_on: date | None = None
    starts_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    fed: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed of a KPI on a day.

    `period` is the first one without a value, None without a cadence; `days_late` counts from
    the day on which the last value became too old. `from_on` is when it is asked for.
    """

    need: Need
    period: Period | None = None
    days_late: int = 0
    from_on: date | None = None

    @property
    def is_due(self) -> bool:
        """Tell whether a value is asked for now."""
        return self.need is not Need.GIVEN


NOTHING = Owed(Need.GIVEN)


def owed(rhythm: Rhythm, today: date) -> Owed:
    """Return which value of a KPI is due on a day, or when the next one will be.

    Each period wants one value, asked for in its last seven days and after. A KPI that was never
    measured wants its first at once, with or without a cadence. None is due before its start,
    after its end, or for periods that begin after it was to be reached.
    """
    if not _runs(rhythm, today):
        return NOTHING
    if rhythm.last_on is None:
        period = period_of(today, rhythm.cadence) if rhythm.cadence else None
        return Owed(Need.GIVEN if rhythm.fed else Need.DUE, period)
    if not rhythm.cadence or rhythm.last_on > today:
        return NOTHING
    period = period_of(rhythm.last_on, rhythm.cadence).next
    if rhythm.due_on and period.first > rhythm.due_on:
        return NOTHING
    asked_from = max(period.first, period.last - ASKED_BEFORE)
    late = (today - rhythm.last_on).days - FRESH_DAYS[rhythm.cadence]
    if late > 0:
        return Owed(Need.OVERDUE, period, late, asked_from)
    is_due = asked_from <= today and not rhythm.fed
    return Owed(Need.DUE if is_due else Need.GIVEN, period, 0, asked_from)


def _runs(rhythm: Rhythm, today: date) -> bool:
    begun = rhythm.starts_on is None or rhythm.starts_on <= today
    return begun and (rhythm.ended_on is None or today < rhythm.ended_on)
