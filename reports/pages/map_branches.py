"""Fetches the branches of the map with their counts, and what is open down to its KPIs.

A company of sixty things is shown whole; of a larger one branches are shown with what is stored of
them, and opened on demand. The queries are always as many, and none reads more than it shows.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db.models import Count, F, Model, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import (
    focus_areas_to_view,
    focus_links_to_view,
    objective_to_view,
    objectives_to_view,
)
from objectives.models import FocusArea, Objective, ObjectiveQuerySet
from reports.pages.map_asked import LOOSE, Focus, MapAsked
from reports.pages.map_shown import NOBODY, Asker, GoalAt, Loose, Shown, Sums
from stories.access import kpi_links_to_view
from stories.asking import Given, rows
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict, Verdict
from stories.pages.paging import slice_of

L = TypeVar("L", bound=Model)
ORDER = ("rank", "title", "pk")
FEW = 60  # so many things are shown at once without being asked for
MOST_GOALS, MOST_LOOSE, MOST_LINKS = 300, 60, 600
MOST_WORK, MOST_KPIS = 24, 24  # of one goal, of one focus area
DEEPEST = 12


def branches(asker: Asker) -> Shown:
    """Return the branches of the company, those that are open down to their KPIs."""
    asked, known = asker.asked, asker.known
    few = _are_few(asker)
    part = slice_of(_tops(asker), known, ORDER, asked.query)
    above = _above(asker)
    opened = asked.opened | above | _branch(asked)
    small = _small(asker, opened)
    whole = set(part.ids) if few else small
    looked_at = _looked_at(asked)
    near = {*part.ids, *opened, *looked_at, *_below(opened, whole)}
    fetched = list(known.filter(pk__in=near).order_by(*ORDER)[: MOST_GOALS + 1])
    goals = _tree(
        fetched[:MOST_GOALS],
        {*part.ids, *((above | looked_at) & _roots(fetched))},
        opened,
        whole,
        few,
    )
    sums = _sums(asker, [one.goal.pk for one in goals if not one.is_open])
    goals = tuple(replace(one, sums=sums.get(one.goal.pk, Sums())) for one in goals)
    loose = _loose(asker, is_open=few or LOOSE in opened)
    return replace(
        _below_goals(asker, goals, loose), pager=part.pager, cut=len(fetched) > MOST_GOALS
    )


def _branch(asked: MapAsked) -> frozenset[int]:
    """Return the branch that the map is narrowed to, which is open by itself."""
    pk = asked.form.number("objective")
    return frozenset() if pk is None else frozenset({pk})


def _looked_at(asked: MapAsked) -> frozenset[int]:
    """Return the goal that is looked at."""
    focus = asked.focus
    return frozenset({focus.pk}) if focus and focus.kind == "objective" else frozenset()


def _tops(asker: Asker) -> ObjectiveQuerySet:
    """Return the goals at the top: nothing the reader may know of lies above them."""
    form, known = asker.asked.form, asker.known
    branch = form.number("objective")
    if branch is not None:
        return known.filter(pk=objective_to_view(asker.user, branch).pk)
    driver = form.asked("driver")
    if driver:
        known = known.filter(value_driver=driver)
    given: Given = {
        "hidden": sorted(asker.hidden),
        "driver": driver,
        "audience": asker.audience,
    }
    return known.filter(Q(parent=None) | Q(pk__in=[pk for (pk,) in rows(_BEGINNING, given)]))


def _are_few(asker: Asker) -> bool:
    """Say whether all there is can be shown at once. Three queries that stop counting early."""
    if asker.asked.form.is_narrow():
        return False
    things: tuple[QuerySet[Objective] | QuerySet[FocusArea] | QuerySet[Kpi], ...] = (
        objectives_to_view(asker.user).current(),
        focus_areas_to_view(asker.user).active(),
        kpis_to_view(asker.user).not_retired(),
    )
    return sum(len(one.order_by().values_list("pk")[: FEW + 1]) for one in things) <= FEW


def _small(asker: Asker, opened: Iterable[int]) -> set[int]:
    """Return those of the opened branches that can be shown to the ground. Two queries."""
    sums = _sums(asker, opened)
    kpis = dict(
        ObjectiveVerdict.objects.for_audience(asker.audience)
        .filter(objective__in=[*sums, *NOBODY])
        .values_list("objective", "kpis")
    )
    return {pk for pk, one in sums.items() if one.goals + one.work + kpis.get(pk, 0) <= FEW}


def _below(opened: Iterable[int], tops: Iterable[int]) -> list[int]:
    """Return what lies right below the open goals, and all below those shown to the ground."""
    return [pk for (pk,) in rows(_NEAR, {"opened": list(opened), "tops": list(tops)})]


def _above(asker: Asker) -> frozenset[int]:
    """Return the branches that have to be open for the thing looked at to be seen."""
    focus = asker.asked.focus
    if focus is None:
        return frozenset()
    goals = _goals_of(asker.user, focus)
    if not goals and focus.kind != "objective":
        return frozenset({LOOSE})
    given: Given = {
        "goals": goals,
        "hidden": sorted(asker.hidden),
        "itself": focus.kind != "objective",
    }
    return frozenset(pk for (pk,) in rows(_AT_OR_ABOVE, given))


def _goals_of(user: User, focus: Focus) -> list[int]:
    """Return the goals that a thing leads to, as far as the reader may know; a goal is its own."""
    if focus.kind == "objective":
        goal = objectives_to_view(user).filter(pk=focus.pk)
        return list(goal.order_by().values_list("pk", flat=True))
    tied = focus_links_to_view(user).to_existing()
    if focus.kind == "focus":
        found = tied.filter(focus_area=focus.pk)
    else:
        work = kpi_links_to_view(user).filter(kpi=focus.pk).values("focus_area")
        found = tied.filter(focus_area__in=work)
    goals = [link.objective_id for link in found.in_order()[:3] if link.objective_id is not None]
    if focus.kind == "kpi":
        own = kpis_to_view(user).filter(pk=focus.pk, outcome_of__isnull=False)
        goals += [kpi.outcome_of_id for kpi in own if kpi.outcome_of_id is not None]
    return goals


def _roots(goals: Iterable[Objective]) -> frozenset[int]:
    found = list(goals)
    here = {goal.pk for goal in found}
    return frozenset(goal.pk for goal in found if goal.parent_id not in here)


def _tree(
    goals: Sequence[Objective],
    tops: Collection[int],
    opened: Collection[int],
    whole: Collection[int],
    few: bool,  # noqa: FBT001
) -> tuple[GoalAt, ...]:
    """Return the goals in the order of their tree, each once, as far as their branch is open."""
    below: dict[int | None, list[Objective]] = {}
    for goal in goals:
        below.setdefault(goal.parent_id, []).append(goal)
    found: dict[int, GoalAt] = {}

    def grow(goal: Objective, depth: int, *, inside: bool) -> None:
        if goal.pk in found or depth > DEEPEST:
            return
        to_the_ground = inside or goal.pk in whole
        is_open = few or to_the_ground or goal.pk in opened
        found[goal.pk] = GoalAt(goal, depth, is_open, Sums())
        for child in below.get(goal.pk, ()) if is_open else ():
            grow(child, depth + 1, inside=to_the_ground)

    for goal in goals:
        if goal.pk in tops:
            grow(goal, 0, inside=False)
    return tuple(found.values())


def _sums(asker: Asker, goals: Iterable[int]) -> dict[int, Sums]:
    """Return what lies below each of some goals. One query over what is stored of them."""
    given: Given = {
        "goals": list(goals),
        "hidden": sorted(asker.hidden),
        "audience": asker.audience,
    }
    return {top: Sums(below, bare, int(work)) for top, below, bare, work in rows(_SUMS, given)}


def _below_goals(asker: Asker, goals: tuple[GoalAt, ...], loose: Loose) -> Shown:
    """Return the work of the open goals and the KPIs below it. Three queries."""
    opened = [one.goal.pk for one in goals if one.is_open] or NOBODY
    tied = focus_links_to_view(asker.user).filter(objective__in=opened)
    focus_links, more_work = _first(tied.select_related("focus_area"), "objective", MOST_WORK)
    work = {link.focus_area_id for link in focus_links} | {one.pk for one in loose.shown_work}
    below = kpi_links_to_view(asker.user).filter(focus_area__in=work or NOBODY).of_current_kpis()
    kpi_links, more_kpis = _first(below.select_related("kpi"), "focus_area", MOST_KPIS)
    own = kpis_to_view(asker.user).filter(outcome_of__in=opened).not_retired()
    return Shown(
        goals=goals,
        focus_links=focus_links,
        kpi_links=kpi_links,
        outcomes=tuple(own.order_by("title", "pk")[:MOST_GOALS]),
        loose=loose,
        more_work=more_work,
        more_kpis=more_kpis,
    )


def _first(links: QuerySet[L], above: str, most: int) -> tuple[tuple[L, ...], dict[int, int]]:
    """Return the first links under each thing above, and how many more there are. One query."""
    part = [F(above)]
    numbered = links.annotate(
        at=Window(RowNumber(), partition_by=part, order_by=["position", "pk"]),
        of=Window(Count("pk"), partition_by=part),
    )
    found = tuple(numbered.filter(at__lte=most).order_by("at", "pk")[:MOST_LINKS])
    counts = {getattr(one, f"{above}_id"): one.of for one in found}  # type: ignore[attr-defined]
    return found, {pk: count - most for pk, count in counts.items() if count > most}


def _loose(asker: Asker, *, is_open: bool) -> Loose:
    """Return what leads to no goal. Four queries; of a branch or a driver there is none."""
    if asker.asked.form.is_narrow():
        return Loose()
    work = FocusVerdict.objects.for_audience(asker.audience)
    kpis = KpiVerdict.objects.for_audience(asker.audience)
    untied = work.filter(goals=[], focus_area__status=FocusArea.Status.ACTIVE)
    alone = kpis.exclude(verdict=Verdict.NOT_ASSESSED).filter(Q(line=[]) | Q(line__1=0))
    shown_work = focus_areas_to_view(asker.user).filter(pk__in=untied.values("focus_area"))
    shown_kpis = kpis_to_view(asker.user).filter(pk__in=alone.values("kpi"), outcome_of=None)
    if not is_open:
        shown_work, shown_kpis = shown_work.filter(pk=0), shown_kpis.filter(pk=0)
    return Loose(
        work=work.filter(codes__contains=["F1"]).count(),
        kpis=kpis.filter(verdict=Verdict.NONE).count(),
        is_open=is_open,
        shown_work=tuple(shown_work.order_by("title", "pk")[:MOST_LOOSE]),
        shown_kpis=tuple(shown_kpis.order_by("title", "pk")[:MOST_LOOSE]),
    )


# UNION, not UNION ALL: a circle that came in by force must not keep a statement going.
_NEAR = """
WITH RECURSIVE below(id) AS (
    SELECT unnest(%(tops)s::bigint[])
    UNION
    SELECT child.id FROM objectives_objective child JOIN below ON child.parent_id = below.id
)
SELECT id FROM below
UNION
SELECT id FROM objectives_objective WHERE parent_id = ANY (%(opened)s::bigint[])
"""
# Trees of their own begin below what the reader is not shown, and in circles.
_BEGINNING = """
SELECT child.id
FROM objectives_objective goal
JOIN objectives_objective child ON child.parent_id = goal.id
WHERE (%(driver)s = '' OR child.value_driver = %(driver)s) AND (
    goal.id = ANY (%(hidden)s::bigint[])
    OR %(driver)s <> '' AND goal.value_driver <> %(driver)s
    OR goal.status NOT IN ('draft', 'active') AND COALESCE((
        SELECT row.lines FROM stories_objectiveverdict row
        WHERE row.objective_id = goal.id AND row.audience IN (0, %(audience)s)
        ORDER BY row.audience DESC LIMIT 1
    ), 0) = 0
)
UNION
SELECT row.objective_id FROM stories_objectiveverdict row
WHERE row.codes @> ARRAY['I2']::varchar[] AND (
    row.audience = %(audience)s OR row.audience = 0 AND NOT EXISTS (
        SELECT FROM stories_objectiveverdict own
        WHERE own.objective_id = row.objective_id AND own.audience = %(audience)s
    )
)
"""
_AT_OR_ABOVE = """
WITH RECURSIVE above(id, steps) AS (
    SELECT unnest(%(goals)s::bigint[]), 0
    UNION
    SELECT goal.parent_id, steps + 1 FROM objectives_objective goal JOIN above ON goal.id = above.id
    WHERE goal.parent_id IS NOT NULL AND goal.parent_id <> ALL (%(hidden)s::bigint[])
      AND steps < 50
)
SELECT DISTINCT id FROM above WHERE %(itself)s OR steps > 0
"""
# What is hidden from the reader is no part of a branch, nor is what lies below it.
_SUMS = """
WITH RECURSIVE tree(top, id, counts) AS (
    SELECT id, id, status = 'active' AND expects_technology <> 'no'
    FROM objectives_objective WHERE id = ANY (%(goals)s::bigint[])
    UNION
    SELECT tree.top, child.id, child.status = 'active' AND child.expects_technology <> 'no'
    FROM objectives_objective child JOIN tree ON child.parent_id = tree.id
    WHERE NOT child.confidential OR child.id <> ALL (%(hidden)s::bigint[])
)
SELECT tree.top, count(*) - 1,
       count(*) FILTER (
           WHERE tree.counts AND COALESCE(own.verdict, open.verdict) IN ('none', 'broken')
       ),
       COALESCE(sum(COALESCE(own.focus_areas, open.focus_areas)), 0)
FROM tree
LEFT JOIN stories_objectiveverdict open ON open.objective_id = tree.id AND open.audience = 0
LEFT JOIN stories_objectiveverdict own ON own.objective_id = tree.id
      AND own.audience = %(audience)s AND %(audience)s <> 0
GROUP BY tree.top
"""
