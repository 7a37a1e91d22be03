"""What is mended first: by what hangs on it, and why in words."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.ranking import Hanging, Money, ranked

pytestmark = pytest.mark.engine

AMOUNTS = st.builds(
    Money,
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["EUR", "USD"]),
)
THINGS = st.lists(
    st.builds(
        Hanging,
        key=st.text("abc", min_size=1, max_size=3),
        severity=st.integers(0, 3),
        clears=st.integers(0, 60),
        drivers=st.lists(st.sampled_from(["", "revenue", "cost", "innovation"]), max_size=3).map(
            tuple
        ),
        money=st.lists(AMOUNTS, max_size=2).map(tuple),
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)


def order(*things):
    return [one.key for one in ranked(things)]


def test_what_clears_more_measures_comes_first():
    assert order(Hanging("few", 3, 2), Hanging("many", 3, 14)) == ["many", "few"]


def test_what_carries_revenue_comes_before_what_carries_innovation():
    first, second = Hanging("new", 3, 3, ("innovation",)), Hanging("sales", 3, 3, ("revenue",))

    assert order(first, second) == ["sales", "new"]


def test_the_weightiest_of_several_goals_counts():
    assert order(Hanging("one", 3, 3, ("cost",)), Hanging("two", 3, 3, ("innovation", "risk"))) == [
        "two",
        "one",
    ]


def test_more_money_comes_first_and_currencies_are_never_compared():
    small = Hanging("small", 2, money=(Money(Decimal(10), "EUR"),))
    large = Hanging("large", 2, money=(Money(Decimal(1000), "EUR"),))
    other = Hanging("other", 2, money=(Money(Decimal(5), "USD"),))

    places = {one.key: one.points for one in ranked([small, large, other])}

    assert places["large"] == places["other"] > places["small"]


def test_no_money_at_all_weighs_nothing():
    nothing = ranked([Hanging("one", 2, money=(Money(Decimal(0), "EUR"),))])

    assert [one.words for one in nothing[0].reasons] == ["somebody must decide"]


def test_nothing_is_at_stake_where_there_is_only_something_to_note():
    note = Hanging("one", 0, drivers=("revenue",), money=(Money(Decimal(10), "EUR"),))

    assert ranked([note])[0].reasons == ()


def test_the_reason_is_a_sentence_with_the_heaviest_first():
    thing = Hanging("one", 1, 14, ("revenue",))

    assert ranked([thing])[0].why == (
        "First because 14 measures clear with it, it carries a revenue goal and it leaves a gap"
    )


def test_money_is_said_with_its_currency():
    thing = Hanging("one", 1, 1, (), (Money(Decimal("2500000.00"), "EUR"),))

    assert ranked([thing])[0].why == (
        "First because EUR 2,500,000 rest on it, 1 measure clears with it and it leaves a gap"
    )


def test_a_place_far_down_is_a_number_and_a_lone_reason_stands_alone():
    last = ranked([Hanging(f"{number:02}", 3) for number in range(12)])[-1]

    assert last.why == "Number 12 because it must be mended"


def test_a_note_says_that_nothing_hangs_on_it():
    assert ranked([Hanging("one", 0)])[0].why == "First: a note, nothing hangs on it"


def test_a_driver_that_nobody_knows_weighs_nothing():
    assert ranked([Hanging("one", 2, drivers=("fame",))])[0].points == 6


def test_equals_stand_in_the_order_of_the_business():
    assert order(Hanging("b", 3, order=(2,)), Hanging("a", 3, order=(3,))) == ["b", "a"]


@given(THINGS)
def test_every_thing_has_one_place_whatever_order_they_come_in(things):
    places = ranked(things)

    assert places == ranked(reversed(things))
    assert [one.place for one in places] == list(range(1, len(things) + 1))
    assert all(one.points >= two.points for one, two in pairwise(places))
    assert all(one.points == sum((why.points for why in one.reasons), Decimal(0)) for one in places)


@given(THINGS, st.integers(1, 20))
def test_one_more_measure_never_pushes_a_thing_down(things, more):
    if not things:
        return
    first = things[0]
    heavier = Hanging(
        first.key, first.severity, first.clears + more, first.drivers, first.money, first.order
    )

    before = next(one.place for one in ranked(things) if one.key == first.key)
    after = next(one.place for one in ranked([heavier, *things[1:]]) if one.key == first.key)

    assert after <= before
