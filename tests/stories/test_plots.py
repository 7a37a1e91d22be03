"""KPIs over time: what is drawn of them, and the file that holds it all."""

import csv
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kpis.models import Kpi, KpiState
from kpis.services import edit_kpi
from stories.pages.plots import changes_of, plots_of
from tests import make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi():
    found = make.kpi("Load time", ref="LOAD")
    make.measurement(found, TODAY - timedelta(days=60), "2.30")
    make.measurement(found, TODAY - timedelta(days=30), "-2.05", note="=HYPERLINK(1)")
    KpiState.objects.create(
        kpi=found,
        status="on_course",
        forecast=Decimal("1.90"),
        forecast_low=Decimal("1.80"),
        forecast_high=Decimal("2.00"),
        computed_at=NOW,
    )
    return found


def rows(client, kpi) -> list[list[str]]:
    answer = client.get(f"/kpis/{kpi.pk}/series.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="LOAD.csv"'
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))


@pytest.mark.trust("C10")
@pytest.mark.trust("C11")
def test_the_file_holds_all_that_is_drawn_and_no_formula(kpi, signed_in):
    found = rows(signed_in(make.user()), kpi)

    days = [(TODAY - timedelta(days=days)).isoformat() for days in (60, 30)]
    assert found == [
        ["Day", "What", "Value", "Low", "High", "Unit", "Note"],
        ["2026-01-01", "Starting point", "2.4", "", "", "s", ""],
        [days[0], "Value", "2.3", "", "", "s", ""],
        [days[1], "Value", "-2.05", "", "", "s", "'=HYPERLINK(1)"],
        ["2027-06-30", "Expected", "1.9", "1.8", "2", "s", ""],
        ["2027-06-30", "Target", "1.92", "", "", "s", ""],
    ]


def test_a_change_of_what_is_asked_is_marked_and_what_was_said_first_is_not(kpi):
    said = {"target": Decimal("1.80"), "formula": "sum", "title": "Time to load"}
    edit_kpi(kpi=kpi, facts=said, version=kpi.version, by=make.user(role="admin"), at=NOW)

    (event,) = changes_of([kpi.pk])[kpi.pk]

    assert event.text == "Changed: the target"
    assert event.on == timezone.localdate(NOW)


def test_what_is_drawn_can_be_read_in_words(kpi):
    (plot,) = plots_of([kpi, make.kpi("Never measured")])

    assert plot.words[:2] == (
        "1.90 s expected on 30 June 2027, between 1.80 s and 2.00 s four times in five",
        "-2.05 s on 22 October 2026: =HYPERLINK(1)",
    )
    assert plot.more == 0
    assert plot.file_href == f"/kpis/{kpi.pk}/series.csv"
    assert json.loads(plot.spec)["width"] == "container"


def test_bounds_are_levels_of_their_own():
    kpi = make.kpi(target=None, kind="hold", low=Decimal(1), high=Decimal(3), strict=True)
    make.measurement(kpi, date(2026, 5, 1), "2")
    make.measurement(kpi, date(2026, 6, 1), "2")

    (plot,) = plots_of([kpi])

    assert [aim.text for aim in plot.chart.aims] == ["Above 1.00 s", "Below 3.00 s"]


def test_a_target_that_is_a_bound_is_written_once():
    kpi = make.kpi(target=Decimal(3), kind="hold", low=None, high=Decimal(3))
    make.measurement(kpi, date(2026, 5, 1), "2")
    make.measurement(kpi, date(2026, 6, 1), "2")

    (plot,) = plots_of([kpi])

    assert [aim.text for aim in plot.chart.aims] == ["At most 3.00 s"]


def test_ten_kpis_are_drawn_in_as_many_queries_as_one(kpi, django_assert_num_queries):
    for other in [make.kpi() for _ in range(9)]:
        make.measurement(other, date(2026, 5, 1), "2")
        make.measurement(other, date(2026, 6, 1), "1")
    known = list(Kpi.objects.for_listing())

    with django_assert_num_queries(2):
        one = plots_of(known[:1])
    with django_assert_num_queries(2):
        ten = plots_of(known)

    assert (len(one), len(ten)) == (1, 10)


def test_a_list_draws_its_small_lines_in_one_query_for_all(kpi, signed_in):
    client = signed_in(make.user())

    (row,) = client.get("/kpis/").context["page"].rows

    assert row.spark.d.startswith("M0.0 ")
