from datetime import date
from decimal import Decimal

import pytest

from kpis.models import KpiState
from kpis.states import recompute_states
from tests import make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db

D = Decimal


def test_a_state_says_where_the_kpi_stands():
    kpi = make.kpi(baseline=D(0), target=D(10), direction="up")
    make.measurement(kpi, date(2026, 8, 31), 2)
    make.measurement(kpi, date(2026, 10, 31), 5)

    assert recompute_states([kpi.pk], TODAY, NOW) == 1

    state = KpiState.objects.get()
    assert (state.first_on, state.latest_on) == (date(2026, 8, 31), date(2026, 10, 31))
    assert (state.latest, state.progress) == (D(5), D("0.5"))
    assert (state.missing_periods, state.rewritten) == (1, 0)
    assert state.computed_at == NOW


def test_a_period_that_is_only_late_is_no_hole():
    kpi = make.kpi(cadence="month")
    make.measurement(kpi, date(2026, 5, 31), 2)

    recompute_states([kpi.pk], TODAY, NOW)

    assert KpiState.objects.get().missing_periods == 0


def test_a_value_from_the_future_does_not_count_yet():
    kpi = make.kpi()
    make.measurement(kpi, date(2027, 1, 1), 2)

    recompute_states([kpi.pk], TODAY, NOW)

    assert KpiState.objects.get().latest is None


def test_a_state_says_what_is_expected_when_it_is_due():
    kpi = make.kpi(baseline=D(0), target=D(20), direction="up", due_on=date(2027, 2, 28))
    for month in range(5, 11):
        make.measurement(kpi, date(2026, month, 28), month)

    recompute_states([kpi.pk], TODAY, NOW)

    state = KpiState.objects.get()
    assert state.forecast_low <= state.forecast <= state.forecast_high
    assert (state.forecast_method, state.forecast_points) == ("trend", 6)
    assert state.forecast_reaches_on > kpi.due_on


def test_few_values_make_no_forecast_and_are_counted():
    kpi = make.kpi()
    make.measurement(kpi, date(2026, 10, 1), 2)

    recompute_states([kpi.pk], TODAY, NOW)

    state = KpiState.objects.get()
    assert (state.forecast, state.forecast_method, state.forecast_points) == (None, "", 1)


def test_a_forecast_beyond_all_numbers_is_not_kept():
    kpi = make.kpi(baseline=D(0), target=None, due_on=date(2027, 6, 30))
    for place, value in enumerate(("1e14", "3e14", "5e14", "7e14", "9.9e14")):
        make.measurement(kpi, date(2026, 6 + place, 1), D(value))

    recompute_states([kpi.pk], TODAY, NOW)

    state = KpiState.objects.get()
    assert (state.forecast, state.forecast_low, state.forecast_method) == (None, None, "")


def test_a_second_run_writes_nothing():
    kpi = make.kpi(kind="milestone")
    make.step(kpi, done_on=date(2026, 2, 1))
    other = make.kpi(aggregate="mean", cadence="month")
    for day, value in ((1, 1), (2, 1), (3, 2)):
        make.measurement(other, date(2026, 10, day), value)

    assert recompute_states(None, TODAY, NOW) == 2
    assert recompute_states(None, TODAY, NOW) == 0


def test_only_what_changed_is_written():
    kpis = [make.kpi(), make.kpi()]
    recompute_states(None, TODAY, NOW)
    make.measurement(kpis[0], date(2026, 10, 1), 2)

    assert recompute_states(None, TODAY, NOW) == 1


def test_a_sum_beyond_all_numbers_is_not_shown():
    kpi = make.kpi(aggregate="sum", cadence="month")
    for day in (1, 2):
        make.measurement(kpi, date(2026, 10, day), "900000000000000")

    recompute_states([kpi.pk], TODAY, NOW)

    assert KpiState.objects.get().latest is None


def test_many_kpis_cost_as_many_queries_as_one(assert_constant_queries):
    def measured():
        kpi = make.kpi()
        make.measurement(kpi, date(2026, 10, 1), 2)

    measured()

    assert_constant_queries(
        lambda: (KpiState.objects.all().delete(), recompute_states(None, TODAY, NOW)),
        lambda: [measured() for _ in range(8)],
    )
