import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alignment.lib.tables import write_xlsx
from objectives.models import Objective
from reports.models import ImportRun
from tests import make

pytestmark = pytest.mark.django_db


def upload(name="book.xlsx", rows=(("OBJ-1", "Keep customers"),)):
    content = write_xlsx({"objectives": (("ref", "title"), rows)})
    return SimpleUploadedFile(name, content)


def start(client, file):
    return client.post(reverse("reports:import-start"), {"file": file})


def test_a_leader_looks_at_a_file_and_then_stores_it(signed_in):
    client = signed_in(make.user(role="leader"))

    answer = start(client, upload())
    page = client.get(answer.url)
    seen = page.context["page"].digest
    token = ImportRun.objects.get().token
    stored = client.post(reverse("reports:import-store", args=[token]), {"seen": seen}, follow=True)

    assert "1 new" in page.content.decode()
    assert "is stored" in stored.content.decode()
    assert Objective.objects.get().ref == "OBJ-1"
