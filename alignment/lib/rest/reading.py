"""Reads what programs send, exactly: numbers as written, nothing said twice, nothing guessed."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import IO, Any, NoReturn

from django.utils.http import parse_etags
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from alignment.lib.dates import parse_date
from alignment.lib.errors import DomainError, shortened
from alignment.lib.numbers import DECIMALS, INTEGER_DIGITS, SHORT, parse_decimal

PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
LARGEST_BODY = 4 * 1024 * 1024
NO_VERSION = (
    "Say which version you saw: send the ETag that came with the KPI as If-Match, so that nobody’s "
    "change is overwritten."
)


class ExactJson(BaseParser):
    """JSON as the standard has it: no NaN, no name twice, numbers kept to the last digit."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """Return what was sent.

        Raises:
            ParseError: it is no JSON, or too long or too deep to be meant.
        """
        sent = _body(stream)
        try:
            return json.loads(
                sent.decode(),
                parse_float=Decimal,
                parse_constant=_no_number,
                object_pairs_hook=_each_once,
            )
        except (ValueError, RecursionError, InvalidOperation) as error:
            raise ParseError(f"This cannot be read as JSON: {shortened(str(error))}.") from None


class PlainText(BaseParser):
    """Text of a named type, in UTF-8."""

    media_type = "text/plain"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """Return what was sent.

        Raises:
            ParseError: it is not UTF-8, or too long.
        """
        sent = _body(stream)
        try:
            return str(sent.decode())
        except UnicodeDecodeError:
            raise ParseError("This is not UTF-8.") from None


def _body(stream: IO[Any]) -> bytes:
    """Return all that was sent.

    Raises:
        ParseError: it is too long.
    """
    sent: bytes = stream.read(LARGEST_BODY + 1)
    if len(sent) > LARGEST_BODY:
        raise ParseError("Send at most 4 MB at once.")
    return sent


class OpenMetricsText(PlainText):
    """The text format of OpenMetrics."""

    media_type = "application/openmetrics-text"


class Json(JSONRenderer):
    """Writes JSON, also of what a program sent that is no text in any encoding."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the bytes of an answer."""
        try:
            return super().render(data, accepted_media_type, renderer_context)
        except UnicodeEncodeError:
            return json.dumps(data).encode()


class AlwaysJson(BaseContentNegotiation):
    """Answers in JSON whatever is asked for; what was sent must be of a type that is read."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """Return what reads the type that was sent."""
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((one for one in parsers if one.media_type == kind), None)

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """Return the only way in which is answered."""
        first = next(iter(renderers))
        return first, str(first.media_type)


def exact_number(said: object) -> Decimal:
    """Return a number as a program wrote it, as a number or as text like “-1234.5”.

    Raises:
        DomainError: it is none, or has more digits than are kept.
    """
    if isinstance(said, bool) or not isinstance(said, int | Decimal | str):
        raise DomainError("not_a_number", f"“{shown(said)}” is not a number. Write it like 1234.5.")
    if isinstance(said, str):
        if SHORT.fullmatch(said):
            return Decimal(said) + Decimal(0)
        if not PLAIN.fullmatch(said):
            raise DomainError(
                "not_a_number", f"“{shown(said)}” is not a number. Write it like 1234.5."
            )
        return parse_decimal(said)
    number = Decimal(said)
    digits = number.as_tuple()
    if number and (
        number.adjusted() >= INTEGER_DIGITS
        or not isinstance(digits.exponent, int)
        or number.normalize().as_tuple().exponent < -DECIMALS  # type: ignore[operator]
    ):
        raise DomainError(
            "too_many_digits",
            f"“{shown(said)}” has too many digits: at most {INTEGER_DIGITS} before and "
            f"{DECIMALS} after the decimal point are kept.",
        )
    return number + Decimal(0)


def exact_day(said: object) -> date:
    """Return a day written as in ISO 8601.

    Raises:
        DomainError: it is none.
    """
    if not isinstance(said, str) or not ISO_DAY.fullmatch(said):
        raise DomainError("not_a_date", f"“{shown(said)}” is not a date. Write it like 2026-11-21.")
    try:
        return date.fromisoformat(said)
    except ValueError:
        return parse_date(said)  # which says why it is none


def version_seen(request: Request) -> int:
    """Return the version that a program saw before it changes a thing.

    Raises:
        DomainError: it does not say, or what it says is no version of ours.
    """
    tags = parse_etags(request.headers.get("If-Match", ""))
    if not tags or tags == ["*"]:
        raise DomainError("version_unsaid", NO_VERSION)
    numbers = [tag.strip('"') for tag in tags if re.fullmatch(r'"[0-9]{1,9}"', tag, re.ASCII)]
    return int(numbers[0]) if len(tags) == 1 and numbers else 0


def etag(version: int) -> str:
    """Return the ETag of a version, which is a number and no clock."""
    return f'"{version}"'


def shown(said: object) -> str:
    """Return what was sent as a sentence quotes it."""
    if isinstance(said, bool) or said is None:
        return json.dumps(said)
    if isinstance(said, int) and abs(said) >= 10**100:
        return "a number of more than a hundred digits"
    return shortened(str(said))


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _each_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
