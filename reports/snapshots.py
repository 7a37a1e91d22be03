"""Keeps what was counted on a day, and says which KPIs gained or lost their line since."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypedDict, cast

from django.db import transaction

from reports.keeping import keep_day
from reports.models import Snapshot
from stories.asking import Given, rows
from stories.models import PUBLIC, Audience, KpiVerdict, Verdict
from stories.totals import HEADLINE_GROUPS, all_counts
from stories.verdicts import settle

COMPANY = "company"


class KeptCounts(TypedDict, total=False):
    """What a snapshot keeps: of the company everything, of a team its KPIs."""

    kpis: dict[str, int]
    objectives: dict[str, int]
    focus_areas: dict[str, int]
    faults: dict[str, int]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A KPI that traced to no goal and does now, or the other way round."""

    kpi_id: int
    title: str
    before: str
    after: str


def team_scope(team_id: int) -> str:
    """Return what a team's snapshots are filed under."""
    return f"team:{team_id}"


def take_snapshot(*, day: date, at: datetime) -> int:
    """Keep what is counted today of the company and of each team, as each audience sees it.

    Settles first. Taken again on the same day it replaces the one before. Returns how many rows.
    What was so of each thing is kept with it, see `reports.keeping`; of a day that has a later one
    nothing is written, so that a past day stays what it was.
    """
    settle(today=day, at=at)
    if Snapshot.objects.filter(day__gt=day, knows__isnull=False).exists():
        return 0
    audiences: dict[int, list[int]] = {
        PUBLIC: [],
        **dict(Audience.objects.values_list("pk", "objectives")),
    }
    taken = [
        Snapshot(day=day, scope=scope, audience=audience, counts=counts, taken_at=at, knows=knows)
        for audience, knows in sorted(audiences.items())
        for scope, counts in _counts(audience, day)
    ]
    with transaction.atomic():
        keep_day(day)
        Snapshot.objects.bulk_create(
            taken,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["day", "scope", "audience"],
            update_fields=["counts", "taken_at", "knows"],
        )
    return len(taken)


def _counts(audience: int, day: date) -> Iterator[tuple[str, KeptCounts]]:
    counted = all_counts(audience, day)
    yield (
        COMPANY,
        {
            "kpis": asdict(counted.kpis),
            "objectives": asdict(counted.objectives),
            "focus_areas": asdict(counted.focus_areas),
            "faults": {code: found for code, found in counted.faults.items() if found},
        },
    )
    yield from _counts_of_teams(audience)


def _counts_of_teams(audience: int) -> Iterator[tuple[str, KeptCounts]]:
    """Yield the headline groups of every team that has a live KPI. One query."""
    live = KpiVerdict.objects.for_audience(audience).exclude(verdict=Verdict.NOT_ASSESSED)
    by_team = live.exclude(kpi__team=None).values("kpi__team").order_by("kpi__team")
    for team in by_team.annotate(**HEADLINE_GROUPS):
        groups = cast("Mapping[str, int]", team)
        kpis = {name: found for name, found in groups.items() if name != "kpi__team"}
        yield team_scope(groups["kpi__team"]), {"kpis": kpis}


def changed_lines(since: datetime, audience: int) -> list[LineChange]:
    """Return the KPIs that gained or lost their line since a moment. One query.

    Where an audience has its own word on a change, that stands for the public one.
    """
    given: Given = {"since": since, "audience": audience}
    return [LineChange(*row) for row in rows(_CHANGES, given)]


_CHANGES = """
WITH noted AS (
    SELECT DISTINCT ON (kpi_id, at) id, kpi_id, at, before, after
    FROM stories_verdictchange
    WHERE audience IN (0, %(audience)s) AND at > %(since)s
    ORDER BY kpi_id, at, audience DESC, id DESC
), ends AS (
    SELECT kpi_id, (array_agg(before ORDER BY at, id))[1] AS before,
           (array_agg(after ORDER BY at DESC, id DESC))[1] AS after
    FROM noted GROUP BY kpi_id
)
SELECT ends.kpi_id, kpi.title, ends.before, ends.after
FROM ends JOIN kpis_kpi kpi ON kpi.id = ends.kpi_id
WHERE (ends.before IN ('none', 'broken') AND ends.after IN ('sound', 'in_doubt')
       OR ends.before IN ('sound', 'in_doubt') AND ends.after IN ('none', 'broken'))
  AND EXISTS (
      SELECT 1 FROM stories_kpiverdict row
      WHERE row.kpi_id = ends.kpi_id AND row.audience IN (0, %(audience)s)
  )
ORDER BY kpi.title, kpi.id
"""
