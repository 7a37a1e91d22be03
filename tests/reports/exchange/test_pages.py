import io
from http import HTTPStatus

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from objectives.models import Objective
from reports.exchange.runs import shown_name
from reports.models import ImportRun
from tests import make
from tests.reports.exchange.books import COMPANY, content

pytestmark = pytest.mark.django_db

START = "reports:import-start"
GOAL = {"ref": "G", "title": "Keep customers", "status": "active"}


@pytest.fixture
def leader():
    return make.user("Lea", role="leader")


@pytest.fixture
def client(signed_in, leader):
    return signed_in(leader)


def start(client, name="book.zip", **sheets):
    file = SimpleUploadedFile(name, content(**(sheets or {"objectives": [GOAL]})))
    return client.post(reverse(START), {"file": file})


def text_of(answer):
    return answer.content.decode()


def newest():
    return ImportRun.objects.latest("pk")


def store(client, run, seen=""):
    address = reverse("reports:import-store", args=[run.token])
    return client.post(address, {"seen": seen}, follow=True)


def test_a_leader_looks_at_a_file_and_then_stores_it(client, leader):
    answer = start(client)
    page = client.get(answer.url)
    stored = store(client, newest(), page.context["page"].digest)

    assert "1 are new" in text_of(page)
    assert "“book.zip” is stored" in text_of(stored)
    assert Objective.objects.get().ref == "G"
    assert AuditEvent.objects.get(kind="objective").actor == leader
    assert (newest().state, bytes(newest().content)) == ("stored", b"")
    assert newest().summary == {"create": 1, "change": 0, "same": 0}


def test_the_page_says_row_by_row_what_would_happen(client):
    make.objective("Keep people", ref="G", status="active")
    make.objective("Be known", ref="H", status="active")

    page = client.get(
        start(
            client,
            objectives=[
                GOAL,
                {"ref": "H", "title": "Be known", "status": "active"},
                {"ref": "I", "title": "<b>Bold</b> goal", "status": "active"},
            ],
        ).url
    )

    text = text_of(page)
    assert "Title: Keep people → Keep customers" in text
    assert "Objectives, row 4" in text
    assert "&lt;b&gt;Bold&lt;/b&gt; goal" in text
    assert "1 are new, 1 change what is here, and 1 are here already" in text


def test_problems_come_first_and_keep_the_file_from_being_stored(client):
    page = client.get(start(client, objectives=[GOAL | {"start": "31.02.2026"}]).url)
    refused = store(client, newest())

    text = text_of(page)
    assert "one thing is to be mended" in text
    assert "Objectives, row 2, column “start”" in text
    assert "is not a day in the calendar" in text
    assert "Store it" not in text
    assert "Nothing was stored" in text_of(refused)
    assert not Objective.objects.exists()
    assert newest().state == "previewed"


def test_a_file_is_stored_once(client):
    start(client)
    run = newest()
    store(client, run)

    again = store(client, run)

    assert again.status_code == HTTPStatus.NOT_FOUND
    assert Objective.objects.count() == 1


def test_what_changed_since_one_looked_is_looked_at_again(client):
    page = client.get(start(client).url)
    make.objective("Another", ref="G")

    refused = store(client, newest(), page.context["page"].digest)

    assert "Something changed here since you looked" in text_of(refused)
    assert Objective.objects.get().title == "Another"
    assert refused.redirect_chain[-1][0] == reverse("reports:import-preview", args=[newest().token])


def test_a_left_file_is_not_kept(client):
    start(client)
    run = newest()

    left = client.post(reverse("reports:import-abandon", args=[run.token]), follow=True)

    assert "was left" in text_of(left)
    assert (newest().state, bytes(newest().content)) == ("abandoned", b"")
    assert client.get(reverse("reports:import-preview", args=[run.token])).status_code == 404


def test_only_whoever_started_may_go_on(client, signed_in):
    start(client)
    other = signed_in(make.user(role="admin"))

    for name, ask in (
        ("reports:import-preview", other.get),
        ("reports:import-store", other.post),
        ("reports:import-abandon", other.post),
    ):
        assert ask(reverse(name, args=[newest().token])).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "tech_lead"])
