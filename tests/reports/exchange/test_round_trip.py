import io
import zipfile

import openpyxl
import pytest

from accounts.models import AuditEvent, User
from alignment.lib.tables import read_workbook, write_csv_zip, write_xlsx
from kpis.models import Kpi
from objectives.models import Objective
from reports.exchange.dump import export_workbook
from reports.exchange.files import document_at, document_in, write_export
from reports.exchange.load import plan_import, store_import
from reports.exchange.sheets import LABELS
from stories.models import Judgement, KpiVerdict
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.exchange import worlds

pytestmark = pytest.mark.django_db

WRITERS = {"book.xlsx": write_xlsx, "book.zip": write_csv_zip}


def taken_in(content, name):
    plan = plan_import(document_in(content, name), TODAY)
    assert plan.problems == (), plan.problems
    store_import(plan, by=None, at=NOW, today=TODAY)
    return plan


def all_cells():
    return {name: [list(row) for row in rows] for name, (_, rows) in export_workbook().items()}


@pytest.mark.parametrize("name", WRITERS)
def test_an_empty_installation_that_takes_an_export_says_the_same(name):
    worlds.furnish()
    content, cells = WRITERS[name](export_workbook()), all_cells()
    before = worlds.verdicts(), worlds.states(), worlds.words()

    worlds.empty()
    taken_in(content, name)

    after = worlds.verdicts(), worlds.states(), worlds.words()
    assert after == before
    assert before[0]["kpi"] != {}
    assert all_cells() == cells


def test_agreements_hold_after_the_round_trip():
    world = worlds.furnish()
    content = write_csv_zip(export_workbook())
    before = KpiVerdict.objects.get(audience=0, kpi=world["kpi"]).verdict

    worlds.empty()
    taken_in(content, "book.zip")

    after = KpiVerdict.objects.get(audience=0, kpi__ref=world["kpi"].ref)
    assert (before, after.verdict) == ("sound", "sound")
    assert not Judgement.objects.filter(origin="imported").exists()


def test_words_on_content_that_is_not_here_speak_of_a_version_we_do_not_hold():
    world = worlds.furnish()
    sheets = export_workbook()
    columns, rows = sheets["kpis"]
    place = list(columns).index("unit")
    rows = [["min" if number == place else cell for number, cell in enumerate(row)] for row in rows]
    content = write_csv_zip(sheets | {"kpis": (columns, rows)})

    worlds.empty()
    taken_in(content, "book.zip")

    row = KpiVerdict.objects.get(audience=0, kpi__ref=world["kpi"].ref)
    assert row.verdict == "in_doubt"
    assert "C4" in row.codes
    assert Judgement.objects.filter(kpi_link__isnull=False, origin="imported").exists()


@pytest.mark.parametrize("name", WRITERS)
def test_an_export_brought_back_where_it_came_from_changes_nothing(name):
    worlds.furnish()
    content = WRITERS[name](export_workbook())
    lines = AuditEvent.objects.count()

    plan = taken_in(content, name)

    assert not plan.changes_something
    assert AuditEvent.objects.count() == lines


def test_people_come_along_without_a_password_and_never_with_more_rights():
    worlds.furnish()
    content = write_csv_zip(export_workbook())
    taken_in(content, "book.zip")
    User.objects.filter(name="Bea Boss").update(role="viewer")

    taken_in(content, "book.zip")
    kept = User.objects.get(name="Bea Boss").role
    worlds.empty()
    taken_in(content, "book.zip")

    come = User.objects.get(name="Tom Tech")
    assert kept == "viewer"
    assert not come.has_usable_password()
    assert [team.name for team in come.teams.all()] == ["Platform"]


@pytest.mark.trust("C10")
def test_no_cell_of_an_export_is_a_formula():
    worlds.furnish()
    Kpi.objects.update(definition="@SUM(A1)", unit="-s")
    for number, start in enumerate("=+-@\t\r＝＋－＠"):
        make.objective(f"{start}cmd|' /C calc'!A{number}", statement=f"{start}1+1")

    sheets = export_workbook()
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets)))
    archive = zipfile.ZipFile(io.BytesIO(write_csv_zip(export_workbook())))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [
        cell
        for table in read_rows(archive)
        for row in table
        for cell in row
        if cell and not is_number(cell)
    ]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert [text for text in texts if text[0] in "=+-@\t\r＝＋－＠"] == []


def read_rows(archive):
    import csv  # noqa: PLC0415

    for name in archive.namelist():
        yield csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))


def is_number(text):
    return text.lstrip("-").replace(".", "", 1).isdigit()


def test_an_export_writes_the_plain_sheets_first_whatever_is_in_them(tmp_path):
    write_export(tmp_path / "book")

    names = list(export_workbook())
    assert names == [
        *("objectives", "focus_areas", "focus_links", "kpis", "kpi_links", "measurements"),
        "exemptions",
    ]
    assert sorted(path.stem for path in (tmp_path / "book").iterdir()) == sorted(names)
    assert set(names) <= set(LABELS)


@pytest.mark.parametrize("name", ["out", "out.xlsx", "out.zip"])
def test_a_written_export_is_read_again(tmp_path, name):
    worlds.furnish()
    write_export(tmp_path / name)

    document = document_at(tmp_path / name)

    assert (document.problems, document.notes) == ((), ())
    assert len(document.objectives.rows) == Objective.objects.count()


def test_the_order_of_an_export_is_the_order_of_making():
    for title in ("C", "A", "B"):
        make.objective(title)

    book = read_workbook(write_xlsx(export_workbook()))

    assert [row["title"] for _, row in book["objectives"].rows] == ["C", "A", "B"]
