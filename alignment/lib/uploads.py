"""Files that people send: their size, and a name for them that is safe to show."""

import re
import unicodedata
from typing import Protocol

from alignment.lib.errors import DomainError

MEGABYTE = 1024 * 1024
LONGEST_NAME = 255
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Uploaded(Protocol):
    """A file as a form hands it over."""

    name: str | None
    size: int | None

    def read(self) -> bytes:
        """Return all of it."""


def too_large(limit: int) -> DomainError:
    """Return the refusal of a file larger than uploads may be."""
    return DomainError(
        "too_large",
        f"The file is larger than {limit // MEGABYTE} MB. Split it, or have an administrator bring "
        "it in on the server.",
        limit=limit,
    )


def shown_name(name: str) -> str:
    """Return a file's name without folders and what cannot be seen, never empty, never long."""
    plain = CONTROL.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/")
    last = plain.rpartition("/")[2].strip(" .")
    stem, dot, ending = last.rpartition(".")
    if len(last) > LONGEST_NAME:
        last = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending
    return last[-LONGEST_NAME:] or "workbook"
