"""What a cell of a column says, read for certain or refused."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError, shortened
from alignment.lib.numbers import LONG_DECIMALS, Notation, parse_decimal, plain_decimal
from alignment.lib.tables import Cell
from alignment.lib.tables import Value as Written
from objectives.models import LONGEST_REF

Value = str | Decimal | int | bool | date | UUID | tuple[str, ...] | None
YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})
PERCENT_UNITS = frozenset({"%", "percent", "per cent", "percentage", "pct"})
A_NUMBER_MEANT = frozenset({"ambiguous_number", "too_many_digits"})
FINGERPRINT = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(slots=True)
class Around:
    """What else counts for reading a cell: how its column and its file write, and its row.

    `rounded` counts the numbers of the column that had more decimals than are kept.
    """

    notation: Notation
    day_zero: date
    row: Mapping[str, Cell]
    rounded: int = 0

    @property
    def counts_percent(self) -> bool:
        """Say whether the row's unit lets a percent sign be the unit and nothing else."""
        return str(self.row.get("unit", "")).strip().lower() in PERCENT_UNITS


Reader = Callable[[Cell, Around], Value]


def plain_text(cell: Cell) -> str:
    """Return a cell as text without blanks around it and with plain line ends."""
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    text = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def text(longest: int) -> Reader:
    """Return a reader of text that may have line breaks."""

    def read(cell: Cell, _around: Around) -> str:
        written = plain_text(cell)
        if len(written) > longest:
            raise DomainError(
                "too_long",
                f"This has {len(written):,} characters, and at most {longest:,} are kept. "
                "Shorten it.",
            )
        return written

    return read


def line(longest: int) -> Reader:
    """Return a reader of text on one line."""
    as_text = text(longest)

    def read(cell: Cell, around: Around) -> Value:
        return as_text(" ".join(plain_text(cell).split()), around)

    return read


reference = line(LONGEST_REF)


def currency(cell: Cell, around: Around) -> str:
    """Return the letters of a currency, in capitals.

    Raises:
        DomainError: it is longer than three letters.
    """
    return str(line(3)(plain_text(cell).upper(), around))


def email(cell: Cell, _around: Around) -> str:
    """Return an e-mail address in lower case, or nothing."""
    written = plain_text(cell).lower()
    if written:
        _check_email(written)
    return written


def emails(cell: Cell, _around: Around) -> tuple[str, ...]:
    """Return e-mail addresses parted by commas, semicolons or blanks, each once."""
    found = dict.fromkeys(re.split(r"[,;\s]+", plain_text(cell).lower()))
    found.pop("", None)
    for one in found:
        _check_email(one)
    return tuple(found)


def _check_email(written: str) -> None:
    try:
        validate_email(written)
    except ValidationError:
        raise DomainError(
            "not_an_email", "This is not an e-mail address. Write it like ana@example.com."
        ) from None


def names(longest: int) -> Reader:
    """Return a reader of names parted by semicolons or line breaks, each once."""
    one_line = line(longest)

    def read(cell: Cell, around: Around) -> tuple[str, ...]:
        parts = (part.strip() for part in re.split(r"[;\n]", plain_text(cell)))
        return tuple(dict.fromkeys(str(one_line(part, around)) for part in parts if part))

    return read


def choice(choices: type[TextChoices] | Mapping[str, str], **also: str) -> Reader:
    """Return a reader of one of several words: by value, by label, or as `also` says."""
    labels = choices if isinstance(choices, Mapping) else dict(choices.choices)
    known = {_folded(word): value for word, value in also.items()}
    known |= {_folded(str(label)): value for value, label in labels.items() if value}
    known |= {_folded(value): value for value in labels if value}
    allowed = ", ".join(value for value in labels if value)

    def read(cell: Cell, _around: Around) -> str:
        written = plain_text(cell)
        if not written:
            return ""
        if found := known.get(_folded(written)):
            return found
        raise DomainError("unknown_word", f"This is not known here. Write one of: {allowed}.")

    return read


