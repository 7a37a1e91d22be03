import pytest

from kpis.models import OutdatedState
from kpis.outdated import mark_outdated

pytestmark = pytest.mark.django_db


def noted():
    return sorted(OutdatedState.objects.values_list("kpi_id", flat=True))


def test_each_kpi_is_noted_once_for_each_change():
    mark_outdated([7, 3, 7])
    mark_outdated([3])

    assert noted() == [3, 3, 7]


def test_nothing_changed_notes_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        mark_outdated([])


def test_many_are_noted_with_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        mark_outdated(range(1_000))
