"""What surrounds the map in each of its forms: filters, the ways to the other forms, notes."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from objectives.access import may_create_objective, objectives_to_view
from reports.pages.map_asked import MapAsked, MapFilter
from reports.pages.map_shown import Shown
from stories.pages.filters import Chip
from stories.pages.paging import Pager, without
from stories.pages.parts import Link, Tab
from stories.pages.remedies import address
from stories.pages.words import many

FORMS: Mapping[str, tuple[str, str]] = {
    "map": ("Map", "reports:map-page"),
    "matrix": ("Matrix", "reports:map-matrix"),
    "tree": ("Tree", "reports:map-tree"),
}
CARRIED = ("q", "verdict", "driver", "team", "owner", "objective")


@dataclass(frozen=True, slots=True)
class Frame:
    """What all three forms have in common."""

    kicker: str
    form: MapFilter
    chips: tuple[Chip, ...]
    tabs: tuple[Tab, ...]
    pager: Pager
    note: str
    all_found: Link | None
    empty: bool
    narrow: bool
    actions: tuple[Link, ...]


def frame_of(user: User, current: str, asked: MapAsked, shown: Shown) -> Frame:
    """Return what surrounds the map. One query at most."""
    branch = asked.form.number("objective")
    above = "" if branch is None else _branch_name(user, branch)
    things = len(shown.goals) + len(shown.work_ids) + len(shown.kpi_ids)
    nothing = not things and not shown.loose.work and not shown.loose.kpis
    return Frame(
        kicker=_counted(shown),
        form=asked.form,
        chips=asked.chips(above),
        tabs=tuple(
            Tab(text, address(name) + _carried(asked), name == FORMS[current][1])
            for text, name in FORMS.values()
        ),
        pager=shown.pager,
        note=_note(shown),
        all_found=_all_found(asked, shown),
        empty=nothing,
        narrow=asked.form.is_narrow(),
        actions=_actions(user) if nothing else (),
    )


def _branch_name(user: User, pk: int) -> str:
    goal = objectives_to_view(user).filter(pk=pk).first()
    return f"The branch “{goal.title}”" if goal else ""


def _carried(asked: MapAsked) -> str:
    found = without(asked.query, "zoom", "focus", "as")
    return "" if found == "?" else found


def _counted(shown: Shown) -> str:
    counts = (
        (len(shown.goals), "objective"),
        (len(shown.work_ids), "focus area"),
        (len(shown.kpi_ids), "KPI"),
    )
    parts = [many(count, noun) for count, noun in counts if count]
    return f"{', '.join(parts)} in sight" if parts else "Nothing in sight"


def _note(shown: Shown) -> str:
    if shown.cut:
        return "Not everything is shown: close a branch, or narrow the map."
    left = shown.found - len(shown.kpi_ids)
    if left > 0:
        return f"The gravest {len(shown.kpi_ids)} of {shown.found:,} KPIs like this are shown."
    if any(not one.is_open for one in shown.goals):
        return "Branches are shown with what lies below them; + opens one."
    return ""


def _all_found(asked: MapAsked, shown: Shown) -> Link | None:
    """Return the way to the list of all that was looked for, where the map shows only a part."""
    if shown.found <= len(shown.kpi_ids):
        return None
    names = [name for name in CARRIED if name != "driver"]
    given = {name: asked.form.asked(name) for name in names}
    return Link("All of them as a list", address("stories:kpi-list", **given))


def _actions(user: User) -> tuple[Link, ...]:
    if not may_create_objective(user):
        return ()
    return (Link("Write the first objective", address("objectives:objective-new"), "primary"),)
