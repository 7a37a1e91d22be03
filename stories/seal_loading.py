"""Seals the content of many things at once, exactly as `stories.seals` does for one.

Rows are those of `stories.graph_queries`. Uids stay the text that they are sealed as: making
objects of a hundred thousand takes a second.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from stories.asking import Row
from stories.lines.fingerprints import (
    FocusContent,
    KpiContent,
    ObjectiveContent,
    OutcomeContent,
    focus_fingerprint,
    kpi_fingerprint,
    objective_fingerprint,
)
from stories.lines.graph import GoalNode, MeasureNode, WorkNode

# What comes behind the fields of a node in its row.
OF_GOAL = ("uid", "title", "statement")
OF_WORK = ("uid", "title", "description")
OF_KPI = ("uid", "definition", "formula", "strict", "said_change", "change_by")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Fingerprints and uids by database key, of those things that were asked for and exist."""

    fps: Mapping[int, str]
    uids: Mapping[int, str]

    def fp(self, number: int) -> str:
        """Return the seal of a thing; empty where none was asked for."""
        return self.fps.get(number, "")


def seal_objectives(
    goals: Sequence[Row], own_measures: Sequence[Row], ids: Collection[int]
) -> Sealed:
    """Return the seals of those goals of these ids, with their own measures of success."""
    outcomes: defaultdict[int, list[OutcomeContent]] = defaultdict(list)
    for goal, *facts in own_measures:
        outcomes[goal].append(OutcomeContent(*facts))

    def seal(row: Row) -> str:
        uid, title, statement, start, end = _of_goal(row)
        own = tuple(outcomes.get(row[0], ()))
        return objective_fingerprint(ObjectiveContent(uid, title, statement, own, start, end))

    return _sealed(goals, ids, _goal_uid, seal)


def seal_focus_areas(work: Sequence[Row], ids: Collection[int]) -> Sealed:
    """Return the seals of those focus areas of these ids."""
    return _sealed(
        work, ids, _work_uid, lambda row: focus_fingerprint(FocusContent._make(_of_work(row)))
    )


def seal_kpis(measures: Sequence[Row], ids: Collection[int]) -> Sealed:
    """Return the seals of those KPIs of these ids."""
    return _sealed(
        measures, ids, _kpi_uid, lambda row: kpi_fingerprint(KpiContent._make(_of_kpi(row)))
    )


def _sealed(
    found: Sequence[Row],
    ids: Collection[int],
    uid: Callable[[Row], str],
    seal: Callable[[Row], str],
) -> Sealed:
    wanted = [row for row in found if row[0] in ids]
    return Sealed({row[0]: seal(row) for row in wanted}, {row[0]: uid(row) for row in wanted})


Picker = Callable[[Row], Row]


def _picker(fields: Sequence[str], behind: Sequence[str], *wanted: str) -> Picker:
    """Return what takes some columns out of the row of a node; its seal is no column."""
    columns = [*fields[:-1], *behind]
    return itemgetter(*map(columns.index, wanted))


_of_goal = _picker(GoalNode._fields, OF_GOAL, "uid", "title", "statement", "start", "end")
_of_work = _picker(WorkNode._fields, OF_WORK, *FocusContent._fields)
_of_kpi = _picker(
    MeasureNode._fields,
    OF_KPI,
    *("said_change" if name == "change" else name for name in KpiContent._fields),
)
_goal_uid = itemgetter(len(GoalNode._fields) - 1)
_work_uid = itemgetter(len(WorkNode._fields) - 1)
_kpi_uid = itemgetter(len(MeasureNode._fields) - 1)
