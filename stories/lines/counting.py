"""The totals of a day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from stories.lines.catalogue import CATALOGUE
from stories.lines.faults import Fault
from stories.lines.findings import (
    Counts,
    GoalCounts,
    GoalFinding,
    KpiCounts,
    KpiFinding,
    Verdict,
    WorkCounts,
    WorkFinding,
)
from stories.lines.graph import GoalNode

OF_THE_GOAL = frozenset({"G8", "S1", "I2"})


def counts_of(
    today: date,
    kpis: Iterable[KpiFinding],
    goals: Iterable[tuple[GoalNode, GoalFinding]],
    work: Iterable[WorkFinding],
) -> Counts:
    """Return the totals.

    A fault is counted once for each item that carries it. What a KPI only inherits from its goal is
    counted at the goal.
    """
    kpis, goals, work = list(kpis), list(goals), list(work)
    faults: Counter[str] = Counter(dict.fromkeys(CATALOGUE, 0))
    for finding in kpis:
        faults.update({one.code for one in finding.faults if is_own(one)})
    for _, goal in goals:
        faults.update({one.code for one in goal.faults})
    for area in work:
        faults.update({one.code for one in area.faults})
    return Counts(today, _kpis(kpis), _goals(goals), _work(work), dict(faults))


def is_own(found: Fault) -> bool:
    """Tell whether a KPI carries a fault itself."""
    return found.code not in OF_THE_GOAL and (found.code != "I3" or found.kpi_id is not None)


def _kpis(findings: list[KpiFinding]) -> KpiCounts:
    verdicts = Counter(one.verdict for one in findings)
    doubts = Counter(one.doubt for one in findings)
    return KpiCounts(
        live=len(findings),
        sound=verdicts[Verdict.SOUND],
        in_doubt=verdicts[Verdict.IN_DOUBT],
        no_line=verdicts[Verdict.NONE] + verdicts[Verdict.BROKEN],
        exempt=verdicts[Verdict.EXEMPT],
        changed=doubts["changed"],
        waiting=doubts["waiting"],
    )


def _goals(findings: list[tuple[GoalNode, GoalFinding]]) -> GoalCounts:
    active = [(node, one) for node, one in findings if node.status == "active"]
    verdicts = Counter(one.verdict for _, one in active)
    not_expected = sum(
        node.expects_technology == "no" and one.verdict is Verdict.NONE for node, one in active
    )
    return GoalCounts(
        active=len(active),
        sound=verdicts[Verdict.SOUND],
        in_doubt=verdicts[Verdict.IN_DOUBT],
        no_line=verdicts[Verdict.NONE] + verdicts[Verdict.BROKEN] - not_expected,
        not_expected=not_expected,
        without_work=_with("G1", (one for _, one in active)),
        without_measure=_with("G2", (one for _, one in active)),
    )


def _work(findings: list[WorkFinding]) -> WorkCounts:
    live = [one for one in findings if one.verdict is not Verdict.NOT_ASSESSED]
    return WorkCounts(
        live=len(live),
        serving=sum(bool(one.goals) for one in live),
        no_goal=_with("F1", live),
        no_measure=_with("F2", live),
    )


def _with(code: str, findings: Iterable[GoalFinding | WorkFinding]) -> int:
    return sum(any(found.code == code for found in one.faults) for one in findings)
