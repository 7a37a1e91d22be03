"""Cuts the installation into shares of about equal work, neighbours together as far as possible.

Each share can be judged by itself, with what lies around it: see `stories.reach`.
"""

from collections import defaultdict
from collections.abc import Sequence

from stories.asking import Row, rows
from stories.reach import Things


def shares_of_everything(count: int) -> list[Things]:
    """Return everything in so many shares; each thing is in one. One query.

    Trees of goals stay whole, with the work and the KPIs that serve them first.
    """
    homes: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows(_HOMES, {}):
        homes[row[2]].append(row)
    total = sum(map(len, homes.values()))
    found: list[list[Row]] = [[] for _ in range(count)]
    before = 0
    for home in sorted(homes):
        found[min(before * count // max(total, 1), count - 1)] += homes[home]
        before += len(homes[home])
    return [_things(share) for share in found]


def _things(share: Sequence[Row]) -> Things:
    kinds: dict[str, set[int]] = {"objective": set(), "focus_area": set(), "kpi": set()}
    for kind, number, _ in share:
        kinds[kind].add(number)
    return Things(
        frozenset(kinds["objective"]), frozenset(kinds["focus_area"]), frozenset(kinds["kpi"])
    )


# What is tied to no goal goes to small homes of its own, numbered below zero.
_HOMES = """
WITH RECURSIVE tree AS (
    SELECT id, id AS home FROM objectives_objective WHERE parent_id IS NULL
    UNION ALL
    SELECT child.id, tree.home
    FROM objectives_objective child JOIN tree ON child.parent_id = tree.id
), work AS (
    SELECT link.focus_area_id AS id, min(tree.home) AS home
    FROM objectives_focuslink link JOIN tree ON tree.id = link.objective_id GROUP BY 1
), kpi AS (
    SELECT link.kpi_id AS id, min(work.home) AS home
    FROM stories_kpilink link JOIN work ON work.id = link.focus_area_id GROUP BY 1
)
SELECT 'objective', goal.id, COALESCE(tree.home, -1 - goal.id %% 64)
FROM objectives_objective goal LEFT JOIN tree ON tree.id = goal.id
UNION ALL
SELECT 'focus_area', area.id, COALESCE(work.home, -1 - area.id %% 64)
FROM objectives_focusarea area LEFT JOIN work ON work.id = area.id
UNION ALL
SELECT 'kpi', measure.id, COALESCE(kpi.home, measure.outcome_of_id, -1 - measure.id %% 64)
FROM kpis_kpi measure LEFT JOIN kpi ON kpi.id = measure.id
"""
