"""How unusual a move is, against what a measure has done before.

A target asks for a move in a time. Every stretch of that length on record is a precedent: the
more of them moved as far, the more usual it is. A record that is too short says nothing.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from alignment.lib.numbers import show_amount, show_decimal

EXACT = Context(prec=40, rounding=ROUND_HALF_UP)
HUNDRED = Decimal(100)
FEWEST_READINGS = 6
FEWEST_STRETCHES = 4
SHORTEST = 14  # days
LOOSE = 4  # a stretch may be a quarter longer or shorter than asked for
MONTH, WEEK = Decimal("30.4375"), 7


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """A value of a measure on a day, in its unit."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked for: from a value on a day to a target by another day.

    `unit` and `decimals` say how figures are shown.
    """

    start: Reading
    target: Decimal
    by: date
    unit: str = ""
    decimals: int | None = None

    @property
    def days(self) -> int:
        """Return how long there is; 0 or less is no time at all."""
        return (self.by - self.start.on).days

    @property
    def size(self) -> Decimal:
        """Return how far it is, upward or downward."""
        return EXACT.subtract(self.target, self.start.value)


@dataclass(frozen=True, slots=True)
class Precedents:
    """What the record holds: how long each stretch is, and how far it went toward the target.

    `needed` is how far the move asked for would go in a stretch.
    """

    days: int
    needed: Decimal
    moves: tuple[Decimal, ...]

    @property
    def as_far(self) -> int:
        """Return how many stretches went as far."""
        return sum(move >= self.needed for move in self.moves)

    @property
    def best(self) -> Decimal:
        """Return how far the best one went."""
        return max(self.moves)


def precedents(move: Move, record: Sequence[Reading]) -> Precedents | None:
    """Return the stretches on record to hold a move against; None where the record is too short.

    Stretches are as long as the time there is, where the record has room for some; else half as
    long as the record, and the move is taken by its even pace.
    """
    readings = sorted({reading.on: reading for reading in sorted(record)}.values())
    if move.days <= 0 or len(readings) < FEWEST_READINGS:
        return None
    spanned = (readings[-1].on - readings[0].on).days
    for days in (move.days, min(move.days, spanned // 2)):
        moves = tuple(_stretches(readings, days, upward=move.size > 0))
        if days >= min(SHORTEST, move.days) and len(moves) >= FEWEST_STRETCHES:
            share = EXACT.divide(Decimal(days), Decimal(move.days))
            return Precedents(days, EXACT.multiply(abs(move.size), share), moves)
    return None


def _stretches(readings: Sequence[Reading], days: int, *, upward: bool) -> Iterator[Decimal]:
    """Yield how far each stretch of about so many days went, at its even pace."""
    slack = max(days // LOOSE, 1)
    dates = [reading.on for reading in readings]
    for end, last in enumerate(readings):
        near = bisect_left(dates, last.on - timedelta(days=days), 0, end)
        starts = readings[max(near - 1, 0) : min(near + 1, end)]
        first = min(starts, key=lambda one: abs((last.on - one.on).days - days), default=last)
        took = (last.on - first.on).days
        if not took or abs(took - days) > slack:
            continue
        gone = EXACT.subtract(last.value, first.value)
        even = EXACT.divide(Decimal(days), Decimal(took))
        yield EXACT.multiply(gone if upward else -gone, even)


def move_in_words(move: Move, size: Decimal) -> str:
    """Return a move: “a fall of 20%”, “a rise of 6.3 points”, “a rise of 4,000 accounts”."""
    way = "a rise" if move.size > 0 else "a fall"
    start = abs(move.start.value)
    if move.unit.strip() == "%":
        return f"{way} of {show_decimal(_rounded(size))} points"
    if start:
        share = EXACT.multiply(EXACT.divide(size, start), HUNDRED)
        if share < HUNDRED:
            return f"{way} of {show_decimal(_rounded(share))}%"
    return f"{way} of {show_amount(_rounded(size), move.unit)}"


def value_in_words(move: Move, value: Decimal) -> str:
    """Return a value in the unit of what moves."""
    decimals = move.decimals
    shown = _rounded(value) if decimals is None else value
    return show_amount(shown, move.unit, decimals)


def time_in_words(days: int) -> str:
    """Return a length of time as people say it: “7 months”, “3 weeks”, “1 day”."""
    for size, noun, least in ((MONTH, "month", 61), (Decimal(WEEK), "week", SHORTEST)):
        if days >= least:
            return f"{EXACT.divide(Decimal(days), size).quantize(Decimal(1))} {noun}s"
    return f"{days} day{'' if days == 1 else 's'}"


def _rounded(value: Decimal) -> Decimal:
    """Return three figures that count, whole numbers whole."""
    if not value or abs(value) >= HUNDRED:
        return value.quantize(Decimal(1), ROUND_HALF_UP)
    step = Decimal(1).scaleb(value.adjusted() - 1)
    return value.quantize(min(step, Decimal("0.1")), ROUND_HALF_UP).normalize()
