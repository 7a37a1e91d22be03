"""How a KPI's figure came about and what is expected of it, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import AuditEvent
from alignment.lib.shown import Shown
from kpis.believing import disagreement
from kpis.explaining import Explained, Setting, explain
from kpis.figures import Status, percent, shown
from kpis.forecast import SEASONS, TREND
from kpis.holding import is_held
from kpis.models import Kpi, KpiStep
from kpis.progress import Point, Step
from kpis.states import definition_of
from stories.pages.figures import amount, beside_target, status_of
from stories.pages.parts import Fact
from stories.pages.words import day

AIMS = ("target", "low", "high", "change", "change_by", "target_words", "due_on")
METHODS = {
    TREND: "The trend of the values so far, newer ones weighing more",
    SEASONS: "The trend of the values so far, newer ones weighing more, and the season",
}
SHOWN_INPUTS = 12


@dataclass(frozen=True, slots=True)
class Input(Shown):
    """A value that the figure rests on."""

    on: str
    value: str


@dataclass(frozen=True, slots=True)
class ExplainedPart(Shown):
    """What stands behind a figure; `expected` is empty, and `early` says why, without a forecast.

    `belief` is what the owner says where the figures say otherwise.
    """

    facts: tuple[Fact, ...]
    inputs: tuple[Input, ...]
    more: str
    expected: tuple[Fact, ...]
    early: str
    belief: str = ""
    said: str = ""


def explained(
    kpi: Kpi, steps: Sequence[KpiStep], points: Sequence[Point], today: date
) -> ExplainedPart:
    """Return what stands behind the figure of a day, asked of the engine anew. One query."""
    return part_of(kpi, explained_figure(kpi, steps, points, today))


def explained_figure(
    kpi: Kpi, steps: Sequence[KpiStep], points: Sequence[Point], today: date
) -> Explained:
    """Return how the figure of a day came about, as the engine says it. One query."""
    parts = [Step(step.title, step.weight, step.done_on) for step in steps]
    return explain(definition_of(kpi, parts), points, today, setting_of(kpi))


def setting_of(kpi: Kpi) -> Setting:
    """Return who said last what the KPI should reach, and when. One query."""
    said = AuditEvent.objects.about("kpi", kpi.pk).saying_of(AIMS).first()
    if said is None or all(said.after.get(name) in (None, "") for name in AIMS):
        return Setting()
    return Setting(said.actor.name if said.actor else "", said.at.date())


def part_of(kpi: Kpi, one: Explained) -> ExplainedPart:
    """Return an explanation in words."""
    live = kpi.status == Kpi.Status.LIVE
    belief = disagreement(kpi.confidence, status_of(kpi)) if live else ""
    left = one.all_inputs - SHOWN_INPUTS
    return ExplainedPart(
        facts=(*_facts(one), *_how_expected(one)),
        inputs=tuple(
            Input(day(point.on), shown(one.definition, point.value))
            for point in reversed(one.inputs[-SHOWN_INPUTS:])
        )
        if one.all_inputs > 1
        else (),
        more=f"And {left} earlier ones." if left > 0 else "",
        expected=_expected(kpi, one),
        early=one.expected.why_not if one.expected.early else "",
        belief=belief,
        said=_who_believes(kpi) if belief else "",
    )


def _facts(one: Explained) -> tuple[Fact, ...]:
    found = [Fact(term, text) for term, text in one.figure.explanation]
    if one.setting.on:
        by = f"{one.setting.by}, " if one.setting.by else ""
        found.insert(-1, Fact("Target set by", f"{by}{day(one.setting.on)}"))
    if one.figure.progress is not None and one.figure.expected is not None:
        limits = f"{percent(one.definition.on_course_by)} short is on course, "
        limits += f"{percent(one.definition.behind_by)} short is behind, more is off course"
        found.insert(-1, Fact("Judged by", limits))
    return tuple(found)


def _how_expected(one: Explained) -> tuple[Fact, ...]:
    if one.expected.value is None:
        return ()
    method = f"{METHODS[one.expected.method]}, from {one.expected.points} values"
    return (Fact("How it is expected", method),)


def _expected(kpi: Kpi, one: Explained) -> tuple[Fact, ...]:
    """Return the value expected on the due day, and when the target is reached."""
    told = one.expected
    if told.value is None or told.low is None or told.high is None:
        return ()
    edges = f"between {amount(kpi, told.low)} and {amount(kpi, told.high)}, four times in five"
    found = [Fact(f"Expected on {day(kpi.due_on)}", beside_target(kpi, told.value), small=edges)]
    if _has_a_way_to_go(one):
        reached = day(told.reaches_on) or "Not at this rate"
        late = _late(told.reaches_on, kpi.due_on)
        found.append(Fact("Reaches its target", reached, small=late))
    return tuple(found)


def _has_a_way_to_go(one: Explained) -> bool:
    wanted, figure = one.definition, one.figure
    aims = wanted.target is not None or wanted.change is not None
    return aims and not is_held(wanted) and figure.status != Status.MET


def _late(reached: date | None, due: date | None) -> str:
    if reached is None or due is None:
        return ""
    return "in time, at this rate" if reached <= due else "too late, at this rate"


def _who_believes(kpi: Kpi) -> str:
    who = kpi.confidence_by.name if kpi.confidence_by else ""
    return f"{who}, {day(kpi.confidence_on)}" if who else ""
