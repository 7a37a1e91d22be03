"""The form of a source, what trying it shows, and where its secret never appears."""

import logging
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from jobs.declaring import Turn
from kpis import tasks
from kpis.models import Connector, Kpi, Measurement
from kpis.services import trying
from kpis.sources.masking import DOTS
from tests import forms, make
from tests.conftest import NOW, TODAY
from tests.house.addresses import admin_addresses

pytestmark = pytest.mark.django_db
CANARY = "canary-secret-4711"


@pytest.fixture
def server(server):
    server.say("/x", '{"n": 2.5, "text": "two"}')
    return server


@pytest.fixture
def lead():
    return make.user(role="tech_lead", email="lead@example.com")


@pytest.fixture
def kpi(lead):
    return make.kpi("Load time", owner=lead)


@pytest.fixture
def client(signed_in, lead):
    return signed_in(lead)


@pytest.fixture(autouse=True)
def _awake(monkeypatch):
    monkeypatch.setattr(trying, "sleep", lambda _: None)


@pytest.fixture
def typed(server):
    return {"kind": "json", "address": f"{server.address}/x", "query": "$.n", "every": "hour"}


def form_of(kpi):
    return reverse("kpis:source-edit", args=[kpi.pk])


def turn(unit="", at=NOW):
    return Turn(unit=str(unit), due_at=at, now=at, due_on=at.date(), today=at.date())


def test_a_source_is_set_up_in_a_form_and_stands_on_the_page(client, kpi, typed):
    page = reverse("stories:kpi-page", args=[kpi.pk])
    assert form_of(kpi) in client.get(page).content.decode()

    answer = forms.fill(client, form_of(kpi), **typed)

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Every hour, from JSON over HTTP" in client.get(page).content.decode()
    row = Connector.objects.get(kpi=kpi)
    assert (row.query, row.version, row.is_on) == ("$.n", 1, True)


def test_trying_shows_what_would_be_kept_and_keeps_nothing(client, kpi, typed, server):
    make.measurement(kpi, TODAY - timedelta(days=1), "2400")

    answer = forms.fill(client, form_of(kpi), **typed, **{"try": "1"})
    shown = answer.content.decode()

    assert answer.status_code == 200
    assert "This would be kept" in shown
    assert "2.5 s" in shown
    assert len(server.asked) == 1
    assert Connector.objects.count() == 0
    assert Measurement.objects.count() == 1


def test_trying_shows_every_day_that_would_be_kept(client, kpi, typed, server):
    today = timezone.localdate()
    rows = "".join(f"{today - timedelta(days=back)},{back}\n" for back in range(12))
    server.say("/x", f"day,n\n{rows}")

    answer = forms.fill(
        client, form_of(kpi), **typed | {"kind": "csv", "query": "n", "date_at": "day", "try": "1"}
    )

    assert answer.context["tried"].values[0][1] == "0 s"
    assert len(answer.context["tried"].values) == 10
    assert answer.context["tried"].more == "and 2 earlier ones"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"query": "$.text"}, None),
        ({"query": "$.gone"}, "query"),
        ({"query": "$["}, "query"),
        ({"address": "ftp://x"}, "address"),
        ({"address": ""}, "address"),
        ({"way_in": "bearer"}, "typed"),
        ({"days_back": "400"}, "days_back"),
    ],
)
def test_what_cannot_be_tried_comes_back_with_its_reason(client, kpi, typed, changed, field):
    answer = forms.fill(client, form_of(kpi), **typed | changed | {"try": "1"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field or "__all__"}
    assert forms.read(answer)["every"] == ["hour"]


@pytest.mark.trust("C20")
@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "localhost", "[::ffff:127.0.0.1]"])
def test_neither_form_nor_schedule_asks_an_inner_address(
    client, kpi, server, typed, settings, host
):
    settings.OUTBOUND_ALLOWED = []
    inner = typed | {"address": f"http://{host}:{server.port}/x"}

    tried = forms.fill(client, form_of(kpi), **inner, **{"try": "1"})
    forms.fill(client, form_of(kpi), **inner)
    row = Connector.objects.get(kpi=kpi)
    tasks.read_source(turn(row.pk, row.next_due_at))

    row.refresh_from_db()
    assert set(tried.context["form"].errors) == {"address"}
    assert row.failures == 1
    assert server.asked == []


@pytest.mark.trust("C25")
def test_trying_takes_a_whole_second_whatever_is_there(client, kpi, typed, monkeypatch):
    moments, rests = iter([10.0, 10.3, 20.0, 21.25]), []
    monkeypatch.setattr(trying, "monotonic", lambda: next(moments))
    monkeypatch.setattr(trying, "sleep", rests.append)

    for address in ("http://10.0.0.1/", "http://192.168.0.1/"):
        forms.fill(client, form_of(kpi), **typed | {"address": address, "try": "1"})

    assert [round(one, 6) for one in rests] == [0.7, 0.75]


