"""The names that a sentence may say to one reader, and whose things they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from accounts.models import User
from alignment.lib.numbers import show_money
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, focus_links_to_view, objectives_to_view
from objectives.models import FocusArea, Objective
from stories.lines.faults import Fault
from stories.lines.findings import Line, Verdict
from stories.lines.graph import ItemKind
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.stored_faults import standing_faults


@dataclass(frozen=True, slots=True)
class Named:
    """A thing the reader may know of; `owners` are those whose word counts for it.

    `cost` is what a measure costs a year; "" where nobody said, and of past days.
    """

    title: str
    team_id: int | None = None
    owners: tuple[int | None, ...] = ()
    team: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """All names a page may say, by id. An objective that is absent must not be spoken of.

    `reasons` says of links from work to goals why they hold.
    """

    objectives: Mapping[int, Named] = field(default_factory=dict)
    focus_areas: Mapping[int, Named] = field(default_factory=dict)
    kpis: Mapping[int, Named] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)

    def of(self, kind: ItemKind, item_id: int) -> Named | None:
        """Return a thing by its kind and id."""
        maps: dict[ItemKind, Mapping[int, Named]] = {
            "objective": self.objectives,
            "focus": self.focus_areas,
            "kpi": self.kpis,
        }
        return maps[kind].get(item_id)


@dataclass(frozen=True, slots=True)
class Found:
    """A fault on the thing that holds it; `line` is the line it was found on, where known.

    `beside` are the codes of all faults of the thing, as far as they are known.
    """

    kind: ItemKind
    id: int
    fault: Fault
    line: Line | None = None
    beside: frozenset[str] = frozenset()

    @property
    def goal_id(self) -> int | None:
        """Return the goal that the fault speaks of."""
        if self.fault.goal_id is not None:
            return self.fault.goal_id
        if self.kind == "objective":
            return self.id
        return None if self.line is None else self.line.goal_id

    @property
    def focus_id(self) -> int | None:
        """Return the focus area that the fault speaks of."""
        if self.fault.focus_id is not None:
            return self.fault.focus_id
        if self.kind == "focus":
            return self.id
        return None if self.line is None else self.line.focus_id

    @property
    def kpi_id(self) -> int | None:
        """Return the KPI that the fault speaks of."""
        if self.fault.kpi_id is not None:
            return self.fault.kpi_id
        return self.id if self.kind == "kpi" else None

    @property
    def story_confirms(self) -> bool:
        """Say whether agreeing to the story of the goal would confirm this line.

        A goal that has not begun may have no story; its lines are judged by themselves.
        """
        faults = () if self.line is None else self.line.faults
        return not {"S1", "S4", "S5", "L5"} & {one.code for one in faults}


def stored_found(row: KpiVerdict | FocusVerdict | ObjectiveVerdict) -> tuple[Found, ...]:
    """Return the faults that stand of a stored verdict, in the order of headlines. No query."""
    kind, item_id = _holder(row)
    faults = standing_faults(row.faults)
    line = _line(row, faults) if isinstance(row, KpiVerdict) else None
    codes = frozenset(one.code for one in faults)
    return tuple(Found(kind, item_id, one, line, codes) for one in faults)


def _line(row: KpiVerdict, faults: tuple[Fault, ...]) -> Line | None:
    """Return the best line of a KPI; None where it has none."""
    if not row.line:
        return None
    kpi_link, focus, focus_link, goal = (number or None for number in row.line)
    return Line(
        kpi_id=row.kpi_id,
        kpi_link_id=kpi_link,
        focus_id=focus,
        focus_link_id=focus_link,
        goal_id=goal,
        verdict=Verdict(row.verdict),
        faults=faults,
    )


def _holder(row: KpiVerdict | FocusVerdict | ObjectiveVerdict) -> tuple[ItemKind, int]:
    if isinstance(row, KpiVerdict):
        return "kpi", row.kpi_id
    if isinstance(row, FocusVerdict):
        return "focus", row.focus_area_id
    return "objective", row.objective_id


def names_for(user: User, rows: Iterable[Found], lines: Sequence[Line] = ()) -> Names:
    """Return the names that these faults and lines speak of, as far as a reader may know.

    Three queries, whatever their number; with lines a fourth, for the reasons of their links.
    """
    goals: set[int | None] = set()
    work: set[int | None] = set()
    kpis: set[int | None] = set()
    for row in rows:
        goals.add(row.goal_id)
        work.add(row.focus_id)
        kpis.add(row.kpi_id)
        {"objective": goals, "focus": work, "kpi": kpis}[row.kind].add(row.id)
    for line in lines:
        goals.add(line.goal_id)
        work.add(line.focus_id)
        kpis.add(line.kpi_id)
    found = named(
        user,
        objectives=(pk for pk in goals if pk is not None),
        focus_areas=(pk for pk in work if pk is not None),
        kpis=(pk for pk in kpis if pk is not None),
    )
    if not lines:
        return found
    tied = focus_links_to_view(user).filter(pk__in={line.focus_link_id for line in lines})
    return replace(found, reasons=dict(tied.values_list("pk", "because")))


def named(
    user: User,
    *,
    objectives: Iterable[int] = (),
    focus_areas: Iterable[int] = (),
    kpis: Iterable[int] = (),
) -> Names:
    """Return the names of things by id, as far as a reader may know of them. Three queries."""
    goals = objectives_to_view(user).filter(pk__in=set(objectives))
    work = focus_areas_to_view(user).filter(pk__in=set(focus_areas))
    measures = kpis_to_view(user).filter(pk__in=set(kpis)).select_related("team")
    return Names(
        objectives={row.pk: name_of_objective(row) for row in goals},
        focus_areas={row.pk: name_of_focus_area(row) for row in work},
        kpis={row.pk: name_of_kpi(row) for row in measures},
    )


def name_of_objective(row: Objective) -> Named:
    """Return an objective's name; its owners are those who agree for the two sides."""
    return Named(row.title, owners=(row.business_owner_id, row.technology_owner_id))


def name_of_focus_area(row: FocusArea) -> Named:
    """Return a focus area's name."""
    return Named(row.title, owners=(row.owner_id,))


def name_of_kpi(row: Kpi) -> Named:
    """Return a KPI's name, with the team that answers for it."""
    team = "" if row.team is None else row.team.name
    cost = "" if row.yearly_cost is None else show_money(row.yearly_cost, row.currency)
    return Named(row.title, row.team_id, (row.owner_id,), team, cost)
