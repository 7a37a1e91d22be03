"""Days, counts and sides as people say them."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from stories.lines.graph import Side


def day(on: date | None) -> str:
    """Return a day in words, “30 June 2027”; what is unknown is left empty."""
    return "" if on is None else f"{on:%-d %B %Y}"


def short_day(on: date | None) -> str:
    """Return a day in few words, “30 Jun 2027”; what is unknown is left empty."""
    return "" if on is None else f"{on:%-d %b %Y}"


def period(starts: date | None, ends: date | None) -> str:
    """Return a period in words; an open end is said so, two open ends are left empty."""
    if starts and ends:
        return f"{short_day(starts)} to {short_day(ends)}"
    if starts:
        return f"From {short_day(starts)}"
    return f"Until {short_day(ends)}" if ends else ""


def many(count: int, one: str, more: str = "") -> str:
    """Return a count with its noun: “1 KPI”, “14 KPIs”, “No KPIs”."""
    noun = one if count == 1 else more or f"{one}s"
    return f"{count:,} {noun}" if count else f"No {noun}"


def both(sides: Sequence[Side]) -> str:
    """Return the sides concerned: “business”, “technology” or both."""
    return " and ".join(sides) if sides else "somebody"


def ago(on: date, today: date) -> str:
    """Return how long ago a day is, to stand beside the date; near days by their name."""
    days = (today - on).days
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if days in near:
        return near[days]
    size, noun = _rounded(abs(days))
    count = many(size, noun)
    return f"{count} ago" if days > 0 else f"in {count}"


def _rounded(days: int) -> tuple[int, str]:
    if days < 14:
        return days, "day"
    if days < 60:
        return days // 7, "week"
    if days < 730:
        return days // 30, "month"
    return days // 365, "year"


def capital(text: str) -> str:
    """Return a sentence beginning with a capital."""
    return text[:1].upper() + text[1:]


def moment(at: datetime, zone: str = "") -> str:
    """Return a moment in words, “30 June 2027, 14:05”; the zone is the reader's, by its name."""
    there = timezone.localtime(at, ZoneInfo(zone) if zone else None)
    return f"{there:%-d %B %Y, %H:%M}"
