"""Targets in words, turned into a suggestion where they can be read in one way only."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from alignment.lib.dates import month_number, parse_date
from alignment.lib.errors import DomainError
from alignment.lib.numbers import is_percent, parse_decimal
from alignment.lib.periods import period_of
from kpis.phrases import (
    ASIDE,
    CHANGE,
    DUE,
    FROM_TO,
    IN_PROSE,
    LESS,
    LIMITING,
    LONGEST,
    MORE,
    MOVES_TO,
    MOVING,
    NONE,
    PERCENTILE,
    PHRASE,
    RANGE,
    SINCE_WHEN,
    UNCERTAIN,
    UNITS,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a target in words says for certain; None or “” is not said.

    A range has `low` and `high`, a change `change_percent` (-50 is half as much), anything else
    a `target`. `strict` leaves the target itself out. `due` is the last day that is in time.
    """

    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    direction: str = ""
    unit: str = ""
    due: date | None = None
    strict: bool = False
    change_percent: Decimal | None = None


def suggest(words: str) -> Suggestion | None:
    """Return what the words say, or None unless it is certain.

    “By 2027” means by its last day; a year, month or quarter has the whole of it.
    """
    text = " ".join(words.split()).rstrip(" .")
    if len(text) > LONGEST or UNCERTAIN.search(LIMITING.sub("", text)):
        return None
    try:
        text, due = _without_due(text)
        found = _read(text)
    except DomainError:
        return None
    return found and replace(found, due=due)


def suggest_for(words: str, unit: str) -> Suggestion | None:
    """Return what the words say for certain of a measure in this unit; “” is not said yet."""
    found = suggest(words)
    if found is None or found.change_percent is not None:
        return found
    given = unit.strip().lower()
    same = found.unit == "%" and is_percent(unit)
    return found if not given or same or found.unit.lower() in ("", given) else None


def says_there_is_none(words: str) -> bool:
    """Tell whether the words in the place of a target say that there is no target."""
    return NONE.fullmatch(" ".join(words.split()).rstrip(" .")) is not None


def _without_due(text: str) -> tuple[str, date | None]:
    dues = [(found, _due(found)) for found in DUE.finditer(text)]
    dues += [(found, date(int(found["year"]), 12, 31)) for found in FROM_TO.finditer(text)]
    if len(dues) > 1:
        raise DomainError("two_dates", "There are two dates in it.")
    for found, _ in dues:
        text = f"{text[: found.start()]} {text[found.end() :]}"
    for aside in (SINCE_WHEN, PERCENTILE, ASIDE):
        text = aside.sub("", text)
    return " ".join(text.split()).strip(" ,"), dues[0][1] if dues else None


def _due(found: re.Match[str]) -> date:
    if found["iso"]:
        return parse_date(found["iso"])
    if found["quarter"]:
        return period_of(
            date(int(found["quarter_year"]), int(found["quarter"]) * 3, 1), "quarter"
        ).last
    if not found["month"]:
        return date(int(found["year"]), 12, 31)
    if found["day"]:
        return parse_date(f"{found['day']} {found['month']} {found['month_year']}")
    return period_of(date(int(found["month_year"]), month_number(found["month"]), 1), "month").last


def _read(text: str) -> Suggestion | None:
    if found := RANGE.fullmatch(text):
        low, high = parse_decimal(found["low"]), parse_decimal(found["high"])
        unit = _unit(found)
        certain = low < high and unit is not None
        return (
            Suggestion(low=low, high=high, direction="hold", unit=unit or "") if certain else None
        )
    if found := CHANGE.fullmatch(text):
        return _change(found)
    if found := MOVES_TO.fullmatch(text):
        direction = "up" if found["verb"].lower() in MORE else "down"
        unit = found["percent"] or ""
        return Suggestion(parse_decimal(found["number"]), direction=direction, unit=unit)
    if found := PHRASE.fullmatch(text):
        return _phrase(found)
    return _in_prose(text)


def _phrase(found: re.Match[str]) -> Suggestion | None:
    unit = _unit(found)
    direction, strict = _comparison(found)
    if unit is None or (_before(found) and (found["up_after"] or found["down_after"])):
        return None
    number = parse_decimal(found["number"])
    return Suggestion(number, direction=direction, unit=found["money"] or unit, strict=strict)


def _change(found: re.Match[str]) -> Suggestion | None:
    how = (found["how"] or found["verb"]).lower()
    if how not in MORE | LESS:
        return None
    share = parse_decimal(found["number"] or found["amount"])
    upward = how in MORE
    return Suggestion(
        change_percent=share if upward else -share, direction="up" if upward else "down", unit="%"
    )


def _in_prose(text: str) -> Suggestion | None:
    places = list(IN_PROSE.finditer(text))
    if len(places) != 1:
        return None
    found = places[0]
    if re.search(r"[0-9]", text[: found.start()] + text[found.end() :]):
        return None
    number = parse_decimal(found["number"] or found["number_b"])
    direction, strict = _comparison(found)
    unit = "%" if found["percent"] or found["percent_b"] else found["money"] or ""
    return Suggestion(number, direction=direction, unit=unit, strict=strict)


def _before(found: re.Match[str]) -> bool:
    return any(found[name] for name in ("up", "up_strict", "down", "down_strict"))


def _comparison(found: re.Match[str]) -> tuple[str, bool]:
    strict = bool(found["up_strict"] or found["down_strict"])
    if found["up"] or found["up_strict"] or found["up_after"]:
        return "up", strict
    return ("down" if found["down"] or found["down_strict"] or found["down_after"] else ""), strict


def _unit(found: re.Match[str]) -> str | None:
    if found["percent"]:
        return "%"
    words = (found["unit"] or "").strip()
    if re.search(rf"\b{MOVING}\b", words, re.IGNORECASE) or len(words.split()) > 6:
        return None
    for unit, forms in UNITS.items():
        if re.fullmatch(forms, words, re.IGNORECASE):
            return unit
    return words
