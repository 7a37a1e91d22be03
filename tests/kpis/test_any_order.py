"""The same values in any order, any number of times, at any hour of the world: the same state."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from kpis.models import KpiState, Measurement
from kpis.outdated import mark_outdated
from kpis.recompute import recompute_forecasts, recompute_outdated
from kpis.services import Given, Terms, record_many
from kpis.states import DERIVED
from tests import make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db

ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")
KINDS = (
    {"kind": "reach", "aggregate": "mean", "cadence": "month", "baseline": 0, "target": 90},
    {"kind": "count", "cadence": "week", "target": 9_000_000},
    {"kind": "hold", "cadence": "day", "aggregate": "max", "low": 10, "high": 95},
)


def arrived(facts, order):
    """Return where a KPI stands once a thousand values came in this order, each twice."""
    kpi, chance = make.kpi(**facts), Random(order)
    days = [TODAY - timedelta(days=ago) for ago in range(1_000)]
    given = [Given(kpi.ref, day, Decimal(day.toordinal() % 97)) for day in days]
    sent = chance.sample(given, len(given)) + chance.sample(given, len(given))
    for start in range(0, len(sent), 500):
        at = NOW.astimezone(ZoneInfo(chance.choice(ZONES)))
        record_many(values=sent[start : start + 500], by=None, at=at, terms=Terms())
    mark_outdated([kpi.pk])
    recompute_outdated(today=TODAY, at=NOW)
    recompute_forecasts(today=TODAY, at=NOW)
    assert Measurement.objects.filter(kpi=kpi).count() == 1_000
    return KpiState.objects.values(*DERIVED).get(kpi=kpi)


@pytest.mark.uncounted
@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts["kind"])
def test_any_order_of_a_thousand_values_gives_the_same_state(facts):
    assert arrived(facts, 1) == arrived(facts, 2)
