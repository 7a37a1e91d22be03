import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.tree import ancestors, children, circle, circle_after, depth, descendants

pytestmark = pytest.mark.engine

CHAIN = {1: None, 2: 1, 3: 2, 4: 2}
ROUND = {1: 3, 2: 1, 3: 2, 4: 3}


@st.composite
def any_parents(draw):
    ids = draw(st.lists(st.integers(1, 12), unique=True, min_size=1))
    return {one: draw(st.none() | st.sampled_from([*ids, 99])) for one in ids}


@st.composite
def trees(draw):
    ids = list(range(1, draw(st.integers(2, 12))))
    return {one: draw(st.none() | st.sampled_from(ids[: one - 1] or [None])) for one in ids}


def test_ancestors_are_named_nearest_first():
    assert ancestors(CHAIN, 3) == (2, 1)
    assert ancestors(CHAIN, 1) == ()


def test_a_parent_that_is_gone_makes_a_root():
    assert ancestors({1: 7, 2: 1}, 2) == (1,)
    assert depth({1: 7}, 1) == 0


def test_descendants_are_named_nearest_first():
    assert descendants(CHAIN, 1) == (2, 3, 4)
    assert descendants(CHAIN, 4) == ()


def test_children_are_kept_in_order():
    assert children(CHAIN) == {1: [2], 2: [3, 4]}


def test_a_circle_is_found_through_each_of_its_members():
    assert circle(ROUND, 1) == (1, 3, 2)
    assert circle(ROUND, 2) == (2, 1, 3)


def test_what_only_hangs_below_a_circle_is_not_on_it():
    assert circle(ROUND, 4) == ()
    assert set(ancestors(ROUND, 4)) == {1, 2, 3}


def test_one_that_is_not_there_lies_on_no_circle():
    assert circle(CHAIN, 99) == ()


def test_its_own_parent_is_the_smallest_circle():
    assert circle({1: 1}, 1) == (1,)


def test_moving_one_below_its_own_descendant_closes_a_circle():
    assert circle_after(CHAIN, 1, 4) == (1, 4, 2)
    assert circle_after(CHAIN, 4, 3) == ()
    assert circle_after(CHAIN, 2, None) == ()


@given(any_parents())
def test_what_is_above_has_it_below(parents):
    for one in parents:
        for other in ancestors(parents, one):
            assert one in descendants(parents, other)
        for other in descendants(parents, one):
            assert one in ancestors(parents, other)


@given(any_parents())
def test_all_members_of_a_circle_name_the_same_circle(parents):
    for one in parents:
        members = circle(parents, one)
        for other in members:
            assert set(circle(parents, other)) == set(members)


@given(trees(), st.data())
def test_only_moving_below_oneself_closes_a_circle(parents, data):
    moving = data.draw(st.sampled_from(sorted(parents)))
    under = data.draw(st.sampled_from(sorted(parents)))

    closes = bool(circle_after(parents, moving, under))

    assert closes == (under == moving or under in descendants(parents, moving))