def test_others_are_told_who_can_bring_files_in(signed_in, role):
    client = signed_in(make.user(role=role))

    page = client.get(reverse("reports:exchange"))

    assert start(client).status_code == 403
    assert "Leaders and administrators can bring workbooks in" in text_of(page)
    assert 'type="file"' not in text_of(page)


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("book.xlsx", b"Dear all", "is not a workbook"),
        ("book.xlsx", b"", "The file is empty"),
        ("book.csv", b"\xff\xfe\x00", "is not a text file"),
        ("book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
    ],
)
def test_what_is_no_workbook_comes_back_with_a_sentence(client, name, body, sentence):
    answer = client.post(reverse(START), {"file": SimpleUploadedFile(name, body)})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not ImportRun.objects.exists()


def test_no_file_at_all_comes_back_with_a_sentence(client):
    answer = client.post(reverse(START), {})

    assert answer.status_code == 422
    assert "Choose" in text_of(answer)


@pytest.mark.trust("C12")
def test_a_file_one_byte_too_large_is_refused(client, settings):
    settings.LARGEST_UPLOAD_BYTES = len(content(objectives=[GOAL])) - 1

    answer = start(client)

    assert answer.status_code == 413
    assert "The file is larger than" in text_of(answer)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(("kind", "ending"), [("xlsx", "xlsx"), ("csv", "zip"), ("odd", "xlsx")])
def test_an_export_is_a_file_with_a_plain_name(client, kind, ending):
    make.objective("Keep customers")

    answer = client.get(reverse("reports:export-workbook"), {"format": kind})

    name = answer["Content-Disposition"]
    assert name.startswith('attachment; filename="throughline-2')
    assert name.endswith(f'.{ending}"')
    assert answer.content.startswith(b"PK")


def test_an_export_has_only_what_its_reader_may_see(signed_in):
    make.objective("Buy a rival", confidential=True)
    make.objective("Keep customers")

    answer = signed_in(make.user()).get(reverse("reports:export-workbook"))

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    titles = [row[1].value for row in book["objectives"].iter_rows(min_row=2)]
    assert titles == ["Keep customers"]
    assert "people" not in book.sheetnames


def test_a_text_too_long_for_a_spreadsheet_is_said_and_zip_still_works(client):
    goal = make.objective("Keep customers")
    make.story(goal, body="word " * 8_000)

    refused = client.get(reverse("reports:export-workbook"), follow=True)
    zipped = client.get(reverse("reports:export-workbook"), {"format": "csv"})

    assert "Export as a zip of CSV files instead" in text_of(refused)
    assert zipped.content.startswith(b"PK")


def test_long_lists_show_the_first_rows_and_count_the_rest(client):
    rows = [{"ref": f"G{number}", "title": f"Goal {number}"} for number in range(205)]

    text = text_of(client.get(start(client, objectives=rows).url))

    assert "Goal 199" in text
    assert "Goal 200" not in text
    assert "And 5 more." in text


def test_the_preview_takes_the_same_queries_for_more_rows(client, assert_constant_queries):
    token = {}

    def few():
        start(client, **COMPANY)
        token["few"] = newest().token

    def grow():
        rows = [{"ref": f"G{number}", "title": f"Goal {number}"} for number in range(50)]
        start(client, **COMPANY | {"objectives": [*COMPANY["objectives"], *rows]})

    few()
    assert_constant_queries(
        lambda: client.get(reverse("reports:import-preview", args=[newest().token])), grow
    )


@pytest.mark.trust("C17")
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\books\\goals.xlsx", "goals.xlsx"),
        ("a\x00b\r\nc.csv", "abc.csv"),
        ("gnp.\u202excod.csv", "gnp.xcod.csv"),
        ("", "workbook"),
        ("...", "workbook"),
    ],
)
def test_a_file_is_called_by_its_plain_name(given, shown):
    assert shown_name(given) == shown


def test_a_long_name_keeps_its_ending():
    name = shown_name("x" * 300 + ".csv")

    assert len(name) == 255
    assert name.endswith("x.csv")
