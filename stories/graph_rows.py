"""Fetches the rows that the graph is made of, as they are: no nodes, no seals.

What was said after the day asked for is left in the database, as if it were not known yet.
"""

from collections.abc import Collection, Sequence
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
    exemptions: Sequence[Row]
    not_blanks: frozenset[str]


def fetch_rows(things: Things | None, today: date) -> GraphRows:
    """Return the rows of these things and of the links among them, or (None) all. 11 queries."""
    given = _given(things, today)
    return GraphRows(
        goals=_rows(ask.GOALS, given),
        work=_rows(ask.WORK, given),
        measures=_rows(ask.MEASURES, given),
        focus_links=_rows(ask.FOCUS_LINKS, given),
        kpi_links=_rows(ask.KPI_LINKS, given),
        judgements=_rows(ask.JUDGEMENTS, given),
        stories=_rows(ask.STORIES, given),
        mentions=_rows(ask.MENTIONS, given),
        agreements=_rows(ask.AGREEMENTS, given),
        exemptions=_rows(ask.EXEMPTIONS, given),
        not_blanks=frozenset(text for (text,) in rows(ask.NOT_BLANKS, {})),
    )


def rows_among(everything: GraphRows, things: Things) -> GraphRows:
    """Return the rows of these things and of the links among them. No query."""
    focus_links = _links_among(everything.focus_links, things.focus_areas, things.objectives)
    kpi_links = _links_among(everything.kpi_links, things.kpis, things.focus_areas)
    judged = {
        "focus": {row[0] for row in focus_links},
        "kpi": {row[0] for row in kpi_links},
    }
    stories = [row for row in everything.stories if row[1] in things.objectives]
    told = {row[0] for row in stories}
    return GraphRows(
        goals=[row for row in everything.goals if row[0] in things.objectives],
        work=[row for row in everything.work if row[0] in things.focus_areas],
        measures=[row for row in everything.measures if row[0] in things.kpis],
        focus_links=focus_links,
        kpi_links=kpi_links,
        judgements=[row for row in everything.judgements if row[2] in judged[row[1]]],
        stories=stories,
        mentions=[row for row in everything.mentions if row[0] in told],
        agreements=[row for row in everything.agreements if row[0] in told],
        exemptions=everything.exemptions,
        not_blanks=everything.not_blanks,
    )


def _links_among(links: Sequence[Row], lower: Collection[int], upper: Collection[int]) -> list[Row]:
    return [row for row in links if row[1] in lower and (row[2] is None or row[2] in upper)]


def _rows(sql: str, given: Given) -> Sequence[Row]:
    return rows(sql if given["all"] else sql.replace(ask.EVERYTHING, ""), given)


def _given(things: Things | None, today: date) -> Given:
    midnight = datetime.combine(today + timedelta(days=1), time.min)
    until = timezone.make_aware(midnight, timezone.get_default_timezone())
    common: Given = {"all": things is None, "today": today, "until": until}
    if things is None:
        return {**common, "objectives": [], "focus_areas": [], "kpis": []}
    return {**common, **things.as_lists()}
