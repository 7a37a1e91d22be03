"""How the verdict on a scope went from day to day, from what was kept.

A constant number of queries, whatever the span.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from alignment.lib.arrays import has_one_of
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


# Each row is looked at once, whatever the number of days: what began and ended together is counted
# together, and what an audience sees in its own way is taken from what everybody sees.
_COUNTED = f"""
WITH asked AS (
    SELECT * FROM unnest(
        string_to_array(%(days)s, ',')::date[], string_to_array(%(audiences)s, ',')::int[]
    ) AS asked(day, audience)
), meant AS MATERIALIZED (
    SELECT item_id, audience, first_day, until, verdict FROM reports_kept kept
    WHERE kind = 'kpi' AND verdict <> 'not_assessed'
      AND (audience = 0 OR audience IN (SELECT audience FROM asked))
      AND first_day <= (SELECT max(day) FROM asked)
      AND (until IS NULL OR until > (SELECT min(day) FROM asked))
      AND (%(team)s::bigint IS NULL OR team_id = %(team)s)
      AND (%(owner)s::bigint IS NULL OR owner_id = %(owner)s)
      AND (%(goals)s::bigint[] IS NULL OR {has_one_of("%(goals)s::bigint[]", "goals")})
      AND (cardinality(%(hidden)s::bigint[]) = 0 OR COALESCE(
          (facts->>'outcome_of')::bigint <> ALL(%(hidden)s::bigint[]), true
      ))
), spans AS (
    SELECT audience, first_day, until, verdict, count(*) AS many
    FROM meant GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT own.audience, greatest(own.first_day, meant.first_day), least(own.until, meant.until),
           meant.verdict, -count(*)
    FROM meant JOIN reports_kept own ON own.kind = 'kpi' AND own.item_id = meant.item_id
        AND own.audience <> 0 AND own.audience IN (SELECT audience FROM asked)
        AND (own.until IS NULL OR own.until > meant.first_day)
        AND (meant.until IS NULL OR meant.until > own.first_day)
    WHERE meant.audience = 0 GROUP BY 1, 2, 3, 4
)
SELECT day, COALESCE(sum(many), 0)::int,
       COALESCE(sum(many) FILTER (WHERE verdict = 'sound'), 0)::int,
       COALESCE(sum(many) FILTER (WHERE verdict IN ('none', 'broken')), 0)::int
FROM asked LEFT JOIN spans ON spans.audience IN (0, asked.audience)
    AND first_day <= day AND (until IS NULL OR until > day)
GROUP BY day ORDER BY day
"""  # noqa: S608 - no word of it is asked for by anybody
