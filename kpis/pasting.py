"""Reads a column or block copied from a spreadsheet: a value for each KPI, by name or in order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alignment.lib.errors import shortened

LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Cell:
    """What was copied for one KPI, as text."""

    value: str
    note: str = ""


@dataclass(slots=True)
class Pasted:
    """What was read, by the place of the KPI in the list; and sentences about what was not."""

    cells: dict[int, Cell] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def read_block(text: str, names: Sequence[tuple[str, ...]]) -> Pasted:
    """Return the values of a block; `names` are what each KPI of the list is called.

    A line is a value and a note, cells apart by tabs or semicolons, in the order of the list;
    or the name of a KPI comes first in it. A line without a digit above all others is a heading,
    an empty one leaves its KPI out.
    """
    lines = [_cells(line) for line in text.rstrip().splitlines()]
    places = _places(names)
    if any(_name(line[0]) in places for line in lines):
        return _by_name(lines, places)
    return _in_order(lines, len(names))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]


def _name(text: str) -> str:
    return " ".join(text.casefold().split())


def _places(names: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """Return the place of each name that only one KPI has."""
    known = [(_name(one), place) for place, some in enumerate(names) for one in set(some) if one]
    times = Counter(name for name, _ in known)
    return {name: place for name, place in known if times[name] == 1}


def _by_name(lines: Sequence[list[str]], places: Mapping[str, int]) -> Pasted:
    pasted = Pasted()
    for number, (name, *rest) in enumerate(lines, 1):
        place = places.get(_name(name))
        if place is not None:
            _put(pasted, place, number, rest)
        elif any(rest) and not _is_heading(number, rest):
            pasted.unread.append(f"“{shortened(name, LONGEST_SHOWN)}” is none of your KPIs.")
    return pasted


def _in_order(lines: Sequence[list[str]], room: int) -> Pasted:
    pasted = Pasted()
    first = 1 if len(lines) > 1 and _is_heading(1, lines[0]) else 0
    for place, cells in enumerate(lines[first:]):
        if place < room:
            _put(pasted, place, place + first + 1, cells)
    if len(lines) - first > room:
        over = len(lines) - first - room
        more = "one line" if over == 1 else f"{over} lines"
        pasted.unread.append(f"Your list has {more} less than was pasted.")
    return pasted


def _is_heading(number: int, cells: Sequence[str]) -> bool:
    return number == 1 and not any(letter.isdigit() for letter in "".join(cells))


def _put(pasted: Pasted, place: int, number: int, cells: Sequence[str]) -> None:
    value, note, *more = [*cells, "", ""][: max(2, len(cells))]
    if any(more):
        pasted.unread.append(f"Line {number} has more than a value and a note.")
    elif place in pasted.cells:
        pasted.unread.append(f"Line {number} gives a KPI a second value.")
    elif value:
        pasted.cells[place] = Cell(value, note)
