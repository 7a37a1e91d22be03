"""What is asked of a source, what comes back, and how a program's numbers and days are read."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError, field_refusal, shortened

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{4,18}(?:Z|[+-][0-9:]{2,6})?", re.ASCII)
FIRST_SECOND, FIRST_MILLISECOND, LAST_MILLISECOND = 10**8, 10**11, 10**14
LONGEST_NUMBER = 400  # characters; more are no measure of anything
MOST_ROWS = 5_000
SHOWN = 300  # characters of what was read


@dataclass(frozen=True, slots=True)
class Spec:
    """What to ask: of which kind, where, what for, and as whom. `days_back` 0 is only now."""

    kind: str
    address: str
    query: str
    date_at: str = ""
    days_back: int = 0
    way_in: str = ""
    way_in_name: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the day that it is true for."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Read:
    """What a source said: values by day, at least one, the newest last; and it in its own words."""

    found: tuple[Found, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment of asking, and the zone whose days count."""

    at: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """Return the day that it is there."""
        return self.day_of(self.at)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment; one without a zone is taken to be of this one."""
        return (moment.astimezone(self.zone) if moment.tzinfo else moment).date()


def refused(code: str, sentence: str) -> DomainError:
    """Return a refusal of what a source said or is asked."""
    return DomainError(code, sentence)


def misasked(field: str, sentence: str) -> DomainError:
    """Return a refusal of what is to be asked, beside the field of the form that says it."""
    return field_refusal(field, sentence)


def number_of(raw: object) -> Decimal:
    """Return the number that a program wrote.

    Raises:
        DomainError: it is none.
    """
    if isinstance(raw, Decimal) and raw.is_finite():
        return raw
    if isinstance(raw, str) and len(raw) <= LONGEST_NUMBER and NUMBER.fullmatch(raw.strip()):
        return Decimal(raw.strip())
    raise refused("not_a_number", f"{_quoted(raw)} was found, which is not a number.")


def day_of(raw: object, clock: Clock) -> date:
    """Return the day that a program wrote: a date, a moment, or seconds since 1970.

    Raises:
        DomainError: it is none, or none in the calendar.
    """
    if isinstance(raw, Decimal) and FIRST_SECOND <= raw < LAST_MILLISECOND:
        seconds = float(raw) / (1000 if raw >= FIRST_MILLISECOND else 1)
        return clock.day_of(datetime.fromtimestamp(seconds, UTC))
    if not isinstance(raw, str):
        raise refused("not_a_date", f"{_quoted(raw)} was found, which is not a day.")
    text = raw.strip()
    if MOMENT.fullmatch(text):
        try:
            return clock.day_of(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            raise refused("no_such_day", f"{_quoted(raw)} is not in the calendar.") from None
    return parse_date(text)


def loaded(body: bytes | str, *, pairs: Callable[[Any], Any] | None = None) -> Any:
    """Return what a JSON text says, every number as it is written.

    Raises:
        DomainError: it is no JSON, or holds what JSON has no word for.
    """
    try:
        return json.loads(
            body,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=pairs,
        )
    except (ValueError, ArithmeticError, RecursionError):
        raise refused("not_json", "The answer is not JSON that can be read.") from None


def shown(raw: object) -> str:
    """Return what was read, as one short line."""
    return shortened(_plain(raw), SHOWN)


def _no_constant(word: str) -> Decimal:
    raise refused("not_a_number", f"“{word}” was found, which is not a number.")


def _quoted(raw: object) -> str:
    return f"“{shortened(_plain(raw), 80)}”"


def _plain(raw: object) -> str:
    if isinstance(raw, str | Decimal):
        return str(raw)
    return json.dumps(raw, default=str, ensure_ascii=False)
