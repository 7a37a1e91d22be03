"""How often a job is due: each cadence knows its newest moment and its next one. Pure.

Moments are in UTC. A day is a day of the installation's time zone: a daily job has one moment for
each such day, also on the days on which its clocks are changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Protocol

A_DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Cadence(Protocol):
    """When a job is due, again and again."""

    @property
    def words(self) -> str:
        """Say it as people do: “every minute”."""

    def latest(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the newest moment at which it was due, this one included."""

    def next(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the first moment after this one at which it will be due."""


@dataclass(frozen=True, slots=True)
class Every:
    """Due every so many minutes; `past` shifts it by some, so that not all come at once."""

    minutes: int
    past: int = 0

    @property
    def words(self) -> str:
        """Say it as people do."""
        if self.minutes == 1:
            return "every minute"
        if self.minutes == 60:
            return "every hour"
        return f"every {self.minutes} minutes"

    def latest(self, moment: datetime, zone: tzinfo) -> datetime:  # noqa: ARG002
        """Return the newest moment at which it was due, this one included."""
        length, shift = timedelta(minutes=self.minutes), timedelta(minutes=self.past)
        return EPOCH + shift + (moment - EPOCH - shift) // length * length

    def next(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the first moment after this one at which it will be due."""
        return self.latest(moment, zone) + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Daily:
    """Due once a day at a time of the installation's clocks.

    A time that the clocks leave out comes as much later; one that they show twice counts the
    first time.
    """

    at: time

    @property
    def words(self) -> str:
        """Say it as people do."""
        return f"every day at {self.at:%H:%M}"

    def latest(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the newest moment at which it was due, this one included."""
        today = self._on(moment, zone)
        return today if today <= moment else self._on(moment - A_DAY, zone)

    def next(self, moment: datetime, zone: tzinfo) -> datetime:
        """Return the first moment after this one at which it will be due."""
        today = self._on(moment, zone)
        return today if today > moment else self._on(moment + A_DAY, zone)

    def _on(self, moment: datetime, zone: tzinfo) -> datetime:
        day = moment.astimezone(zone).date()
        return datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)


def all_between(cadence: Cadence, after: datetime, until: datetime, zone: tzinfo) -> list[datetime]:
    """Return every moment later than `after` and not later than `until`, oldest first."""
    found: list[datetime] = []
    moment = cadence.next(after, zone)
    while moment <= until:
        found.append(moment)
        moment = cadence.next(moment, zone)
    return found
