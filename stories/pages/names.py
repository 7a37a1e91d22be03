"""The names that a sentence may say to one reader, and whose things they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from accounts.models import User
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
    """A thing the reader may know of; `owners` are those whose word counts for it."""

    title: str
    team_id: int | None = None
    owners: tuple[int | None, ...] = ()
    team: str = ""


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
    """A fault on the thing that holds it; `line` is the line it was found on, where known."""

    kind: ItemKind
    id: int
    fault: Fault
    line: Line | None = None

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
        """Say whether agreeing to the story of the goal would confirm this line."""
        return self.line is None or not {"S1", "S4", "S5"} & {one.code for one in self.line.faults}


def stored_found(row: KpiVerdict | FocusVerdict | ObjectiveVerdict) -> Found | None:
    """Return the headline of a stored verdict, or None where nothing is wrong. No query.

    Of the line only what causes the finding is known.
    """
    kind, item_id = _holder(row)
    faults = standing_faults(row.faults)
    headline = next((one for one in faults if one.code == row.headline), None)
    if headline is None:
        return None
    cause = {row.cause_kind: row.cause_id} if row.cause_kind else {}
    line = Line(
        kpi_id=item_id,
        kpi_link_id=cause.get("kpi_link"),
        focus_id=cause.get("focus"),
        focus_link_id=cause.get("focus_link"),
        goal_id=cause.get("objective"),
        verdict=Verdict(row.verdict),
        faults=faults,
    )
    return Found(kind, item_id, headline, line if kind == "kpi" else None)


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
    return Named(row.title, row.team_id, (row.owner_id,), team)
