"""How the verdict on a scope went from day to day, from what was kept.

A constant number of queries, whatever the span.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from reports.board_days import KeptDay, kept_days
from reports.board_kept import goals_then, then_of
from reports.scopes import Scope, goals_in
from reports.trends import TrendPoint
from stories.asking import rows
from stories.audiences import hidden_from_person
from stories.lines.findings import KpiCounts
from stories.pages.words import day as in_words

MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Trend:
    """The days of a span, oldest first, and what they say in a sentence.

    `sentence` is empty where there are fewer than two days to compare.
    """

    points: tuple[TrendPoint, ...]
    sentence: str


def trend_of(
    user: User,
    scope: Scope,
    first: date,
    last: date,
    *,
    today: date,
    now: KpiCounts | None = None,
) -> Trend:
    """Return how a scope went between two days, at most sixty of them.

    `now` is where it stands today, added where the span ends today. A part of the company is what
    belongs to it on the last day. Three queries, for a part at most seven more.
    """
    days = _thinned(kept_days(user, first, last))
    points = [_of_company(one) for one in days]
    if not scope.is_company:
        whole = [one for one in days if one.whole]
        points = _of_part(user, scope, whole, _goals(user, scope, whole, live=last >= today))
    if now is not None and last >= today:
        points = [one for one in points if one.day != today]
        points.append(TrendPoint(today, now.live, now.sound, now.no_line))
    return Trend(tuple(points), _sentence(points))


def _goals(
    user: User, scope: Scope, days: Sequence[KeptDay], *, live: bool
) -> Collection[int] | None:
    """Return the goals by which KPIs belong to a scope; None where it is not by goals."""
    if not (scope.driver or scope.objective_id is not None):
        return None
    if live or not days:
        return list(goals_in(user, scope).order_by().values_list("pk", flat=True))
    return goals_then(then_of(user, days[-1]), scope)


def _of_company(kept: KeptDay) -> TrendPoint:
    return TrendPoint(kept.day, kept.live, kept.sound, kept.no_line)


def _thinned(days: Sequence[KeptDay]) -> list[KeptDay]:
    """Return days evenly apart, the first and the last among them."""
    if len(days) <= MOST_POINTS:
        return list(days)
    step = (len(days) - 1) / (MOST_POINTS - 1)
    return [days[round(number * step)] for number in range(MOST_POINTS)]


def _of_part(
    user: User, scope: Scope, days: Sequence[KeptDay], goals: Collection[int] | None
) -> list[TrendPoint]:
    found = rows(
        _COUNTED,
        {
            "days": ",".join(one.day.isoformat() for one in days),
            "audiences": ",".join(str(one.audience) for one in days),
            "team": scope.team_id,
            "owner": scope.person_id,
            "goals": None if goals is None else sorted(goals),
            "hidden": sorted(hidden_from_person(user)),
        },
    )
    return [TrendPoint(*row) for row in found]


def _sentence(points: Sequence[TrendPoint]) -> str:
    counted = [one for one in points if one.live]
    if len(counted) < 2:
        return ""
    then, now = counted[0], counted[-1]
    before, after = _share(then), _share(now)
    way = "Up" if after > before else "Down" if after < before else "Unchanged"
    return (
        f"{way} since {in_words(then.day)}: {then.sound:,} of {then.live:,} traced to an agreed "
        f"goal then, {now.sound:,} of {now.live:,} on {in_words(now.day)}."
    )


def _share(point: TrendPoint) -> float:
    return point.sound / point.live if point.live else 0.0


_COUNTED = """
WITH asked AS (
    SELECT * FROM unnest(
        string_to_array(%(days)s, ',')::date[], string_to_array(%(audiences)s, ',')::int[]
    ) AS asked(day, audience)
), counted AS (
    SELECT asked.day,
           count(*) FILTER (WHERE kept.verdict <> 'not_assessed') AS live,
           count(*) FILTER (WHERE kept.verdict = 'sound') AS sound,
           count(*) FILTER (WHERE kept.verdict IN ('none', 'broken')) AS no_line
    FROM asked JOIN reports_kept kept ON kept.kind = 'kpi' AND kept.first_day <= asked.day
        AND (kept.until IS NULL OR kept.until > asked.day)
        AND (kept.audience = asked.audience OR kept.audience = 0 AND NOT EXISTS (
            SELECT 1 FROM reports_kept own
            WHERE own.kind = 'kpi' AND own.item_id = kept.item_id
              AND own.audience = asked.audience AND own.first_day <= asked.day
              AND (own.until IS NULL OR own.until > asked.day)
        ))
    WHERE (%(team)s::bigint IS NULL OR kept.team_id = %(team)s)
      AND (%(owner)s::bigint IS NULL OR kept.owner_id = %(owner)s)
      AND (%(goals)s::bigint[] IS NULL OR EXISTS (
          SELECT FROM unnest(kept.goals) AS goal WHERE goal = ANY (%(goals)s::bigint[])
      ))
      AND COALESCE((kept.facts->>'outcome_of')::bigint <> ALL(%(hidden)s::bigint[]), true)
    GROUP BY asked.day
)
SELECT asked.day, COALESCE(live, 0), COALESCE(sound, 0), COALESCE(no_line, 0)
FROM asked LEFT JOIN counted USING (day) ORDER BY asked.day
"""
