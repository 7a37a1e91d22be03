"""How far a change reaches: whose verdict may change by it, and what has to be looked at for that.

Each step is one set-based query over ids, so that their number does not grow with the graph. Both
sets may be too large, never too small; a test compares every settlement with computing all anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stories.asking import Row, rows


@dataclass(frozen=True, slots=True)
class Things:
    """Objectives, focus areas and KPIs by id."""

    objectives: frozenset[int] = frozenset()
    focus_areas: frozenset[int] = frozenset()
    kpis: frozenset[int] = frozenset()

    def __or__(self, other: "Things") -> "Things":
        return Things(
            self.objectives | other.objectives,
            self.focus_areas | other.focus_areas,
            self.kpis | other.kpis,
        )

    def __and__(self, other: "Things") -> "Things":
        return Things(
            self.objectives & other.objectives,
            self.focus_areas & other.focus_areas,
            self.kpis & other.kpis,
        )

    def __len__(self) -> int:
        return len(self.objectives) + len(self.focus_areas) + len(self.kpis)

    def as_lists(self) -> dict[str, list[int]]:
        """Return sorted lists, as a query takes them."""
        return {
            "objectives": sorted(self.objectives),
            "focus_areas": sorted(self.focus_areas),
            "kpis": sorted(self.kpis),
        }


@dataclass(frozen=True, slots=True)
class Reach:
    """`targets` may get another verdict; `context` is all that decides about the targets."""

    targets: Things
    context: Things


def reach(touched: Things, people: frozenset[int] = frozenset(), limit: int = 0) -> Reach | None:
    """Return how far a change of these things reaches; None when it is more than `limit` things.

    At most fifteen queries. A limit of 0 is none.
    """
    if people:
        touched |= _things(rows(_TIED_TO_PEOPLE, {"people": sorted(people)}))
    touched |= _things(rows(_OWN_MEASURES, {"objectives": sorted(touched.objectives)}))
    touched |= _things(rows(f"{_NAMESAKES_NOW} UNION {_NAMESAKES_BEFORE}", touched.as_lists()))
    touched |= _things(rows(_TOLD, touched.as_lists()))
    below = below_all(touched.objectives)
    seeds = {**touched.as_lists(), "below": sorted(below)}
    targets = touched | Things(objectives=below) | _things(rows(_TARGETS, seeds))
    targets |= _things(
        rows(f"{_LOOKALIKES_NOW} UNION {_LOOKALIKES_BEFORE}", {"kpis": sorted(touched.kpis)})
    )
    targets |= Things(objectives=_above(targets.objectives))
    if limit and len(targets) > limit:
        return None
    return around(targets, limit)


def around(targets: Things, limit: int = 0, *, deep: bool = True) -> Reach | None:
    """Return the targets with all that decides about them; None when that is more than `limit`.

    Of target KPIs all lines to their end; of target objectives everything below or, where it is not
    to go `deep`, what is linked to themselves. At most seven queries.
    """
    below = below_all(targets.objectives) if deep else targets.objectives
    if limit and len(below) > limit:
        return None
    near = targets | Things(objectives=below)
    near |= _things(rows(_NEAR, {**near.as_lists(), "targets": sorted(targets.kpis)}))
    if limit and len(near) > limit:
        return None
    far = near | _things(
        rows(
            _FAR,
            {
                **near.as_lists(),
                "target_kpis": sorted(targets.kpis),
                "target_focus_areas": sorted(targets.focus_areas),
            },
        )
    )
    far |= _things(rows(_NAMED, {"objectives": sorted(far.objectives)}))
    far |= Things(objectives=_above(far.objectives))
    far |= _things(rows(_NAMESAKES_NOW, far.as_lists()))
    far |= _things(rows(_LOOKALIKES_THAT_DECIDE, {"kpis": sorted(targets.kpis)}))
    return None if limit and len(far) > limit else Reach(targets, far)


def serving(goals: frozenset[int]) -> Things:
    """Return objectives with their work, its KPIs and their own. One query."""
    given = {"below": sorted(goals), "kpis": [], "focus_areas": []}
    return Things(objectives=goals) | _things(rows(_TARGETS, given))


def below_all(objectives: Iterable[int]) -> frozenset[int]:
    """Return these objectives and all below them. One query."""
    return frozenset(number for (number,) in rows(_DESCENDANTS, {"ids": sorted(objectives)}))


def _things(found: Sequence[Row]) -> Things:
    kinds: dict[str, set[int]] = {"objective": set(), "focus_area": set(), "kpi": set()}
    for kind, number in found:
        if number is not None:
            kinds[kind].add(number)
    return Things(
        frozenset(kinds["objective"]), frozenset(kinds["focus_area"]), frozenset(kinds["kpi"])
    )


def _above(objectives: Iterable[int]) -> frozenset[int]:
    return frozenset(number for (number,) in rows(_ANCESTORS, {"ids": sorted(objectives)}))


# UNION, not UNION ALL: a circle of parents ends where it began.
_DESCENDANTS = """
WITH RECURSIVE tree AS (
    SELECT id FROM objectives_objective WHERE id IN (SELECT unnest(%(ids)s::bigint[]))
    UNION
    SELECT child.id FROM objectives_objective child JOIN tree ON child.parent_id = tree.id
)
SELECT id FROM tree
"""
_ANCESTORS = """
WITH RECURSIVE tree AS (
    SELECT id, parent_id FROM objectives_objective WHERE id IN (SELECT unnest(%(ids)s::bigint[]))
    UNION
    SELECT above.id, above.parent_id
    FROM objectives_objective above JOIN tree ON above.id = tree.parent_id
)
SELECT id FROM tree
"""
# Whether somebody is active or still owns a thing decides on owners, signatures and judgements.
_TIED_TO_PEOPLE = """
SELECT 'objective', id FROM objectives_objective
WHERE business_owner_id IN (SELECT unnest(%(people)s::bigint[]))
UNION
SELECT 'objective', id FROM objectives_objective
WHERE technology_owner_id IN (SELECT unnest(%(people)s::bigint[]))
UNION
SELECT 'kpi', id FROM kpis_kpi WHERE owner_id IN (SELECT unnest(%(people)s::bigint[]))
UNION
SELECT 'kpi', link.kpi_id
FROM stories_judgement said JOIN stories_kpilink link ON link.id = said.kpi_link_id
WHERE said.given_by_id IN (SELECT unnest(%(people)s::bigint[]))
UNION
SELECT 'focus_area', link.focus_area_id
FROM stories_judgement said JOIN objectives_focuslink link ON link.id = said.focus_link_id
WHERE said.given_by_id IN (SELECT unnest(%(people)s::bigint[]))
UNION
SELECT 'objective', story.objective_id
FROM stories_agreement said JOIN stories_story story ON story.id = said.story_id
WHERE said.given_by_id IN (SELECT unnest(%(people)s::bigint[]))
"""
_NAMESAKES_NOW = """
SELECT 'objective', other.id FROM objectives_objective one
JOIN objectives_objective other ON name_key(other.ref) = name_key(one.ref) AND other.id <> one.id
WHERE one.id IN (SELECT unnest(%(objectives)s::bigint[]))
UNION
SELECT 'focus_area', other.id FROM objectives_focusarea one
JOIN objectives_focusarea other ON name_key(other.ref) = name_key(one.ref) AND other.id <> one.id
WHERE one.id IN (SELECT unnest(%(focus_areas)s::bigint[]))
UNION
SELECT 'kpi', other.id FROM kpis_kpi one
JOIN kpis_kpi other ON name_key(other.ref) = name_key(one.ref) AND other.id <> one.id
WHERE one.id IN (SELECT unnest(%(kpis)s::bigint[]))
"""
# A goal that is hidden or shown takes its own measures with it, wherever else they are linked and
# whatever looks like them.
_OWN_MEASURES = """
SELECT 'kpi', id FROM kpis_kpi WHERE outcome_of_id IN (SELECT unnest(%(objectives)s::bigint[]))
"""
# Whoever was a namesake when last judged says so in a stored fault that names the other; a fault
# that is excused is stored, but not among the codes.
_NAMESAKES_BEFORE = """
SELECT 'objective', found.objective_id
FROM stories_objectiveverdict found, jsonb_array_elements(found.faults) fault
WHERE found.codes @> '{I3}' AND fault ->> 'code' = 'I3'
  AND (fault ->> 'goal')::bigint IN (SELECT unnest(%(objectives)s::bigint[]))
