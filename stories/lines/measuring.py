"""How well a KPI is set up, and how fresh its figures are. Neither changes its trace.

Where a kind has no use for a thing, its absence is no fault: a milestone needs neither figures nor
a direction, and owes no numbers period by period; a KPI that is to hold within bounds needs no
starting point and no date.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from alignment.lib.numbers import is_percent
from alignment.lib.periods import missed_periods
from stories.lines.catalogue import fault
from stories.lines.faults import Fault, Severity
from stories.lines.graph import Cadence, GoalNode, MeasureNode
from stories.prose import has_blanks

HUNDRED = Decimal(100)
WITHOUT_TARGET_MEANINGLESS = frozenset({"M4", "M8", "M9", "M10", "M11", "M12"})


def measure_faults(
    kpi: MeasureNode, goal: GoalNode | None, today: date, not_blanks: frozenset[str]
) -> list[Fault]:
    """Return what is missing or wrong in how a KPI is set up; `goal` is that of its best line."""
    without_target = not has_target(kpi)
    blank = has_blank(kpi, not_blanks)
    found: list[Fault] = []
    _add_target_faults(found, kpi, blank=blank)
    _add_set_up_faults(found, kpi)
    _add_date_faults(found, kpi, goal, today)
    if without_target:
        found = [one for one in found if one.code not in WITHOUT_TARGET_MEANINGLESS]
        found.append(fault("M1"))
    if blank:
        found.append(fault("M2"))
    if kpi.reports_light and (without_target or blank):
        found.append(fault("M14"))
    return found


def has_target(kpi: MeasureNode) -> bool:
    """Tell whether a KPI says what it aims at, in figures or words; a milestone does by itself."""
    return _has_figures(kpi) or kpi.kind == "milestone" or bool(kpi.target_words.strip())


def _has_figures(kpi: MeasureNode) -> bool:
    return (
        kpi.target is not None
        or kpi.low is not None
        or kpi.high is not None
        or kpi.change is not None
    )


def has_blank(kpi: MeasureNode, not_blanks: frozenset[str]) -> bool:
    """Tell whether a blank was left in the title or in what the KPI aims at."""
    for text in (kpi.title, kpi.target_words, kpi.baseline_words, kpi.due_words):
        if text and has_blanks(text, "strict", not_blanks):
            return True
    return False


def _add_target_faults(found: list[Fault], kpi: MeasureNode, *, blank: bool) -> None:
    if kpi.kind == "milestone":
        return
    if not blank and not _has_figures(kpi):
        found.append(fault("M8"))
    if _is_out_of_range(kpi):
        found.append(fault("M9"))
    elif kpi.baseline is not None and kpi.kind != "hold" and kpi.direction in {"up", "down"}:
        aim = _aim(kpi)
        if aim is not None and (
            aim < kpi.baseline if kpi.direction == "up" else aim > kpi.baseline
        ):
            found.append(fault("M9"))
        elif aim == kpi.baseline:
            found.append(fault("M10"))


def _is_out_of_range(kpi: MeasureNode) -> bool:
    if kpi.low is not None and kpi.high is not None and kpi.low > kpi.high:
        return True
    percent = is_percent(kpi.unit)
    if not percent and kpi.kind != "count":
        return False
    figures = [one for one in (kpi.target, kpi.low, kpi.high) if one is not None]
    return any(one < 0 or (percent and one > HUNDRED) for one in figures)


def _aim(kpi: MeasureNode) -> Decimal | None:
    """Return the figure to reach: the target, or else the bound on the good side."""
    if kpi.target is not None:
        return kpi.target
    return kpi.low if kpi.direction == "up" else kpi.high


def _add_set_up_faults(found: list[Fault], kpi: MeasureNode) -> None:
    if kpi.baseline is None and kpi.kind not in {"hold", "milestone"}:
        found.append(fault("M3"))
    if kpi.owner_id is None or not kpi.owner_active:
        found.append(fault("M5"))
    if kpi.kind != "milestone":
        if not kpi.cadence:
            found.append(fault("M6"))
        if not (kpi.direction and kpi.unit.strip()):
            found.append(fault("M7"))
    if kpi.goalposts_moved_on is not None:
        found.append(fault("M13", on=kpi.goalposts_moved_on))


def _add_date_faults(
    found: list[Fault], kpi: MeasureNode, goal: GoalNode | None, today: date
) -> None:
    due = kpi.due
    if due is None:
        if kpi.kind != "hold":
            found.append(fault("M4"))
        return
    if due < today and not kpi.recorded:
        found.append(fault("M11", on=due))
    if goal is not None and goal.end is not None and due > goal.end:
        found.append(fault("M12", goal_id=goal.id, on=goal.end))


def data_faults(kpi: MeasureNode, today: date) -> list[Fault]:
    """Return what is late, missing or odd in a KPI's figures; a paused KPI is left in peace."""
    found: list[Fault] = []
    if kpi.status == "paused":
        return found
    _add_freshness(found, kpi, today)
    if kpi.holes:
        found.append(fault("D4", count=kpi.holes))
    if kpi.has_future:
        found.append(fault("D5"))
    if kpi.source_discontinued_on is not None and kpi.source_discontinued_on <= today:
        found.append(fault("D6", on=kpi.source_discontinued_on))
    if kpi.rewritten:
        found.append(fault("D7"))
    return found


def _add_freshness(found: list[Fault], kpi: MeasureNode, today: date) -> None:
    """Add whether numbers are missing at the end, in whole calendar periods after their grace.

    A KPI that was never measured owes its first number for the first whole period of its life.
    """
    if not kpi.cadence or kpi.kind == "milestone":
        return
    if kpi.last_on is not None:
        missed = _missed_after(kpi.last_on, kpi.cadence, today)
        if missed:
            found.append(fault("D2" if missed == 1 else "D3", on=kpi.last_on, count=missed))
    elif kpi.live_since is not None:
        day_before = kpi.live_since - timedelta(days=1)
        missed = _missed_after(day_before, kpi.cadence, today)
        if missed:
            severity = Severity.AMBER if missed == 1 else Severity.RED
            found.append(fault("D1", severity=severity, on=kpi.live_since, count=missed))


@lru_cache(maxsize=10_000)
def _missed_after(day: date, cadence: Cadence, today: date) -> int:
    """Return how many whole periods after the one of this day ended, with grace, before today."""
    return missed_periods(day, cadence, today)
