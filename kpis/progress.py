"""The progress engine: where a KPI stands on a day, from its definition and its values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from alignment.lib.numbers import show_decimal
from kpis.figures import (
    Definition,
    Figure,
    Point,
    Status,
    Step,
    amount,
    day_in_words,
    percent,
    shown,
)
from kpis.holding import NO_VALUE, bounds_in_words, holding, is_held
from kpis.pace import expected_share, stale_since, start_of, too_old
from kpis.series import known_points, unreported
from kpis.standing import Standing, standing_of

__all__ = ["Definition", "Figure", "Point", "Status", "Step", "percent", "progress"]

RULE_VERSION = "1"
NOT_DONE = "Nobody has said yet that it is done."
NOT_DUE = "It is not done and not due yet."


def progress(
    definition: Definition, points: Iterable[Point], as_of: date, *, explained: bool = True
) -> Figure:
    """Return where the KPI stands at the end of the day; later points are left out.

    The same for any order of the points and for points given twice. A bulk that shows nothing
    saves half the time by leaving the explanation out.
    """
    if definition.kind != "milestone":
        definition = replace(definition, steps=())
    known = known_points(points, as_of)
    if is_held(definition):
        figure, target = holding(definition, known, as_of), bounds_in_words(definition)
    else:
        standing = standing_of(definition, known, as_of)
        last_on = known[-1].on if known else None
        figure = _reaching(definition, standing, last_on, as_of)
        target = "" if standing.target is None else amount(definition, standing.target)
    figure = replace(figure, unreported_periods=unreported(definition, known, as_of))
    resting = {"retired": Status.RETIRED, "paused": Status.PAUSED}.get(definition.status)
    if resting:
        figure = replace(figure, status=resting, reason=f"It is {resting}.")
    if not explained:
        return figure
    return replace(figure, explanation=_explanation(definition, figure, target, as_of))


def _reaching(
    definition: Definition, standing: Standing, last_on: date | None, as_of: date
) -> Figure:
    figure = Figure(
        status=Status.NOT_APPLICABLE,
        reason=standing.obstacle,
        latest=standing.value,
        latest_on=standing.on,
        progress=standing.share,
        expected=expected_share(definition, as_of),
        met_on=standing.met_on,
        stale_since=None if definition.steps else stale_since(definition, last_on, as_of),
        formula=standing.formula,
    )
    status, reason = _settled(definition, standing, as_of) or _open(definition, figure)
    return replace(figure, status=status, reason=reason)


def _settled(definition: Definition, standing: Standing, as_of: date) -> tuple[Status, str] | None:
    due = definition.due_on
    if standing.met_on:
        late = ", after it was due" if due and standing.met_on > due else ""
        return Status.MET, f"The target was reached on {day_in_words(standing.met_on)}{late}."
    if due and as_of > due and standing.short:
        return Status.MISSED, f"It was due on {day_in_words(due)} and the target is not reached."
    if definition.starts_on and as_of < definition.starts_on:
        return Status.NOT_STARTED, f"It starts on {day_in_words(definition.starts_on)}."
    return None


def _open(definition: Definition, figure: Figure) -> tuple[Status, str]:
    if figure.stale_since:
        return Status.STALE, too_old(definition, figure.stale_since)
    if figure.latest is None and not definition.steps:
        return Status.NOT_MEASURED, NOT_DONE if definition.kind == "milestone" else NO_VALUE
    if figure.progress is None:
        return Status.NOT_APPLICABLE, figure.reason
    if definition.kind == "milestone" and not definition.steps:
        return Status.ON_COURSE, NOT_DUE
    if figure.expected is None:
        reason = "without a start and a later due date nobody can say how far it should be."
        return Status.NOT_APPLICABLE, f"{percent(figure.progress)} done; {reason}"
    return _by_gap(definition, figure.progress, figure.expected)


def _by_gap(definition: Definition, share: Decimal, expected: Decimal) -> tuple[Status, str]:
    gap = expected - share
    reason = f"{percent(share)} done, {percent(expected)} expected by now."
    if gap <= definition.on_course_by:
        return Status.ON_COURSE, reason
    return (Status.BEHIND if gap <= definition.behind_by else Status.OFF_COURSE), reason


def _explanation(
    definition: Definition, figure: Figure, target: str, as_of: date
) -> tuple[tuple[str, str], ...]:
    held = is_held(definition)
    rows = (
        ("As of", day_in_words(as_of)),
        ("Baseline", _dated(definition, definition.baseline, definition.baseline_on)),
        ("Bounds" if held else "Target", target),
        ("Latest value", _dated(definition, figure.latest, figure.latest_on)),
        ("Start", _day(start_of(definition))),
        ("Due", _day(definition.due_on)),
        ("Formula", figure.formula),
        ("Progress", _percent(figure.progress)),
        ("Expected by now", _percent(figure.expected)),
        (
            "Periods within bounds",
            f"{figure.met_periods} of {figure.total_periods}" if held else "",
        ),
        ("Periods not reported", str(figure.unreported_periods or "")),
        ("Weight", show_decimal(definition.weight)),
        ("Rule version", RULE_VERSION),
    )
    return tuple((label, value) for label, value in rows if value)


def _dated(definition: Definition, value: Decimal | None, day: date | None) -> str:
    if value is None:
        return ""
    text = shown(definition, value) if definition.steps else amount(definition, value)
    return f"{text} on {day_in_words(day)}" if day else text


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _percent(share: Decimal | None) -> str:
    return "" if share is None else percent(share)
