"""Pages of long lists by keyset: the address says after or before which row, never which number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from alignment.lib.shown import Shown

M = TypeVar("M", bound=Model)
PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1
LONGEST_ID = len(str(LARGEST_ID))


@dataclass(frozen=True, slots=True)
class Pager(Shown):
    """The ways on from a page of a list; addresses are empty at an end."""

    previous: str
    next: str
    text: str


@dataclass(frozen=True, slots=True)
class Slice(Shown):
    """The ids of one page, in order, and how to go on."""

    ids: tuple[int, ...]
    pager: Pager


def id_in(text: str) -> int | None:
    """Return the id that a piece of an address holds; None where it is no id that could be."""
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_ID:
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def without(asked: QueryDict, *names: str, **more: object) -> str:
    """Return the query of an address without some of what it asks, and with something else."""
    kept = asked.copy()
    for name in (*names, "after", "before"):
        kept.pop(name, None)
    for name, value in more.items():
        kept[name] = str(value)
    for name in [name for name, value in kept.items() if value == ""]:
        kept.pop(name)
    return f"?{kept.urlencode()}" if kept else "?"


def slice_of(
    rows: QuerySet[Any], known: QuerySet[Any], keys: Sequence[str], asked: QueryDict
) -> Slice:
    """Return one page of rows ordered by keys, of which the last is “pk”. Two queries at most.

    `known` are all rows that the reader may know of: one that the filters left out since can still
    be the place where the page begins.
    """
    back, anchor_id = _place(asked)
    anchor = None
    if anchor_id is not None:
        anchor = known.order_by().filter(pk=anchor_id).values(*keys).first()
    back = back and anchor is not None
    order = [f"-{key}" for key in keys] if back else list(keys)
    if anchor is not None:
        rows = rows.filter(beyond(keys, anchor, "lt" if back else "gt"))
    found = list(rows.order_by(*order).values_list("pk", flat=True)[: PAGE_SIZE + 1])
    more, ids = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if back:
        ids.reverse()
    earlier, later = (more, True) if back else (anchor is not None, more)
    return Slice(tuple(ids), _pager(ids, asked, earlier=earlier, later=later))


def beyond(keys: Sequence[str], anchor: Mapping[str, object], side: str) -> Q:
    """Return the condition that a row comes after (“gt”) or before (“lt”) another one."""
    first = keys[0]
    condition = Q()
    equal = Q()
    for key in keys:
        condition |= equal & Q(**{f"{key}__{side}": anchor[key]})
        equal &= Q(**{key: anchor[key]})
    return Q(**{f"{first}__{side}e": anchor[first]}) & condition


def in_order(rows: QuerySet[M], ids: Sequence[int]) -> list[M]:
    """Return the rows of these ids in the order of the ids. One query."""
    found = {row.pk: row for row in rows.filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def _place(asked: QueryDict) -> tuple[bool, int | None]:
    for name in ("after", "before"):
        number = id_in(asked.get(name, ""))
        if number is not None:
            return name == "before", number
    return False, None


def _pager(ids: Sequence[int], asked: QueryDict, *, earlier: bool, later: bool) -> Pager:
    if not ids:
        return Pager(without(asked) if earlier else "", "", "")
    text = f"{len(ids)} on this page" if earlier or later else ""
    return Pager(
        previous=without(asked, before=ids[0]) if earlier else "",
        next=without(asked, after=ids[-1]) if later else "",
        text=text,
    )
