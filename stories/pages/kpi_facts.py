"""The verdicts on KPIs and their lines, as programs get them: by stored verdicts, or judged now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from accounts.models import User
from alignment.lib.shown import Shown
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, objectives_to_view
from stories.audiences import audience_of, hidden_from_person
from stories.models import PUBLIC, KpiVerdict, KpiVerdictQuerySet
from stories.pages.glyphs import words_of, words_of_line
from stories.verdicts import around_kpi


@dataclass(frozen=True, slots=True)
class Named(Shown):
    """A goal or a focus area, by its names."""

    id: int
    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class LineFacts(Shown):
    """A line and how far it gets; None where it ends before."""

    focus_area: Named | None
    objective: Named | None
    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class VerdictFacts(Shown):
    """What was said last of a KPI."""

    verdict: str
    said: str
    since: date
    lines: int
    sound_lines: int


@dataclass(frozen=True, slots=True)
class KpiLines(Shown):
    """Verdicts and lines by the id of the KPI; one without either is left out."""

    verdicts: Mapping[int, VerdictFacts]
    lines: Mapping[int, Sequence[LineFacts]]


def best_lines(user: User, kpis: Iterable[Kpi]) -> KpiLines:
    """Return the stored verdict and the best line of each KPI, as a reader may know it.

    Five queries, whatever their number.
    """
    rows = list(_verdicts(user, kpis))
    ends = _Ends.of(user, ((row.line[1], row.line[3]) for row in rows if row.line))
    lines = {}
    for row in rows:
        said = words_of(row.verdict, row.doubt)
        if row.line and (line := ends.line(row.line[1], row.line[3], row.verdict, said)):
            lines[row.kpi_id] = [line]
    return KpiLines({row.kpi_id: _facts(row) for row in rows}, lines)


def all_lines(user: User, kpi: Kpi, today: date) -> KpiLines:
    """Return the stored verdict of a KPI, and all its lines judged now. Constant queries."""
    rows = _verdicts(user, [kpi])
    _, judged = around_kpi(kpi.pk, PUBLIC, today, hidden=hidden_from_person(user))
    found = judged.lines_of(kpi.pk)
    ends = _Ends.of(user, ((line.focus_id or 0, line.goal_id or 0) for line in found))
    lines = [
        shown
        for one in found
        if (shown := ends.line(one.focus_id, one.goal_id, one.verdict, words_of_line(one)))
    ]
    return KpiLines({row.kpi_id: _facts(row) for row in rows}, {kpi.pk: lines})


def _verdicts(user: User, kpis: Iterable[Kpi]) -> KpiVerdictQuerySet:
    ids = [kpi.pk for kpi in kpis]
    return KpiVerdict.objects.for_audience(audience_of(user)).filter(kpi__in=ids)


def _facts(row: KpiVerdict) -> VerdictFacts:
    said = words_of(row.verdict, row.doubt)
    return VerdictFacts(row.verdict, said, row.since, row.lines, row.sound_lines)


@dataclass(frozen=True, slots=True)
class _Ends:
    """The work and the goals that lines run over, as far as a reader may know of them."""

    work: Mapping[int, Named]
    goals: Mapping[int, Named]

    @classmethod
    def of(cls, user: User, ends: Iterable[tuple[int, int]]) -> Self:
        """Return them by id. Two queries."""
        pairs = list(ends)
        work = focus_areas_to_view(user).filter(pk__in={work for work, _ in pairs})
        goals = objectives_to_view(user).filter(pk__in={goal for _, goal in pairs})
        return cls(
            {row.pk: Named(row.pk, row.ref, row.title) for row in work},
            {row.pk: Named(row.pk, row.ref, row.title) for row in goals},
        )

    def line(self, work: int | None, goal: int | None, verdict: str, said: str) -> LineFacts | None:
        """Return a line; None where it goes to a goal that the reader must not know of."""
        if goal and goal not in self.goals:
            return None
        return LineFacts(self.work.get(work or 0), self.goals.get(goal or 0), verdict, said)
