"""Reads back what a PDF says, as far as tests need it."""

import re
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# Text in round brackets, which may hold one more pair, or the same as hexadecimal digits.
TITLE = re.compile(rb"/Title\s*(?:\(((?:[^()\\]|\\.|\([^()]*\))*)\)|<([0-9A-Fa-f]*)>)")


def headings_of(pdf: bytes) -> list[str]:
    """Return the headings of a PDF as its outline has them, in no order to rely on."""
    assert pdf.startswith(b"%PDF-")
    whole = pdf + b"".join(_opened(found[1]) for found in STREAM.finditer(pdf))
    return [_text(*found.groups()) for found in TITLE.finditer(whole)]


def _opened(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def _text(plain: bytes | None, written: bytes | None) -> str:
    if written is not None:
        return bytes.fromhex(written.decode()).decode("utf-16")
    return re.sub(rb"\\(.)", rb"\1", plain or b"").decode("latin-1")
