"""The calendar: which day, week, month, quarter or year something belongs to."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SHORTEST_GRACE = 3  # days
GRACE_SHARE = 4  # a quarter of a period
A_DAY = timedelta(days=1)


class Cadence(StrEnum):
    """How often something is reported."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS_IN = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period, from its first to its last day, both inside it. Weeks start on Monday."""

    first: date
    last: date
    cadence: Cadence

    def __contains__(self, day: date) -> bool:
        """Tell whether the day lies in the period."""
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return (self.last - self.first).days + 1

    @property
    def grace(self) -> timedelta:
        """Return how long after its last day a period may still be reported in time."""
        return timedelta(days=max(SHORTEST_GRACE, self.days // GRACE_SHARE))

    @property
    def previous(self) -> "Period":
        """Return the period before."""
        return period_of(self.first - A_DAY, self.cadence)

    @property
    def next(self) -> "Period":
        """Return the period after."""
        return period_of(self.last + A_DAY, self.cadence)

    @property
    def label(self) -> str:
        """Return the period in words: “week of 16 November”, “Q3 2026”."""
        first = self.first
        if self.cadence is Cadence.QUARTER:
            return f"Q{self.last.month // 3} {first.year}"
        forms = {
            Cadence.DAY: f"{first.day} %B %Y",
            Cadence.WEEK: f"week of {first.day} %B",
            Cadence.MONTH: "%B %Y",
            Cadence.YEAR: "%Y",
        }
        return first.strftime(forms[self.cadence])


def period_of(day: date, cadence: Cadence | str) -> Period:
    """Return the one period of this cadence that the day lies in.

    Raises:
        ValueError: there is no such cadence.
    """
    cadence = Cadence(cadence)
    if cadence is Cadence.DAY:
        return Period(day, day, cadence)
    if cadence is Cadence.WEEK:
        monday = day - timedelta(days=day.weekday())
        sunday = min(monday.toordinal() + 6, date.max.toordinal())
        return Period(monday, date.fromordinal(sunday), cadence)
    months = MONTHS_IN[cadence]
    first_month = (day.month - 1) // months * months + 1
    last_month = first_month + months - 1
    last_day = monthrange(day.year, last_month)[1]
    return Period(date(day.year, first_month, 1), date(day.year, last_month, last_day), cadence)


def index_on(day: date, cadence: Cadence | str) -> int:
    """Return the place of the day's period in the count of all periods of the cadence."""
    cadence = Cadence(cadence)
    if cadence is Cadence.DAY:
        return day.toordinal()
    if cadence is Cadence.WEEK:
        return (day.toordinal() - 1) // 7
    return (day.year * 12 + day.month - 1) // MONTHS_IN[cadence]


def last_expected(cadence: Cadence | str, today: date) -> Period:
    """Return the newest period whose number should be there by today, grace included."""
    period = period_of(today, cadence)
    while period.last + period.grace >= today:
        period = period.previous
    return period


def missed_periods(last_on: date, cadence: Cadence | str, today: date) -> int:
    """Return how many periods after the one of the last number ended, with grace, without one."""
    newest = index_on(last_expected(cadence, today).first, cadence)
    return max(0, newest - index_on(last_on, cadence))
