"""One sheet read row by row, as often as wanted: a million rows need not fit into memory."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from alignment.lib.dates import SINCE_1900
from alignment.lib.errors import DomainError, Problem, shortened
from alignment.lib.tables.archives import OLE_MAGIC, ZIP_MAGIC
from alignment.lib.tables.csv_reading import csv_records
from alignment.lib.tables.guards import unguarded
from alignment.lib.tables.reading import TEXTS, read_workbook, too_large
from alignment.lib.tables.workbook import Cell, Limits, Table, snake, too_much

Record = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Stream:
    """A sheet’s columns, named as in a table (“” where a title is missing), and its rows.

    `problems` are what cannot be taken of the sheet itself; `notes` say how it was read.
    """

    name: str
    columns: tuple[str, ...]
    records: Callable[[], Iterator[Record]]
    plain: bool = True
    day_zero: date = SINCE_1900
    problems: tuple[Problem, ...] = ()
    notes: list[str] = field(default_factory=list)


def open_stream(source: bytes | Path, name: str, limits: Limits, wanted: Collection[str]) -> Stream:
    """Return the one sheet of a CSV or XLSX file, or of several the one that is called as `wanted`.

    Raises:
        DomainError: no such file, no workbook, damaged, more than the limits allow, or several
            sheets of which none is wanted.
    """
    if isinstance(source, Path):
        if not source.is_file():
            raise DomainError("no_such_file", f"There is no file “{source}”.", path=str(source))
        if source.stat().st_size > limits.file_bytes:
            raise too_large(limits)
        name, source = name or source.name, source.read_bytes()
    is_packed = source.startswith((ZIP_MAGIC, OLE_MAGIC))
    if is_packed or not source.strip() or not name.lower().endswith(TEXTS):
        workbook = read_workbook(source, name, limits)
        return _of_table(_the_one(list(workbook.values()), wanted), workbook.notes)
    if len(source) > limits.file_bytes:
        raise too_large(limits)
    return _of_text(source, snake(name.rpartition(".")[0]), limits)


def _the_one(tables: list[Table], wanted: Collection[str]) -> Table:
    found = [table for table in tables if table.name in wanted] or tables
    filled = [table for table in found if table.rows] or found
    if len(filled) > 1:
        names = ", ".join(f"“{table.name}”" for table in filled[:5])
        first = next(iter(wanted))
        raise DomainError(
            "several_sheets",
            f"There are several sheets: {names}. Call the one with the values “{first}”.",
        )
    return filled[0]


def _of_table(table: Table, notes: list[str]) -> Stream:
    def records() -> Iterator[Record]:
        for number, row in table.rows:
            yield number, [row[column] for column in table.columns]

    return Stream(
        table.name, table.columns, records, table.plain, table.day_zero, table.problems, notes
    )


def _of_text(data: bytes, name: str, limits: Limits) -> Stream:
    notes: list[str] = []
    delimiter, again = csv_records(data, name, notes)
    head = next(islice(_filled(again()), 1), (1, []))
    columns, problems = _titles(head, name)
    if len(columns) > limits.columns:
        raise too_much(name, "columns", limits.columns)

    guards = b"'" in data

    def records() -> Iterator[Record]:
        rows = _filled(again())
        next(rows, None)
        for count, (number, record) in enumerate(rows):
            if count >= limits.rows:
                raise too_much(name, "rows", limits.rows)
            yield number, [unguarded(cell) for cell in record] if guards else record

    return Stream(name, columns, records, delimiter == ",", SINCE_1900, problems, notes)


def _filled(records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for number, record in records:
        if record and (record[0].strip() or any(map(str.strip, record))):
            yield number, record


def _titles(
    head: tuple[int, Sequence[str]], name: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    number, titles = head
    columns: list[str] = []
    problems = []
    for title in titles:
        column = snake(unguarded(title))
        if column and column in columns:
            reason = "This column is there twice. Keep one of them."
            problems.append(Problem(name, number, column, shortened(title), reason))
            column = ""
        columns.append(column)
    while columns and not columns[-1]:
        columns.pop()
    return tuple(columns), tuple(problems)
