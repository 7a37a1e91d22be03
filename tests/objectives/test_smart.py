from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.reaching import Move, Reading, precedents, time_in_words
from objectives.smart import Goal, Mend, Outcome, State, smart_of

pytestmark = pytest.mark.engine

TODAY = date(2026, 11, 21)
RETENTION = Outcome(
    1,
    "Customer retention",
    unit="%",
    decimals=1,
    baseline=Decimal("78.0"),
    baseline_on=date(2026, 1, 1),
    target=Decimal("89.7"),
    due=date(2027, 6, 30),
)
KEEP = Goal(
    "Keep 15% more customers",
    statement="Of a hundred customers who bought last year, 90 buy again.",
    why="A customer kept costs a fifth of a customer won.",
    driver="customer",
    business_owner="Marta",
    technology_owner="Jonas",
    starts=date(2026, 1, 1),
    ends=date(2027, 6, 30),
    outcomes=(RETENTION,),
)


def letter(goal: Goal, which: str):
    return next(one for one in smart_of(goal, TODAY).letters if one.letter == which)


def state(goal: Goal, which: str) -> State:
    return letter(goal, which).state


def record(*values, every=30, until=TODAY):
    first = until - timedelta(days=every * (len(values) - 1))
    return tuple(
        Reading(first + timedelta(days=every * number), Decimal(str(value)))
        for number, value in enumerate(values)
    )


def achieving(target, *values, days=210, **facts):
    """Return how achievable it is to bring a record of months to a target in so many days."""
    outcome = Outcome(
        1,
        "Page load time",
        unit="s",
        decimals=2,
        baseline=Decimal(9),
        target=Decimal(str(target)),
        due=TODAY + timedelta(days=days),
        record=record(*values),
        **facts,
    )
    return letter(replace(KEEP, outcomes=(outcome,)), "A")


def test_a_goal_that_says_everything_lacks_nothing():
    found = smart_of(KEEP, TODAY)

    assert [one.letter for one in found.letters] == list("SMART")
    assert [one.state for one in found.letters if one.letter != "A"] == [State.THERE] * 4
    assert (found.lacking, found.obstacle) == ((), "")


def test_a_squishy_wish_lacks_nearly_everything_and_says_so_in_a_sentence():
    found = smart_of(Goal("Be the best"), TODAY)

    assert [one.letter for one in found.lacking] == ["S", "M", "R", "T"]
    assert found.obstacle.startswith(
        "This goal is not yet specific, measurable, relevant and time-bound, so nobody can agree "
        "to it. Nobody has said what will be different."
    )


def test_one_missing_letter_is_named_alone():
    found = smart_of(replace(KEEP, ends=None), TODAY)

    assert found.obstacle == (
        "This goal is not yet time-bound, so nobody can agree to it. It has no end."
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("", State.MISSING),
        ("   ", State.MISSING),
        ("Keep 15% more customers.", State.DOUBTFUL),
        ("A world-class shop for every customer.", State.DOUBTFUL),
        ("Synergy", State.DOUBTFUL),
        ("The same service for less rent.", State.DOUBTFUL),
        ("Our brand is loved by customers.", State.DOUBTFUL),
        ("More people should name us without being asked.", State.THERE),
        ("From idea to customer in 36 days rather than 45.", State.THERE),
    ],
)
def test_specific_means_that_it_says_what_changes_for_whom(statement, expected):
    assert state(replace(KEEP, statement=statement), "S") == expected


@pytest.mark.parametrize("where", ["statement", "title"])
def test_a_blank_left_in_the_words_is_not_specific(where):
    assert state(replace(KEEP, blanks=frozenset({where})), "S") == State.MISSING


@pytest.mark.parametrize(
    ("facts", "mend"),
    [
        ({"unit": " "}, Mend.UNIT),
        ({"baseline": None}, Mend.BASELINE),
        ({"target": None}, Mend.TARGET),
    ],
)
def test_measurable_asks_for_unit_baseline_and_target(facts, mend):
    found = letter(replace(KEEP, outcomes=(replace(RETENTION, **facts),)), "M")

    assert found.state == State.MISSING
    assert [(one.mend, one.measure) for one in found.lacks] == [(mend, 1)]


def test_without_a_measure_of_success_it_is_not_measurable():
    assert [one.mend for one in letter(replace(KEEP, outcomes=()), "M").lacks] == [Mend.OUTCOME]


def test_one_whole_measure_is_enough():
    other = Outcome(2, "Reputation")

    assert state(replace(KEEP, outcomes=(other, RETENTION)), "M") == State.THERE


def test_of_several_measures_the_one_nearest_to_whole_is_asked_about():
    poor, better = Outcome(2, "Reputation"), replace(RETENTION, target=None)

    found = letter(replace(KEEP, outcomes=(poor, better)), "M")

    assert [one.measure for one in found.lacks] == [1]


