"""Which questions a value out of the ordinary raises, in words, before it is kept.

A doubt refuses nothing: whoever gives the value is asked once, and may mean it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alignment.lib.numbers import show_amount
from kpis.figures import EXACT, ZERO
from kpis.holding import Bounds

THOUSAND = Decimal(1000)
FEWEST = 3  # values from which a usual range can be told
FAR = Decimal(10)  # times the usual range
MOST = 12  # values that the usual is told from


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What is known of a KPI before a value is given; None is not known.

    `known` are the newest values that stand, the newest last.
    """

    known: tuple[Decimal, ...] = ()
    baseline: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question; `code` is “thousandfold”, “wrong_sign”, “far_out” or “beyond_bounds”."""

    code: str
    question: str


def doubts_about(value: Decimal, ordinary: Ordinary) -> tuple[Doubt, ...]:
    """Return the questions that a value raises; none is usual.

    Of a wrong size only the plainest is said. What was out of bounds the last time already is
    asked of no more.
    """
    size = _sign(value, ordinary) or _thousandfold(value, ordinary) or _far_out(value, ordinary)
    found = (size, _beyond_bounds(value, ordinary))
    return tuple(doubt for doubt in found if doubt)


def _sign(value: Decimal, ordinary: Ordinary) -> Doubt | None:
    known = list(_figures(ordinary))
    if not any(known):  # nothing is known, or nothing but zeros
        return None
    shown = show_amount(value, ordinary.unit)
    if value < ZERO and all(one >= ZERO for one in known):
        words = f"{shown} is below 0; nothing known of this measure is. Is the sign right?"
    elif value > ZERO and all(one <= ZERO for one in known):
        words = f"{shown} is above 0; nothing known of this measure is. Is the sign right?"
    else:
        return None
    return Doubt("wrong_sign", words)


def _figures(ordinary: Ordinary) -> Iterator[Decimal]:
    yield from ordinary.known
    for figure in (ordinary.baseline, ordinary.target):
        if figure is not None:
            yield figure


def _thousandfold(value: Decimal, ordinary: Ordinary) -> Doubt | None:
    last = ordinary.known[-1] if ordinary.known else ordinary.baseline
    if not value or not last:
        return None
    now, then = abs(value), abs(last)
    if now >= EXACT.multiply(then, THOUSAND):
        words = "a thousand times or more"
    elif then >= EXACT.multiply(now, THOUSAND):
        words = "a thousandth or less of"
    else:
        return None
    shown, before = show_amount(value, ordinary.unit), show_amount(last, ordinary.unit)
    what = "the last value" if ordinary.known else "the starting point"
    unit = f"Is it in {ordinary.unit}?" if ordinary.unit else "Is it right?"
    return Doubt("thousandfold", f"{shown} is {words} {what}, {before}. {unit}")


def _far_out(value: Decimal, ordinary: Ordinary) -> Doubt | None:
    known = ordinary.known[-MOST:]
    if len(known) < FEWEST:
        return None
    low, high = min(known), max(known)
    room = EXACT.multiply(EXACT.subtract(high, low), FAR)
    if not room or EXACT.subtract(low, room) <= value <= EXACT.add(high, room):
        return None
    shown, unit = show_amount(value, ordinary.unit), ordinary.unit
    words = (
        f"{shown} is far from what is usual: the last {len(known)} values lie between "
        f"{show_amount(low, unit)} and {show_amount(high, unit)}. Is it right?"
    )
    return Doubt("far_out", words)


def _beyond_bounds(value: Decimal, ordinary: Ordinary) -> Doubt | None:
    bounds = Bounds(ordinary.low, ordinary.high, ordinary.strict)
    last = ordinary.known[-1] if ordinary.known else None
    if bounds.hold(value) or (last is not None and not bounds.hold(last)):
        return None
    shown = show_amount(value, ordinary.unit)
    return Doubt("beyond_bounds", f"{shown} is beyond its bounds, {_inside(ordinary)}. Is it so?")


def _inside(ordinary: Ordinary) -> str:
    low, high = (
        "" if edge is None else show_amount(edge, ordinary.unit)
        for edge in (ordinary.low, ordinary.high)
    )
    if low and high:
        return f"{'strictly inside ' if ordinary.strict else ''}{low} to {high}"
    if low:
        return f"more than {low}" if ordinary.strict else f"{low} or more"
    return f"less than {high}" if ordinary.strict else f"{high} or less"


def in_one_sentence(doubts: Sequence[Doubt]) -> str:
    """Return all that is asked of a value, as one text."""
    return " ".join(doubt.question for doubt in doubts)
