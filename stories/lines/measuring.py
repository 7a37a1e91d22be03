"""How well a KPI is set up, and how fresh its figures are. Neither changes its trace.

Where a kind has no use for a thing, its absence is no fault: a milestone needs neither figures nor
a direction, and a KPI that is to hold within bounds needs no starting point and no date.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from alignment.lib.periods import missed_periods
from stories.lines.catalogue import fault
from stories.lines.faults import Fault, Severity
from stories.lines.graph import Cadence, GoalNode, MeasureNode
from stories.prose import has_blanks

PERCENT = frozenset({"%", "percent", "per cent"})
HUNDRED = Decimal(100)
WITHOUT_TARGET_MEANINGLESS = frozenset({"M4", "M8", "M9", "M10", "M11", "M12"})


def measure_faults(
    kpi: MeasureNode, goal: GoalNode | None, today: date, not_blanks: frozenset[str]
) -> tuple[Fault, ...]:
    """Return what is missing or wrong in how a KPI is set up; `goal` is that of its best line."""
    without_target = not has_target(kpi)
    blank = has_blank(kpi, not_blanks)
    found = [
        *_target_faults(kpi, blank=blank),
        *_set_up_faults(kpi),
        *_date_faults(kpi, goal, today),
    ]
    if without_target:
        found = [one for one in found if one.code not in WITHOUT_TARGET_MEANINGLESS]
        found.append(fault("M1"))
    if blank:
        found.append(fault("M2"))
    if kpi.reports_light and (without_target or blank):
        found.append(fault("M14"))
    return tuple(found)


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
    return has_blanks(kpi.title, "strict", not_blanks) or any(
        has_blanks(text, "strict", not_blanks)
        for text in (kpi.target_words, kpi.baseline_words, kpi.due_words)
        if text
    )


def _target_faults(kpi: MeasureNode, *, blank: bool) -> Iterator[Fault]:
    if kpi.kind == "milestone":
        return
    if not blank and not _has_figures(kpi):
        yield fault("M8")
    if _is_out_of_range(kpi) or _is_on_wrong_side(kpi):
        yield fault("M9")
    elif kpi.baseline is not None and _aims_somewhere_else(kpi) and kpi.baseline == _aim(kpi):
        yield fault("M10")


def _is_out_of_range(kpi: MeasureNode) -> bool:
    if kpi.low is not None and kpi.high is not None and kpi.low > kpi.high:
        return True
    percent = kpi.unit.strip().lower() in PERCENT
    if not percent and kpi.kind != "count":
        return False
    figures = [one for one in (kpi.target, kpi.low, kpi.high) if one is not None]
    return any(one < 0 or (percent and one > HUNDRED) for one in figures)


def _is_on_wrong_side(kpi: MeasureNode) -> bool:
    if kpi.baseline is None or not _aims_somewhere_else(kpi):
        return False
    aim = _aim(kpi)
    if aim is None:
        return False
    return aim < kpi.baseline if kpi.direction == "up" else aim > kpi.baseline


def _aims_somewhere_else(kpi: MeasureNode) -> bool:
    return kpi.kind != "hold" and kpi.direction in {"up", "down"}


def _aim(kpi: MeasureNode) -> Decimal | None:
    """Return the figure to reach: the target, or else the bound on the good side."""
    if kpi.target is not None:
        return kpi.target
    return kpi.low if kpi.direction == "up" else kpi.high


def _set_up_faults(kpi: MeasureNode) -> Iterator[Fault]:
    if kpi.baseline is None and kpi.kind not in {"hold", "milestone"}:
        yield fault("M3")
    if kpi.owner_id is None or not kpi.owner_active:
        yield fault("M5")
    if not kpi.cadence:
        yield fault("M6")
    if kpi.kind != "milestone" and not (kpi.direction and kpi.unit.strip()):
        yield fault("M7")
    if kpi.goalposts_moved_on is not None:
        yield fault("M13", on=kpi.goalposts_moved_on)


def _date_faults(kpi: MeasureNode, goal: GoalNode | None, today: date) -> Iterator[Fault]:
    due = kpi.due
    if due is None:
        if kpi.kind != "hold":
            yield fault("M4")
        return
    if due < today and not kpi.recorded:
        yield fault("M11", on=due)
    if goal is not None and goal.end is not None and due > goal.end:
        yield fault("M12", goal_id=goal.id, on=goal.end)


def data_faults(kpi: MeasureNode, today: date) -> tuple[Fault, ...]:
    """Return what is late, missing or odd in a KPI's figures; a paused KPI is left in peace."""
    if kpi.status == "paused":
        return ()
    found = list(_freshness(kpi, today))
    if kpi.holes:
        found.append(fault("D4", count=kpi.holes))
    if kpi.has_future:
        found.append(fault("D5"))
    if kpi.source_discontinued_on is not None and kpi.source_discontinued_on <= today:
        found.append(fault("D6", on=kpi.source_discontinued_on))
    if kpi.rewritten:
        found.append(fault("D7"))
    return tuple(found)


def _freshness(kpi: MeasureNode, today: date) -> Iterator[Fault]:
    """Yield whether numbers are missing at the end, in whole calendar periods after their grace.

    A KPI that was never measured owes its first number for the first whole period of its life.
    """
    if not kpi.cadence:
        return
    if kpi.last_on is not None:
        missed = _missed_after(kpi.last_on, kpi.cadence, today)
        if missed:
            yield fault("D2" if missed == 1 else "D3", on=kpi.last_on, count=missed)
    elif kpi.live_since is not None:
        day_before = kpi.live_since - timedelta(days=1)
        missed = _missed_after(day_before, kpi.cadence, today)
        if missed:
            severity = Severity.AMBER if missed == 1 else Severity.RED
            yield fault("D1", severity=severity, on=kpi.live_since, count=missed)


@lru_cache(maxsize=10_000)
def _missed_after(day: date, cadence: Cadence, today: date) -> int:
    """Return how many whole periods after the one of this day ended, with grace, before today."""
    return missed_periods(day, cadence, today)
