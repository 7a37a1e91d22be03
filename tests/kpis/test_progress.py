from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.figures import LARGEST_SHARE
from kpis.progress import Definition, Point, Status, Step, progress
from tests.examples import examples

pytestmark = pytest.mark.engine

START, DUE, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 2)
PAGE_LOAD = Definition(
    direction="down",
    baseline=Decimal("2.40"),
    baseline_on=START,
    target=Decimal("1.92"),
    unit="s",
    decimals=2,
    cadence="month",
    starts_on=START,
    due_on=DUE,
)
AVAILABILITY = Definition(
    kind="hold", direction="up", low=Decimal("99.9"), unit="%", cadence="week"
)
figures = st.decimals(-(10**6), 10**6, places=3)
days = st.dates(date(2025, 6, 1), date(2027, 6, 1))
points = st.lists(st.builds(Point, days, figures), max_size=12)
maybe = figures | st.none()
definitions = st.builds(
    Definition,
    kind=st.sampled_from(["reach", "change", "hold", "count", "milestone"]),
    direction=st.sampled_from(["", "up", "down", "hold"]),
    baseline=maybe,
    baseline_on=days | st.none(),
    target=maybe,
    low=maybe,
    high=maybe,
    warn_low=maybe,
    strict=st.booleans(),
    change_by=st.sampled_from(["", "percent", "points"]),
    change=maybe,
    aggregate=st.sampled_from(["latest", "mean", "sum", "min", "max", "last"]),
    cadence=st.sampled_from(["", "day", "week", "month", "quarter", "year"]),
    starts_on=days | st.none(),
    due_on=days | st.none() | st.just(date.max),
    pace=st.sampled_from(["linear", "step", "custom"]),
    custom_pace=st.lists(
        st.tuples(days, st.decimals(0, 1, places=2)), max_size=4, unique_by=lambda point: point[0]
    ).map(tuple),
    steps=st.lists(
        st.builds(Step, st.just("a"), st.decimals(0, 5, places=1), days | st.none()), max_size=3
    ).map(tuple),
    status=st.sampled_from(["draft", "live", "paused", "retired"]),
)


def at(on, value):
    return Point(on, Decimal(value))


def of(definition, *given_points, as_of=TODAY):
    return progress(definition, given_points, as_of)


def steps(*done):
    return tuple(Step(f"step {n}", Decimal(n + 1), on) for n, on in enumerate(done))


@pytest.mark.parametrize(
    ("value", "share"),
    [("2.40", "0"), ("2.16", "0.5"), ("1.92", "1"), ("1.776", "1.3"), ("2.448", "-0.1")],
)
def test_progress_is_the_share_of_the_way_and_is_not_clamped(value, share):
    assert of(PAGE_LOAD, at(TODAY, value)).progress == Decimal(share)


def test_one_formula_serves_both_directions():
    upward = replace(PAGE_LOAD, direction="up", baseline=Decimal(-10), target=Decimal(10))

    assert of(upward, at(TODAY, "5")).progress == Decimal("0.75")


@pytest.mark.trust("D13")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"target": None}, "There is no target to measure the way to."),
        ({"baseline": None, "direction": ""}, "There is no baseline to measure the way from."),
        ({"baseline": Decimal("1.92")}, "Target and baseline are the same"),
        ({"kind": "change"}, "Nobody has said by how much it should change."),
        (
            {"kind": "change", "change": Decimal(5), "baseline": None},
            "There is no baseline to measure the way from.",
        ),
        (
            {"kind": "change", "change": Decimal(5), "baseline": Decimal(0)},
            "A percentage of a baseline of 0 says nothing",
        ),
    ],
)
def test_progress_without_two_ends_is_not_applicable_and_says_why(change, reason):
    figure = of(replace(PAGE_LOAD, **change), at(TODAY, "2"))

    assert figure.status == Status.NOT_APPLICABLE
    assert figure.progress is None
    assert figure.reason.startswith(reason)


def test_a_target_of_0_can_be_reached():
    figure = of(replace(PAGE_LOAD, target=Decimal(0)), at(TODAY, "0"))

    assert (figure.status, figure.progress) == (Status.MET, 1)


