"""Workbooks written so that no spreadsheet runs what is in them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook as XlsxWorkbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from alignment.lib.errors import DomainError
from alignment.lib.numbers import plain_decimal
from alignment.lib.tables.guards import escaped, guarded

Value = str | int | Decimal | date | None
Sheet = tuple[Sequence[str], Iterable[Sequence[Value]]]
LONGEST_TEXT = 32_767  # characters in a spreadsheet's cell
FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count days wrongly
SIGNIFICANT = ".15g"
ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same content makes the same file


def write_xlsx(sheets: Mapping[str, Sheet]) -> bytes:
    """Return an XLSX file with these sheets: a name each, its columns and its rows.

    Text is stored as text whatever it begins with; a number that a spreadsheet would round is
    stored as text, so that it comes back exactly.

    Raises:
        DomainError: a text is longer than a spreadsheet's cell holds.
    """
    book = XlsxWorkbook(write_only=True)
    for name, (columns, rows) in sheets.items():
        sheet = book.create_sheet(name)
        with _closed_if_refused(sheet):
            _fill(sheet, name, columns, rows)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(
    sheet: WriteOnlyWorksheet, name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    sheet.freeze_panes = "A2"
    titles = [_text(sheet, name, column) for column in columns]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_cell(sheet, name, value) for value in row])


@contextmanager
def _closed_if_refused(sheet: WriteOnlyWorksheet) -> Iterator[None]:
    try:
        yield
    except DomainError:
        sheet.close()
        raise


def write_csv_zip(sheets: Mapping[str, Sheet]) -> bytes:
    """Return a zip with a CSV file for each sheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, sheet in sheets.items():
            member = zipfile.ZipInfo(f"{name}.csv", ALWAYS)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, csv_bytes(sheet))
    return target.getvalue()


def write_csv_folder(sheets: Mapping[str, Sheet], folder: Path) -> None:
    """Write a CSV file for each sheet into the folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in sheets.items():
        (folder / f"{name}.csv").write_bytes(csv_bytes(sheet))


def csv_bytes(sheet: Sheet) -> bytes:
    """Return a sheet as CSV in UTF-8 with a byte order mark, so that Excel reads it right."""
    columns, rows = sheet
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([guarded(column) for column in columns])
    writer.writerows([_written(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig", errors="replace")


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    return value.isoformat() if isinstance(value, date) else plain_decimal(Decimal(value))


def _cell(sheet: WriteOnlyWorksheet, name: str, value: Value) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _text(sheet, name, value)
    if isinstance(value, date):
        return _day(sheet, name, value)
    kept = format(value, SIGNIFICANT)
    if Decimal(kept) != value:
        return _text(sheet, name, plain_decimal(Decimal(value)))
    return WriteOnlyCell(sheet, int(value) if value == int(value) else float(kept))


def _day(sheet: WriteOnlyWorksheet, name: str, day: date) -> Cell:
    if day < FIRST_DAY:
        return _text(sheet, name, day.isoformat())
    cell = WriteOnlyCell(sheet, datetime.combine(day, time.min))
    cell.number_format = "yyyy-mm-dd"
    return cell


def _text(sheet: WriteOnlyWorksheet, name: str, text: str) -> Cell:
    stored = escaped(text)
    if len(stored) > LONGEST_TEXT:
        raise DomainError(
            "text_too_long_for_xlsx",
            f"A text in “{name}” has more than the {LONGEST_TEXT:,} characters that fit into a "
            "spreadsheet's cell. Export as a zip of CSV files instead.",
            sheet=name,
        )
    cell = WriteOnlyCell(sheet, stored)
    cell.data_type = "s"
    cell.quotePrefix = guarded(text) != text
    return cell
