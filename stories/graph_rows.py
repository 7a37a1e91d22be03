"""Fetches the rows that the graph is made of, as they are: no nodes, no seals.

What was said after the day asked for is left in the database, as if it were not known yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from stories import graph_queries as ask
from stories.asking import Given, Row, rows
from stories.reach import Things


@dataclass(frozen=True, slots=True)
class GraphRows:
    """The rows of each query of the graph; what a row holds, `stories.graph_queries` says."""

    goals: Sequence[Row]
    work: Sequence[Row]
    measures: Sequence[Row]
    focus_links: Sequence[Row]
    kpi_links: Sequence[Row]
    judgements: Sequence[Row]
    stories: Sequence[Row]
    mentions: Sequence[Row]
    agreements: Sequence[Row]
    outcomes: Sequence[Row]
    exemptions: Sequence[Row]
    not_blanks: frozenset[str]


def fetch_rows(things: Things | None, today: date) -> GraphRows:
    """Return the rows of these things and of the links among them, or (None) all. 12 queries."""
    given = _given(things, today)
    only = ask.of_everything if things is None else ask.of_given
    return GraphRows(
        goals=rows(only(ask.GOALS), given),
        work=rows(only(ask.WORK), given),
        measures=rows(only(ask.MEASURES), given),
        focus_links=rows(only(ask.FOCUS_LINKS), given),
        kpi_links=rows(only(ask.KPI_LINKS), given),
        judgements=rows(only(ask.JUDGEMENTS), given),
        stories=rows(only(ask.STORIES), given),
        mentions=rows(only(ask.MENTIONS), given),
        agreements=rows(only(ask.AGREEMENTS), given),
        outcomes=rows(only(ask.OUTCOMES), given),
        exemptions=rows(only(ask.EXEMPTIONS), given),
        not_blanks=frozenset(text for (text,) in rows(ask.NOT_BLANKS, {})),
    )


def _given(things: Things | None, today: date) -> Given:
    midnight = datetime.combine(today + timedelta(days=1), time.min)
    until = timezone.make_aware(midnight, timezone.get_default_timezone())
    ids = Things() if things is None else things
    return {"today": today, "until": until, **ids.as_lists()}
