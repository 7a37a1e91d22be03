"""The names that a sentence may say to one reader, and whose things they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accounts.models import User
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, objectives_to_view
from objectives.models import FocusArea, Objective
from stories.faults import Fault
from stories.graph import ItemKind


@dataclass(frozen=True, slots=True)
class Named:
    """A thing the reader may know of; `owners` are those whose word counts for it."""

    title: str
    team_id: int | None = None
    owners: tuple[int | None, ...] = ()
    team: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """All names a page may say, by id. An objective that is absent must not be spoken of."""

    objectives: Mapping[int, Named] = field(default_factory=dict)
    focus_areas: Mapping[int, Named] = field(default_factory=dict)
    kpis: Mapping[int, Named] = field(default_factory=dict)

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
    """A fault on the thing that holds it."""

    kind: ItemKind
    id: int
    fault: Fault


def names_for(user: User, rows: Iterable[Found]) -> Names:
    """Return the names that the sentences about these faults need, as far as a reader may know.

    Three queries, whatever the number of faults.
    """
    goals: set[int] = set()
    work: set[int] = set()
    kpis: set[int] = set()
    sets = {"objective": goals, "focus": work, "kpi": kpis}
    for row in rows:
        sets[row.kind].add(row.id)
        for found, ids in (
            (row.fault.goal_id, goals),
            (row.fault.focus_id, work),
            (row.fault.kpi_id, kpis),
        ):
            if found is not None:
                ids.add(found)
    return named(user, objectives=goals, focus_areas=work, kpis=kpis)


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
