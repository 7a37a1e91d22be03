import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from alignment.lib.tables import write_csv_folder
from kpis.models import Kpi
from objectives.models import Objective
from tests import make
from tests.reports.exchange.books import COMPANY, SAMPLES, sheet

pytestmark = pytest.mark.django_db


def said(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def folder(path, sheets=COMPANY):
    write_csv_folder({name: sheet(rows) for name, rows in sheets.items()}, path)
    return str(path)


def test_a_folder_comes_in_and_says_what_it_did(tmp_path):
    out = said("import_workbook", folder(tmp_path))

    assert "objectives: 2 new, 0 to be changed, 0 as they are" in out
    assert out.endswith("Stored.\n")
    assert Objective.objects.count() == 2


def test_a_second_time_there_is_nothing_to_store(tmp_path):
    said("import_workbook", folder(tmp_path))
    lines = AuditEvent.objects.count()

    out = said("import_workbook", folder(tmp_path))

    assert "there is nothing to store" in out
    assert AuditEvent.objects.count() == lines


def test_a_trial_stores_nothing(tmp_path):
    out = said("import_workbook", folder(tmp_path), "--dry-run")

    assert out.endswith("This was a trial: nothing was stored.\n")
    assert not Objective.objects.exists()


def test_it_happens_in_somebodys_name(tmp_path):
    leader = make.user(role="leader")

    said("import_workbook", folder(tmp_path), by=leader.email.upper())

    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {leader.pk}


def test_problems_are_listed_one_a_line_and_nothing_is_stored(tmp_path):
    path = folder(tmp_path, {"objectives": [{"ref": "A", "title": "One", "start": "31.02.2026"}]})
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"Nothing was stored\."):
        call_command("import_workbook", path, stdout=out)

    assert (
        "sheet objectives, row 2, column start, “31.02.2026”: "
        "“31.02.2026” is not a day in the calendar.\n"
    ) in out.getvalue()
    assert not Objective.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.xlsx", None, "There is no file"),
        ("empty.xlsx", b"", "The file is empty"),
        ("notes.xlsx", b"Dear all", "is not a workbook"),
        ("broken.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
    ],
)
def test_what_is_no_workbook_gets_a_sentence(tmp_path, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        call_command("import_workbook", str(tmp_path / name))


def test_an_unknown_person_gets_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="Nobody here has the address"):
        call_command("import_workbook", folder(tmp_path), by="who@example.com")


def test_an_export_goes_where_its_name_says(tmp_path):
    said("import_workbook", str(SAMPLES / "small-company"))

    said("export_workbook", str(tmp_path / "book.xlsx"))
    said("export_workbook", str(tmp_path / "book"))

    book = openpyxl.load_workbook(tmp_path / "book.xlsx", read_only=True)
    assert book.sheetnames[:2] == ["objectives", "focus_areas"]
    assert (tmp_path / "book" / "kpis.csv").exists()
    out = said("import_workbook", str(tmp_path / "book"))
    assert "nothing to store" in out
    assert Kpi.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "sentence"), [("book.pdf", "ends in"), ("no/such/place.zip", "could not be written")]
)
def test_where_nothing_can_be_written_gets_a_sentence(tmp_path, name, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_workbook", str(tmp_path / name))