def _folded(word: str) -> str:
    return re.sub(r"[\s_\-]+", " ", word.strip().casefold())


def yes_no(cell: Cell, _around: Around) -> bool | None:
    """Return yes or no, or None where nothing is said."""
    written = plain_text(cell).casefold()
    if not written:
        return None
    if written not in YES | NO:
        raise DomainError("not_yes_or_no", "Write yes or no.")
    return written in YES


def day(cell: Cell, around: Around) -> date | None:
    """Return a date, or None where nothing is said."""
    if isinstance(cell, str) and not cell.strip():
        return None
    return parse_date(cell, around.day_zero)


def moment(cell: Cell, _around: Around) -> datetime | None:
    """Return a moment that says its time zone, or None where nothing is said."""
    written = plain_text(cell)
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise DomainError("not_a_moment", "Write a moment like 2026-11-21T09:30:00+00:00.")
    return found


def figure(digits: int, places: int, *, any_percent: bool = False) -> Reader:
    """Return a reader of a number with so many digits in all, so many of them decimals.

    More decimals are rounded, as half an even last one: spreadsheets make them by calculating.
    A percent sign is taken off where the row's unit is percent, or where the unit stands
    elsewhere and `any_percent` leaves looking at it to others.
    """

    def read(cell: Cell, around: Around) -> Decimal | None:
        number = _number(cell, around, any_percent=any_percent)
        if number is None:
            return None
        rounded = _rounded(number, places)
        around.rounded += rounded != number
        number = rounded
        if abs(number) >= Decimal(10) ** (digits - places):
            raise DomainError("too_large", "This number is larger than can be kept.")
        return number

    return read


def _number(cell: Cell, around: Around, *, any_percent: bool = False) -> Decimal | None:
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, date):
        raise DomainError("not_a_number", "This is a date, not a number. Format it as a number.")
    written = cell.strip()
    if not written:
        return None
    if written.endswith("%") and (any_percent or around.counts_percent):
        written = written[:-1].rstrip()
    if LONG_DECIMALS.fullmatch(written):
        return Decimal(written.replace(",", ".").replace("−", "-"))
    return parse_decimal(written, around.notation)


def _rounded(number: Decimal, places: int) -> Decimal:
    smallest = Decimal(1).scaleb(-places)
    if number == number.to_integral_value():
        return number + 0
    return number.quantize(smallest, ROUND_HALF_EVEN).normalize() + 0


def aim(digits: int, places: int) -> Reader:
    """Return a reader of a target: a number, or the words that stand in its place."""
    as_figure = figure(digits, places)

    def read(cell: Cell, around: Around) -> Value:
        try:
            return as_figure(cell, around)
        except DomainError as error:
            if error.code in A_NUMBER_MEANT or not isinstance(cell, str):
                raise
        return " ".join(plain_text(cell).split())

    return read


def whole(lowest: int, highest: int) -> Reader:
    """Return a reader of a whole number between bounds."""

    def read(cell: Cell, around: Around) -> int | None:
        number = _number(cell, around)
        if number is None:
            return None
        if number != number.to_integral_value() or not lowest <= number <= highest:
            raise DomainError("not_whole", f"Write a whole number from {lowest:,} to {highest:,}.")
        return int(number)

    return read


def identity(cell: Cell, _around: Around) -> UUID | None:
    """Return the lasting identity of a thing as an export wrote it, or None."""
    written = plain_text(cell)
    try:
        return UUID(written) if written else None
    except ValueError:
        raise DomainError(
            "not_an_identity",
            "This is not an identity as an export writes it. Leave the cell empty.",
        ) from None


def fingerprint(cell: Cell, _around: Around) -> str:
    """Return a seal as an export writes it."""
    written = plain_text(cell)
    if written and not FINGERPRINT.fullmatch(written):
        raise DomainError(
            "not_a_seal", f"“{shortened(written)}” is not a seal as an export writes it."
        )
    return written


def written(value: object) -> Written:
    """Return what is written into the cell for a value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | Decimal | date):
        return value
    return str(value)