@pytest.mark.parametrize(
    ("change_by", "change", "share"),
    [("percent", "-20", "1"), ("points", "-0.96", "0.5"), ("percent", "20", "-1")],
)
def test_a_change_derives_its_target_from_the_baseline(change_by, change, share):
    definition = replace(
        PAGE_LOAD, kind="change", target=None, change_by=change_by, change=Decimal(change)
    )

    assert of(definition, at(TODAY, "1.92")).progress == Decimal(share)


def test_without_values_it_is_not_measured_never_0():
    figure = of(PAGE_LOAD)

    assert (figure.status, figure.progress, figure.latest) == (Status.NOT_MEASURED, None, None)
    assert figure.reason == "There is no value yet."


def test_values_after_the_day_are_left_out():
    assert of(PAGE_LOAD, at(TODAY + timedelta(days=1), "1.9")).status == Status.NOT_MEASURED


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("2.16", Status.ON_COURSE),
        ("2.17", Status.BEHIND),
        ("2.28", Status.BEHIND),
        ("2.29", Status.OFF_COURSE),
        ("1.92", Status.MET),
    ],
)
def test_a_value_exactly_on_a_threshold_is_on_the_good_side(value, status):
    halfway = START + (DUE - START) / 2

    figure = of(PAGE_LOAD, at(halfway, value), as_of=halfway)

    assert figure.expected == Decimal("0.5")
    assert figure.status == status


def test_a_kpi_may_set_its_own_thresholds():
    lenient = replace(PAGE_LOAD, on_course_by=Decimal("0.1"), behind_by=Decimal("0.6"))

    assert of(lenient, at(TODAY, "2.2")).status == Status.ON_COURSE
    assert of(lenient, at(TODAY, "2.4")).status == Status.BEHIND


def test_met_is_shown_with_the_day_since_which_it_holds():
    figure = of(
        PAGE_LOAD,
        at(date(2026, 3, 1), "1.9"),
        at(date(2026, 4, 1), "2.1"),
        at(date(2026, 5, 1), "1.9"),
        at(date(2026, 6, 15), "1.8"),
    )

    assert (figure.status, figure.met_on) == (Status.MET, date(2026, 5, 1))
    assert figure.reason == "The target was reached on 1 May 2026."


def test_a_target_reached_late_is_met_and_says_so():
    figure = of(PAGE_LOAD, at(date(2027, 1, 5), "1.9"), as_of=date(2027, 1, 6))

    assert figure.reason == "The target was reached on 5 January 2027, after it was due."


def test_strictly_means_beyond_the_target():
    assert of(replace(PAGE_LOAD, strict=True), at(TODAY, "1.92")).status != Status.MET
    assert of(replace(PAGE_LOAD, strict=True), at(TODAY, "1.91")).status == Status.MET


@pytest.mark.parametrize(
    ("direction", "status"),
    [("up", Status.MISSED), ("down", Status.MET), ("", Status.STALE), ("hold", Status.STALE)],
)
def test_without_a_baseline_the_direction_says_whether_it_is_met(direction, status):
    definition = replace(PAGE_LOAD, baseline=None, direction=direction)

    figure = of(definition, at(date(2026, 10, 1), "1.5"), as_of=date(2027, 1, 1))

    assert figure.status == status


def test_due_passed_and_not_reached_is_missed():
    figure = of(PAGE_LOAD, at(DUE, "2"), as_of=date(2027, 1, 1))

    assert figure.status == Status.MISSED
    assert figure.reason == "It was due on 31 December 2026 and the target is not reached."


def test_the_due_day_itself_is_still_in_time():
    assert of(PAGE_LOAD, at(DUE, "2"), as_of=DUE).status == Status.BEHIND


def test_due_passed_without_any_value_is_not_measured():
    assert of(PAGE_LOAD, as_of=date(2027, 1, 1)).status == Status.NOT_MEASURED


def test_before_its_start_it_is_not_started():
    figure = of(PAGE_LOAD, as_of=date(2025, 12, 31))

    assert (figure.status, figure.reason) == (Status.NOT_STARTED, "It starts on 1 January 2026.")


@pytest.mark.trust("D12")
@pytest.mark.parametrize(
    ("cadence", "fresh"), [("day", 1), ("week", 8), ("month", 32), ("quarter", 95), ("year", 370)]
)
def test_a_value_older_than_its_cadence_and_grace_is_stale(cadence, fresh):
    definition = replace(PAGE_LOAD, cadence=cadence, due_on=date(2030, 1, 1))
    value = at(START, "2.0")

    figure = of(definition, value, as_of=START + timedelta(days=fresh + 1))

    assert of(definition, value, as_of=START + timedelta(days=fresh)).status == Status.ON_COURSE
    assert (figure.status, figure.stale_since) == (Status.STALE, figure_day(fresh))
    assert figure.reason.startswith(f"A new value every {cadence} was due")


