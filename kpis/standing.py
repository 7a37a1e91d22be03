"""Where a value stands between a baseline and a target."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from alignment.lib.numbers import show_decimal
from kpis.figures import EXACT, HUNDRED, ONE, ZERO, Definition, Point, percent, share_of, shown
from kpis.series import counted

NO_BASELINE = "There is no baseline to measure the way from."
NO_TARGET = "There is no target to measure the way to."
SAME = "Target and baseline are the same, so there is no way to measure."
OF_NOTHING = "A percentage of a baseline of 0 says nothing; give the change in points."
NO_CHANGE = "Nobody has said by how much it should change."
NO_BOUNDS = "There are no bounds to hold it within."
NO_WEIGHT = "None of its steps carries any weight."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the current value stands between baseline and target; None cannot be told."""

    value: Decimal | None = None
    on: date | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    share: Decimal | None = None
    obstacle: str = ""
    met_on: date | None = None
    short: bool = False  # known not to have reached its target
    formula: str = ""


def standing_of(definition: Definition, known: Sequence[Point], as_of: date) -> Standing:
    """Return where the known points have brought a KPI that wants to get somewhere."""
    if definition.kind == "milestone":
        return _steps_done(definition, as_of) if definition.steps else _done(definition, known)
    series = counted(definition, known, as_of)
    baseline = definition.baseline
    if definition.kind == "count" and baseline is None:
        baseline = ZERO
    target, obstacle = _target(definition)
    if baseline is None and target is not None:
        obstacle = NO_BASELINE
    elif baseline is not None and baseline == target:
        obstacle = SAME
    standing = Standing(baseline=baseline, target=target, obstacle=obstacle)
    return _with_value(definition, standing, series) if series else standing


def _target(definition: Definition) -> tuple[Decimal | None, str]:
    if definition.kind != "change":
        return definition.target, "" if definition.target is not None else NO_TARGET
    baseline, change = definition.baseline, definition.change
    if baseline is None or change is None:
        return None, NO_CHANGE if change is None else NO_BASELINE
    if definition.change_by == "points":
        return EXACT.add(baseline, change), ""
    if baseline == ZERO:
        return None, OF_NOTHING
    moved = EXACT.divide(EXACT.multiply(baseline, change), HUNDRED)
    return EXACT.add(baseline, moved), ""


def _with_value(definition: Definition, standing: Standing, series: Sequence[Point]) -> Standing:
    current, baseline, target = series[-1], standing.baseline, standing.target
    standing = replace(standing, value=current.value, on=current.on)
    upward = _upward(definition, baseline, target)
    if target is None or upward is None:
        return standing
    met_on = None
    for point in reversed(series):
        if not _reached(point.value, target, upward=upward, strict=definition.strict):
            break
        met_on = point.on
    standing = replace(standing, met_on=met_on, short=met_on is None)
    if baseline is None:
        return standing
    share = share_of(EXACT.subtract(current.value, baseline), EXACT.subtract(target, baseline))
    x, b, t = (shown(definition, number) for number in (current.value, baseline, target))
    formula = f"({x} - {b}) / ({t} - {b}) = {percent(share)}"
    return replace(standing, share=share, formula=formula)


def _upward(
    definition: Definition, baseline: Decimal | None, target: Decimal | None
) -> bool | None:
    if baseline is None or target is None:
        return {"up": True, "down": False}.get(definition.direction)
    return None if baseline == target else target > baseline


def _reached(value: Decimal, target: Decimal, *, upward: bool, strict: bool) -> bool:
    if value == target:
        return not strict
    return (value > target) is upward


def _steps_done(definition: Definition, as_of: date) -> Standing:
    days = [step.done_on for step in definition.steps if step.done_on and step.done_on <= as_of]
    total = sum((step.weight for step in definition.steps), ZERO)
    done = sum(
        (step.weight for step in definition.steps if step.done_on and step.done_on <= as_of), ZERO
    )
    last = max(days, default=None)
    if total <= ZERO:
        return Standing(on=last, obstacle=NO_WEIGHT)
    return Standing(
        value=Decimal(len(days)),
        on=last,
        share=share_of(done, total),
        met_on=last if done == total else None,
        short=done != total,
        formula=f"{show_decimal(done)} / {show_decimal(total)} = {percent(share_of(done, total))}",
    )


def _done(definition: Definition, known: Sequence[Point]) -> Standing:
    goal = ONE if definition.target is None else definition.target
    met_on = None
    for point in reversed(known):
        if point.value < goal:
            break
        met_on = point.on
    return Standing(
        value=known[-1].value if known else None,
        on=known[-1].on if known else None,
        target=goal,
        share=(ONE if met_on else ZERO) if known else None,
        met_on=met_on,
        short=met_on is None,
        formula="done" if met_on else "not done",
    )
