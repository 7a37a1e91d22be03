"""What to mend: the one item behind a KPI's headline, so that many KPIs become one to-do."""

from collections import defaultdict
from collections.abc import Iterable

from stories.lines.catalogue import RANK
from stories.lines.faults import Fault
from stories.lines.findings import Cause, CauseKind, KpiFinding, Line, Todo, Verdict
from stories.lines.indexing import Index

ON_THE_KPI = frozenset({"L1", "X2"})
ON_THE_WORK = frozenset({"L2", "L6"})
ON_THE_LINK = frozenset({"L7", "C3", "C4"})
IN_NEED = frozenset({Verdict.NONE, Verdict.BROKEN, Verdict.IN_DOUBT})


def cause_of(headline: Fault, kpi_id: int, best: Line | None, index: Index) -> Cause:
    """Return what to mend for a KPI that does not trace.

    What both sides have to do together (tell, confirm) is done once per goal, at its story.
    """
    code = headline.code
    if code in ON_THE_KPI or best is None:
        return Cause("kpi", kpi_id, code)
    kind, item = _item(headline, best, index)
    return Cause(kind, item, code)


def _item(headline: Fault, line: Line, index: Index) -> tuple[CauseKind, int]:
    code = headline.code
    if code == "I3":
        return _sharer(headline, line)
    if code == "I2":
        return "objective", index.tree.circle_of[line.goal_id or 0]
    if code == "I1" or code in ON_THE_LINK:
        return _link(headline, line)
    if code in ON_THE_WORK or (code == "C2" and headline.link == "kpi"):
        return "focus", line.focus_id or 0
    return "objective", line.goal_id or 0


def _link(headline: Fault, line: Line) -> tuple[CauseKind, int]:
    if headline.link == "focus":
        return "focus_link", line.focus_link_id or 0
    if headline.link == "kpi":
        return "kpi_link", line.kpi_link_id or 0
    return "kpi", line.kpi_id


def _sharer(headline: Fault, line: Line) -> tuple[CauseKind, int]:
    """Return the lowest of the items that share a reference."""
    if headline.goal_id is not None:
        return "objective", min(headline.goal_id, line.goal_id or headline.goal_id)
    if headline.focus_id is not None:
        return "focus", min(headline.focus_id, line.focus_id or headline.focus_id)
    return "kpi", min(headline.kpi_id or line.kpi_id, line.kpi_id)


def todos_of(findings: Iterable[KpiFinding]) -> tuple[Todo, ...]:
    """Return what to mend, what clears most first."""
    concerned: defaultdict[Cause, list[KpiFinding]] = defaultdict(list)
    for finding in findings:
        if finding.cause is not None:
            concerned[finding.cause].append(finding)
    todos = [
        Todo(cause, group[0].headline, tuple(one.id for one in group))
        for cause, group in concerned.items()
        if group[0].headline is not None
    ]
    todos.sort(
        key=lambda todo: (-len(todo.kpis), RANK[todo.cause.code], todo.cause.kind, todo.cause.id)
    )
    return tuple(todos)
