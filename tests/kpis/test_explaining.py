import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kpis.believing import disagreement
from kpis.explaining import Setting, as_data, explain
from kpis.progress import RULE_VERSION, Definition, Point, Step

pytestmark = pytest.mark.engine

D = Decimal
TODAY = date(2026, 11, 21)
LOAD = Definition(
    direction="down",
    baseline=D("2.40"),
    baseline_on=date(2026, 1, 1),
    target=D("1.92"),
    cadence="month",
    due_on=date(2027, 6, 30),
)
VALUES = [Point(date(2026, month, day), D(month)) for month in (8, 9, 10) for day in (10, 20)]


def inputs(**changes):
    one = explain(replace(LOAD, **changes), VALUES, TODAY)
    return [point.on.isoformat()[5:] for point in one.inputs]


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, ["10-20"]),
        ({"aggregate": "mean"}, ["10-10", "10-20"]),
        ({"aggregate": "last"}, ["10-20"]),
        ({"kind": "hold", "low": D(1)}, ["10-20"]),
        ({"kind": "hold", "low": D(1), "aggregate": "max"}, ["10-10", "10-20"]),
        ({"kind": "hold", "low": D(1), "cadence": ""}, ["10-20"]),
        ({"aggregate": "sum", "cadence": "quarter"}, ["08-10", "08-20", "09-10", "09-20"]),
        (
            {"aggregate": "mean", "cadence": ""},
            [f"{m}-{d}" for m in ("08", "09", "10") for d in (10, 20)],
        ),
        ({"kind": "count", "starts_on": date(2026, 9, 15)}, ["09-20", "10-10", "10-20"]),
        ({"kind": "milestone", "steps": (Step("one"),)}, ["10-20"]),
    ],
)
def test_a_figure_names_the_values_it_is_made_of(changes, days):
    assert inputs(**changes) == days


def test_without_values_there_are_none_to_name():
    one = explain(LOAD, [], TODAY)

    assert (one.inputs, one.all_inputs) == ((), 0)


def test_a_first_sum_of_a_period_that_runs_names_its_values():
    two = [Point(date(2026, 11, 2), D(1)), Point(date(2026, 11, 9), D(2))]
    added = replace(LOAD, aggregate="sum", cadence="week")

    assert explain(added, two, date(2026, 11, 9)).inputs == (two[0],)
    assert explain(added, two[:1], date(2026, 11, 3)).inputs == (two[0],)
    assert explain(added, two, date(2026, 11, 1)).inputs == ()


def test_sums_of_which_none_is_over_name_nothing():
    ahead = [Point(date(2026, 11, 16), D(1)), Point(date(2026, 11, 23), D(2))]

    one = explain(replace(LOAD, aggregate="sum", cadence="year"), ahead, date(2026, 11, 30))

    assert one.all_inputs == 2


def test_everything_a_figure_rests_on_is_there_as_data():
    wanted = replace(LOAD, steps=(Step("Spanish", D(2), date(2026, 3, 1)), Step("German")))

    data = as_data(explain(wanted, VALUES, TODAY, Setting("Jonas", date(2026, 1, 5))))

    assert json.loads(json.dumps(data)) == data
    assert data["rule_version"] == RULE_VERSION
    assert data["latest"] == {"on": "2026-10-20", "value": "10"}
    assert data["baseline"] == {"on": "2026-01-01", "value": "2.4"}
    assert data["target"]["set_by"] == "Jonas"
    assert data["target"]["set_on"] == "2026-01-05"
    assert data["target"]["low"] is None
    assert data["inputs"] == [{"on": "2026-10-20", "value": "10"}]
    assert data["steps"][0] == {"title": "Spanish", "weight": "2", "done_on": "2026-03-01"}
    assert data["forecast"]["why_not"].startswith("Too early to say")


def test_the_newest_of_very_many_values_are_named_and_all_are_counted():
    many = [Point(date.fromordinal(TODAY.toordinal() - n), D(1)) for n in range(150)]

    one = explain(Definition(kind="count", target=D(500)), many, TODAY)

    assert (len(one.inputs), one.all_inputs, one.inputs[-1].on) == (100, 150, TODAY)


@pytest.mark.parametrize(
    ("confidence", "status", "said"),
    [
        ("yes", "on_course", ""),
        ("yes", "behind", "Its owner says it will be reached, but it is behind."),
        ("yes", "missed", "Its owner says it will be reached, but it is missed."),
        (
            "unsure",
            "on_course",
            "Its owner says it is not sure to be reached, but it is on course.",
        ),
        ("unsure", "off_course", ""),
        ("no", "met", "Its owner says it will not be reached, but it is reached."),
        ("no", "behind", ""),
        ("", "behind", ""),
        ("yes", "stale", ""),
    ],
)
def test_an_owner_is_heard_where_the_figures_say_otherwise(confidence, status, said):
    assert disagreement(confidence, status) == said
