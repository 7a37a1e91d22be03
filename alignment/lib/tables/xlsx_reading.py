"""XLSX files, streamed, with nothing in them trusted."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
import openpyxl
import openpyxl.xml.functions
from defusedxml import DefusedXmlException
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from alignment.lib.dates import SINCE_1900, SINCE_1904
from alignment.lib.errors import DomainError
from alignment.lib.tables.archives import damaged, opened
from alignment.lib.tables.guards import unescaped
from alignment.lib.tables.workbook import Cell, Limits, TableBuilder, Workbook, snake

if (openpyxl.xml.functions.iterparse, openpyxl.xml.functions.fromstring) != (
    defusedxml.ElementTree.iterparse,
    defusedxml.ElementTree.fromstring,
):
    raise RuntimeError(
        "openpyxl must read through defusedxml: install it, switch OPENPYXL_LXML off."
    )

LAST_ROW = 1_048_576
SIGNIFICANT = ".15g"  # what a spreadsheet keeps of a number
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
UNSOLVED = re.compile(
    rb'<c\s[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v></v>)?\s*</c>"
)
BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, EOFError,
    NotImplementedError, ParseError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
CHUNK, OVERLAP = 1_000_000, 4_000  # bytes
Place = tuple[int, int]  # row and column, from 1


def read_xlsx(data: bytes, limits: Limits) -> Workbook:
    """Return the sheets of an XLSX file, hidden ones included.

    Raises:
        DomainError: damaged, encrypted, not safe to open, or more than the limits allow.
    """
    workbook = Workbook()
    with opened(data, limits) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it passes over
        try:
            _read_sheets(data, archive, limits, workbook)
        except BROKEN as error:
            raise _refusal(error) from None
    if not workbook:
        raise damaged()
    return workbook


def _refusal(error: BaseException | None) -> DomainError:
    while error is not None:
        if isinstance(error, DefusedXmlException):
            return DomainError(
                "xml_entities",
                "The workbook holds XML definitions that could do harm. Save it again with a "
                "spreadsheet program.",
            )
        error = error.__cause__ or error.__context__
    return damaged()


def _read_sheets(data: bytes, archive: zipfile.ZipFile, limits: Limits, workbook: Workbook) -> None:
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    day_zero = SINCE_1904 if book.epoch == CALENDAR_MAC_1904 else SINCE_1900
    for sheet in book.worksheets:
        builder = TableBuilder(snake(sheet.title), limits)
        merged, unsolved = _oddities(archive, sheet, limits)
        _read_rows(sheet, builder, merged)
        for row, column in sorted(unsolved):
            reason = "Its formula has no result in the file. Open and save it in a spreadsheet."
            builder.complain(row, column - 1, "", reason)
        workbook.add(builder.table(day_zero=day_zero))


def _read_rows(sheet: ReadOnlyWorksheet, builder: TableBuilder, merged: dict[Place, Place]) -> None:
    sheet.reset_dimensions()
    held: dict[Place, Cell] = {}
    heads = set(merged.values())
    for number, cells in enumerate(_rows(sheet), 1):
        if number > LAST_ROW:
            raise damaged()
        record = [_value(cell) for cell in cells]
        if merged:
            _fill_down(number, record, merged, held, heads)
        builder.add(number, record)
        for place, cell in enumerate(cells):
            if cell.data_type == "e":
                reason = "The spreadsheet shows an error here. Mend its formula."
                builder.complain(number, place, str(cell.value), reason)


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[ReadOnlyCell | EmptyCell, ...]]:
    yield from sheet.iter_rows()  # type: ignore[misc]  # the stubs take it for another class


def _fill_down(
    number: int,
    record: list[Cell],
    merged: dict[Place, Place],
    held: dict[Place, Cell],
    heads: set[Place],
) -> None:
    columns = {column for row, column in merged if row == number}
    record.extend([""] * (max(columns, default=0) - len(record)))
    for column in columns:
        record[column - 1] = held.get(merged[number, column], "")
    for place, cell in enumerate(record, 1):
        if (number, place) in heads:
            held[number, place] = cell


def _oddities(
    archive: zipfile.ZipFile, sheet: ReadOnlyWorksheet, limits: Limits
) -> tuple[dict[Place, Place], set[Place]]:
    """Return what streaming passes over: heads of merged cells, formulas without results."""
    merged: dict[Place, Place] = {}
    unsolved: set[Place] = set()
    path: str = sheet._worksheet_path  # type: ignore[attr-defined]  # noqa: SLF001  nowhere public
    with archive.open(path) as source:
        before = b""
        while chunk := source.read(CHUNK):
            piece = before + chunk
            unsolved.update(map(_place, UNSOLVED.findall(piece)))
            for area in MERGED.findall(piece):
                first, last = map(_place, area.split(b":"))
                if last[0] - first[0] + len(merged) > limits.rows:
                    raise damaged()
                column = first[1]
                merged.update(((row, column), first) for row in range(first[0] + 1, last[0] + 1))
            before = piece[-OVERLAP:]
    return merged, unsolved


def _place(coordinate: bytes) -> Place:
    return coordinate_to_tuple(coordinate.decode())


def _value(cell: ReadOnlyCell | EmptyCell) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return unescaped(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return _moment(value)


def _number(value: float, number_format: str) -> Cell:
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, SIGNIFICANT))
    if "%" in number_format:
        return f"{(number * 100).normalize():f}%"
    return number


def _moment(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value.isoformat(" ")
    return value if isinstance(value, date) else str(value)
