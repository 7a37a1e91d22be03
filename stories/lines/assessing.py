"""The verdict on each KPI, goal and focus area, put together from lines, coverage and set-up."""

from collections.abc import Iterable, Sequence

from stories.lines.catalogue import CATALOGUE, fault, place
from stories.lines.causes import IN_NEED, cause_of
from stories.lines.covering import Coverage, goal_faults, work_faults
from stories.lines.faults import Fault, Severity
from stories.lines.findings import (
    Doubt,
    GoalFinding,
    KpiFinding,
    Line,
    Telling,
    Verdict,
    WorkFinding,
)
from stories.lines.graph import SIDES, GoalNode, ItemKind, LinkKind, MeasureNode, Side, WorkNode
from stories.lines.indexing import Index
from stories.lines.measuring import data_faults, measure_faults
from stories.lines.parts import SOUND, VERDICTS, untold
from stories.lines.telling import refusals, signed, story_faults
from stories.lines.tracing import Network, Way, line_of

MANY_GOALS = 3
CHANGES = frozenset({"C2", "C3", "C4"})
WAIVABLE = frozenset(code for code, rule in CATALOGUE.items() if rule.waivable)
UNTRACED = frozenset({Verdict.NONE, Verdict.BROKEN})


def assess_kpi(kpi: MeasureNode, ways: Sequence[Way], network: Network) -> KpiFinding:
    """Return the verdict on a KPI from its lines, best first."""
    index = network.index
    best = line_of(ways[0], kpi.id, network) if ways else None
    verdict = Verdict.NONE if best is None else best.verdict
    goal_id = None if best is None else best.goal_id
    sound = [way.goal_id for way in ways if way.rank == SOUND and way.goal_id is not None]
    tops = {index.tree.top[goal] for goal in sound}
    own = _standing(kpi, verdict, index) if verdict in UNTRACED else []
    _add_looks(own, kpi, best, index)
    _add_other_lines(own, ways, len(sound), len(tops))
    of_line = () if best is None else best.faults
    exempt = bool(own) and own[0].code == "X1"
    if not exempt:
        own += of_line
    own += measure_faults(
        kpi, index.goals[goal_id] if goal_id else None, index.today, index.not_blanks
    )
    faults, waived = waive("kpi", kpi.id, own, index)
    faults += data_faults(kpi, index.today)
    if len(faults) > 1:
        faults.sort(key=place)
    if exempt:
        verdict = Verdict.EXEMPT
        waived += of_line
    return KpiFinding(
        id=kpi.id,
        verdict=verdict,
        doubt=_doubt(of_line) if verdict is Verdict.IN_DOUBT else "",
        cause=cause_of(faults[0], kpi.id, best, index) if verdict in IN_NEED else None,
        best=best,
        lines=len(ways),
        sound_lines=len(sound),
        goals=tuple(sorted({way.goal_id for way in ways if way.goal_id is not None})),
        top_goals=len(tops),
        faults=tuple(faults),
        waived=waived,
    )


def _standing(kpi: MeasureNode, verdict: Verdict, index: Index) -> list[Fault]:
    """Return that a KPI has no line, or is excused from one, or was."""
    last_day = index.excused.get(("kpi", kpi.id), {}).get("")
    if last_day is not None and last_day >= index.today:
        return [fault("X1", on=last_day)]
    found = [] if last_day is None else [fault("X2", on=last_day)]
    if verdict is Verdict.NONE:
        found.append(fault("L1"))
    return found


def _add_looks(found: list[Fault], kpi: MeasureNode, best: Line | None, index: Index) -> None:
    """Add what is odd about a KPI's name and dates; a line says itself that it is broken."""
    if best is None:
        shared = index.shared_refs.get(("kpi", kpi.id))
        if shared is not None:
            found.append(fault("I3", kpi_id=shared))
    if kpi.id in index.look_alikes:
        found.append(fault("I5", kpi_id=index.look_alikes[kpi.id]))
    if kpi.due is not None and kpi.baseline_on is not None and kpi.due < kpi.baseline_on:
        found.append(fault("I6"))


def _add_other_lines(found: list[Fault], ways: Sequence[Way], sound: int, tops: int) -> None:
    if sound and sound < len(ways):
        worst = ways[-1].kpi_link_id or None
        link: LinkKind | None = "kpi" if worst else None
        found.append(fault("L10", count=len(ways) - sound, link=link, link_id=worst))
    if tops >= MANY_GOALS:
        found.append(fault("L11", count=tops))


def _doubt(of_line: Iterable[Fault]) -> Doubt:
    return "changed" if any(one.code in CHANGES for one in of_line) else "waiting"


def assess_goal(goal: GoalNode, coverage: Coverage, network: Network) -> GoalFinding:
    """Return the verdict on an objective from what reaches it."""
    index = network.index
    active = goal.status == "active"
    story = index.stories.get(goal.id)
    found = goal_faults(goal, coverage, index)
    telling = Telling.NONE
    waiting_for: tuple[Side, ...] = ()
    if story is None:
        found += untold(goal, index)
    else:
        signatures = signed(story)
        refusing = {word.side for word in refusals(story, network)}
        telling = Telling.REFUSED if refusing else signatures.state
        waiting_for = tuple(side for side in SIDES if side not in signatures.now)
        if active:
            found += story_faults(story, signatures, refusing, coverage.unlinked, index)
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
    kind: ItemKind, item_id: int, faults: list[Fault], index: Index
) -> tuple[list[Fault], tuple[Fault, ...]]:
    """Return which faults stay and which are excused today; some can never be."""
    excused = index.excused.get((kind, item_id)) if index.excused else None
    if excused is None:
        return faults, ()
    codes = {
        code for code, last_day in excused.items() if code in WAIVABLE and last_day >= index.today
    }
    kept = [one for one in faults if one.code not in codes]
    return kept, tuple(one for one in faults if one.code in codes)


def gravest_of(faults: Iterable[Fault]) -> Fault | None:
    """Return the fault to name a goal or focus area by: the gravest, then by the catalogue."""
    return min(faults, key=lambda one: (-one.severity, place(one)), default=None)


def worst_of(faults: Iterable[Fault]) -> Severity | None:
    """Return how grave the gravest is."""
    return max([one.severity for one in faults], default=None)
