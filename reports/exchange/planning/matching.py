"""Which thing here a row of the file is about."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import Model

from reports.exchange.here import Shelf
from reports.exchange.planning.context import Planning

Thing = TypeVar("Thing", bound=Model)


class ThingRow(Protocol):
    """A row of a sheet of things."""

    @property
    def at(self) -> int: ...  # noqa: D102
    @property
    def ref(self) -> str: ...  # noqa: D102
    @property
    def uid(self) -> UUID | None: ...  # noqa: D102


Row = TypeVar("Row", bound=ThingRow)
NOT_AVAILABLE = "This reference cannot be used here: choose another one."


def matched(
    planning: Planning,
    sheet: str,
    rows: Sequence[Row],
    shelf: Shelf[Thing],
    is_hidden: Callable[[Thing], bool] = lambda _thing: False,
) -> Iterator[tuple[Row, Thing | None]]:
    """Yield each row with the thing it is about, None where it is new.

    Rows that cannot be told apart, or that stand for something hidden, are complained of; they
    come as new ones, so that what points at them does not complain once more.
    """
    seen: dict[object, int] = {}
    for row in rows:
        found = shelf.find(row)
        other = shelf.by_ref.get(row.ref)
        if row.ref in seen:
            reason = f"This reference stands in row {seen[row.ref]} already."
            planning.complain(sheet, row.at, "ref", row.ref, reason)
            continue
        seen[row.ref] = row.at
        if row.uid and row.uid in seen:
            reason = f"This identity stands in row {seen[row.uid]} already."
            planning.complain(sheet, row.at, "uid", row.uid, reason)
            found = None
        elif (found and is_hidden(found)) or (found and other and found.pk != other.pk):
            planning.complain(sheet, row.at, "ref", row.ref, NOT_AVAILABLE)
            found = None
        elif found and found.pk in seen:
            reason = f"Row {seen[found.pk]} is about the same."
            planning.complain(sheet, row.at, "uid", row.uid or "", reason)
            found = None
        if row.uid:
            seen[row.uid] = row.at
        if found:
            seen[found.pk] = row.at
        yield row, found
