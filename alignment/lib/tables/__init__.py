"""Read any CSV or XLSX a person has; write them safe to open."""

from alignment.lib.tables.reading import read_workbook
from alignment.lib.tables.streaming import Stream, open_stream
from alignment.lib.tables.workbook import Cell, Limits, Row, Table, Workbook
from alignment.lib.tables.writing import (
    Sheet,
    Value,
    write_csv_folder,
    write_csv_zip,
    write_xlsx,
)

__all__ = [
    "Cell",
    "Limits",
    "Row",
    "Sheet",
    "Stream",
    "Table",
    "Value",
    "Workbook",
    "open_stream",
    "read_workbook",
    "write_csv_folder",
    "write_csv_zip",
    "write_xlsx",
]
