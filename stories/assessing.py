"""The verdict on each KPI, goal and focus area, put together from lines, coverage and set-up."""

from collections.abc import Iterable, Sequence

from stories.catalogue import CATALOGUE, fault, place
from stories.causes import cause_of
from stories.covering import Coverage, goal_faults, work_faults
from stories.faults import Fault, Severity
from stories.findings import Doubt, GoalFinding, KpiFinding, Line, Telling, Verdict, WorkFinding
from stories.graph import SIDES, GoalNode, ItemKind, MeasureNode, Side, WorkNode
from stories.indexing import Index
from stories.measuring import data_faults, measure_faults
from stories.parts import SOUND, VERDICTS, untold
from stories.telling import signed, story_faults
from stories.tracing import Network, Way, line_of

MANY_GOALS = 3
CHANGES = frozenset({"C2", "C3", "C4"})
WAIVABLE = frozenset(code for code, rule in CATALOGUE.items() if rule.waivable)
UNTRACED = frozenset({Verdict.NONE, Verdict.BROKEN})


def assess_kpi(kpi: MeasureNode, ways: Sequence[Way], network: Network) -> KpiFinding:
    """Return the verdict on a KPI from its lines, best first."""
    index = network.index
    best = line_of(ways[0], kpi.id, network) if ways else None
    verdict = Verdict.NONE if best is None else best.verdict
    goals = {way.goal_id for way in ways if way.goal_id is not None}
    sound = [way.goal_id for way in ways if way.rank == SOUND and way.goal_id is not None]
    tops = {index.tree.top[goal] for goal in sound}
    own = [*_standing(kpi, verdict, index), *_looks(kpi, best, index)]
    if sound and len(sound) < len(ways):
        own.append(fault("L10", count=len(ways) - len(sound)))
    if len(tops) >= MANY_GOALS:
        own.append(fault("L11", count=len(tops)))
    goal = index.goals[best.goal_id] if best and best.goal_id else None
    measure = measure_faults(kpi, goal, index.today, index.not_blanks)
    data = data_faults(kpi, index.today)
    of_line: tuple[Fault, ...] = () if best is None else best.faults
    exempt = any(one.code == "X1" for one in own)
    if exempt:
        verdict = Verdict.EXEMPT
    kept, waived = waive("kpi", kpi.id, (*own, *(() if exempt else of_line), *measure), index)
    by_axis = _by_axis(kept)
    faults = (*kept, *data)
    headline = headline_of(faults)
    return KpiFinding(
        id=kpi.id,
        verdict=verdict,
        headline=headline,
        severity=worst_of(faults),
        doubt=_doubt(verdict, of_line),
        cause=cause_of(headline, kpi.id, best, verdict, index),
        best=best,
        lines=len(ways),
        sound_lines=len(sound),
        goals=tuple(sorted(goals)),
        top_goals=len(tops),
        trace=by_axis["trace"],
        agreement=by_axis["agreement"],
        measure=by_axis["measure"],
        data=data,
        waived=(*waived, *(of_line if exempt else ())),
    )


def _standing(kpi: MeasureNode, verdict: Verdict, index: Index) -> Iterable[Fault]:
    """Yield that a KPI has no line, or is excused from one, or was."""
    if verdict not in UNTRACED:
        return
    last_day = index.excused.get(("kpi", kpi.id), {}).get("")
    if last_day is not None and last_day >= index.today:
        yield fault("X1", on=last_day)
        return
    if last_day is not None:
        yield fault("X2", on=last_day)
    if verdict is Verdict.NONE:
        yield fault("L1")


def _looks(kpi: MeasureNode, best: Line | None, index: Index) -> Iterable[Fault]:
    """Yield what is odd about a KPI's name and dates; a line says itself that it is broken."""
    shared = index.shared_refs.get(("kpi", kpi.id))
    if shared is not None and best is None:
        yield fault("I3", kpi_id=shared)
    if kpi.id in index.look_alikes:
        yield fault("I5", kpi_id=index.look_alikes[kpi.id])
    if kpi.due is not None and kpi.baseline_on is not None and kpi.due < kpi.baseline_on:
        yield fault("I6")


