"""Figures in words, as pages show them."""

from decimal import Decimal

import pytest

from kpis.models import Kpi
from stories.pages.figures import beside_target


@pytest.mark.parametrize(
    ("value", "shown"),
    [("6.6", "6.6 releases"), ("6.4", "6 releases"), ("7", "7 releases")],
)
def test_what_would_read_as_the_target_and_is_not_shows_one_decimal_more(value, shown):
    kpi = Kpi(kind=Kpi.Kind.REACH, target=Decimal(7), unit="releases", decimals=0)

    assert beside_target(kpi, Decimal(value)) == shown
