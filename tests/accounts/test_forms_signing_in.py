"""Signing in and out, the profile and the password."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db
OWN = make.PASSWORD


@pytest.fixture
def mira():
    person = make.user("Mira Kovač", email="mira@example.com")
    person.set_password(OWN)
    person.save()
    return person


def sign_in(client: Client, address="mira@example.com", password=OWN, **more):
    return client.post("/sign-in/", {"username": address, "password": password, **more})


def test_the_right_password_opens_the_house_whatever_the_case_of_the_address(mira):
    client = Client()

    answer = sign_in(client, "MIRA@example.com")

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(mira.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(mira):
    wrong = sign_in(Client(), password="wrong").content.decode()
    unknown = sign_in(Client(), "nobody@example.com").content.decode()

    sentence = "This e-mail address and password do not belong together."
    assert sentence in wrong
    assert sentence in unknown


@pytest.mark.trust("B16")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "https:evil",
    ],
)
def test_signing_in_leads_nowhere_but_here(mira, elsewhere):
    answer = sign_in(Client(), next=elsewhere)

    assert answer["Location"] == "/"


@pytest.mark.trust("B03")
def test_after_ten_wrong_passwords_no_more_are_tried_for_a_while(mira, settings):
    client = Client()
    for _ in range(10):
        answer = sign_in(client, password="wrong")

    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()
    assert answer["Retry-After"] == "900"
    assert sign_in(client).status_code == 429


@pytest.mark.trust("B12")
def test_signing_in_and_out_changes_the_session(mira):
    client = Client()
    client.get("/sign-in/")
    sign_in(client)
    before = client.session.session_key

    answer = client.post("/sign-out/")

    assert answer.status_code == 200
    old = Client()
    old.cookies["sessionid"] = before
    assert old.get("/me/").status_code == 302


def test_signing_out_by_a_link_is_not_possible(mira, signed_in):
    assert signed_in(mira).get("/sign-out/").status_code == 405


def test_everything_else_asks_to_sign_in_first():
    answer = Client().get("/me/")

    assert answer["Location"] == "/sign-in/?next=/me/"


def test_a_person_changes_their_name_and_time_zone(mira, signed_in):
    when = {"reminder_day": "friday", "reminder_hour": "8"}
    answer = signed_in(mira).post(
        "/me/", {"name": "Mira K.", "job_title": "COO", "time_zone": "Europe/Berlin"} | when
    )

    mira.refresh_from_db()
    assert answer.status_code == 302
    assert (mira.name, mira.job_title, mira.time_zone) == ("Mira K.", "COO", "Europe/Berlin")
    assert AuditEvent.objects.filter(kind="user", object_id=mira.pk).exists()


def test_an_unknown_time_zone_is_refused_and_what_was_typed_is_kept(mira, signed_in):
    answer = signed_in(mira).post("/me/", {"name": "Mira K.", "time_zone": "Middle-earth"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not a time zone" in page
    assert 'value="Middle-earth"' in page
    assert 'value="Mira K."' in page


@pytest.mark.trust("A09")
def test_nobody_gives_themself_a_role_by_the_profile(mira, signed_in):
    sound = {"name": "Mira", "time_zone": "UTC", "reminder_day": "friday", "reminder_hour": "8"}
    answer = signed_in(mira).post("/me/", sound | {"role": "admin", "is_active": ""})

    assert answer.status_code == 302
    mira.refresh_from_db()
    assert mira.role == "viewer"
    assert mira.is_active


def change(client, old=OWN, new="a quite different one", again=None):
    return client.post(
        reverse("accounts:password"), {"old": old, "new": new, "again": again or new}
    )


def test_a_password_is_changed_and_other_sessions_end(mira):
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)

    answer = change(here)

    mira.refresh_from_db()
    assert answer.status_code == 302
    assert mira.check_password("a quite different one")
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    written = AuditEvent.objects.get(kind="user", object_id=mira.pk)
    assert "different" not in f"{written.before}{written.after}"


@pytest.mark.trust("B01")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "wrong"}, "not your password until now"),
        ({"again": "something else here"}, "not the same"),
        ({"new": "short"}, "too short"),
        ({"new": "password1234"}, "too common"),
        ({"new": "x" * 5000}, "At most 1024 characters"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_a_sentence(mira, signed_in, typed, sentence):
    answer = change(signed_in(mira), **typed)

    mira.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert mira.check_password(OWN)


def test_a_password_is_taken_exactly_as_typed(mira, signed_in):
    change(signed_in(mira), new="  spaces and ünïcode 漢字  ")

    mira.refresh_from_db()
    assert mira.check_password("  spaces and ünïcode 漢字  ")


def test_it_says_that_it_is_alive_and_ready():
    assert Client().get("/health/live/").content == b"alive"
    assert Client().get("/health/ready/").content == b"ready"


@pytest.mark.trust("G01")
def test_it_is_ready_without_its_broker_for_pages_do_not_need_it(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert Client().get("/health/ready/").content == b"ready"


def test_it_is_not_ready_while_a_migration_waits(monkeypatch):
    monkeypatch.setattr(
        "alignment.lib.health.MigrationExecutor.migration_plan", lambda *_: ["waits"]
    )

    assert Client().get("/health/ready/").status_code == 503


def test_it_is_not_ready_while_the_database_does_not_answer(monkeypatch):
    def silent(*_):
        raise OperationalError

    monkeypatch.setattr("alignment.lib.health.MigrationExecutor.__init__", silent)

    assert Client().get("/health/ready/").status_code == 503
