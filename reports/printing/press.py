"""Prints a paper: JSON comes in, a PDF goes out. Run as a process of its own, never imported.

A process that has used typst and then forks leaves children that hang for ever, so only this one
uses it. What a paper says goes in as data: the document shows it and never interprets it.
"""

import sys
from datetime import UTC, date, datetime, time
from json import loads
from pathlib import Path

import font_source_sans_pro
import typst

PAPERS = Path(__file__).parent


def print_paper(name: str, written: bytes) -> bytes:
    """Return the PDF of a paper, dated with the day that it is about."""
    day = date.fromisoformat(loads(written)["day"])
    printed = typst.compile(
        PAPERS / f"{name}.typ",
        root=PAPERS,
        font_paths=[font_source_sans_pro.font_directory],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"said": written.decode()},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(day, time(), UTC),
    )
    assert isinstance(printed, bytes)  # noqa: S101  # a PDF is one file
    return printed


if __name__ == "__main__":
    sys.stdout.buffer.write(print_paper(sys.argv[1], sys.stdin.buffer.read()))
