"""Pages of long lists: the address says after which row, never which number of page."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.request import Request

from alignment.lib.errors import DomainError

M = TypeVar("M", bound=Model)
K = TypeVar("K")
USUAL, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Key(Generic[K]):
    """The column that orders a list, each value once: how it is read from a cursor and written."""

    column: str
    read: Callable[[str], K]
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """The rows of one page, and the address of the next; None at the end."""

    rows: list[M]
    next: str | None


def page_of(rows: "QuerySet[M, M]", request: Request, key: Key[Any]) -> Page[M]:
    """Return one page of rows. One query.

    Raises:
        DomainError: cursor or limit are none.
    """
    limit = _limit(asked(request, "limit"))
    cursor = asked(request, "cursor")
    if cursor is not None:
        side = "lt" if key.newest_first else "gt"
        rows = rows.filter(**{f"{key.column}__{side}": _place(cursor, key)})
    order = f"-{key.column}" if key.newest_first else key.column
    found = list(rows.order_by(order)[: limit + 1])
    if len(found) <= limit:
        return Page(found, None)
    del found[limit:]
    return Page(found, _onward(request, str(getattr(found[-1], key.column))))


def only(request: Request, known: Collection[str]) -> None:
    """Refuse whatever an address asks that it does not understand.

    Raises:
        DomainError: it asks for something unknown.
    """
    if strange := sorted(request.query_params.keys() - set(known)):
        raise DomainError("unknown_question", f"“{strange[0][:80]}” cannot be asked here.")


def asked(request: Request, name: str) -> str | None:
    """Return what an address asks of a name; None where it does not.

    Raises:
        DomainError: it asks twice, or for nothing.
    """
    said = request.query_params.getlist(name)
    if not said:
        return None
    if len(said) > 1:
        raise DomainError("asked_twice", f"“{name}” is asked twice: keep one of them.")
    if not said[0] or "\x00" in said[0]:
        raise DomainError("invalid", f"Say which {name} is meant, or leave it out.")
    return said[0]


def asked_number(request: Request, name: str) -> int | None:
    """Return the number that an address asks of a name; None where it does not.

    Raises:
        DomainError: it is no number that could be an id.
    """
    said = asked(request, name)
    if said is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,17}", said, re.ASCII):
        raise DomainError("invalid", f"“{said[:80]}” cannot be a {name}: write its number.")
    return int(said)


def _limit(said: str | None) -> int:
    if said is None:
        return USUAL
    if not re.fullmatch(r"[0-9]{1,3}", said, re.ASCII) or not 1 <= int(said) <= MOST:
        raise DomainError("invalid", f"The limit is from 1 to {MOST} rows.")
    return int(said)


def _place(cursor: str, key: Key[K]) -> K:
    try:
        return key.read(urlsafe_b64decode(cursor.encode()).decode())
    except (ValueError, binascii.Error, DomainError):
        raise DomainError(
            "invalid", "This cursor is none: take the address of the next page as it was given."
        ) from None


def _onward(request: Request, last: str) -> str:
    more = request.query_params.copy()
    more["cursor"] = urlsafe_b64encode(last.encode()).decode()
    return request.build_absolute_uri(f"{request.path}?{more.urlencode()}")
