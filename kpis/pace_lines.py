"""A pace of one's own as people write it: one point a line, a day and the share due by then."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError, field_refusal
from alignment.lib.numbers import Notation, parse_decimal, show_decimal
from kpis.figures import HUNDRED, ZERO

PacePoints = tuple[tuple[date, Decimal], ...]
MOST_POINTS = 100
HOW = "Write a day, a “|” and the share due by then: “2026-09-30 | 40%”."


def read_pace(text: str) -> PacePoints:
    """Return the days of a pace and the shares (0 to 1) expected on them, in order.

    Raises:
        DomainError: a line is no point, a day stands twice, or less is expected later.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_POINTS:
        raise _refusal(f"These are {len(lines)} points; at most {MOST_POINTS} are kept.")
    points = sorted(_point(line) for line in lines)
    for before, after in pairwise(points):
        if before[0] == after[0]:
            raise _refusal(f"{before[0]:%-d %B %Y} stands twice: keep one of the two.")
        if before[1] > after[1]:
            raise _refusal(
                f"Less is due by {after[0]:%-d %B %Y} than by {before[0]:%-d %B %Y}: "
                "a share that is due stays due."
            )
    return tuple(points)


def _point(line: str) -> tuple[date, Decimal]:
    day, bar, share = (part.strip() for part in line.partition("|"))
    if not bar:
        raise _refusal(f"“{line[:80]}” is no point of a pace. {HOW}")
    try:
        number = parse_decimal(share.removesuffix("%"), Notation.UNKNOWN)
        on = parse_date(day)
    except DomainError as refusal:
        raise _refusal(f"“{line[:80]}”: {refusal.sentence}") from None
    if not ZERO <= number <= HUNDRED:
        raise _refusal(f"“{line[:80]}”: a share is from 0% to 100%.")
    return on, number / HUNDRED


def written_pace(points: PacePoints) -> str:
    """Return the points as the lines that `read_pace` reads, each in one form."""
    return "\n".join(f"{day.isoformat()} | {_percent(share)}" for day, share in points)


def _percent(share: Decimal) -> str:
    return f"{show_decimal(share * HUNDRED)}%"


def _refusal(sentence: str) -> DomainError:
    return field_refusal("pace_points", sentence)
