"""The trend of the verdict: a sentence first, then its shape, then the figures."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import QueryDict

from accounts.models import User
from alignment.lib.charting.specs import written
from alignment.lib.charts import Chart, Series, chart
from alignment.lib.drawing import percent
from alignment.lib.tables import Sheet
from reports.board_trend import Trend, trend_of
from reports.pages.spans import FROM, ON, TO, AlignmentFilter
from reports.trends import TrendPoint
from stories.audiences import audience_of
from stories.lines.findings import KpiCounts
from stories.pages.remedies import address
from stories.pages.words import short_day
from stories.totals import headline_counts

MOST_ROWS = 24
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A day in the table."""

    day: str
    sound: str
    live: str
    share: str
    no_line: str


@dataclass(frozen=True, slots=True)
class TrendCard:
    """How the verdict went: in a sentence, drawn, and as figures."""

    sentence: str
    name: str
    chart: Chart | None
    spec: str
    rows: tuple[TrendRow, ...]
    file_href: str


def asked_trend(
    user: User, form: AlignmentFilter, until: date, *, today: date, now: KpiCounts | None
) -> Trend:
    """Return how the verdict went, over the last year or the span that is asked for."""
    last = min(form.day(TO) or until, until)
    first = form.day(FROM) or last - A_YEAR
    return trend_of(user, form.part(), first, last, today=today, now=now)


def trend_sheet(user: User, asked: QueryDict, today: date) -> Sheet:
    """Return the days behind the chart. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form = AlignmentFilter(asked, user)
    until = min(form.day(ON) or today, today)
    now = headline_counts(audience_of(user), form.part().of_kpis()) if until == today else None
    points = asked_trend(user, form, until, today=today, now=now).points
    return (
        ("Day", "KPIs", "Traced and agreed", "No line"),
        [(one.day, one.live, one.sound, one.no_line) for one in points],
    )


def trend_card(trend: Trend, asked: QueryDict) -> TrendCard | None:
    """Return a trend as it is shown; None where there is nothing to compare yet."""
    points = [one for one in trend.points if one.live]
    if len(points) < 2:
        return None
    series = Series(
        kind="sound",
        label="Share of KPIs that trace to an agreed goal, day by day",
        values=[(one.day, _share(one) * 100) for one in points],
        caption="Share of the KPIs that trace to a goal both sides agreed on.",
    )
    return TrendCard(
        sentence=trend.sentence,
        name="Share of KPIs that trace to an agreed goal",
        chart=chart(series, _whole_percent),
        spec=written(series, _whole_percent),
        rows=tuple(_row(one) for one in _last(points)),
        file_href=f"{address('reports:trend-table')}{f'?{asked.urlencode()}' if asked else ''}",
    )


def _whole_percent(value: Decimal) -> str:
    return f"{value:.0f}%"


def _last(points: list[TrendPoint]) -> list[TrendPoint]:
    """Return the newest days first, evenly apart where there are many."""
    step = -(-len(points) // MOST_ROWS)
    return points[::-1][::step]


def _share(point: TrendPoint) -> Decimal:
    return Decimal(point.sound) / Decimal(point.live)


def _row(point: TrendPoint) -> TrendRow:
    return TrendRow(
        day=short_day(point.day),
        sound=f"{point.sound:,}",
        live=f"{point.live:,}",
        share=percent(_share(point)),
        no_line=f"{point.no_line:,}",
    )