def figure_day(fresh):
    return START + timedelta(days=fresh + 1)


@pytest.mark.parametrize("status", ["retired", "paused"])
def test_what_rests_is_not_judged(status):
    figure = of(replace(PAGE_LOAD, status=status), at(TODAY, "1.5"))

    assert (figure.status, figure.reason) == (status, f"It is {status}.")


@pytest.mark.parametrize(
    "change",
    [
        {"due_on": None},
        {"starts_on": None, "baseline_on": None},
        {"starts_on": DUE, "due_on": DUE},
    ],
)
def test_without_a_span_of_time_progress_is_shown_but_not_judged(change):
    figure = of(replace(PAGE_LOAD, **change), at(DUE, "2.16"), as_of=DUE)

    assert (figure.status, figure.progress) == (Status.NOT_APPLICABLE, Decimal("0.5"))
    assert figure.reason.startswith("50% done; without a start")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), "0"),
        (date(2026, 2, 1), "0.0833"),
        (date(2026, 12, 1), "0.9167"),
        (DUE, "1"),
    ],
)
def test_a_pace_in_steps_moves_with_each_period(day, expected):
    assert of(replace(PAGE_LOAD, pace="step"), as_of=day).expected == Decimal(expected)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(START, "0"), (date(2026, 3, 1), "0.2"), (date(2026, 3, 11), "0.3"), (DUE, "0.4")],
)
def test_a_pace_of_its_own_runs_from_point_to_point(day, expected):
    points = ((date(2026, 3, 21), Decimal("0.4")), (date(2026, 3, 1), Decimal("0.2")))
    definition = replace(PAGE_LOAD, pace="custom", custom_pace=points)

    assert of(definition, as_of=day).expected == Decimal(expected)


@pytest.mark.parametrize(
    ("aggregate", "value"),
    [("latest", "3"), ("last", "3"), ("mean", "4"), ("min", "3"), ("max", "5"), ("sum", "8")],
)
def test_the_values_of_a_period_are_put_together_as_the_kpi_says(aggregate, value):
    definition = replace(PAGE_LOAD, aggregate=aggregate)
    series = [at(date(2026, 5, 3), "9"), at(date(2026, 6, 2), "5"), at(date(2026, 6, 9), "3")]

    assert of(definition, *series).latest == Decimal(value)


def test_a_sum_waits_for_the_period_to_be_over_unless_there_is_no_other():
    definition = replace(PAGE_LOAD, aggregate="sum")
    june, july = at(date(2026, 6, 2), "5"), at(date(2026, 7, 1), "1")

    assert of(definition, june, july).latest == 5
    assert of(definition, july).latest == 1


def test_without_a_cadence_everything_is_one_period():
    definition = replace(PAGE_LOAD, aggregate="mean", cadence="")

    assert of(definition, at(START, "1"), at(TODAY, "2")).latest == Decimal("1.5")


def test_a_count_adds_up_to_date_from_its_start():
    gateways = Definition(kind="count", direction="up", target=Decimal(3), starts_on=START)
    series = [at(date(2025, 12, 1), "9"), at(date(2026, 2, 1), "1"), at(date(2026, 5, 1), "1")]

    assert of(gateways, *series).progress == Decimal("0.6667")
    assert of(gateways, *series, at(TODAY, "1")).met_on == TODAY


def test_a_count_may_start_from_what_is_there():
    gateways = Definition(kind="count", baseline=Decimal(1), target=Decimal(3))

    assert of(gateways, at(TODAY, "1")).progress == Decimal("0.5")


def test_a_count_per_period_is_judged_by_the_last_full_one():
    releases = Definition(kind="count", aggregate="sum", target=Decimal(6), cadence="week")
    monday = date(2026, 6, 22)
    series = [at(monday, "2"), at(monday + timedelta(days=2), "1"), at(date(2026, 7, 1), "5")]

    assert of(releases, *series).progress == Decimal("0.5")


