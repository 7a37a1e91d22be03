"""Reads the text format of OpenMetrics, as far as values of KPIs need it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from alignment.lib.errors import DomainError, shortened

ONE_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(
    r"[a-zA-Z_:][a-zA-Z0-9_:]*"
    rf"(?:\{{(?P<labels>(?:{ONE_LABEL}(?:,{ONE_LABEL})*,?)?)\}})?"
    r" (?P<value>[^ ]+)(?: (?P<at>[^ #]+))?(?: # .*)?",
    re.ASCII,
)
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"', re.ASCII)
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
ESCAPED = {r"\\": "\\", r"\"": '"', r"\n": "\n"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_SECOND = 253_402_300_799  # of the year 9999


@dataclass(frozen=True, slots=True)
class Sample:
    """A value of a metric; `at` is None where the sender leaves the moment to the reader.

    `problem` says why the line cannot be read; then nothing else of it is known.
    """

    row: int
    labels: dict[str, str]
    value: Decimal | None = None
    at: datetime | None = None
    problem: DomainError | None = None


def samples(text: str) -> Iterator[Sample]:
    """Yield each sample of a text, in its order; `row` counts lines from 1.

    Raises:
        DomainError: the text does not end as it must, so that it may have been cut off.
    """
    lines = text.split("\n")
    while lines and not lines[-1]:
        lines.pop()
    if not lines or lines.pop() != "# EOF":
        raise DomainError("cut_off", "The text does not end in “# EOF”: it may have been cut off.")
    for row, line in enumerate(lines, start=1):
        if not line.startswith("#"):
            yield _sample(row, line.rstrip("\r"))


def _sample(row: int, line: str) -> Sample:
    found = SAMPLE.fullmatch(line)
    if found is None:
        sentence = f"“{shortened(line)}” is not a sample of OpenMetrics."
        return Sample(row, {}, problem=DomainError("not_a_sample", sentence))
    labels = {
        name: re.sub(r"\\.", lambda escaped: ESCAPED[escaped[0]], value)
        for name, value in LABEL.findall(found["labels"] or "")
    }
    try:
        value = _number(found["value"])
        at = None if found["at"] is None else _moment(found["at"])
    except DomainError as error:
        return Sample(row, labels, problem=error)
    return Sample(row, labels, value, at)


def _number(text: str) -> Decimal:
    if NUMBER.fullmatch(text):
        return Decimal(text)
    raise DomainError("not_a_number", f"“{shortened(text)}” is not a number that can be kept.")


def _moment(text: str) -> datetime:
    seconds = _number(text)
    if not 0 <= seconds <= LAST_SECOND:
        raise DomainError("not_a_date", f"“{shortened(text)}” is not a moment in seconds.")
    return EPOCH + timedelta(seconds=int(seconds))
