"""What the map shows, fetched but not drawn yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from kpis.models import Kpi
from objectives.access import objectives_to_view
from objectives.models import FocusArea, FocusLink, Objective, ObjectiveQuerySet
from reports.pages.map_asked import LOOSE, MapAsked
from reports.standings import CURRENT
from stories.lines.engine import Verdicts
from stories.models import FocusVerdict, KpiLink, KpiVerdict, ObjectiveVerdict
from stories.pages.paging import Pager

NOBODY = (0,)  # so that nothing to ask for is asked for all the same: as many queries
NO_PAGES = Pager("", "", "")


class Sums(NamedTuple):
    """What lies below a branch: goals, of them those that nothing leads to, and focus areas."""

    goals: int = 0
    bare: int = 0
    work: int = 0


NOTHING_BELOW = Sums()


@dataclass(frozen=True, slots=True)
class GoalAt:
    """A goal with its place in the tree."""

    goal: Objective
    depth: int
    is_open: bool
    sums: Sums = NOTHING_BELOW


@dataclass(frozen=True, slots=True)
class Loose:
    """What leads to no goal: how much there is, and of it what is shown."""

    work: int = 0
    kpis: int = 0
    is_open: bool = False
    shown_work: tuple[FocusArea, ...] = ()
    shown_kpis: tuple[Kpi, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown, not judged yet; `found` counts all the KPIs that were looked for."""

    goals: tuple[GoalAt, ...]
    focus_links: tuple[FocusLink, ...]
    kpi_links: tuple[KpiLink, ...]
    outcomes: tuple[Kpi, ...] = ()
    loose: Loose = Loose()
    more_work: Mapping[int, int] = field(default_factory=dict)
    more_kpis: Mapping[int, int] = field(default_factory=dict)
    pager: Pager = NO_PAGES
    found: int = 0
    cut: bool = False

    @property
    def opened(self) -> frozenset[int]:
        """Return the branches that are open."""
        opened = {one.goal.pk for one in self.goals if one.is_open}
        return frozenset(opened | ({LOOSE} if self.loose.is_open else set()))

    @property
    def work_ids(self) -> frozenset[int]:
        """Return the focus areas that are shown."""
        tied = {link.focus_area_id for link in self.focus_links}
        tied |= {link.focus_area_id for link in self.kpi_links if link.focus_area_id}
        return frozenset(tied | {one.pk for one in self.loose.shown_work})

    @property
    def kpi_ids(self) -> frozenset[int]:
        """Return the KPIs that are shown."""
        tied = {link.kpi_id for link in self.kpi_links}
        return frozenset(tied | {one.pk for one in (*self.outcomes, *self.loose.shown_kpis)})


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that the map shows, with what is stored of each thing and its lines judged now."""

    shown: Shown
    verdicts: Verdicts
    of_goals: Mapping[int, ObjectiveVerdict]
    of_work: Mapping[int, FocusVerdict]
    of_kpis: Mapping[int, KpiVerdict]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks, at what, and what they must not know of."""

    user: User
    audience: int
    hidden: frozenset[int]
    asked: MapAsked
    today: date

    @property
    def known(self) -> ObjectiveQuerySet:
        """Return the goals there are for this reader, without finished ones nothing leads to."""
        led_to = ObjectiveVerdict.objects.for_audience(self.audience).filter(
            objective=OuterRef("pk"), lines__gt=0
        )
        return objectives_to_view(self.user).filter(Q(status__in=CURRENT) | Exists(led_to))