def test_a_count_with_bounds_holds_them_period_by_period():
    releases = Definition(kind="count", low=Decimal(6), cadence="week", unit="releases")
    series = [
        at(date(2026, 6, 8), "4"), at(date(2026, 6, 10), "2"),
        at(date(2026, 6, 15), "5"),
        at(date(2026, 6, 22), "3"), at(date(2026, 6, 26), "4"),
        at(date(2026, 6, 29), "1"),
    ]  # fmt: skip

    figure = of(releases, *series)

    assert (figure.status, figure.latest) == (Status.ON_COURSE, 7)
    assert (figure.met_periods, figure.total_periods) == (2, 3)
    assert figure.reason == "7 releases is within its bounds (6 releases or more)."


@pytest.mark.parametrize(
    ("bounds", "value", "status", "reason"),
    [
        ({}, "99.9", Status.ON_COURSE, "99.9% is within its bounds (99.9% or more)."),
        ({}, "99", Status.OFF_COURSE, "99% is 0.9% outside its bounds (99.9% or more)."),
        (
            {"strict": True}, "99.9", Status.OFF_COURSE,
            "99.9% is not strictly within its bounds (more than 99.9%).",
        ),
        (
            {"low": Decimal(60), "high": Decimal(80)}, "83", Status.OFF_COURSE,
            "83% is 3% outside its bounds (60% to 80%).",
        ),
        (
            {"low": Decimal(60), "high": Decimal(80), "strict": True}, "70", Status.ON_COURSE,
            "70% is within its bounds (strictly inside 60% to 80%).",
        ),
        (
            {"warn_low": Decimal("99.95")}, "99.92", Status.BEHIND,
            "99.92% is within its bounds (99.9% or more), but close to the edge.",
        ),
        (
            {"low": None, "high": None, "target": Decimal(300), "direction": "down"}, "299",
            Status.ON_COURSE, "299% is within its bounds (300% or less).",
        ),
        (
            {"low": None, "target": Decimal(300), "direction": "down", "strict": True}, "299",
            Status.ON_COURSE, "299% is within its bounds (less than 300%).",
        ),
        (
            {"low": None, "target": Decimal(5), "direction": "up"}, "5",
            Status.ON_COURSE, "5% is within its bounds (5% or more).",
        ),
        (
            {"low": None, "target": Decimal(5), "direction": "hold"}, "6",
            Status.OFF_COURSE, "6% is 1% outside its bounds (exactly 5%).",
        ),
        ({"low": None}, "5", Status.NOT_APPLICABLE, "There are no bounds to hold it within."),
    ],
)  # fmt: skip
def test_a_value_is_held_within_its_bounds(bounds, value, status, reason):
    figure = of(replace(AVAILABILITY, **bounds), at(TODAY, value))

    assert (figure.status, figure.reason, figure.progress) == (status, reason, None)


def test_a_held_value_counts_the_periods_it_held_and_those_not_reported():
    weeks = [date(2026, 6, 1) + timedelta(weeks=n) for n in (0, 1, 3)]

    figure = of(AVAILABILITY, at(weeks[0], "99.95"), at(weeks[1], "99"), at(weeks[2], "99.9"))

    assert (figure.met_periods, figure.total_periods, figure.unreported_periods) == (2, 3, 1)
    assert figure.formula == "2 of 3 periods within bounds"


def test_a_held_value_that_is_old_is_stale_not_green():
    assert of(AVAILABILITY, at(date(2026, 6, 1), "100")).status == Status.STALE


def test_a_held_value_may_be_missing_or_not_started():
    assert of(AVAILABILITY).status == Status.NOT_MEASURED
    assert of(replace(AVAILABILITY, starts_on=DUE)).status == Status.NOT_STARTED


def test_a_held_value_without_a_cadence_counts_each_value():
    figure = of(replace(AVAILABILITY, cadence=""), at(START, "100"), at(date(2026, 1, 2), "5"))

    assert (figure.met_periods, figure.total_periods) == (1, 2)


def test_steps_count_by_their_weight():
    definition = Definition(
        kind="milestone", steps=steps(START, TODAY, None), starts_on=START, due_on=DUE
    )

    figure = of(definition)

    assert (figure.progress, figure.latest_on) == (Decimal("0.5"), TODAY)
    assert figure.formula == "3 / 6 = 50%"


def test_all_steps_done_is_met_on_the_day_of_the_last():
    figure = of(Definition(kind="milestone", steps=steps(START, date(2026, 3, 31)), due_on=DUE))

    assert (figure.status, figure.met_on) == (Status.MET, date(2026, 3, 31))


