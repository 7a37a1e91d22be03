from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kpis.models import Kpi, Measurement
from reports.exchange.files import document_at, document_in
from reports.exchange.load import plan_import, store_import
from stories.models import KpiVerdict
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.exchange.books import SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.trust("C16")]

PLAIN = "kpi,date,value,note\nK,2026-10-31,1234.5,Größe\nK,2026-11-20,-0.25,\n"
SEMICOLONS = "kpi;date;value;note\nK;31.10.2026;1234,5;Größe\nK;20.11.2026;-0,25;\n"
GERMAN = 'kpi;date;value;note\nK;31.10.2026;"1.234,5";Größe\nK;20.11.2026;-0,25;\n'
TABS = PLAIN.replace(",", "\t")
SHOUTED = PLAIN.replace("kpi,date,value,note", " KPI ,Date,VALUE, Note ")
QUOTED = PLAIN.replace("Größe", '"Größe"').replace("\n", "\r\n")
TRAILING = PLAIN + "\n , , ,\n,,,\n"
WIDE = PLAIN.replace("note", "note,colour,size").replace("Größe", "Größe,red,9")
TOLD = "sep=;\n" + SEMICOLONS
SERIAL = "kpi,date,value,note\nK,46326,1234.5,Größe\nK,46346,-0.25,\n"
DIALECTS = {
    "plain": PLAIN.encode(),
    "byte order mark": PLAIN.encode("utf-8-sig"),
    "utf-16": PLAIN.encode("utf-16"),
    "latin-1": PLAIN.encode("latin-1"),
    "semicolons and decimal commas": SEMICOLONS.encode(),
    "grouped by points": GERMAN.encode(),
    "tabs": TABS.encode(),
    "header case and blanks": SHOUTED.encode(),
    "carriage returns and quotes": QUOTED.encode(),
    "trailing empty lines": TRAILING.encode(),
    "unknown columns": WIDE.encode(),
    "said by its first line": TOLD.encode(),
    "dates as spreadsheet numbers": SERIAL.encode(),
}
REFUSED = {
    "a comma that may group": (PLAIN.replace("1234.5", '"1,234"'), "value"),
    "day and month that swap": (PLAIN.replace("2026-10-31", "03/04/2026"), "date"),
    "no such day": (PLAIN.replace("2026-10-31", "31.02.2026"), "date"),
    "words for a number": (PLAIN.replace("1234.5", "about 5"), "value"),
    "other digits": (PLAIN.replace("1234.5", "١٢"), "value"),
    "not a number": (PLAIN.replace("1234.5", "NaN"), "value"),
    "for ever": (PLAIN.replace("1234.5", "inf"), "value"),
    "yes is no number": (PLAIN.replace("1234.5", "TRUE"), "value"),
    "a missing column": (PLAIN.replace("value", "figure"), "value"),
    "a column twice": (PLAIN.replace("note", "value"), "value"),
}


def brought(content, name="measurements.csv"):
    make.kpi(ref="K")
    plan = plan_import(document_in(content, name), TODAY)
    if not plan.problems:
        store_import(plan, by=None, at=NOW, today=TODAY)
    return plan


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_can_be_read_for_certain_is_stored_right(dialect):
    plan = brought(DIALECTS[dialect])

    assert plan.problems == ()
    assert list(
        Measurement.objects.order_by("observed_on").values_list("observed_on", "value", "note")
    ) == [
        (date(2026, 10, 31), Decimal("1234.5"), "Größe"),
        (date(2026, 11, 20), Decimal("-0.25"), ""),
    ]


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_mean_two_things_is_named_and_nothing_is_stored(case):
    text, column = REFUSED[case]

    plan = brought(text.encode())

    assert {problem.column for problem in plan.problems} == {column}
    assert not Measurement.objects.exists()


def test_a_spreadsheet_with_merged_cells_dates_and_percents_is_read(tmp_path):
    book = openpyxl.Workbook()
    kpis = book.active
    kpis.title = "KPIs"
    for row in (
        ("Ref", "Title", "Unit", "Target", "Team"),
        ("A", "Availability", "%", 0.999, "Web"),
        ("B", "Load", "s", 1.92, None),
        ("C", 2026, None, 1 / 3, None),
    ):
        kpis.append(row)
    kpis["D2"].number_format = "0.0%"
    kpis.merge_cells("E2:E4")
    values = book.create_sheet("Measurements")
    values.append(("kpi", "date", "value"))
    values.append(("B", date(2026, 10, 31), 2.2))
    book.save(tmp_path / "book.xlsx")

    plan = plan_import(document_at(tmp_path / "book.xlsx"), TODAY)
    assert plan.problems == ()
    store_import(plan, by=None, at=NOW, today=TODAY)

    found = Kpi.objects.order_by("ref").values_list("title", "target", "team__name")
    assert list(found) == [
        ("Availability", Decimal("99.9"), "Web"),
        ("Load", Decimal("1.92"), "Web"),
        ("2026", Decimal("0.333333"), "Web"),
    ]
    assert Measurement.objects.get().observed_on == date(2026, 10, 31)


def test_long_decimals_are_rounded_and_that_is_said():
    plan = brought(PLAIN.replace("1234.5", "86.2795833333333").encode())

    assert Measurement.objects.order_by("observed_on")[0].value == Decimal("86.279583")
    assert any("were rounded" in note for note in plan.notes)


def test_choices_are_understood_by_value_and_by_label():
    make.kpi(ref="K")
    text = (
        "ref,title,kind,direction,cadence\nA,One,Hold within bounds,LOWER IS BETTER,Every-month\n"
    )

    plan = plan_import(document_in(text.encode(), "kpis.csv"), TODAY)

    (kpi,) = plan.work.kpis.new
    assert (kpi.kind, kpi.direction, kpi.cadence) == ("hold", "down", "month")


def test_the_small_company_comes_in_as_a_folder():
    plan = plan_import(document_at(SAMPLES / "small-company"), TODAY)
    assert plan.problems == ()
    store_import(plan, by=None, at=NOW, today=TODAY)

    codes = dict(KpiVerdict.objects.filter(audience=0).values_list("kpi__ref", "codes"))
    assert "C1" in codes["LOAD"]
    assert "M8" in codes["UP"]
    assert codes["PULLS"][0] == "L1"
