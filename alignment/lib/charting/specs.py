"""A KPI's series as a chart in Vega-Lite: plain data in, a plain dictionary out.

The same levels, days and words as in the drawing that needs no script (`alignment.lib.charts`), so
that one can take the other's place. The colours are those of paper; on a page, `charts.css` gives
each layer those of the reader's choice of light or dark.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from alignment.lib.charts import (
    Event,
    Series,
    Show,
    days_below,
    dotted,
    levels_of,
    read_out,
    seen_changes,
    started,
)
from alignment.lib.drawing import COLOURS

Spec = dict[str, Any]
Row = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name, which nothing fetches
INK, QUIET, EDGE, GRID, PAPER = "#1a1c21", "#4d525d", "#858991", "#e3e0d9", "#ffffff"
HEIGHT = 220
AXIS = {"title": None, "ticks": False, "domain": False, "labelColor": QUIET, "labelFontSize": 12}
PICKED = "picked"  # the signal that says which reading stands out: its number, -1 none


def spec_of(series: Series, show: Show) -> Spec | None:
    """Return the series as a Vega-Lite chart, or None where there is nothing to draw (under two).

    `show` writes a value as people read it. It takes the room that a page has.
    """
    if len(series.values) < 2:
        return None
    levels, found = levels_of(series), _datasets(series, show)
    data = {name: rows for name, rows in found.items() if rows}
    layers = _layers(COLOURS[series.kind])
    return {
        "$schema": SCHEMA,
        "description": series.label,
        "width": "container",
        "height": HEIGHT,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": None,
        "config": {"view": {"stroke": None}, "aria": False, "font": "sans-serif"},
        "params": [{"name": PICKED, "value": -1}],
        "datasets": data,
        "encoding": {"x": _across(series), "y": _up(levels, show)},
        "layer": [layer for layer in layers if layer["data"]["name"] in data],
    }


def written(series: Series, show: Show) -> str:
    """Return the chart as a page carries it, JSON; "" where there is nothing to draw."""
    spec = spec_of(series, show)
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":")) if spec else ""


def readings(series: Series, show: Show) -> list[Row]:
    """Return what can be read off the chart, in the order of days: day, height, words."""
    found = [(day, value, read_out(series, day, value, show)) for day, value in series.values]
    if series.start:
        found.append((*series.start, started(series.start, show)))
    bottom = levels_of(series)[0]
    found += [(event.on, bottom, _changed(event)) for event in seen_changes(series)]
    for day, value, low, high in series.ahead[1:]:
        edges = f"between {show(low)} and {show(high)} four times in five"
        found.append((day, value, f"{show(value)} expected on {day:%-d %B %Y}, {edges}"))
    found.sort(key=lambda one: one[0])
    return [{**_row(day, value), "t": text} for day, value, text in found]


def _changed(event: Event) -> str:
    return f"{event.on:%-d %B %Y}: {event.text}"


def _datasets(series: Series, show: Show) -> dict[str, list[Row]]:
    first, last = series.first_on, series.last_on
    end = {"d": last.isoformat()}
    return {
        "values": [_row(*point) for point in series.values],
        "dots": [{**_row(*one), "noted": one[0] in series.notes} for one in dotted(series)],
        "plan": [_row(*point) for point in series.plan] if len(series.plan) > 1 else [],
        "aims": [{**end, "v": float(aim.value), "t": aim.text} for aim in series.aims],
        "ahead": [
            {**_row(day, value), "low": float(low), "high": float(high)}
            for day, value, low, high in series.ahead
        ],
        "start": [_row(*series.start)] if series.start else [],
        "changes": [{"d": event.on.isoformat()} for event in seen_changes(series)],
        "readings": [{**one, "n": at} for at, one in enumerate(readings(series, show))],
        "ends": [{"d": first.isoformat()}, end],
    }


def _row(day: date, value: Decimal) -> Row:
    return {"d": day.isoformat(), "v": float(value)}


def _across(series: Series) -> Spec:
    days = days_below(series.first_on, series.last_on)
    words = _by_turns([text for _, text in days])
    moments = [_moment(day) for day, _ in days]
    return {
        "field": "d",
        "type": "temporal",
        "scale": {"type": "utc", "nice": False},
        "axis": {**AXIS, "grid": False, "values": moments, "labelExpr": words, "labelPadding": 8},
    }


def _moment(day: date) -> Spec:
    """Return a day as Vega reads it where expressions are not run but read."""
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _up(levels: Sequence[Decimal], show: Show) -> Spec:
    heights = [float(level) for level in levels]
    words = _by_turns([show(level) for level in levels])
    axis = {"gridColor": GRID, "values": heights, "labelExpr": words, "labelPadding": 8}
    return {
        "field": "v",
        "type": "quantitative",
        "scale": {"domain": [heights[0], heights[-1]], "nice": False, "zero": False},
        "axis": {**AXIS, **axis},
    }


def _by_turns(words: Sequence[str]) -> str:
    """Return the expression that labels the ticks of an axis with these words, one after another.

    The words are data in it: JSON strings are strings of Vega's expressions too.
    """
    return f"{json.dumps(list(words))}[round(datum.index * {max(len(words) - 1, 1)})]"


def _layers(colour: str) -> list[Spec]:
    ahead = {"y": {"field": "low"}, "y2": {"field": "high"}}
    across: Spec = {"x": None}
    words = {"text": {"field": "t"}, **across}
    filled = {"condition": {"test": "datum.noted", "value": colour}, "value": PAPER}
    chosen = [{"filter": f"datum.n === {PICKED}"}]
    return [
        _layer("ends", "ends", {"type": "rule", "opacity": 0}, {"y": None}),
        _layer("band", "ahead", {"type": "area", "color": colour, "opacity": 0.15}, ahead),
        _layer("plan", "plan", _line(EDGE, 1.5, (5, 4))),
        _layer("aim", "aims", {"type": "rule", **_stroke(QUIET, 1.5, (2, 4))}, across),
        _layer("change", "changes", {"type": "rule", **_stroke(QUIET, 1, (1, 3))}, {"y": None}),
        _layer("ahead", "ahead", _line(colour, 1.5, (2, 3))),
        _layer("values", "values", _line(colour, 2)),
        _layer("start", "start", {"type": "point", "shape": "diamond", **_dot(QUIET)}),
        _layer("dots", "dots", {"type": "point", **_dot(colour)}, {"fill": filled}),
        _layer("aim-text", "aims", _words(), {**words, "x": {"value": "width"}}),
        _layer(
            "picked",
            "readings",
            {"type": "rule", "color": QUIET, "strokeWidth": 1},
            {"y": None},
            chosen,
        ),
        _layer("chosen", "readings", {"type": "point", **_dot(colour), "size": 140}, {}, chosen),
    ]


def _layer(
    name: str,
    data: str,
    mark: Spec,
    encoding: Spec | None = None,
    transform: Iterable[Spec] = (),
) -> Spec:
    found: Spec = {"name": name, "data": {"name": data}, "mark": mark}
    if encoding:
        found["encoding"] = encoding
    if steps := list(transform):
        found["transform"] = steps
    return found


def _line(colour: str, width: float, dash: Sequence[int] = ()) -> Spec:
    return {"type": "line", **_stroke(colour, width, dash), "strokeJoin": "round"}


def _stroke(colour: str, width: float, dash: Sequence[int]) -> Spec:
    return {"color": colour, "strokeWidth": width, **({"strokeDash": list(dash)} if dash else {})}


def _dot(colour: str) -> Spec:
    return {"stroke": colour, "fill": PAPER, "strokeWidth": 2, "size": 44, "opacity": 1}


def _words() -> Spec:
    look = {"color": QUIET, "fontSize": 12, "fontWeight": 600}
    return {"type": "text", "align": "right", "baseline": "bottom", "dy": -4, **look}
