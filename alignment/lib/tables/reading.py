"""The one way in: a file or folder, whatever it is, becomes a workbook or a refusal."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from alignment.lib.errors import DomainError
from alignment.lib.tables.archives import OLE_MAGIC, ZIP_MAGIC, locked, opened
from alignment.lib.tables.csv_reading import csv_table
from alignment.lib.tables.workbook import Limits, Workbook, snake
from alignment.lib.tables.xlsx_reading import read_xlsx

TEXTS = (".csv", ".tsv", ".txt")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
USUAL = Limits()


def read_workbook(source: bytes | Path, name: str = "", limits: Limits = USUAL) -> Workbook:
    """Return the sheets of an XLSX, a zip or a folder of CSV files, or a single CSV file.

    A sheet is called what its file is called. `name` is the file's name where only its bytes
    are at hand. Text is as it stands in the file, blanks at its ends included.

    Raises:
        DomainError: not a workbook, damaged, encrypted, unsafe, or more than the limits allow.
    """
    if isinstance(source, bytes):
        return _read(source, name, limits)
    if source.is_dir():
        return _read_texts(_files_in(source), limits)
    if not source.is_file():
        raise DomainError("no_such_file", f"There is no file “{source}”.", path=str(source))
    if source.stat().st_size > limits.file_bytes:
        raise too_large(limits)
    return _read(source.read_bytes(), name or source.name, limits)


def _read(data: bytes, name: str, limits: Limits) -> Workbook:
    if len(data) > limits.file_bytes:
        raise too_large(limits)
    if not data.strip():
        raise DomainError("empty_file", "The file is empty.")
    if data.startswith(ZIP_MAGIC):
        return _read_zip(data, limits)
    if data.startswith(OLE_MAGIC):
        raise _old_or_locked(data)
    if name.lower().endswith(TEXTS):
        return _read_texts(iter([(name, data)]), limits)
    raise _no_workbook(name)


def _read_zip(data: bytes, limits: Limits) -> Workbook:
    with opened(data, limits) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" not in names:
            return _read_texts(_members_of(archive), limits)
    if not any(name.startswith("xl/") for name in names):
        raise _no_workbook("")
    return read_xlsx(data, limits)


def _read_texts(files: Iterator[tuple[str, bytes]], limits: Limits) -> Workbook:
    workbook = Workbook()
    for name, data in files:
        path = PurePosixPath(name)
        if path.suffix.lower() in TEXTS:
            workbook.add(csv_table(data, snake(path.stem), limits, workbook.notes))
        else:
            workbook.notes.append(f"“{name}” is no CSV file and was left out.")
    if not workbook:
        raise _no_workbook("")
    return workbook


def _files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            yield path.name, path.read_bytes() if path.suffix.lower() in TEXTS else b""


def _members_of(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    for member in archive.infolist():
        hidden = PurePosixPath(member.filename).name.startswith((".", "__"))
        if not (member.is_dir() or hidden or member.filename.startswith("__MACOSX/")):
            yield member.filename, archive.read(member)


def _old_or_locked(data: bytes) -> DomainError:
    if ENCRYPTED_PACKAGE in data:
        return locked()
    return DomainError(
        "old_excel",
        "This is a file of an old Excel. Open it and save it as an Excel workbook (.xlsx).",
    )


def too_large(limits: Limits) -> DomainError:
    """Return the refusal of a file with more bytes than are read."""
    return DomainError(
        "file_too_large",
        f"The file is larger than {limits.file_bytes // 1_000_000} MB. Split it into smaller ones.",
        limit=limits.file_bytes,
    )


def _no_workbook(name: str) -> DomainError:
    called = f"“{name}”" if name else "This"
    return DomainError(
        "not_a_workbook",
        f"{called} is not a workbook. Choose an Excel workbook (.xlsx), a CSV file, or a zip or "
        "folder of CSV files.",
    )
