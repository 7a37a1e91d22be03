"""Zip files judged by their directory, before anything is unpacked."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from alignment.lib.errors import DomainError
from alignment.lib.tables.workbook import Limits

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEGABYTE = 1_000_000
ENCRYPTED = 0x1
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".gz", ".7z", ".rar", ".tar")


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open a zip that is small enough when unpacked.

    Raises:
        DomainError: damaged, encrypted, a zip in a zip, or more than the limits allow.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _judge(archive.infolist(), limits)
            yield archive
    except zipfile.BadZipFile:
        raise damaged() from None


def damaged() -> DomainError:
    """Return the refusal of a file that ends too early or does not hold together."""
    return DomainError(
        "damaged", "The file is damaged or incomplete. Save it again and try once more."
    )


def locked() -> DomainError:
    """Return the refusal of a file that needs a password."""
    return DomainError(
        "encrypted", "The file is protected with a password. Save it without one and try again."
    )


def _judge(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise locked()
    if why := _why_not(members, limits):
        raise DomainError(
            "archive_refused",
            f"The file was not opened, because {why}. Save a plain workbook with only its sheets.",
        )


def _why_not(members: list[zipfile.ZipInfo], limits: Limits) -> str:
    if len(members) > limits.members:
        return f"it holds {len(members):,} files, more than {limits.members:,}"
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        return f"unpacked it would be {unpacked // MEGABYTE:,} MB"
    for member in members:
        if member.filename.lower().endswith(ARCHIVES):
            return f"there is another archive in it, “{member.filename}”"
        if member.file_size > MEGABYTE and member.file_size > limits.ratio * member.compress_size:
            return f"“{member.filename}” is packed suspiciously tightly"
    return ""
