"""Ranks what is wrong by what hangs on it, and says why in words.

Pure. Each measure that becomes clear is worth three points, up to a limit; what is broken, what a
goal is for and what it promises in money are weighed against that, so that the order can be read
off the reasons. Money is compared within its currency only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alignment.lib.numbers import show_money

A_MEASURE = 3
MOST_MEASURES = 15
MOST_MONEY = 15
GRAVITY = {3: 12, 2: 6, 1: 2}
GRAVITY_WORDS = {3: "it must be mended", 2: "somebody must decide", 1: "it leaves a gap"}
DRIVERS = {"revenue": 8, "customer": 7, "risk": 6, "cost": 5, "market": 5, "innovation": 4}
DRIVER_WORDS = {
    "revenue": "a revenue goal",
    "customer": "a goal for customers",
    "risk": "a goal about risk",
    "cost": "a cost goal",
    "market": "a market goal",
    "innovation": "a goal of innovation",
}
PLACES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")
MOST_REASONS = 3
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """One thing to mend and what hangs on it.

    `severity` goes from 0, a note, to 3; `clears` is how many measures are clear once it is mended;
    `drivers` are those of the goals concerned; `money` is what their business case promises, one
    amount for each currency; `order` settles what is equal otherwise.
    """

    key: str
    severity: int
    clears: int = 0
    drivers: tuple[str, ...] = ()
    money: tuple[Money, ...] = ()
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something weighs: in words, and how much."""

    points: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing to mend in its place; `why` says in a sentence what brought it there."""

    key: str
    place: int
    points: Decimal
    reasons: tuple[Reason, ...]
    why: str


def ranked(found: Iterable[Hanging]) -> tuple[Ranked, ...]:
    """Return things to mend, those on which most hangs first."""
    things = list(found)
    largest = _largest(things)
    weighed = [(thing, _reasons(thing, largest)) for thing in things]
    weighed.sort(key=lambda one: (-_points(one[1]), -one[0].severity, one[0].order, one[0].key))
    return tuple(
        Ranked(thing.key, place, _points(reasons), reasons, _why(place, reasons))
        for place, (thing, reasons) in enumerate(weighed, start=1)
    )


def _largest(things: Sequence[Hanging]) -> dict[str, Decimal]:
    """Return the largest amount of each currency, by which the others are measured."""
    largest: dict[str, Decimal] = {}
    for thing in things:
        for money in thing.money:
            largest[money.currency] = max(largest.get(money.currency, ZERO), money.amount)
    return largest


def _reasons(thing: Hanging, largest: dict[str, Decimal]) -> tuple[Reason, ...]:
    """Return what makes a thing weigh, the heaviest first."""
    found = [
        Reason(Decimal(A_MEASURE * min(thing.clears, MOST_MEASURES)), _clears(thing.clears)),
        Reason(Decimal(GRAVITY.get(thing.severity, 0)), GRAVITY_WORDS.get(thing.severity, "")),
    ]
    if thing.severity > 0:  # nothing is at stake where there is only something to note
        found += _stakes(thing, largest)
    return tuple(sorted((one for one in found if one.points > 0), key=lambda one: -one.points))


def _stakes(thing: Hanging, largest: dict[str, Decimal]) -> list[Reason]:
    """Return what the goals are for and what they promise in money."""
    found = []
    driver = max(thing.drivers, key=lambda one: DRIVERS.get(one, 0), default="")
    if driver in DRIVERS:
        found.append(Reason(Decimal(DRIVERS[driver]), f"it carries {DRIVER_WORDS[driver]}"))
    money = max(thing.money, key=lambda one: _share(one, largest), default=None)
    if money is not None:
        points = (_share(money, largest) * MOST_MONEY).quantize(Decimal("0.1"))
        found.append(Reason(points, f"{show_money(money.amount, money.currency)} rest on it"))
    return found


def _share(money: Money, largest: dict[str, Decimal]) -> Decimal:
    most = largest[money.currency]
    return money.amount / most if most > 0 else ZERO


def _clears(count: int) -> str:
    return f"{count:,} {'measure clears' if count == 1 else 'measures clear'} with it"


def _points(reasons: Iterable[Reason]) -> Decimal:
    return sum((one.points for one in reasons), ZERO)


def _why(place: int, reasons: Sequence[Reason]) -> str:
    """Return the sentence that says what brought a thing to its place."""
    said = [one.words for one in reasons[:MOST_REASONS]]
    named = PLACES[place - 1] if place <= len(PLACES) else f"Number {place}"
    if not said:
        return f"{named}: a note, nothing hangs on it"
    last = said.pop()
    listed = f"{', '.join(said)} and {last}" if said else last
    return f"{named} because {listed}"
