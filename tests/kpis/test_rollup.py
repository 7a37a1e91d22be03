from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.figures import Figure, Status
from kpis.rollup import Part, roll_up, worsened

pytestmark = pytest.mark.engine

parts = st.lists(
    st.builds(
        Part,
        key=st.text("abcdef", min_size=1, max_size=2),
        title=st.just("a"),
        figure=st.builds(
            Figure,
            status=st.sampled_from(Status),
            reason=st.just(""),
            progress=st.decimals(-5, 5, places=4) | st.none(),
        ),
        weight=st.decimals(0, 9, places=2),
    ),
    max_size=6,
    unique_by=lambda part: part.key,
)


def part(key, share, status=Status.ON_COURSE, weight="1"):
    progress = None if share is None else Decimal(share)
    return Part(key, f"KPI {key}", Figure(status, "", progress=progress), Decimal(weight))


def test_a_roll_up_is_the_weighted_mean_of_the_clamped_progress():
    rolled = roll_up([part("a", "1.5"), part("b", "-1", weight="2"), part("c", "0.5")])

    assert rolled.progress == Decimal("0.375")
    assert rolled.sentence == "3 of 3 measured"


def test_a_roll_up_leaves_out_the_unmeasured_and_says_so():
    rolled = roll_up([part("a", "0.5"), part("b", None, Status.NOT_MEASURED)])

    assert rolled.progress == Decimal("0.5")
    assert rolled.sentence == "1 of 2 measured"


def test_a_stale_figure_has_no_current_data():
    rolled = roll_up([part("a", "0.5"), part("b", "1", Status.STALE)])

    assert (rolled.progress, rolled.measured, rolled.status) == (Decimal("0.5"), 1, Status.STALE)


def test_the_worst_status_stands_beside_it_with_the_kpi_that_has_it():
    rolled = roll_up([part("a", "1", Status.MET), part("b", "0.1", Status.OFF_COURSE)])

    assert (rolled.status, rolled.worst) == (Status.OFF_COURSE, "KPI b")


def test_a_held_value_counts_as_measured_but_has_no_progress():
    rolled = roll_up([part("a", None), part("b", "0.5")])

    assert (rolled.progress, rolled.measured) == (Decimal("0.5"), 2)


def test_none_measured_is_not_measured():
    for rolled in (roll_up([]), roll_up([part("a", None, Status.NOT_MEASURED)])):
        assert (rolled.progress, rolled.status) == (None, Status.NOT_MEASURED)
        assert (rolled.sentence, rolled.worst) == ("not measured", "")


def test_weight_0_is_left_out_and_shown_so():
    rolled = roll_up([part("a", "0.5"), part("b", "1", weight="0")])

    assert (rolled.progress, rolled.total, rolled.left_out) == (Decimal("0.5"), 1, ("KPI b",))


def test_what_rests_does_not_count():
    rolled = roll_up([part("a", "0.5"), part("b", "1", Status.PAUSED)])

    assert (rolled.total, rolled.left_out) == (1, ())


def test_a_kpi_given_twice_counts_once():
    assert roll_up([part("a", "1"), part("a", "1"), part("b", "0")]).progress == Decimal("0.5")


@given(parts)
def test_a_roll_up_is_a_share_and_does_not_depend_on_order(some):
    rolled = roll_up(some)

    assert rolled == roll_up(reversed(some))
    assert rolled.progress is None or 0 <= rolled.progress <= 1
    assert rolled.measured <= rolled.total


@given(parts, st.decimals(-5, 5, places=4))
def test_a_better_part_never_lowers_the_whole(some, share):
    before = [replace(item, figure=replace(item.figure, progress=share)) for item in some]
    after = [replace(item, figure=replace(item.figure, progress=share + 1)) for item in some]

    low, high = roll_up(before).progress, roll_up(after).progress

    assert (low is None and high is None) or low <= high


@pytest.mark.parametrize(
    ("was", "now", "worse"),
    [
        (Status.ON_COURSE, Status.BEHIND, True),
        (Status.BEHIND, Status.ON_COURSE, False),
        (Status.BEHIND, Status.BEHIND, False),
        (Status.STALE, Status.OFF_COURSE, False),
    ],
)
def test_a_status_is_worse_only_than_one_from_current_data(was, now, worse):
    assert worsened(was.value, now.value) is worse
