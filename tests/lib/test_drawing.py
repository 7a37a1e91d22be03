from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.lib.drawing import NARROWEST, Group, bar, percent, segments, spark


def group(count: int) -> Group:
    return Group("sound", count, "traced and agreed", "#")


def test_a_bar_is_as_full_as_the_share_and_says_so():
    drawn = bar("sound", Decimal("0.46"), Decimal("0.41"))

    assert (drawn.fill, drawn.pace, drawn.text) == (Decimal(46), Decimal(41), "46%")
    assert drawn.label == "46% of the way, 41% expected by now"


def test_what_is_not_measured_has_no_bar():
    assert bar("sound", None, Decimal("0.5")) is None


def test_a_bar_without_a_pace_has_no_tick():
    drawn = bar("sound", Decimal("0.5"))

    assert drawn.pace is None
    assert drawn.label == "50% of the way"


@pytest.mark.parametrize(("share", "fill", "text"), [("1.2", 100, "120%"), ("-0.3", 0, "-30%")])
def test_a_bar_beyond_its_ends_stays_inside_while_its_words_tell_the_truth(share, fill, text):
    drawn = bar("sound", Decimal(share))

    assert (drawn.fill, drawn.text) == (fill, text)


@pytest.mark.parametrize(
    ("share", "text"),
    [("0.999", "99%"), ("0.001", "1%"), ("1", "100%"), ("0", "0%"), ("-0.001", "0%")],
)
def test_nearly_done_is_not_done(share, text):
    assert percent(Decimal(share)) == text


@given(st.lists(st.integers(0, 100_000), max_size=8))
def test_segments_fill_the_bar_side_by_side_and_none_is_too_narrow_to_see(counts):
    drawn = segments([group(count) for count in counts])

    assert [part.count for part in drawn] == [count for count in counts if count]
    if drawn:
        assert abs(sum(part.width for part in drawn) - 100) <= Decimal("0.05") * len(drawn)
        assert drawn[0].x == 0
        assert all(part.width >= NARROWEST - Decimal("0.05") for part in drawn)
        assert all(left.x < right.x for left, right in pairwise(drawn))


def test_a_segment_says_its_group_in_words():
    assert segments([group(19)])[0].label == "19 traced and agreed"


def test_a_series_becomes_a_line_from_edge_to_edge_with_the_highest_on_top():
    drawn = spark("sound", [Decimal(1), Decimal(3)], aim=Decimal(2))

    assert drawn.d == "M0.0 22.0 L96.0 2.0"
    assert drawn.aim == 12


def test_a_series_that_never_moves_runs_along_the_middle():
    drawn = spark("sound", [Decimal(5), Decimal(5)])

    assert drawn.d == "M0.0 12.0 L96.0 12.0"
    assert drawn.aim is None


def test_one_value_is_no_line():
    assert spark("sound", [Decimal(5)]) is None
