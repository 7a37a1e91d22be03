"""Prints a pack: JSON comes in, a PDF goes out. Run as a process of its own, never imported.

A process that has used typst and then forks leaves children that hang for ever, so only this one
uses it. What the pack says goes in as data: the document shows it and never interprets it.
"""

import sys
from datetime import UTC, date, datetime, time
from json import loads
from pathlib import Path

import font_source_sans_pro
import typst

PAPER = Path(__file__).with_name("pack.typ")


def print_pack(written: bytes) -> bytes:
    """Return the PDF of a pack, dated with the day of the pack."""
    day = date.fromisoformat(loads(written)["day"])
    printed = typst.compile(
        PAPER,
        root=PAPER.parent,
        font_paths=[font_source_sans_pro.font_directory],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"pack": written.decode()},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(day, time(), UTC),
    )
    assert isinstance(printed, bytes)  # noqa: S101  # a PDF is one file
    return printed


if __name__ == "__main__":
    sys.stdout.buffer.write(print_pack(sys.stdin.buffer.read()))
