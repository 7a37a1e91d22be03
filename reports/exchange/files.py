"""Workbook files: from bytes or a path to a document, and from sheets to a file."""

from pathlib import Path

from django.conf import settings

from accounts.models import User
from alignment.lib.errors import DomainError
from alignment.lib.tables import Limits, read_workbook, write_csv_folder, write_csv_zip, write_xlsx
from alignment.lib.uploads import too_large
from reports.exchange.document import Document
from reports.exchange.dump import export_workbook
from reports.exchange.tabular import read_document

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


def document_in(content: bytes, name: str) -> Document:
    """Return the document in an uploaded file.

    Raises:
        DomainError: it is too large, or no workbook.
    """
    if len(content) > settings.LARGEST_UPLOAD_BYTES:
        raise too_large(settings.LARGEST_UPLOAD_BYTES)
    limits = Limits(file_bytes=settings.LARGEST_UPLOAD_BYTES)
    return read_document(read_workbook(content, name, limits), name)


def document_at(path: Path) -> Document:
    """Return the document in a file or folder of this machine, which may be larger than uploads.

    Raises:
        DomainError: there is none, or it is no workbook.
    """
    try:
        return read_document(read_workbook(path), path.name)
    except OSError as error:
        raise DomainError("unreadable", f"“{path}” could not be read: {error.strerror}.") from error


def write_export(path: Path, user: User | None = None) -> None:
    """Write the workbook to a folder, or to a file whose name ends in .xlsx or .zip.

    Raises:
        DomainError: the name ends in something else, or it cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in {"", ".xlsx", ".zip"}:
        raise DomainError(
            "unknown_ending",
            f"“{path.name}” ends in “{ending}”. Name a folder, or a file ending in .xlsx or .zip.",
        )
    sheets = export_workbook(user)
    try:
        if not ending:
            write_csv_folder(sheets, path)
        else:
            path.write_bytes(write_xlsx(sheets) if ending == ".xlsx" else write_csv_zip(sheets))
    except OSError as error:
        raise DomainError(
            "unwritable", f"“{path}” could not be written: {error.strerror}."
        ) from error


def export_bytes(kind: str, user: User) -> tuple[bytes, str, str]:
    """Return an export with its content type and the ending of its name; csv or else xlsx.

    Raises:
        DomainError: a text is too long for a spreadsheet's cell.
    """
    sheets = export_workbook(user)
    if kind == "csv":
        return write_csv_zip(sheets), ZIP, "zip"
    return write_xlsx(sheets), XLSX, "xlsx"