@pytest.mark.trust("A14")
@pytest.mark.trust("A10")
@pytest.mark.trust("K04")
def test_a_secret_is_on_no_page_in_no_log_and_in_no_mail(
    client, kpi, typed, server, signed_in, caplog
):
    caplog.set_level(logging.DEBUG)
    said = typed | {"way_in": "bearer", "typed": CANARY}
    pages = [forms.fill(client, form_of(kpi), **said, **{"try": "1"})]
    pages.append(client.post(form_of(kpi), forms.read(pages[0])))
    row = Connector.objects.get(kpi=kpi)
    server.say("/x", f'{{"n": "{CANARY}"}}')
    at = row.next_due_at
    for _ in range(3):
        tasks.read_source(turn(row.pk, at))
        row.refresh_from_db()
        at = row.next_due_at
    tasks.send_outage(turn(row.pk, at))
    admin = signed_in(make.user(role="admin"))
    for person in (client, admin):
        pages += [
            person.get(form_of(kpi)),
            person.get(form_of(kpi) + "?only=typed"),
            forms.fill(person, form_of(kpi), **typed | {"way_in": "bearer", "query": "$["}),
            person.get(reverse("kpis:source-remove", args=[kpi.pk])),
            person.get(reverse("stories:kpi-page", args=[kpi.pk])),
            person.get(reverse("stories:kpi-history", args=[kpi.pk])),
            person.get(reverse("reports:export-workbook")),
        ]
    pages += [
        admin.get("/" + one.route)
        for one in admin_addresses()
        if "<" not in one.route and "^" not in one.route and "(" not in one.route
    ]
    bodies = [b"".join(one.streaming_content) if one.streaming else one.content for one in pages]

    assert server.asked[-1][1]["Authorization"] == f"Bearer {CANARY}"
    assert row.failures == 3
    assert not [one for one in bodies if CANARY.encode() in one or row.secret.encode() in one]
    assert CANARY not in caplog.text
    assert CANARY not in str([one.message() for one in mail.outbox])
    assert CANARY not in str(list(AuditEvent.objects.values()))


def test_a_secret_that_was_typed_to_try_need_not_be_typed_to_save(client, kpi, typed, server):
    said = typed | {"way_in": "bearer", "typed": CANARY}
    tried = forms.fill(client, form_of(kpi), **said, **{"try": "1"})

    saved = client.post(form_of(kpi), forms.read(tried))

    assert forms.read(tried)["typed"] == [""]
    assert saved.status_code == 302
    assert Connector.objects.get(kpi=kpi).secret


def test_a_kept_secret_stays_where_nothing_is_typed(client, kpi, typed, server):
    forms.fill(client, form_of(kpi), **typed, way_in="bearer", typed=CANARY)

    forms.fill(client, form_of(kpi), query="$.text")
    tried = forms.fill(client, form_of(kpi), query="$.n", **{"try": "1"})

    assert tried.status_code == 200
    assert server.asked[0][1]["Authorization"] == f"Bearer {CANARY}"
    elsewhere = forms.fill(client, form_of(kpi), address="https://other.example/", **{"try": "1"})
    assert set(elsewhere.context["form"].errors) == {"typed"}


def test_a_key_in_the_address_is_dots_and_kept_while_it_is_left_alone(client, kpi, typed, server):
    address = f"{server.address}/x?page=2&api_key={CANARY}"
    forms.fill(client, form_of(kpi), **typed | {"address": address})
    page = client.get(form_of(kpi)).content.decode()

    forms.fill(client, form_of(kpi), query="$.n ")
    tried = forms.fill(client, form_of(kpi), **{"try": "1"})
    elsewhere = forms.fill(client, form_of(kpi), address=f"https://other.example/?api_key={DOTS}")
    another = forms.fill(client, form_of(kpi), address=f"{server.address}/x?my_token={DOTS}")

    assert tried.context["form"].errors == {}
    assert f"?page=2&amp;api_key={DOTS}" in page
    for shown in (page, tried.content.decode(), elsewhere.content.decode()):
        assert CANARY not in shown
    assert tried.status_code == 200
    assert server.asked[-1][0] == f"/x?page=2&api_key={CANARY}"
    assert set(elsewhere.context["form"].errors) == {"address"}
    assert set(another.context["form"].errors) == {"address"}
    assert Connector.objects.get(kpi=kpi).address == address
    forms.fill(client, form_of(kpi), address=f"{server.address}/x?page=2&api_key=new")
    told = AuditEvent.objects.filter(verb="set_source")
    assert CANARY not in str([(one.before, one.after) for one in told])
    assert told.latest("pk").after == {"key": "given anew"}


