"""The description of a chart for Vega-Lite: plain data, looked at without drawing it."""

import json
from datetime import date
from decimal import Decimal

from alignment.lib.charting.specs import readings, spec_of
from alignment.lib.charts import Event, Level, Outlook, Series, chart

START, DUE = date(2026, 1, 1), date(2026, 12, 31)
VALUES = [(date(2026, 2, 1), Decimal("2.40")), (date(2026, 3, 1), Decimal("2.10"))]


def series(**more) -> Series:
    return Series("sound", "Load time from 2.4 s to 2.1 s", VALUES, **more)


def whole() -> Series:
    return series(
        aims=[Level(Decimal("1.9"), "Target 1.9 s")],
        plan=[(START, Decimal("2.5")), (DUE, Decimal("1.9"))],
        start=(START, Decimal("2.5")),
        outlook=Outlook(DUE, Decimal("1.8"), Decimal("1.7"), Decimal("2.0")),
        changes=[Event(date(2026, 2, 14), "Changed: the unit")],
        notes={date(2026, 3, 1): "New servers"},
    )


def seconds(value: Decimal) -> str:
    return f"{value:.1f} s"


def layers(spec) -> list[str]:
    return [layer["name"] for layer in spec["layer"]]


def test_all_that_is_told_of_a_series_has_a_layer():
    assert layers(spec_of(whole(), seconds)) == [
        *("ends", "band", "plan", "aim", "change", "ahead", "values", "start", "dots"),
        *("aim-text", "picked", "chosen"),
    ]


def test_what_is_not_told_has_none():
    assert layers(spec_of(series(), seconds)) == ["ends", "values", "dots", "picked", "chosen"]


def test_one_value_is_no_chart():
    assert spec_of(Series("idle", "", VALUES[:1]), seconds) is None


def test_its_scale_and_days_are_those_of_the_drawing_without_a_script():
    spec, drawn = spec_of(whole(), seconds), chart(whole(), seconds)

    labels = [spec["encoding"][way]["axis"]["labelExpr"].split("][")[0] + "]" for way in "xy"]
    assert json.loads(labels[0]) == [tick.text for tick in drawn.ticks]
    assert json.loads(labels[1]) == [rule.text for rule in drawn.grid]
    assert spec["encoding"]["y"]["scale"]["domain"] == [1.5, 2.5]


def test_everything_can_be_read_in_words_in_the_order_of_days():
    assert [one["t"] for one in readings(whole(), seconds)] == [
        "Starting point: 2.5 s on 1 January 2026",
        "2.4 s on 1 February 2026",
        "14 February 2026: Changed: the unit",
        "2.1 s on 1 March 2026: New servers",
        "1.8 s expected on 31 December 2026, between 1.7 s and 2.0 s four times in five",
    ]


def test_words_that_people_wrote_are_data_and_never_expressions():
    words = '"] + window.alert(1) + ["</script>'
    spec = spec_of(series(notes={date(2026, 3, 1): words}), lambda value: f"{value} {words}")

    expression = spec["encoding"]["y"]["axis"]["labelExpr"]
    told, _, _ = expression.rpartition("[round(datum.index")
    assert all(text.endswith(words) for text in json.loads(told))
    assert spec["datasets"]["readings"][-1]["t"].endswith(words)


def test_it_is_plain_data():
    spec = spec_of(whole(), seconds)

    assert json.loads(json.dumps(spec)) == spec
    assert spec["width"] == "container"