def test_a_step_done_later_is_not_done_yet():
    figure = of(Definition(kind="milestone", steps=steps(DUE), starts_on=START, due_on=DUE))

    assert (figure.status, figure.progress) == (Status.OFF_COURSE, 0)


def test_steps_without_any_weight_are_not_applicable():
    definition = Definition(kind="milestone", steps=(Step("a", Decimal(0)),))

    assert of(definition).reason == "None of its steps carries any weight."


@pytest.mark.parametrize(
    ("values", "status"),
    [([], Status.NOT_MEASURED), (["0"], Status.ON_COURSE), (["0", "1"], Status.MET)],
)
def test_a_milestone_without_steps_is_done_or_not(values, status):
    definition = Definition(kind="milestone", due_on=DUE, starts_on=START)
    series = [at(START + timedelta(days=n), value) for n, value in enumerate(values)]

    assert of(definition, *series).status == status


def test_a_milestone_is_overdue_after_its_day():
    assert of(Definition(kind="milestone", due_on=START)).status == Status.MISSED


def test_every_figure_explains_itself():
    figure = of(PAGE_LOAD, at(TODAY, "2.1"))

    assert figure.formula == "(2.10 - 2.40) / (1.92 - 2.40) = 63%"
    assert figure.reason == "63% done, 50% expected by now."
    assert figure.explanation == (
        ("As of", "2 July 2026"),
        ("Baseline", "2.40 s on 1 January 2026"),
        ("Target", "1.92 s"),
        ("Latest value", "2.10 s on 2 July 2026"),
        ("Start", "1 January 2026"),
        ("Due", "31 December 2026"),
        ("Formula", "(2.10 - 2.40) / (1.92 - 2.40) = 63%"),
        ("Progress", "63%"),
        ("Expected by now", "50%"),
        ("Weight", "1"),
        ("Rule version", "1"),
    )


def test_the_explanation_can_be_left_out():
    value = at(TODAY, "2.1")

    assert progress(PAGE_LOAD, [value], TODAY, explained=False) == replace(
        of(PAGE_LOAD, value), explanation=()
    )


@pytest.mark.trust("D13")
@pytest.mark.uncounted
@examples(500)
@given(definition=definitions, series=points, as_of=days)
def test_no_definition_and_no_values_make_it_fail(definition, series, as_of):
    figure = progress(definition, series, as_of)

    assert figure.reason
    assert figure.progress is None or abs(figure.progress) <= LARGEST_SHARE
    assert figure.expected is None or 0 <= figure.expected <= 1
    assert 0 <= figure.met_periods <= figure.total_periods
    assert figure.unreported_periods >= 0
    assert figure.latest is not None or figure.status not in (Status.ON_COURSE, Status.BEHIND)


@pytest.mark.trust("D09")
@pytest.mark.uncounted
@examples(300)
@given(definition=definitions, series=points, as_of=days, data=st.data())
def test_order_and_repetition_change_nothing(definition, series, as_of, data):
    shuffled = data.draw(st.permutations(series + series[:3]))

    assert progress(definition, shuffled, as_of) == progress(definition, series, as_of)


@pytest.mark.trust("D14")
@pytest.mark.uncounted
@examples(1000)
@given(
    ends=st.tuples(figures, figures).filter(lambda ends: ends[0] != ends[1]),
    values=st.tuples(figures, figures),
)
def test_progress_is_monotone_and_a_better_value_is_never_a_worse_status(ends, values):
    baseline, target = ends
    definition = replace(PAGE_LOAD, baseline=baseline, target=target, direction="")
    worse, better = sorted(values, reverse=target < baseline)
    order = [Status.OFF_COURSE, Status.BEHIND, Status.ON_COURSE, Status.MET]

    first, second = (of(definition, Point(TODAY, value)) for value in (worse, better))

    assert first.progress <= second.progress
    assert order.index(first.status) <= order.index(second.status)


@pytest.mark.uncounted
@examples(300)
@given(value=figures, shift=figures)
def test_moving_everything_alike_changes_no_progress(value, shift):
    moved = replace(PAGE_LOAD, baseline=PAGE_LOAD.baseline + shift, target=PAGE_LOAD.target + shift)

    assert (
        of(moved, Point(TODAY, value + shift)).progress
        == of(PAGE_LOAD, Point(TODAY, value)).progress
    )
