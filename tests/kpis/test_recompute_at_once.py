"""Several at work at once: nobody waits for the recompute, and what it leaves it finds again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from kpis.models import KpiState, OutdatedForecast, OutdatedState
from kpis.outdated import mark_forecasts_outdated, mark_outdated
from kpis.recompute import (
    TURN,
    Recomputed,
    chunks,
    recompute_all,
    recompute_forecasts,
    recompute_outdated,
)
from kpis.states import recompute_states
from tests import make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def somebody_else(sql: str, *given: object) -> Iterator[None]:
    """Keep another transaction open that has run a statement."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(sql, given)
        yield
        other.commit()
    finally:
        other.close()


@pytest.fixture
def kpi():
    kpi = make.kpi()
    recompute_states(None, TODAY, NOW)
    make.measurement(kpi, TODAY, 2)
    mark_outdated([kpi.pk])
    return kpi


def test_of_two_at_the_same_chunk_one_skips_it(kpi):
    with somebody_else("SELECT pg_advisory_xact_lock(%s, %s)", TURN, chunks()[0].number):
        assert recompute_all(today=TODAY, at=NOW) == Recomputed(left=1)
        assert recompute_outdated(today=TODAY, at=NOW) == Recomputed(left=1)
        assert OutdatedState.objects.count() == 1

    assert recompute_outdated(today=TODAY, at=NOW) == Recomputed(written=1)


def test_a_state_that_somebody_else_is_writing_is_left_and_looked_at_once_more(kpi):
    writing = "UPDATE kpis_kpistate SET reason = 'Newer.' WHERE kpi_id = %s"

    with somebody_else(writing, kpi.pk):
        assert recompute_outdated(today=TODAY, at=NOW) == Recomputed()

    assert KpiState.objects.get().reason == "Newer."
    assert OutdatedState.objects.get().kpi_id == kpi.pk
    assert recompute_outdated(today=TODAY, at=NOW) == Recomputed(written=1)
    assert KpiState.objects.get().latest == 2


def test_what_is_noted_late_is_not_lost(kpi):
    note = "INSERT INTO kpis_outdatedstate (id, kpi_id) VALUES (-1, %s)"

    with somebody_else(note, kpi.pk):
        mark_outdated([kpi.pk])
        recompute_outdated(today=TODAY, at=NOW)

    assert OutdatedState.objects.get().pk == -1


def test_a_kpi_that_somebody_changes_gets_its_forecast_later(kpi):
    mark_forecasts_outdated([kpi.pk])

    with somebody_else("SELECT id FROM kpis_kpi WHERE id = %s FOR NO KEY UPDATE", kpi.pk):
        assert recompute_forecasts(today=TODAY, at=NOW) == Recomputed()

    assert OutdatedForecast.objects.get().kpi_id == kpi.pk
    assert recompute_forecasts(today=TODAY, at=NOW) == Recomputed(written=1)
    assert not OutdatedForecast.objects.exists()