def test_what_is_held_within_bounds_or_done_in_steps_needs_no_starting_point():
    bounded = Outcome(2, "Stock", unit="days", bounded=True)
    steps = Outcome(3, "Licences", steps=True)

    assert state(replace(KEEP, outcomes=(bounded,)), "M") == State.THERE
    assert state(replace(KEEP, outcomes=(steps,)), "M") == State.THERE


def test_a_missing_starting_point_is_suggested_from_the_record():
    bare = replace(RETENTION, baseline=None, record=record("78.04", 80))

    suggestion = letter(replace(KEEP, outcomes=(bare,)), "M").lacks[0].suggestion

    assert suggestion == "The first value on record is 78.0%."


@pytest.mark.parametrize(
    ("facts", "mend"),
    [
        ({"why": " "}, Mend.WHY),
        ({"blanks": frozenset({"why"})}, Mend.WHY),
        ({"driver": ""}, Mend.DRIVER),
        ({"business_owner": ""}, Mend.BUSINESS_OWNER),
    ],
)
def test_relevant_asks_for_a_why_a_value_driver_and_an_owner(facts, mend):
    found = letter(replace(KEEP, **facts), "R")

    assert (found.state, [one.mend for one in found.lacks]) == (State.MISSING, [mend])


def test_no_owner_in_technology_is_only_odd_and_right_where_none_is_needed():
    assert state(replace(KEEP, technology_owner=""), "R") == State.DOUBTFUL
    needs_none = replace(KEEP, technology_owner="", expects_technology=False)
    assert state(needs_none, "R") == State.THERE


def test_time_bound_asks_for_a_start_and_an_end():
    found = letter(replace(KEEP, starts=None, ends=None), "T")

    assert [one.mend for one in found.lacks] == [Mend.STARTS, Mend.ENDS]
    assert found.state == State.MISSING


def test_an_end_that_has_passed_is_only_odd():
    assert state(replace(KEEP, ends=TODAY - timedelta(days=1)), "T") == State.DOUBTFUL
    assert state(replace(KEEP, ends=TODAY), "T") == State.THERE


def test_a_move_faster_than_any_on_record_is_said_with_the_figures():
    found = achieving("1.6", *(2.39 - 0.03 * month for month in range(14)), days=213)

    assert found.state == State.DOUBTFUL
    assert found.why == (
        "“Page load time” needs a fall of 20% in 7 months: faster than any 7 months on record."
    )
    assert found.lacks[0].suggestion == (
        "At the pace of the best 7 months on record it would be 1.79 s. "
        "Say in the story what will be new."
    )


def test_a_move_that_the_record_knows_is_usual():
    found = achieving("1.94", *(2.39 - 0.03 * month for month in range(14)), days=213)

    assert found.state == State.THERE
    assert found.why.endswith("8 of 8 stretches of 7 months on record went as far.")


def test_a_record_shorter_than_the_time_left_is_compared_by_its_pace():
    found = achieving("1.0", *(2.39 - 0.03 * month for month in range(13)), days=720)

    assert "in 24 months, that is a fall of" in found.why
    assert "in every 6 months: faster than any 6 months on record" in found.why


def test_a_record_that_never_moved_this_way_asks_for_something_new():
    found = achieving("1.0", *(2.4 + 0.03 * month for month in range(14)))

    assert found.lacks[0].suggestion.startswith("It has never moved this way on record")


@pytest.mark.parametrize("values", [(), (2.4,), (2.4, 2.3, 2.2, 2.1, 2.0)])
def test_a_short_record_says_nothing_and_blocks_nothing(values):
    found = achieving("1.0", *values)

    assert found.state == State.UNKNOWN
    assert "too short" in found.why


def test_many_values_of_a_few_days_are_no_record():
    week = [Reading(TODAY - timedelta(days=back), Decimal(back)) for back in range(9)]

    assert precedents(Move(week[0], Decimal(20), TODAY + timedelta(days=400)), week) is None


def test_what_is_there_already_is_achievable():
    assert achieving("3", 4, 2.5).state == State.THERE
    upward = replace(RETENTION, record=record(90))
    assert state(replace(KEEP, outcomes=(upward,)), "A") == State.THERE
    same = replace(RETENTION, target=Decimal(78), record=record(78))
    assert state(replace(KEEP, outcomes=(same,)), "A") == State.THERE


def test_a_date_that_has_passed_is_odd():
    found = achieving("1.0", 2.4, 2.3, days=-3)

    assert (found.state, found.lacks[0].mend) == (State.DOUBTFUL, Mend.DUE)


def test_without_a_date_nobody_can_tell():
    dateless = replace(RETENTION, due=None)

    found = letter(replace(KEEP, outcomes=(dateless,), ends=None), "A")

    assert (found.state, found.lacks[0].mend) == (State.UNKNOWN, Mend.DUE)


