"""CSV files in the dialects people have."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from alignment.lib.errors import DomainError
from alignment.lib.tables.guards import unguarded
from alignment.lib.tables.workbook import Limits, Table, TableBuilder

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = ",;\t|"
LOOKED_AT = 50  # records, to tell one delimiter from another
A_THIRD = 3
Numbered = tuple[int, list[str]]


def csv_table(data: bytes, name: str, limits: Limits, notes: list[str]) -> Table:
    """Return the table in a CSV file; how it was read goes into the notes.

    Raises:
        DomainError: no text, no clear delimiter, a quote left open, or too much of it.
    """
    delimiter, records = csv_records(data, name, notes)
    builder = TableBuilder(name, limits)
    for number, record in records():
        builder.add(number, [unguarded(cell) for cell in record])
    return builder.table(plain=delimiter == ",")


def csv_records(
    data: bytes, name: str, notes: list[str]
) -> tuple[str, Callable[[], Iterator[Numbered]]]:
    """Return what parts the columns of a CSV file, and a way to read its records from the top.

    Raises:
        DomainError: no text, or no clear delimiter; while reading, a quote left open.
    """
    text = _decoded(data, name, notes)
    start, told = _told_delimiter(text)
    delimiter = told or _delimiter(text, name)

    def records() -> Iterator[Numbered]:
        return enumerate(_records(text[start:], delimiter, name), 1 + bool(start))

    return delimiter, records


def _decoded(data: bytes, name: str, notes: list[str]) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decoded_as(encoding, data[len(mark) :], name)
    for nul_at, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[nul_at::2].count(0) * A_THIRD > len(data) and not data[1 - nul_at :: 2].count(0):
            return _decoded_as(encoding, data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        notes.append(f"“{name}” is not in UTF-8 and was read as Western European text.")
        return _decoded_as("cp1252", data, name)


def _decoded_as(encoding: str, data: bytes, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise DomainError(
            "not_text", f"“{name}” is not a text file. Save it as CSV in UTF-8.", sheet=name
        ) from None


def _told_delimiter(text: str) -> tuple[int, str]:
    line = text.partition("\n")[0]
    if line[:4].lower() == "sep=" and line[4:].rstrip("\r") in set(DELIMITERS):
        return len(line) + 1, line[4]
    return 0, ""


def _delimiter(text: str, name: str) -> str:
    widths = {delimiter: _widths(text, delimiter) for delimiter in DELIMITERS}
    parting = [delimiter for delimiter in DELIMITERS if widths[delimiter][:1] > [1]]
    even = [delimiter for delimiter in parting if len(set(widths[delimiter])) == 1]
    if len(even or parting) > 1:
        raise DomainError(
            "unclear_delimiter",
            f"It is not clear which character parts the columns of “{name}”. "
            "Put “sep=,” or “sep=;” in its first line.",
            sheet=name,
        )
    return (even or parting or [","])[0]


def _widths(text: str, delimiter: str) -> list[int]:
    try:
        records = list(islice(filter(any, _reader(text, delimiter)), LOOKED_AT))
    except csv.Error:
        return []
    return [len(record) for record in records]


def _records(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    number = 0
    try:
        for record in _reader(text, delimiter):
            number += 1
            yield record
    except csv.Error:
        raise DomainError(
            "broken_quotes",
            f"In “{name}”, row {number + 1}, a quotation mark is left open or out of place, "
            "or a cell is far too long.",
            sheet=name,
            row=number + 1,
        ) from None


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
