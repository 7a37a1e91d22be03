import pytest

from kpis.models import KpiState
from kpis.outdated import mark_outdated
from kpis.recompute import TURN
from kpis.states import recompute_states
from kpis.tasks import begin_the_day, renew_outdated_forecasts, renew_outdated_states
from tests import make
from tests.conftest import NOW, TODAY
from tests.jobs.turns import do_all_asked_for, turn
from tests.kpis.test_recompute_at_once import somebody_else

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kpi():
    kpi = make.kpi()
    recompute_states(None, TODAY, NOW)
    make.measurement(kpi, TODAY, 2)
    return kpi


def test_what_was_brought_in_in_bulk_is_computed_within_the_minute(kpi):
    mark_outdated([kpi.pk])

    assert renew_outdated_states(turn()) == "1 states changed"
    assert renew_outdated_forecasts(turn()) == "1 forecasts changed"
    assert KpiState.objects.get().latest == 2


def test_what_somebody_else_is_at_work_on_is_left_for_the_next_minute(kpi):
    mark_outdated([kpi.pk])

    with somebody_else("SELECT pg_advisory_xact_lock(%s, 0)", TURN):
        assert renew_outdated_states(turn()).startswith("Another one is at work")

    assert renew_outdated_states(turn()) == "1 states changed"


def test_a_new_day_computes_every_kpi_in_parts(kpi):
    assert begin_the_day(turn()) == "1 parts asked for"
    do_all_asked_for()

    assert KpiState.objects.get().latest == 2


def test_a_part_that_somebody_else_is_at_work_on_is_noted_for_the_next_minute(kpi):
    begin_the_day(turn())

    with somebody_else("SELECT pg_advisory_xact_lock(%s, 0)", TURN):
        do_all_asked_for()

    assert renew_outdated_states(turn()) == "1 states changed"
