"""One way to ask a source of any kind, and to check beforehand that it can be asked."""

from collections.abc import Callable
from dataclasses import replace

from alignment.lib.errors import DomainError
from alignment.lib.outbound.fetching import read_url
from kpis.accepting import given_twice, kept_day, kept_number
from kpis.sources.sql import check_sql, place_of, read_sql
from kpis.sources.values import Clock, Found, Read, Spec, misasked
from kpis.sources.web import (
    check_csv,
    check_json,
    check_prometheus,
    read_csv,
    read_json,
    read_prometheus,
)

SECONDS = 15.0
DOTS = "•••"
MOST_DAYS = 366
Kind = tuple[Callable[[Spec], None], Callable[[Spec, Clock, float], Read]]
KINDS: dict[str, Kind] = {
    "json": (check_json, read_json),
    "prometheus": (check_prometheus, read_prometheus),
    "csv": (check_csv, read_csv),
    "sql": (check_sql, read_sql),
}


def check_spec(spec: Spec) -> None:
    """Refuse what can never be asked, without asking.

    Raises:
        DomainError: beside the field that says it.
    """
    if spec.kind != "prometheus" and spec.days_back:
        raise misasked("days_back", "Only Prometheus is asked for earlier days.")
    if spec.kind in ("prometheus", "sql") and spec.date_at:
        raise misasked("date_at", "Here the answer itself says the day: leave this empty.")
    try:
        KINDS[spec.kind][0](spec)
    except DomainError as error:
        if "fields" in error.facts:
            raise
        raise misasked("address", error.sentence) from error


def ask(spec: Spec, clock: Clock, seconds: float = SECONDS) -> Read:
    """Return what a source says, each value as it would be kept.

    Raises:
        DomainError: it cannot be asked, or what it says is no value; the secret is in no sentence.
    """
    try:
        check_spec(spec)
        said = KINDS[spec.kind][1](spec, clock, seconds)
        found = [Found(kept_day(one.on, clock.today), kept_number(one.value)) for one in said.found]
        _refuse_two_for_a_day(found)
    except DomainError as error:
        raise DomainError(error.code, _hiding(spec, error.sentence)) from error
    return replace(said, found=tuple(dict.fromkeys(found)), seen=_hiding(spec, said.seen))


def origin_of(kind: str, address: str) -> str:
    """Return to whom a secret is told: it is asked for anew where this changes."""
    if kind == "sql":
        place = place_of(address)
        return f"{place.user}@{place.host}:{place.port}/{place.database}".lower()
    url = read_url(address)
    return f"{url.scheme}://{url.netloc.decode('ascii')}".lower()


def _refuse_two_for_a_day(found: list[Found]) -> None:
    values = dict[object, Found]()
    for one in found:
        other = values.setdefault(one.on, one)
        if other.value != one.value:
            raise given_twice(one.on, other.value, one.value)


def _hiding(spec: Spec, text: str) -> str:
    return text.replace(spec.secret, DOTS) if spec.secret else text
