"""The benchmark of forecasts on a share of its series, so that a worse method does not pass."""

import pytest

from bench.forecasts import World, errors, held, monthly, ratio, same_rate, shipped, stays

pytestmark = pytest.mark.uncounted
WORLD = World("generated monthly", monthly(7, 40, 18, 40), 9, 12)


@pytest.fixture(scope="module")
def missed():
    return errors(WORLD, shipped)


@pytest.mark.parametrize("simple", [stays, same_rate])
def test_a_forecast_misses_by_less_than_what_needs_no_thought(missed, simple):
    assert ratio(missed, errors(WORLD, simple)) < 1


def test_the_simple_does_not_pass_itself():
    assert ratio(errors(WORLD, same_rate), errors(WORLD, stays)) > 1


def test_the_interval_holds_what_came_four_times_in_five():
    assert 0.75 <= held(WORLD) <= 0.85


def test_an_error_where_there_was_none_counts():
    assert ratio([0.0, 1.0, 2.0], [0.0, 0.0, 1.0]) == 2