def test_of_two_forms_the_second_is_told_that_the_first_was_saved(client, kpi, typed):
    early = forms.read(client.get(form_of(kpi)))
    forms.fill(client, form_of(kpi), **typed)

    late = client.post(form_of(kpi), early | typed | {"query": "$.text"})

    assert late.status_code == 409
    assert Connector.objects.get(kpi=kpi).query == "$.n"
    assert client.post(form_of(kpi), forms.read(late)).status_code == 302


def test_a_source_is_removed_and_read_at_once_by_a_button(client, kpi, typed):
    forms.fill(client, form_of(kpi), **typed)
    Connector.objects.update(next_due_at=timezone.now() + timedelta(days=1))

    read = client.post(reverse("kpis:source-read", args=[kpi.pk]))
    assert read["Location"] == form_of(kpi)
    assert Connector.objects.get(kpi=kpi).next_due_at <= timezone.now()

    forms.fill(client, reverse("kpis:source-remove", args=[kpi.pk]))
    assert Connector.objects.count() == 0
    assert client.get(reverse("kpis:source-remove", args=[kpi.pk])).status_code == 404


def test_the_history_says_in_words_what_became_of_the_source(client, kpi, typed):
    read = reverse("kpis:source-read", args=[kpi.pk])
    for changed in (typed, {"query": "$.text"}, {"is_on": ""}):
        forms.fill(client, form_of(kpi), **changed)
        answer = client.post(read)
    assert forms.told(answer)[-1] == "There is no source to be read for this KPI now."
    forms.fill(client, reverse("kpis:source-remove", args=[kpi.pk]))

    page = client.get(reverse("stories:kpi-history", args=[kpi.pk]))

    assert [one.text for one in page.context["page"].entries] == [
        "Read from no source any more",
        "Its source was switched off",
        "Where it is read from was changed",
        "Read from a source by itself",
    ]


def test_who_may_not_change_a_kpi_learns_nothing_of_its_source(signed_in, kpi):
    make.connector(kpi)
    viewer = signed_in(make.user())

    shown = viewer.get(reverse("stories:kpi-page", args=[kpi.pk])).content.decode()

    assert "Every hour, from JSON over HTTP" in shown
    assert "load.json" not in shown
    assert form_of(kpi) not in shown


def test_an_old_value_is_said_to_be_old(client, kpi, typed, server):
    row = make.connector(kpi, **typed)
    tasks.read_source(turn(row.pk))
    server.say("/x", "", 500)
    tasks.read_source(turn(row.pk, NOW + timedelta(hours=1)))

    page = client.get(reverse("stories:kpi-page", args=[kpi.pk])).content.decode()
    readings = client.get(form_of(kpi)).content.decode()

    assert "its source cannot be read since 21 November 2026, 10:30" in page
    assert "2.50 s" in page
    assert "The address answered with an error (500). It was last read on" in readings
    assert "Failed" in readings
    assert "2.5 s of 21 November 2026" in readings


def test_the_schedule_reads_what_is_due_and_tells_once(kpi, typed, server):
    row = make.connector(kpi, **typed)

    assert tasks.find_due_sources(turn()) == "1 sources to read"
    assert tasks.read_source(turn(row.pk)) == "recorded"
    assert tasks.read_source(turn(row.pk)) == "read already, or not due any more"
    assert tasks.find_due_sources(turn()) == "0 sources to read"
    assert Kpi.objects.get(pk=kpi.pk).state.latest == Decimal("2.5")

    server.say("/x", "", 500)
    at = NOW
    for _ in range(3):
        row.refresh_from_db()
        at = row.next_due_at
        assert tasks.read_source(turn(row.pk, at)) == "failed"
    assert tasks.tell_of_outages(turn(at=at)) == "1 sources to tell of"
    assert tasks.send_outage(turn(row.pk, at)) == "told"
    assert tasks.send_outage(turn(row.pk, at)) == "told already, or nobody to tell"
    assert tasks.tell_of_outages(turn(at=at)) == "0 sources to tell of"
    assert [(one.subject, one.to) for one in mail.outbox] == [
        ("No new values: Load time", ["lead@example.com"])
    ]
    assert "answered with an error (500)" in mail.outbox[0].body


def test_a_mail_that_fails_is_sent_later(kpi, monkeypatch):
    since = {"failures": 3, "failing_since": NOW, "problem": "It is gone."}
    row = make.connector(kpi, **since)

    def down(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", down)
    with pytest.raises(ConnectionRefusedError):
        tasks.send_outage(turn(row.pk))

    row.refresh_from_db()
    assert row.told_at is None
