"""How far a KPI should be by a day, and when its last value is too old."""

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal

from alignment.lib.periods import index_on
from kpis.figures import EXACT, ONE, ZERO, Definition, day_in_words, share_of

# Days a value stays fresh: its cadence and a little grace. A day's 36 hours end within the next.
FRESH_DAYS = {"day": 1, "week": 8, "month": 32, "quarter": 95, "year": 370}


def start_of(definition: Definition) -> date | None:
    """Return the day from which the KPI should move: its start, else its baseline's day."""
    return definition.starts_on or definition.baseline_on


def expected_share(definition: Definition, day: date) -> Decimal | None:
    """Return the share of the way expected by the day, 0 to 1; None without start and due."""
    start, due = start_of(definition), definition.due_on
    if definition.pace == "custom" and definition.custom_pace:
        return _custom(definition.custom_pace, day)
    if start is None or due is None or start >= due:
        return None
    if day <= start or day >= due:
        return ZERO if day <= start else ONE
    if definition.pace == "step" and definition.cadence:
        return _in_steps(definition.cadence, start, due, day)
    return share_of(Decimal((day - start).days), Decimal((due - start).days))


def stale_since(definition: Definition, latest_on: date | None, day: date) -> date | None:
    """Return since when the last value has been too old; None while it is fresh."""
    fresh_days = FRESH_DAYS.get(definition.cadence)
    if latest_on is None or fresh_days is None or (day - latest_on).days <= fresh_days:
        return None
    return latest_on + timedelta(days=fresh_days + 1)


def _in_steps(cadence: str, start: date, due: date, day: date) -> Decimal:
    first, last, now = (index_on(moment, cadence) for moment in (start, due, day))
    return share_of(Decimal(now - first), Decimal(last - first + 1))


def _custom(points: tuple[tuple[date, Decimal], ...], day: date) -> Decimal:
    ordered = sorted(points)
    after = bisect_right([on for on, _ in ordered], day)
    if after == 0:
        return ZERO
    if after == len(ordered):
        return share_of(ordered[-1][1], ONE)
    (left, low), (right, high) = ordered[after - 1], ordered[after]
    way = EXACT.divide(Decimal((day - left).days), Decimal((right - left).days))
    return share_of(EXACT.add(low, EXACT.multiply(way, EXACT.subtract(high, low))), ONE)


def too_old(definition: Definition, since: date) -> str:
    """Return the sentence about a last value that has been too old since that day."""
    return (
        f"A new value every {definition.cadence} was due; since {day_in_words(since)} it is late."
    )
