"""Numbers as people write them, read for certain or refused, and shown as people read them."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

from alignment.lib.errors import DomainError, shortened

# What is kept of a figure, here and by the database: the one place where it is said.
INTEGER_DIGITS = 15  # before the decimal mark
DECIMALS = 6  # after it
LARGEST = Decimal(10) ** INTEGER_DIGITS  # the first that is too large
STEP = Decimal(1).scaleb(-DECIMALS)
CURRENCIES = frozenset("$€£¥₹")
PERCENT = frozenset({"%", "percent", "per cent", "percentage", "pct"})
# A unit that is one word in the plural, such as “gateways”; “ms”, “kbps” and “stress” are none.
SEVERAL = re.compile(r"(?P<one>(?=[a-z]*[aeiouy])[a-z]{2,}[^sui\W\d_])s")

SIGN = r"(?P<sign>[+\-−]?)"
SPACES = " \u00a0\u2009\u202f"  # plain, no-break, thin, narrow no-break
# What is kept for certain, read without more ado.
SHORT = re.compile(rf"-?[0-9]{{1,{INTEGER_DIGITS}}}(?:\.[0-9]{{1,{DECIMALS}}})?", re.ASCII)
# More decimals than a group of thousands has digits, as calculating makes them: one way to read.
LONG_DECIMALS = re.compile(
    rf"[+\-−]?[0-9]{{1,{INTEGER_DIGITS}}}[.,][0-9]{{{DECIMALS + 1},40}}", re.ASCII
)
PLAIN_NUMBER = re.compile(SIGN + r"(?P<whole>[0-9]+)", re.ASCII)
WITH_DECIMALS = re.compile(SIGN + r"(?P<whole>[0-9]*)(?P<mark>[.,])(?P<decimals>[0-9]+)", re.ASCII)
GROUPED = re.compile(
    SIGN
    + rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<group>[.,'’{SPACES}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)"
    + r"(?:(?P<mark>[.,])(?P<decimals>[0-9]+))?",
    re.ASCII,
)


class Notation(StrEnum):
    """How the writer's decimal mark is known.

    PLAIN is how programs write: “1.234” is read, “1,234” is refused. POINT and COMMA are said
    by the person, so both are read. UNKNOWN refuses both.
    """

    PLAIN = "plain"
    POINT = "."
    COMMA = ","
    UNKNOWN = "unknown"


def is_percent(unit: str) -> bool:
    """Tell whether a unit, as people write it, is that of a hundredth."""
    return unit.strip().lower() in PERCENT


def parse_decimal(text: str, notation: Notation | str = Notation.PLAIN) -> Decimal:
    """Return the number a person wrote, if it can be read in one way only.

    Grouping by comma, point, space or apostrophe is understood; “-0” is 0. The notation settles
    only what is ambiguous: “1.234,5” and “1,234.5” are certain in any.

    Raises:
        DomainError: not a number, ambiguous, or more digits than are kept.
    """
    written = text.strip()
    if found := PLAIN_NUMBER.fullmatch(written):
        return _number(found, written)
    decimal, grouped = WITH_DECIMALS.fullmatch(written), _grouped(written)
    if decimal and grouped:
        return _settled(decimal, grouped, Notation(notation))
    found = decimal or grouped
    if found is None:
        raise DomainError(
            "not_a_number",
            f"“{shortened(text)}” is not a number. Write it like 1234.5.",
            value=text,
        )
    return _number(found, written)


def _grouped(written: str) -> re.Match[str] | None:
    found = GROUPED.fullmatch(written)
    return found if found and found["mark"] != found["group"] else None


def _settled(decimal: re.Match[str], grouped: re.Match[str], notation: Notation) -> Decimal:
    mark, written = decimal["mark"], decimal.string
    if notation == mark or (notation is Notation.PLAIN and mark == "."):
        return _number(decimal, written)
    if notation in (Notation.POINT, Notation.COMMA):
        return _number(grouped, written)
    small, large = (show_decimal(_number(found, written)) for found in (decimal, grouped))
    raise DomainError(
        "ambiguous_number",
        f"“{written}” can be read as {large} or as {small}. "
        f"Write {large.replace(',', '')} or {small}0.",
        value=written,
    )


def _number(found: re.Match[str], written: str) -> Decimal:
    parts = found.groupdict()
    whole = re.sub(r"[^0-9]", "", parts["whole"]).lstrip("0") or "0"
    decimals = (parts.get("decimals") or "").rstrip("0")
    if len(whole) > INTEGER_DIGITS or len(decimals) > DECIMALS:
        raise DomainError(
            "too_many_digits",
            f"“{shortened(written)}” has too many digits: at most {INTEGER_DIGITS} before and "
            f"{DECIMALS} after the decimal point are kept.",
            value=written,
        )
    sign = "-" if parts["sign"] in ("-", "−") and (whole, decimals) != ("0", "") else ""
    return Decimal(f"{sign}{whole}.{parts['decimals']}" if parts.get("decimals") else sign + whole)


def decimal_marks(texts: Iterable[str]) -> set[str]:
    """Return the decimal marks that the texts use for certain."""
    marks: set[str] = set()
    for text in texts:
        decimal, grouped = WITH_DECIMALS.fullmatch(text.strip()), _grouped(text.strip())
        found = None if decimal and grouped else decimal or grouped
        if found and found["mark"]:
            marks.add(found["mark"])
    return marks


def plain_decimal(value: Decimal) -> str:
    """Return the number as programs write it: no grouping, no exponent, no “-0”."""
    return f"{value or abs(value):f}"


def show_decimal(value: Decimal, decimals: int | None = None) -> str:
    """Return the number as people read it, “1,234.50”; halves are rounded away from zero.

    Without `decimals`, all that the number has are shown, closing zeros left out.
    """
    with localcontext(prec=max(60, value.adjusted() + 60)):
        if decimals is not None:
            value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        text = f"{value or abs(value):,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def show_amount(value: Decimal, unit: str, decimals: int | None = None) -> str:
    """Return the number with its unit: “99.9%”, “$1,200”, “2.40 s”."""
    return with_unit(show_decimal(value, decimals), unit)


def show_money(amount: Decimal, currency: str) -> str:
    """Return an amount behind its ISO code, as money is written everywhere: “EUR 5,200,000”."""
    decimals = 0 if amount == amount.to_integral_value() else 2
    return f"{currency} {show_decimal(amount, decimals)}"


def with_unit(number: str, unit: str) -> str:
    """Return a number that is already text with its unit where people expect it."""
    unit = unit.strip()
    if number in ("1", "-1") and (several := SEVERAL.fullmatch(unit)):
        unit = several["one"]
    if unit in CURRENCIES:
        return f"-{unit}{number[1:]}" if number.startswith("-") else f"{unit}{number}"
    return f"{number}{unit}" if unit in ("%", "") else f"{number} {unit}"
