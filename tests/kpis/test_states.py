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
