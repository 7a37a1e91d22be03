"""What a board is made of: plain rows of one day, wherever they come from.

The same types hold what stands now and what was kept of a past day: one builder serves both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from kpis.models import Kpi
from objectives.models import Objective
from stories.lines.findings import KpiCounts
from stories.lines.graph import ItemKind
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.pages.names import Found, Names, stored_found
from stories.prose import mentions, to_plain

Row = KpiVerdict | FocusVerdict | ObjectiveVerdict
MOST_CAUSES = 60
MOST_OF_A_SORT = 20
SHARES: tuple[ItemKind, ...] = ("objective", "focus", "kpi")


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to mend that KPIs wait for; `one` is the first of them."""

    kind: str
    id: int
    headline: str
    severity: int
    clears: int
    one: int


def causes_of(kpis: QuerySet[Any, Any], kpi: str) -> list[Cause]:
    """Return what KPIs wait for, those that clear most first, then single KPIs. Two queries.

    `kpi` is the column that names the KPI in these rows.
    """
    rows = kpis.exclude(headline="")
    grouped = (
        rows.exclude(cause_kind="")
        .values_list("cause_kind", "cause_id", "headline")
        .annotate(worst=Max("severity"), clears=Count("headline"), one=Min(kpi))
        .order_by("-worst", "-clears", "cause_kind", "cause_id", "headline")
    )
    alone = rows.filter(cause_kind="").order_by("-severity", kpi)
    own = alone.values_list(kpi, "headline", "severity")[:MOST_OF_A_SORT]
    return [
        *(Cause(*row) for row in grouped[:MOST_CAUSES]),
        *(Cause("kpi", pk, headline, severity, 0, pk) for pk, headline, severity in own),
    ]


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal with what was said of it, and its first own measure where it has one."""

    goal: Objective
    judged: ObjectiveVerdict | None
    outcome: Kpi | None
    owner: str


@dataclass(frozen=True, slots=True)
class Worth:
    """What hangs on a goal: its value driver, its place in the business's order, its benefit."""

    driver: str
    rank: int
    benefit: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a board of one day is built from.

    `causes` are ordered gravest first, `rows` the verdicts that findings are told by, by kind and
    id; `stories` what is told of the goals listed, with the names of that day in it.
    """

    counts: KpiCounts
    causes: Sequence[Cause]
    rows: Mapping[tuple[ItemKind, int], Row]
    goals: Sequence[GoalFacts]
    names: Names
    worth: Mapping[int, Worth] = field(default_factory=dict)
    stories: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The ids of things whose names a board has to say."""

    goals: frozenset[int]
    work: frozenset[int]
    kpis: frozenset[int]


def found_of(row: Row, headline: str) -> Found | None:
    """Return the fault of a verdict that a headline names, or the first that stands."""
    faults = stored_found(row)
    leading = next((one for one in faults if one.fault.code == headline), None)
    return leading or next(iter(faults), None)


def wanted_names(rows: Iterable[Row], causes: Iterable[Cause]) -> Wanted:
    """Return whose names the findings of verdicts and their causes speak of."""
    ids: dict[ItemKind, set[int]] = {kind: set() for kind in SHARES}
    for row in rows:
        for one in stored_found(row):
            ids[one.kind].add(one.id)
            ids["objective"].add(one.goal_id or 0)
            ids["focus"].add(one.focus_id or 0)
            ids["kpi"].add(one.kpi_id or 0)
    for cause in causes:
        for kind in SHARES:
            if cause.kind == kind:
                ids[kind].add(cause.id)
    goals, work, kpis = (frozenset(ids[kind] - {0}) for kind in SHARES)
    return Wanted(goals, work, kpis)


def goals_concerned(rows: Iterable[Row]) -> set[int]:
    """Return the goals that hang on what verdicts are about."""
    found: set[int] = set()
    for row in rows:
        if isinstance(row, ObjectiveVerdict):
            found.add(row.objective_id)
        else:
            found.update(row.goals)
    return found


def uids_in(bodies: Iterable[str]) -> set[UUID]:
    """Return the identities of what stored stories name."""
    return {one.uid for body in bodies for one in mentions(body)}


def told(bodies: Mapping[int, str], titles: Mapping[UUID, str]) -> dict[int, str]:
    """Return stored stories as running text, with names where they mention something."""
    return {
        goal: to_plain(body, lambda mention: titles.get(mention.uid))
        for goal, body in bodies.items()
    }
