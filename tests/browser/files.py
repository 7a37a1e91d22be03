"""Files that a browser uploads."""

import csv
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO
from zipfile import ZipFile


def zipped(sheets: Mapping[str, str]) -> bytes:
    """Return a zip of CSV files."""
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, rows in sheets.items():
            archive.writestr(f"{name}.csv", rows)
    return content.getvalue()


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV, whatever is in them."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
