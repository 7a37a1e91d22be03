"""Workbooks written so that no spreadsheet runs what is in them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook as XlsxWorkbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties

from alignment.lib.errors import DomainError
from alignment.lib.numbers import plain_decimal
from alignment.lib.tables.guards import escaped, guarded

Value = str | int | Decimal | date | None
Sheet = tuple[Sequence[str], Iterable[Sequence[Value]]]
LONGEST_TEXT = 32_767  # characters in a spreadsheet's cell
FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count days wrongly
SIGNIFICANT = ".15g"
LOOKED_AT = 200  # rows by which columns get their widths: a sheet may be longer than memory
NARROWEST, NARROW, WIDEST, A_PAGE = 6, 24, 60, 220  # characters
MOST_LINES, LINE = 27, 15  # what spreadsheets allow for a row, and its points
AS_LONG_AS_A_DAY = 10
A4 = 9  # as spreadsheets number sizes of paper
WRAPPED, ON_TOP = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
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
    found = iter(rows)
    first = list(islice(found, LOOKED_AT))
    widths = _widths(columns, first)
    _lay_out(sheet, widths)
    titles = [_text(sheet, name, column) for column in columns]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for number, row in enumerate(chain(first, found), start=2):
        cells = [_cell(sheet, name, value) for value in row]
        _wrap(sheet, number, cells, widths)
        sheet.append(cells)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Return how many characters wide each column is; many columns are narrower than a few."""
    most = max(NARROW, min(WIDEST, A_PAGE // len(columns)))
    found = [_room(column) for column in columns]
    for row in rows:
        for at, value in enumerate(row):
            found[at] = max(found[at], _room(value))
    return [min(max(width, NARROWEST), most) for width in found]


def _lay_out(sheet: Any, widths: Sequence[int]) -> None:
    """Give each column room for what is in it; on paper, a sheet is as wide as a page."""
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width + 2
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _wrap(sheet: Any, number: int, cells: Sequence[Cell | None], widths: Sequence[int]) -> None:
    """Let long texts go on over several lines, and the rest of their row stand at the top."""
    lines = max((_lines(cell, width) for cell, width in zip(cells, widths, strict=True)), default=1)
    if lines < 2:
        return
    sheet.row_dimensions[number].height = min(lines, MOST_LINES) * LINE
    for cell, width in zip(cells, widths, strict=True):
        if cell is not None:
            cell.alignment = WRAPPED if _lines(cell, width) > 1 else ON_TOP


def _lines(cell: Cell | None, width: int) -> int:
    if cell is None or not isinstance(cell.value, str):
        return 1
    return sum(max(-(-len(line) // width), 1) for line in cell.value.split("\n"))


def _room(value: Value) -> int:
    """Return how many characters wide a value is."""
    if isinstance(value, date):
        return AS_LONG_AS_A_DAY
    return max(map(len, str(value or "").split("\n")))


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
