from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpis.doubting import MOST
from kpis.ordinary import doubts_of, newest_values, ordinary_of
from tests import make

pytestmark = pytest.mark.django_db

D = Decimal
FIRST = date(2026, 1, 5)


def test_what_is_usual_comes_from_the_newest_values_that_stand():
    kpi = make.kpi(low=D(1), high=D(9), strict=True)
    for number in range(MOST + 2):
        make.measurement(kpi, FIRST + timedelta(days=number), number)
    make.measurement(kpi, FIRST + timedelta(days=40), 99, is_current=False)

    found = ordinary_of([kpi])[kpi.pk]

    assert found.known == tuple(D(number) for number in range(2, MOST + 2))
    assert (found.baseline, found.low, found.high, found.strict) == (D("2.40"), 1, 9, True)


def test_a_value_is_held_against_what_was_given_before():
    kpi = make.kpi()
    make.measurement(kpi, FIRST, "2.1")

    assert [doubt.code for doubt in doubts_of(kpi, D(2100))] == ["thousandfold"]
    assert doubts_of(kpi, D(2)) == ()


def test_what_is_usual_is_asked_for_all_at_once(assert_constant_queries):
    kpis = [make.kpi()]
    make.measurement(kpis[0], FIRST, 2)

    assert_constant_queries(
        lambda: ordinary_of(kpis), lambda: kpis.extend(make.kpi() for _ in range(5))
    )
    assert newest_values([one.pk for one in kpis])[kpis[0].pk] == (D(2),)
