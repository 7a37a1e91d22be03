"""What is read from a file, whatever kind of file it was."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from alignment.lib.dates import SINCE_1900
from alignment.lib.errors import DomainError, Problem
from alignment.lib.numbers import Notation, decimal_marks

Cell = str | Decimal | date
Row = tuple[int, dict[str, Cell]]
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read before it is refused."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 100_000_000
    members: int = 500  # files in an archive
    ratio: int = 100  # unpacked to packed, for members over a megabyte
    rows: int = 200_000  # per sheet
    columns: int = 300
    cells: int = 5_000_000  # per sheet, empty ones included
    cell_length: int = 100_000


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: rows with the number a person sees beside them, and what cannot be taken.

    Columns are in lower case with “_” for blanks. Empty cells are “”, blank rows are left out.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    problems: tuple[Problem, ...] = ()
    plain: bool = True  # commas part the columns, so they can hardly be decimal marks
    day_zero: date = SINCE_1900

    def notation(self, column: str) -> Notation:
        """Return how far the column shows which decimal mark its writer used."""
        texts = [text for _, row in self.rows if isinstance(text := row[column], str)]
        marks = decimal_marks(texts)
        points = marks == {"."} or (self.plain and not marks)
        return Notation.PLAIN if points else Notation.UNKNOWN


class Workbook(dict[str, Table]):
    """Tables by the name of their sheet, and notes on how the file was read."""

    def __init__(self) -> None:
        """Start without sheets and notes."""
        super().__init__()
        self.notes: list[str] = []

    def add(self, table: Table) -> None:
        """Add a table whose sheet is not there yet.

        Raises:
            DomainError: there is a sheet of this name already.
        """
        if table.name in self:
            raise DomainError(
                "same_sheet_twice",
                f"There are two sheets called “{table.name}”. Keep one of them.",
                sheet=table.name,
            )
        self[table.name] = table


@dataclass(slots=True)
class TableBuilder:
    """Turns numbered records into a table; the first record that is not blank is its header."""

    name: str
    limits: Limits
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubled: set[int] = field(default_factory=set)
    cells: int = 0

    def add(self, number: int, record: Sequence[Cell]) -> None:
        """Take in the record with the number a person sees beside it."""
        self.cells += len(record) + 1
        if self.cells > self.limits.cells:
            raise too_much(self.name, "cells", self.limits.cells)
        if is_blank(record):
            return
        if not is_blank(record[self.limits.columns :]):
            raise too_much(self.name, "columns", self.limits.columns)
        if not self.columns:
            self._begin(number, record)
            return
        if len(self.rows) >= self.limits.rows:
            raise too_much(self.name, "rows", self.limits.rows)
        self._append(number, record)

    def complain(self, number: int, position: int, value: str, reason: str) -> None:
        """Note that the cell at the position (from 0) cannot be taken."""
        column = self.columns[position] if position < len(self.columns) else ""
        self.problems.append(
            Problem(self.name, number, column or f"column {position + 1}", value, reason)
        )

    def table(self, *, plain: bool = True, day_zero: date = SINCE_1900) -> Table:
        """Return what was taken in."""
        columns = tuple(column for column in self.columns if column)
        return Table(self.name, columns, self.rows, tuple(self.problems), plain, day_zero)

    def _begin(self, number: int, record: Sequence[Cell]) -> None:
        width = 1 + max(place for place, cell in enumerate(record) if not is_blank([cell]))
        for place, title in enumerate(record[:width]):
            column = snake(str(title))
            if column and column in self.columns:
                self.doubled.add(place)
                reason = "This column is there twice. Keep one of them."
                self.problems.append(Problem(self.name, number, column, str(title), reason))
                column = ""
            self.columns.append(column)

    def _append(self, number: int, record: Sequence[Cell]) -> None:
        row: dict[str, Cell] = dict.fromkeys(filter(None, self.columns), "")
        for place, cell in enumerate(record):
            column = self.columns[place] if place < len(self.columns) else ""
            if column:
                row[column] = cell
                self._check(number, place, cell)
            elif not is_blank([cell]) and place not in self.doubled:
                self.complain(number, place, str(cell), "There is no column title above this.")
        self.rows.append((number, row))

    def _check(self, number: int, place: int, cell: Cell) -> None:
        if not isinstance(cell, str):
            return
        if len(cell) > self.limits.cell_length:
            self.complain(number, place, cell, self._length_reason())
        elif UNSTORABLE.search(cell):
            reason = "There is a character in it that is no text. Type it again."
            self.complain(number, place, UNSTORABLE.sub("�", cell), reason)

    def _length_reason(self) -> str:
        return f"It is longer than the {self.limits.cell_length:,} characters a cell may have."


def snake(title: str) -> str:
    """Return a column title or sheet name in lower case, with “_” for blanks and hyphens."""
    return re.sub(r"[\s\-_]+", "_", title.strip().lower()).strip("_*")


def is_blank(record: Iterable[Cell]) -> bool:
    """Tell whether there is nothing but blanks in the record."""
    return all(isinstance(cell, str) and not cell.strip() for cell in record)


def too_much(sheet: str, what: str, limit: int) -> DomainError:
    """Return the refusal of a sheet with more rows, columns or cells than are read."""
    return DomainError(
        f"too_many_{what}",
        f"The sheet “{sheet}” has more than {limit:,} {what}. Split it into smaller files.",
        sheet=sheet,
        limit=limit,
    )
