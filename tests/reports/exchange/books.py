"""Workbooks for tests: sheets as lists of rows, brought in as a person would."""

from pathlib import Path

from alignment.lib.tables import write_csv_zip
from reports.exchange.files import document_in
from reports.exchange.load import plan_import, store_import
from reports.exchange.plan import Outcome
from tests.conftest import NOW, TODAY

SAMPLES = Path(__file__).parents[2] / "samples"


def sheet(rows):
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return columns, [[row.get(name) for name in columns] for row in rows]


def content(**sheets):
    return write_csv_zip({name: sheet(rows) for name, rows in sheets.items()})


def document(name="book.zip", **sheets):
    return document_in(content(**sheets), name)


def planned(by=None, today=TODAY, **sheets):
    return plan_import(document(**sheets), today, by)


def bring_in(by=None, today=TODAY, at=NOW, **sheets):
    plan = planned(by=by, today=today, **sheets)
    assert plan.problems == (), plan.problems
    store_import(plan, by=by, at=at, today=today)
    return plan


def complaints(plan):
    return [(one.sheet, one.row, one.column, one.value) for one in plan.problems]


def outcomes(plan):
    return {
        sheet.name: {kind.value: count for kind in Outcome if (count := sheet.count(kind))}
        for sheet in plan.sheets
    }


# A small company that uses every sheet that people keep.
OBJECTIVES = [
    {
        "ref": "GOAL",
        "title": "Keep customers",
        "statement": "Fifteen in a hundred more stay.",
        "status": "active",
        "start": "2026-01-01",
        "end": "2027-06-30",
        "story": "We keep them with @[WORK], as @[KPI] shows.",
    },
    {"ref": "SUB", "title": "Keep the young", "parent": "GOAL", "status": "active"},
]
FOCUS_AREAS = [{"ref": "WORK", "title": "Website speed"}]
FOCUS_LINKS = [{"focus_area": "WORK", "objective": "GOAL", "because": "Slow pages lose people."}]
KPIS = [
    {
        "ref": "KPI",
        "title": "Page load time",
        "unit": "s",
        "direction": "down",
        "baseline": "2.4",
        "baseline_on": "2026-01-01",
        "target": "1.92",
        "due": "2027-06-30",
        "cadence": "month",
    }
]
KPI_LINKS = [{"kpi": "KPI", "focus_area": "WORK", "because": "It is the speed."}]
MEASUREMENTS = [
    {"kpi": "KPI", "date": "2026-09-30", "value": "2.2", "note": "after the move"},
    {"kpi": "KPI", "date": "2026-10-31", "value": "2.1"},
]
COMPANY = {
    "objectives": OBJECTIVES,
    "focus_areas": FOCUS_AREAS,
    "focus_links": FOCUS_LINKS,
    "kpis": KPIS,
    "kpi_links": KPI_LINKS,
    "measurements": MEASUREMENTS,
}


def company(**changes):
    """Return the sheets of the company, some of their cells changed: objectives=[{...}, {}]."""
    return {
        name: [
            row | (changes.get(name, [])[place] if place < len(changes.get(name, [])) else {})
            for place, row in enumerate(rows)
        ]
        for name, rows in COMPANY.items()
    }