def test_the_goals_own_end_stands_in_for_the_date_of_its_measure():
    dateless = replace(RETENTION, due=None, record=record(*range(78, 84)))

    assert "in 7 months" in letter(replace(KEEP, outcomes=(dateless,)), "A").why


def test_steps_and_bounds_are_not_held_against_a_record():
    for one in (Outcome(3, "Licences", steps=True), Outcome(2, "Stock", unit="d", bounded=True)):
        assert state(replace(KEEP, outcomes=(one,)), "A") == State.UNKNOWN


def test_without_a_whole_measure_nobody_can_tell():
    assert state(replace(KEEP, outcomes=()), "A") == State.UNKNOWN


def test_values_of_the_future_are_left_out():
    future = record(9, 9, until=TODAY + timedelta(days=90))
    told = achieving("3", *(4 for _ in range(8)))
    outcome = replace(RETENTION, record=(*record(80), *future))

    assert told.state == State.DOUBTFUL
    assert "9.7 points" in letter(replace(KEEP, outcomes=(outcome,)), "A").why


@pytest.mark.parametrize(
    ("days", "expected"),
    [(1, "1 day"), (13, "13 days"), (14, "2 weeks"), (60, "9 weeks"), (213, "7 months")],
)
def test_time_is_said_as_people_say_it(days, expected):
    assert time_in_words(days) == expected


def test_moves_are_said_in_percent_points_or_the_unit():
    assert "a rise of 4 accounts" in moving("accounts", 0, 4)
    assert "a rise of 300 accounts" in moving("accounts", 100, 400)
    assert "a fall of 2.5%" in moving("EUR", 40, 39)
    assert "a rise of 1.5 points" in moving("%", 40, "41.5")


def moving(unit, start, target):
    baseline = Decimal(start)
    outcome = Outcome(
        1, "It", unit=unit, baseline=baseline, target=Decimal(target), due=date(2027, 6, 30)
    )
    return letter(replace(KEEP, outcomes=(outcome,)), "A").why


figures = st.decimals(-10_000, 10_000, places=2, allow_nan=False)
dated = st.dates(date(2024, 1, 1), TODAY)
readings = st.lists(st.builds(Reading, dated, figures), max_size=40)
maybe = st.none() | figures
outcomes = st.builds(
    Outcome,
    st.integers(1, 9),
    st.text(max_size=12),
    unit=st.sampled_from(["", "%", "s"]),
    baseline=maybe,
    target=maybe,
    due=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    record=readings.map(tuple),
)
goals = st.builds(
    Goal,
    st.text(max_size=20),
    statement=st.text(max_size=60),
    why=st.text(max_size=20),
    driver=st.sampled_from(["", "cost"]),
    business_owner=st.sampled_from(["", "Marta"]),
    starts=st.none() | dated,
    ends=st.none() | st.dates(),
    outcomes=st.lists(outcomes, max_size=3).map(tuple),
)


@given(goals)
def test_every_goal_gets_five_letters_and_a_sentence_for_each(goal):
    found = smart_of(goal, TODAY)

    assert [one.letter for one in found.letters] == list("SMART")
    assert all(one.why for one in found.letters)
    assert bool(found.obstacle) == bool(found.lacking)


@given(goals)
def test_only_what_is_certain_blocks_and_achievable_never_does(goal):
    for one in smart_of(goal, TODAY).letters:
        assert (one.state == State.MISSING) == any(lack.certain for lack in one.lacks)
        assert one.letter != "A" or one.state != State.MISSING


@given(goals)
def test_filling_in_what_is_missing_leaves_nothing_that_blocks(goal):
    whole = replace(
        KEEP, title=goal.title, outcomes=(*goal.outcomes, RETENTION), technology_owner=""
    )

    assert smart_of(whole, TODAY).obstacle == ""


@given(readings, figures, st.integers(1, 900), st.decimals(1, 500, places=2))
def test_a_bolder_target_is_never_more_usual(known, start, days, more):
    first = Reading(TODAY, start)
    meek = Move(first, start + 1, TODAY + timedelta(days=days))
    bold = replace(meek, target=meek.target + more)

    found, bolder = precedents(meek, known), precedents(bold, known)

    assert (found is None) == (bolder is None)
    if found and bolder:
        assert bolder.as_far <= found.as_far


@given(readings, figures, figures, st.integers(1, 900), st.integers(-500, 500))
def test_only_the_move_counts_not_where_it_starts(known, start, target, days, shift):
    move = Move(Reading(TODAY, start), target, TODAY + timedelta(days=days))
    shifted = replace(move, start=Reading(TODAY, start + shift), target=target + shift)
    moved = [Reading(one.on, one.value + shift) for one in known]

    assert precedents(move, known) == precedents(shifted, moved)
