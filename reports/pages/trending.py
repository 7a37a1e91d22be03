"""The trend of the verdict: a sentence first, then its shape, then the figures."""

from dataclasses import dataclass
from decimal import Decimal

from alignment.lib.charts import Chart, Series, chart
from alignment.lib.drawing import percent
from reports.board_trend import Trend
from reports.trends import TrendPoint
from stories.pages.words import short_day

MOST_ROWS = 24


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
    """How the verdict went; `chart` is None where there are fewer than two days."""

    sentence: str
    chart: Chart | None
    rows: tuple[TrendRow, ...]


def trend_card(trend: Trend) -> TrendCard | None:
    """Return a trend as it is shown; None where there is nothing to compare yet."""
    points = [one for one in trend.points if one.live]
    if len(points) < 2:
        return None
    drawn = chart(
        Series(
            kind="sound",
            label="Share of KPIs that trace to an agreed goal, day by day",
            values=[(one.day, _share(one) * 100) for one in points],
            caption="Share of the KPIs that trace to a goal both sides agreed on.",
        ),
        lambda value: f"{value:.0f}%",
    )
    return TrendCard(trend.sentence, drawn, tuple(_row(one) for one in _last(points)))


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
