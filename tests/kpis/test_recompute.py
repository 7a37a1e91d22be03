from datetime import date, timedelta

import pytest

from accounts.models import Touch
from kpis import recompute_sql, states
from kpis.figures import Definition, Status
from kpis.models import Kpi, KpiState, OutdatedForecast, OutdatedState
from kpis.outdated import mark_forecasts_outdated, mark_outdated
from kpis.recompute import (
    Recomputed,
    recompute_all,
    recompute_forecasts,
    recompute_outdated,
)
from kpis.states import recompute_states, states_on
from tests import make
from tests.conftest import NOW, TODAY
from tests.kpis.random_kpis import random_kpis

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 1, 1)


def said(states, columns=recompute_sql.DERIVED):
    return {state.pk: {name: getattr(state, name) for name in columns} for state in states}


def wrong(kpis, day, columns=recompute_sql.DERIVED):
    """Return what is stored and what the engine says, where the two differ."""
    numbers = [kpi.pk for kpi in kpis]
    stored = said(KpiState.objects.all(), columns)
    wanted = said(states_on(numbers, day, NOW), columns)
    return [(stored[pk], wanted[pk]) for pk in numbers if stored[pk] != wanted[pk]]


def everything(day=TODAY):
    done = recompute_all(today=day, at=NOW)
    return done + recompute_forecasts(today=day, at=NOW)


@pytest.mark.uncounted
@pytest.mark.parametrize("seed", range(2))
def test_the_database_gives_the_answers_of_the_engine_to_the_last_digit(seed):
    kpis = random_kpis(seed, 300)
    recompute_states([kpi.pk for kpi in kpis], LONG_AGO, NOW)

    for day in (TODAY, date(2026, 3, 31)):
        recompute_all(today=day, at=NOW)

        assert wrong(kpis, day) == []


def test_the_random_kpis_are_of_every_kind_and_stand_everywhere():
    kpis = random_kpis(1, 300)
    recompute_states([kpi.pk for kpi in kpis], TODAY, NOW)

    assert {kpi.kind for kpi in kpis} == set(Kpi.Kind.values)
    assert {state.status for state in KpiState.objects.all()} == set(Status)


def test_forecasts_follow_day_by_day():
    kpis = random_kpis(5, 60)
    recompute_states([kpi.pk for kpi in kpis], LONG_AGO, NOW)
    mark_outdated(kpi.pk for kpi in kpis)

    for day in (date(2026, 10, 30) + timedelta(days=ahead) for ahead in range(4)):
        everything(day)

        assert wrong(kpis, day, states.DERIVED) == []


def test_very_many_forecasts_are_left_for_the_next_time(monkeypatch):
    monkeypatch.setattr("kpis.recompute.SOME_FORECASTS", 1)
    monkeypatch.setattr("kpis.recompute.MOST_SHARES", 2)
    mark_forecasts_outdated(make.kpi().pk for _ in range(3))

    assert recompute_forecasts(today=TODAY, at=NOW) == Recomputed(written=2)
    assert OutdatedForecast.objects.count() == 1


def test_a_second_run_writes_nothing():
    kpis = random_kpis(2, 100)
    recompute_states([kpi.pk for kpi in kpis], LONG_AGO, NOW)

    first, second = everything(), everything()

    assert first.written > 0
    assert second == Recomputed()


def test_only_what_was_noted_is_looked_at_and_the_notes_are_gone():
    noted, other = make.kpi(), make.kpi()
    recompute_states(None, TODAY, NOW)
    for kpi in (noted, other):
        make.measurement(kpi, TODAY, 2)
    mark_outdated([noted.pk, noted.pk])

    done = recompute_outdated(today=TODAY, at=NOW)

    assert done == Recomputed(written=1)
    assert KpiState.objects.get(latest__isnull=False).kpi_id == noted.pk
    assert not OutdatedState.objects.exists()
    assert OutdatedForecast.objects.get().kpi_id == noted.pk


def test_nothing_noted_is_nothing_to_do(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert recompute_outdated(today=TODAY, at=NOW) == Recomputed()


def test_no_kpi_is_nothing_to_do():
    assert recompute_all(today=TODAY, at=NOW) == Recomputed()


def test_a_kpi_that_is_gone_is_no_trouble():
    mark_outdated([404])

    assert recompute_outdated(today=TODAY, at=NOW) == Recomputed()
    assert recompute_forecasts(today=TODAY, at=NOW) == Recomputed()
    assert not OutdatedForecast.objects.exists()


def test_a_kpi_without_a_state_gets_one():
    kpi = make.kpi()
    make.measurement(kpi, TODAY, 2)

    recompute_all(today=TODAY, at=NOW)

    assert KpiState.objects.get().latest == 2


def test_a_pace_by_points_of_its_own_is_computed_by_the_engine():
    kpi = make.kpi(pace="custom", pace_points="2026-01-01 | 10%\n2026-12-01 | 90%")
    recompute_states(None, LONG_AGO, NOW)

    recompute_all(today=TODAY, at=NOW)

    assert wrong([kpi], TODAY) == []


def test_verdicts_are_asked_for_where_holes_appear():
    kpi = make.kpi(cadence="month")
    recompute_states(None, TODAY, NOW)
    make.measurement(kpi, date(2026, 6, 30), 2)
    make.measurement(kpi, date(2026, 10, 31), 2)

    recompute_all(today=TODAY, at=NOW)

    assert Touch.objects.get(kind="kpi").object_id == kpi.pk


def test_many_cost_as_many_queries_as_one(assert_constant_queries):
    def grow(number):
        for _ in range(number):
            make.kpi(kind="hold", low=1)
        recompute_states(None, TODAY, NOW)

    grow(1)

    assert_constant_queries(lambda: recompute_all(today=TODAY, at=NOW), lambda: grow(8))


def test_what_makes_a_kpi_is_all_known_to_the_database():
    """A new part of a definition changes figures: teach it to `recompute_sql` as well."""
    known = {
        *("kind", "direction", "baseline", "baseline_on", "target", "low", "high", "strict"),
        *("change_by", "change", "warn_low", "warn_high", "aggregate", "cadence", "starts_on"),
        *("due_on", "pace", "custom_pace", "on_course_by", "behind_by", "weight", "steps"),
        *("status", "unit", "decimals"),
    }

    assert set(Definition.__dataclass_fields__) == known
