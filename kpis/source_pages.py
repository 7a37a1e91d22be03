"""What is shown of a source: what was tried, and what came of the last readings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from alignment.lib.drawing import Kind
from alignment.lib.numbers import show_amount
from kpis.models import Connector, Kpi, Pull
from kpis.ordinary import doubts_of
from kpis.services.trying import Tried

SHOWN_VALUES = 10
SHOWN_PULLS = 20
OUTCOMES: dict[str, Kind] = {
    Pull.Outcome.RECORDED: "sound",
    Pull.Outcome.KNOWN: "idle",
    Pull.Outcome.LEFT: "suspect",
    Pull.Outcome.HELD: "suspect",
    Pull.Outcome.FAILED: "broken",
}


@dataclass(frozen=True, slots=True)
class TriedPart:
    """The values that would be kept, what was read, when, and what is doubtful of it."""

    values: tuple[tuple[str, str], ...]
    more: str
    seen: str
    when: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PullRow:
    """One reading."""

    when: str
    kind: Kind
    outcome: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SourcePart:
    """How a source fares, and its last readings."""

    kind: Kind
    text: str
    # Where it is asked to be read now, or "".
    read_href: str
    rows: tuple[PullRow, ...]


def tried_part(kpi: Kpi, tried: Tried) -> TriedPart:
    """Return what was tried, as it is shown. One query."""
    found = tried.said.found
    newest = found[-1]
    shown, left = found[::-1][:SHOWN_VALUES], len(found) - SHOWN_VALUES
    return TriedPart(
        values=tuple((_day(one.on), show_amount(one.value, kpi.unit)) for one in shown),
        more=f"and {left} earlier ones" if left > 0 else "",
        seen=tried.said.seen,
        when=_moment(tried.at),
        doubts=tuple(doubt.question for doubt in doubts_of(kpi, newest.value, newest.on)),
    )


def source_part(kpi: Kpi, connector: Connector | None) -> SourcePart | None:
    """Return how a source fares; None where there is none. One query."""
    if connector is None:
        return None
    pulls = connector.pulls.order_by("-at", "-pk")[:SHOWN_PULLS]
    kind, text = faring(connector)
    read_href = reverse("kpis:source-read", args=[kpi.pk]) if connector.is_on else ""
    return SourcePart(kind, text, read_href, tuple(_rows(kpi, pulls)))


def faring(connector: Connector) -> tuple[Kind, str]:
    """Return in a sentence whether a source can be read."""
    last = f"It was last read on {_moment(connector.read_at)}." if connector.read_at else ""
    if not connector.is_on:
        return "idle", f"It is switched off. {last}".strip()
    if connector.failing_since:
        old = f"{last} The last good value stays." if last else "It was never read."
        since = _moment(connector.failing_since)
        return "broken", f"It cannot be read since {since}: {connector.problem} {old}"
    return ("sound", last) if last else ("idle", "It will be read within a minute.")


def _rows(kpi: Kpi, pulls: Iterable[Pull]) -> Iterable[PullRow]:
    for one in pulls:
        amount = "" if one.value is None else show_amount(one.value, kpi.unit)
        on = f" of {_day(one.observed_on)}" if one.observed_on else ""
        yield PullRow(
            when=_moment(one.at),
            kind=OUTCOMES[one.outcome],
            outcome=one.get_outcome_display(),
            value=f"{amount}{on}",
            sentence=one.sentence,
        )


def _day(on: date) -> str:
    return f"{on:%-d %B %Y}"


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
