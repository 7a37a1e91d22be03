"""How a figure came about, as plain data: for the page, for programs, for whoever asks later."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypedDict

from alignment.lib.numbers import plain_decimal
from kpis.figures import Definition, Figure, Point
from kpis.forecast import Forecast, forecast
from kpis.progress import RULE_VERSION, progress
from kpis.series import known_points, parts_of

MOST_INPUTS = 100  # shown; all of them count


@dataclass(frozen=True, slots=True)
class Setting:
    """Who set what a KPI should reach, and when; "" and None where nobody wrote it down."""

    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure, the values it rests on (the newest of them), and what is expected of it.

    `inputs` are those that make up the current value; there are `all_inputs` of them.
    """

    as_of: date
    definition: Definition
    figure: Figure
    expected: Forecast
    inputs: tuple[Point, ...]
    all_inputs: int
    setting: Setting = field(default_factory=Setting)
    rule_version: str = RULE_VERSION


class ValueData(TypedDict):
    """A value of a day."""

    on: str | None
    value: str | None


class StepData(TypedDict):
    """A step with its weight and the day it was done."""

    title: str
    weight: str
    done_on: str | None


class TargetData(TypedDict):
    """What should be reached, who said so and when."""

    value: str | None
    low: str | None
    high: str | None
    due_on: str | None
    set_by: str
    set_on: str | None


class ForecastData(TypedDict):
    """What is expected on the due day; without a value, why."""

    value: str | None
    low: str | None
    high: str | None
    reaches_on: str | None
    method: str
    points: int
    why_not: str


class ExplainedData(TypedDict):
    """Everything that a figure rests on. Numbers are text, so that none loses a digit."""

    as_of: str
    status: str
    reason: str
    formula: str
    rule_version: str
    progress: str | None
    expected: str | None
    baseline: ValueData
    latest: ValueData
    target: TargetData
    inputs: list[ValueData]
    all_inputs: int
    steps: list[StepData]
    weight: str
    forecast: ForecastData


def explain(
    definition: Definition, points: Iterable[Point], as_of: date, setting: Setting | None = None
) -> Explained:
    """Return how the figure of a day came about."""
    known = known_points(points, as_of)
    inputs = parts_of(definition, known, as_of)
    return Explained(
        as_of=as_of,
        definition=definition,
        figure=progress(definition, known, as_of),
        expected=forecast(definition, known, as_of),
        inputs=tuple(inputs[-MOST_INPUTS:]),
        all_inputs=len(inputs),
        setting=setting or Setting(),
    )


def as_data(one: Explained) -> ExplainedData:
    """Return the same as plain data."""
    wanted, figure = one.definition, one.figure
    return {
        "as_of": one.as_of.isoformat(),
        "status": figure.status.value,
        "reason": figure.reason,
        "formula": figure.formula,
        "rule_version": one.rule_version,
        "progress": _number(figure.progress),
        "expected": _number(figure.expected),
        "baseline": _value(wanted.baseline, wanted.baseline_on),
        "latest": _value(figure.latest, figure.latest_on),
        "target": _target(wanted, one.setting),
        "inputs": [_value(point.value, point.on) for point in one.inputs],
        "all_inputs": one.all_inputs,
        "steps": [
            {
                "title": step.title,
                "weight": plain_decimal(step.weight.normalize()),
                "done_on": _day(step.done_on),
            }
            for step in wanted.steps
        ],
        "weight": plain_decimal(wanted.weight.normalize()),
        "forecast": _forecast(one.expected),
    }


def _target(wanted: Definition, setting: Setting) -> TargetData:
    return {
        "value": _number(wanted.target),
        "low": _number(wanted.low),
        "high": _number(wanted.high),
        "due_on": _day(wanted.due_on),
        "set_by": setting.by,
        "set_on": _day(setting.on),
    }


def _forecast(expected: Forecast) -> ForecastData:
    return {
        "value": _number(expected.value),
        "low": _number(expected.low),
        "high": _number(expected.high),
        "reaches_on": _day(expected.reaches_on),
        "method": expected.method,
        "points": expected.points,
        "why_not": expected.why_not,
    }


def _value(value: Decimal | None, on: date | None) -> ValueData:
    return {"on": _day(on), "value": _number(value)}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain_decimal(value.normalize())


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