UNION
SELECT 'focus_area', found.focus_area_id
FROM stories_focusverdict found, jsonb_array_elements(found.faults) fault
WHERE found.codes @> '{I3}' AND fault ->> 'code' = 'I3'
  AND (fault ->> 'focus')::bigint IN (SELECT unnest(%(focus_areas)s::bigint[]))
UNION
SELECT 'kpi', found.kpi_id
FROM stories_kpiverdict found, jsonb_array_elements(found.faults) fault
WHERE found.id IN (
    SELECT id FROM stories_kpiverdict WHERE codes @> '{I3}'
    UNION
    SELECT own.id FROM stories_kpiverdict own JOIN stories_exemption USING (kpi_id)
) AND fault ->> 'code' = 'I3' AND (fault ->> 'kpi')::bigint IN (SELECT unnest(%(kpis)s::bigint[]))
"""
# Stories that name a thing, and goals whose success it measures, are sealed to its content.
_TOLD = """
SELECT 'objective', story.objective_id
FROM stories_mention said JOIN stories_story story ON story.id = said.story_id
WHERE said.kpi_id IN (SELECT unnest(%(kpis)s::bigint[]))
UNION
SELECT 'objective', story.objective_id
FROM stories_mention said JOIN stories_story story ON story.id = said.story_id
WHERE said.focus_area_id IN (SELECT unnest(%(focus_areas)s::bigint[]))
UNION
SELECT 'objective', outcome_of_id FROM kpis_kpi
WHERE id IN (SELECT unnest(%(kpis)s::bigint[])) AND outcome_of_id IS NOT NULL
"""
# A KPI that looks like others names the lowest of them, so of many that look the same the two
# lowest decide: counted are those that are assessed and, since they measure no goal's success,
# hidden from nobody. They are found once for all who look the same, which `MATERIALIZED` is for;
# `array_agg` keeps the planner from walking all KPIs in their order.
_ALIKE = """(
WITH look AS (
    SELECT {key}, min(one.id) AS lowest FROM kpis_kpi one
    WHERE one.id IN (SELECT unnest(%(kpis)s::bigint[])) AND {told} GROUP BY 1, 2
), seen AS MATERIALIZED (
    SELECT look.*, (
        SELECT (array_agg(other.id ORDER BY other.id))[2] FROM kpis_kpi other
        WHERE {same} AND other.status IN ('live', 'paused') AND other.outcome_of_id IS NULL
    ) AS second
    FROM look
)
SELECT 'kpi', other.id FROM seen look JOIN kpis_kpi other ON {same}
WHERE look.second IS NULL OR {concerned}
)"""
_LOOKS = (
    {
        "key": "one.title_key AS name, '' AS unit",
        "same": "other.title_key = look.name",
        "told": "true",
    },
    {
        "key": "name_key(one.source) AS name, name_key(one.unit) AS unit",
        "same": "name_key(other.source) = look.name AND name_key(other.unit) = look.unit"
        " AND other.source <> ''",
        "told": "one.source <> ''",
    },
)
_LOOKALIKES_NOW, _LOOKALIKES_THAT_DECIDE = (
    " UNION ".join(_ALIKE.format(**look, concerned=concerned) for look in _LOOKS)
    for concerned in ("look.lowest <= look.second", "other.id <= look.second")
)
_LOOKALIKES_BEFORE = """
SELECT 'kpi', found.kpi_id
FROM stories_kpiverdict found, jsonb_array_elements(found.faults) fault
WHERE found.id IN (
    SELECT id FROM stories_kpiverdict WHERE codes @> '{I5}'
    UNION
    SELECT own.id FROM stories_kpiverdict own JOIN stories_exemption USING (kpi_id)
) AND fault ->> 'code' = 'I5' AND (fault ->> 'kpi')::bigint IN (SELECT unnest(%(kpis)s::bigint[]))
"""
_TARGETS = """
WITH work_below AS (
    SELECT DISTINCT focus_area_id AS id FROM objectives_focuslink
    WHERE objective_id IN (SELECT unnest(%(below)s::bigint[]))
), work_above AS (
    SELECT DISTINCT focus_area_id AS id FROM stories_kpilink
    WHERE kpi_id IN (SELECT unnest(%(kpis)s::bigint[])) AND focus_area_id IS NOT NULL
), work_decisive AS (
    SELECT id FROM work_below UNION SELECT unnest(%(focus_areas)s::bigint[])
)
SELECT 'focus_area', id FROM work_below
UNION
SELECT 'focus_area', id FROM work_above
UNION
SELECT 'kpi', link.kpi_id
FROM stories_kpilink link JOIN work_decisive work ON work.id = link.focus_area_id
UNION
SELECT 'kpi', id FROM kpis_kpi WHERE outcome_of_id IN (SELECT unnest(%(below)s::bigint[]))
UNION
SELECT 'objective', link.objective_id FROM objectives_focuslink link
WHERE link.focus_area_id IN (
    SELECT unnest(%(focus_areas)s::bigint[]) UNION SELECT id FROM work_above
)
"""
_NEAR = """
WITH work AS (
    SELECT focus_area_id AS id FROM objectives_focuslink
    WHERE objective_id IN (SELECT unnest(%(objectives)s::bigint[]))
    UNION
    SELECT unnest(%(focus_areas)s::bigint[])
)
SELECT 'focus_area', id FROM work
UNION
SELECT 'focus_area', focus_area_id FROM stories_kpilink
WHERE kpi_id IN (SELECT unnest(%(targets)s::bigint[]))
UNION
SELECT 'kpi', link.kpi_id FROM stories_kpilink link JOIN work ON work.id = link.focus_area_id
UNION
SELECT 'kpi', id FROM kpis_kpi WHERE outcome_of_id IN (SELECT unnest(%(objectives)s::bigint[]))
"""
_FAR = """
WITH work AS (
    SELECT focus_area_id AS id FROM stories_kpilink
    WHERE kpi_id IN (SELECT unnest(%(target_kpis)s::bigint[]))
    UNION
    SELECT unnest(%(target_focus_areas)s::bigint[])
)
SELECT 'objective', link.objective_id
FROM objectives_focuslink link JOIN work ON work.id = link.focus_area_id
UNION
SELECT 'objective', outcome_of_id FROM kpis_kpi
WHERE id IN (SELECT unnest(%(kpis)s::bigint[])) AND outcome_of_id IS NOT NULL
"""
_NAMED = """
WITH named AS (
    SELECT said.kpi_id, said.focus_area_id
    FROM stories_mention said JOIN stories_story story ON story.id = said.story_id
    WHERE story.objective_id IN (SELECT unnest(%(objectives)s::bigint[]))
)
SELECT 'kpi', kpi_id FROM named
UNION
SELECT 'focus_area', focus_area_id FROM named
UNION
SELECT 'focus_area', focus_area_id FROM stories_kpilink
WHERE kpi_id IN (SELECT kpi_id FROM named)
"""
