import pytest

from accounts.models import Touch
from reports.exchange.dump import export_document
from reports.exchange.load import plan_import, store_import
from tests import make
from tests.conftest import NOW, TODAY, count_queries
from tests.reports.exchange.books import document

pytestmark = [pytest.mark.django_db, pytest.mark.uncounted]


def company(rows, of, mark=""):
    """Return a company of so many goals, each with its work, its KPI, its story and a value."""
    numbers = [f"{of}{n}" for n in range(rows)]
    return document(
        objectives=[
            {
                "ref": f"G{n}",
                "title": f"Goal {n}{mark}",
                "parent": "" if n == numbers[0] else f"G{numbers[0]}",
                "status": "active",
                "story": f"@[K{n}] shows it{mark}.",
            }
            for n in numbers
        ],
        focus_areas=[{"ref": f"W{n}", "title": f"Work {n}{mark}"} for n in numbers],
        focus_links=[
            {"focus_area": f"W{n}", "objective": f"G{n}", "because": f"{n}{mark}"} for n in numbers
        ],
        kpis=[{"ref": f"K{n}", "title": f"Measure {n}{mark}", "team": "Web"} for n in numbers],
        kpi_links=[
            {"kpi": f"K{n}", "focus_area": f"W{n}", "because": f"{n}{mark}"} for n in numbers
        ],
        measurements=[
            {"kpi": f"K{n}", "date": "2026-10-31", "value": str(len(n + mark))} for n in numbers
        ],
        exemptions=[
            {"kpi": f"K{n}", "reason": f"So{mark}.", "approver": "lea@example.com"} for n in numbers
        ],
    )


def brought(rows, of, mark=""):
    """Return how many queries planning and storing took."""
    counted = {}
    plans = []
    counted["plan"] = count_queries(
        lambda: plans.append(plan_import(company(rows, of, mark), TODAY, None))
    )
    assert plans[0].problems == ()
    counted["store"] = count_queries(lambda: store_import(plans[0], by=None, at=NOW, today=TODAY))
    return counted


@pytest.fixture
def _leader():
    make.user("Lea", email="lea@example.com", role="leader")
    make.team("Web")


@pytest.mark.usefixtures("_leader")
def test_creating_and_changing_take_the_same_queries_for_ten_and_for_a_hundred():
    brought(1, "Z")

    few = [brought(10, "A"), brought(10, "A", "!"), brought(10, "A", "!")]
    many = [brought(100, "B"), brought(100, "B", "!"), brought(100, "B", "!")]

    assert many == few
    assert not Touch.objects.exists()


@pytest.mark.usefixtures("_leader")
def test_an_export_takes_the_same_queries_for_ten_and_for_a_hundred():
    brought(10, "A")
    few = count_queries(lambda: export_document(None))
    brought(100, "B")

    assert count_queries(lambda: export_document(None)) == few