def _by_axis(faults: Iterable[Fault]) -> dict[str, tuple[Fault, ...]]:
    """Return faults by axis, each in the order of headlines."""
    by_axis: dict[str, tuple[Fault, ...]] = {"trace": (), "agreement": (), "measure": ()}
    for one in sorted(faults, key=place):
        by_axis[CATALOGUE[one.code].axis] += (one,)
    return by_axis


def _doubt(verdict: Verdict, of_line: Iterable[Fault]) -> Doubt:
    if verdict is not Verdict.IN_DOUBT:
        return ""
    return "changed" if any(one.code in CHANGES for one in of_line) else "waiting"


def assess_goal(goal: GoalNode, coverage: Coverage, index: Index) -> GoalFinding:
    """Return the verdict on an objective from what reaches it."""
    active = goal.status == "active"
    story = index.stories.get(goal.id)
    found = goal_faults(goal, coverage, index)
    telling = Telling.NONE
    waiting_for: tuple[Side, ...] = ()
    if story is None:
        found += untold(goal, index)
    else:
        signatures = signed(story)
        telling = signatures.state
        waiting_for = tuple(side for side in SIDES if side not in signatures.now)
        if active:
            found += story_faults(story, coverage.unlinked, index)
    kept, waived = waive("objective", goal.id, found, index)
    return GoalFinding(
        id=goal.id,
        verdict=coverage.verdict if active else Verdict.NOT_ASSESSED,
        headline=gravest_of(kept),
        severity=worst_of(kept),
        faults=tuple(sorted(kept, key=place)),
        waived=waived,
        telling=telling,
        waiting_for=waiting_for,
        lines=coverage.lines,
        sound_lines=coverage.sound_lines,
        kpis=coverage.kpis,
        sound_kpis=coverage.sound_kpis,
        doubtful_kpis=coverage.doubtful_kpis,
        broken_kpis=coverage.broken_kpis,
        work=coverage.work,
        measured_work=coverage.measured_work,
        outcomes=len(index.outcomes.get(goal.id, ())),
    )


def assess_work(work: WorkNode, network: Network) -> WorkFinding:
    """Return the verdict on a focus area: that of its best link, as far as it leads to a goal."""
    index = network.index
    kept, waived = waive("focus", work.id, work_faults(work, index), index)
    ranks = [max(network.work[work.id].rank, up.rank) for up in network.ups.get(work.id, ())]
    if work.status == "retired":
        verdict = Verdict.NOT_ASSESSED
    else:
        verdict = VERDICTS[min(ranks)] if ranks else Verdict.NONE
    return WorkFinding(
        id=work.id,
        verdict=verdict,
        headline=gravest_of(kept),
        severity=worst_of(kept),
        faults=tuple(sorted(kept, key=place)),
        waived=waived,
        goals=tuple(sorted({goal.id for goal in index.goals_above(work.id)})),
        kpis=len({link.measure_id for link in index.measured_by.get(work.id, ())}),
    )


def waive(
    kind: ItemKind, item_id: int, faults: Sequence[Fault], index: Index
) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """Return which faults stay and which are excused today; some can never be."""
    excused = index.excused.get((kind, item_id))
    if excused is None:
        return tuple(faults), ()
    codes = {
        code for code, last_day in excused.items() if code in WAIVABLE and last_day >= index.today
    }
    kept = tuple(one for one in faults if one.code not in codes)
    return kept, tuple(one for one in faults if one.code in codes)


def headline_of(faults: Iterable[Fault]) -> Fault | None:
    """Return the fault to name a KPI by: first in the order of the catalogue."""
    return min(faults, key=place, default=None)


def gravest_of(faults: Iterable[Fault]) -> Fault | None:
    """Return the fault to name a goal or focus area by: the gravest, then by the catalogue."""
    return min(faults, key=lambda one: (-one.severity, place(one)), default=None)


def worst_of(faults: Iterable[Fault]) -> Severity | None:
    """Return how grave the gravest is."""
    return max((one.severity for one in faults), default=None)
