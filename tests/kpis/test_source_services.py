"""Setting sources up, reading them when they are due, and what happens when they fail."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEvent
from kpis.models import Connector, HeldValue, Kpi, Measurement, Pull
from kpis.services import (
    answer_held,
    correct_measurement,
    pull,
    read_soon,
    record_measurements,
    remove_connector,
    set_connector,
    withdraw_measurement,
)
from kpis.services.connectors import held_secret, secret_for, secret_of
from kpis.services.measurements import Reading
from kpis.services.pulling import (
    KEPT_PULLS,
    due_connectors,
    keep_reading,
    outages,
    rest_after,
    take_connector,
    take_outage,
)
from kpis.sources.values import Found, Read
from tests import listening, make
from tests.conftest import NOW, TODAY
from tests.refusing import refusal

pytestmark = pytest.mark.django_db
CANARY = "canary-secret-4711"
HOUR = timedelta(hours=1)


@pytest.fixture
def server(server):
    server.say("/x", '{"n": 2.5}')
    return server


@pytest.fixture
def lead():
    return make.user(role="tech_lead")


@pytest.fixture
def kpi(lead):
    return make.kpi("Load time", owner=lead)


def facts(server, **more):
    usual = {"kind": "json", "address": f"{server.address}/x", "query": "$.n", "every": "hour"}
    return usual | more


@pytest.fixture
def connector(server, kpi, lead):
    return set_connector(kpi=kpi, facts=facts(server), secret="", version=0, by=lead, at=NOW)


def values(kpi):
    rows = Measurement.objects.filter(kpi=kpi).order_by("observed_on", "version")
    return [(one.observed_on, one.value, one.source) for one in rows]


def fail(connector, times, at=NOW):
    """Let a source fail so often, each time when it is due; return when it is due next."""
    Connector.objects.filter(pk=connector.pk).update(address="http://127.0.0.1:9/none")
    for _ in range(times):
        pull(pk=connector.pk, at=at)
        at = Connector.objects.get(pk=connector.pk).next_due_at
    return at


def test_a_source_is_read_when_it_is_due_and_then_rests(server, kpi, connector):
    done = pull(pk=connector.pk, at=NOW)

    connector.refresh_from_db()
    assert values(kpi) == [(TODAY, Decimal("2.5"), "connector")]
    assert (done.outcome, done.value, done.observed_on) == ("recorded", Decimal("2.5"), TODAY)
    assert (connector.read_at, connector.next_due_at) == (NOW, NOW + HOUR)
    assert Kpi.objects.get(pk=kpi.pk).state.latest == Decimal("2.5")
    assert pull(pk=connector.pk, at=NOW + HOUR - timedelta(seconds=1)) is None
    assert len(server.asked) == 1


def test_what_a_source_says_later_on_the_same_day_takes_the_place(server, kpi, connector):
    pull(pk=connector.pk, at=NOW)
    server.say("/x", '{"n": 3}')
    done = pull(pk=connector.pk, at=NOW + HOUR)
    again = pull(pk=connector.pk, at=NOW + 2 * HOUR)

    assert (done.outcome, again.outcome) == ("recorded", "known")
    assert [value for _, value, _ in values(kpi)] == [Decimal("2.5"), Decimal(3)]


def test_what_a_person_gave_corrected_or_took_back_stays(server, kpi, connector, lead):
    record_measurements(kpi=kpi, values=[Reading(TODAY, Decimal(9))], by=lead, at=NOW)
    given = pull(pk=connector.pk, at=NOW)
    tomorrow = NOW + timedelta(days=1)
    pull(pk=connector.pk, at=tomorrow)
    read = Measurement.objects.get(kpi=kpi, observed_on=TODAY + timedelta(days=1))
    correct_measurement(measurement=read, value=Decimal(7), reason="Wrong", by=lead, at=tomorrow)
    corrected = pull(pk=connector.pk, at=tomorrow + HOUR)
    now = Measurement.objects.current().get(kpi=kpi, observed_on=TODAY + timedelta(days=1))
    withdraw_measurement(measurement=now, reason="No", by=lead, at=tomorrow + HOUR)
    withdrawn = pull(pk=connector.pk, at=tomorrow + 2 * HOUR)

    assert [one.outcome for one in (given, corrected, withdrawn)] == ["left", "left", "left"]
    assert [value for _, value, _ in values(kpi)] == [9, Decimal("2.5"), 7, None]


def test_two_readers_read_once(server, kpi, connector):
    taken = take_connector(pk=connector.pk, at=NOW)

    assert take_connector(pk=connector.pk, at=NOW) is None
    assert pull(pk=connector.pk, at=NOW) is None
    assert taken.row.pk == connector.pk
    assert server.asked == []


def test_a_source_whose_reader_died_is_due_again(connector):
    take_connector(pk=connector.pk, at=NOW)

    assert due_connectors(NOW + timedelta(minutes=4)) == []
    assert due_connectors(NOW + timedelta(minutes=5)) == [connector.pk]


def test_what_was_set_up_anew_meanwhile_keeps_nothing_of_before(server, kpi, connector, lead):
    taken = take_connector(pk=connector.pk, at=NOW)
    set_connector(kpi=kpi, facts=facts(server, query="$.m"), secret="", version=1, by=lead, at=NOW)

    said = Read((Found(TODAY, Decimal(1)),), "1")
    assert keep_reading(taken=taken, said=said, at=NOW) is None
    assert values(kpi) == []


@pytest.mark.parametrize("status", ["paused", "retired"])
def test_a_kpi_that_is_not_measured_now_is_not_read(connector, status):
    Kpi.objects.update(status=status)

    assert due_connectors(NOW) == []


def test_one_that_is_switched_off_is_not_read(server, kpi, connector, lead):
    off = facts(server, is_on=False)
    set_connector(kpi=kpi, facts=off, secret="", version=1, by=lead, at=NOW)

    assert due_connectors(NOW) == []
    assert refusal(read_soon, kpi=kpi, by=lead, at=NOW).code == "gone"


@pytest.mark.trust("C28")
@pytest.mark.parametrize(
    ("body", "status"),
    [("{}", 200), ("NaN", 200), ("", 500), ('{"n": "ten"}', 200), ("x" * 2_000_000, 200)],
)
def test_a_source_that_fails_keeps_the_last_good_value_and_is_marked(
    server, kpi, connector, body, status
):
    pull(pk=connector.pk, at=NOW)
    server.say("/x", body, status)
    done = pull(pk=connector.pk, at=NOW + HOUR)

    connector.refresh_from_db()
    assert values(kpi) == [(TODAY, Decimal("2.5"), "connector")]
    assert (done.outcome, done.sentence) == ("failed", connector.problem)
    assert (connector.failures, connector.failing_since) == (1, NOW + HOUR)
    assert connector.read_at == NOW
    assert connector.problem


def test_a_failing_source_is_asked_less_and_less_often():
    minutes = [rest_after(failures, HOUR).total_seconds() / 60 for failures in range(1, 12)]

    assert minutes == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]
    assert rest_after(500, timedelta(days=7)) == timedelta(days=7)


def test_one_that_can_be_read_again_is_as_before(server, kpi, connector):
    later = fail(connector, 4)
    take_outage(pk=connector.pk, at=later)
    Connector.objects.update(address=f"{server.address}/x")
    pull(pk=connector.pk, at=later)

    connector.refresh_from_db()
    assert (connector.failures, connector.failing_since, connector.problem) == (0, None, "")
    assert connector.told_at is None


def test_the_owner_is_told_once_of_each_outage(server, connector, lead):
    early = fail(connector, 2)
    assert outages(early) == []

    later = fail(connector, 1, early)
    assert outages(later) == [connector.pk]
    row, owner = take_outage(pk=connector.pk, at=later)
    assert (row.pk, owner) == (connector.pk, lead)
    assert take_outage(pk=connector.pk, at=later) is None
    fail(connector, 3, later)
    assert outages(later) == []


def test_nobody_is_told_of_what_they_may_not_know(connector, kpi):
    hidden = make.objective(confidential=True)
    Kpi.objects.filter(pk=kpi.pk).update(outcome_of=hidden, perspective="joint")
    later = fail(connector, 3)

    assert take_outage(pk=connector.pk, at=later) is None


def test_only_the_newest_readings_are_kept(connector):
    for number in range(KEPT_PULLS + 3):
        make.pull(connector, NOW - timedelta(days=number + 1))

    pull(pk=connector.pk, at=NOW)

    assert Pull.objects.count() == KEPT_PULLS
    assert Pull.objects.order_by("-at")[0].at == NOW


@pytest.mark.trust("A14")
def test_a_secret_is_kept_encrypted_and_for_this_kpi_only(server, kpi, lead):
    said = facts(server, way_in="bearer")
    row = set_connector(kpi=kpi, facts=said, secret=CANARY, version=0, by=lead, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_json(t)::text FROM kpis_connector t")
        stored = cursor.fetchone()[0]

    pull(pk=row.pk, at=NOW)

    assert CANARY not in stored
    assert server.asked[0][1]["Authorization"] == f"Bearer {CANARY}"
    assert CANARY not in str(list(AuditEvent.objects.values_list("before", "after")))
    other = make.connector(make.kpi(), secret=row.secret, address=row.address)
    assert refusal(secret_of, row=other).code == "unreadable_secret"


@pytest.mark.trust("A14")
def test_a_secret_is_told_to_no_other_place(server, kpi, lead):
    said = facts(server, way_in="bearer")
    row = set_connector(kpi=kpi, facts=said, secret=CANARY, version=0, by=lead, at=NOW)

    assert secret_for(kpi, said | {"address": f"{server.address}/y"}, "", "", lead) == CANARY
    with listening.http_server() as other:
        elsewhere = said | {"address": other.address}
        error = refusal(lambda: secret_for(kpi, elsewhere, "", "", lead))
        assert set(error.facts["fields"]) == {"secret"}
        Connector.objects.filter(pk=row.pk).update(address=other.address)
        assert pull(pk=row.pk, at=NOW).outcome == "failed"
        assert other.asked == []


@pytest.mark.trust("A14")
def test_a_secret_that_waits_in_a_form_is_one_persons_for_one_place(server, kpi, lead):
    said = facts(server, way_in="bearer")
    held = held_secret(kpi, said, CANARY, lead)

    assert CANARY not in held
    assert secret_for(kpi, said, "", held, lead) == CANARY
    for kept_for in (
        (make.kpi(), said, lead),
        (kpi, said | {"address": "https://other.example/"}, lead),
        (kpi, said, make.user()),
    ):
        thing, where, by = kept_for
        assert (
            "secret"
            in refusal(secret_for, kpi=thing, facts=where, typed="", held=held, by=by).facts[
                "fields"
            ]
        )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"way_in": "bearer"}, "secret"),
        ({"kind": "sql", "address": "postgresql://a@b/c", "query": "select 1"}, "secret"),
        ({"query": "n"}, "query"),
        ({"address": "file:///etc/passwd"}, "address"),
        ({"days_back": 7}, "days_back"),
        ({"every": "second"}, "every"),
        ({"kind": "ftp"}, "kind"),
    ],
)
def test_what_cannot_be_set_up_is_refused_beside_its_field(server, kpi, lead, changed, field):
    said = facts(server, **changed)

    error = refusal(set_connector, kpi=kpi, facts=said, secret="", version=0, by=lead, at=NOW)

    assert set(error.facts["fields"]) == {field}
    assert Connector.objects.count() == 0


def test_a_name_is_needed_where_the_way_in_has_one(server, kpi, lead):
    said = facts(server, way_in="basic")

    error = refusal(set_connector, kpi=kpi, facts=said, secret=CANARY, version=0, by=lead, at=NOW)

    assert set(error.facts["fields"]) == {"way_in_name"}


@pytest.mark.trust("E11")
def test_the_same_set_up_twice_changes_nothing(server, kpi, lead):
    said = facts(server, way_in="bearer")
    for _ in range(2):
        row = set_connector(kpi=kpi, facts=said, secret=CANARY, version=0, by=lead, at=NOW)

    assert row.version == 1
    assert AuditEvent.objects.filter(verb="set_source").count() == 1
    other = refusal(set_connector, kpi=kpi, facts=said, secret="x", version=0, by=lead, at=NOW)
    assert other.code == "stale"


def test_of_two_who_set_it_up_the_second_is_told(server, kpi, connector, lead):
    said = facts(server, query="$.other")

    error = refusal(set_connector, kpi=kpi, facts=said, secret="", version=0, by=lead, at=NOW)

    assert error.code == "stale"


def test_a_source_that_needs_no_secret_any_more_forgets_it(server, kpi, lead):
    said = facts(server, way_in="bearer")
    set_connector(kpi=kpi, facts=said, secret=CANARY, version=0, by=lead, at=NOW)
    row = set_connector(kpi=kpi, facts=said | {"way_in": ""}, secret="", version=1, by=lead, at=NOW)

    assert row.secret == ""


def test_a_source_that_is_removed_leaves_its_values(server, kpi, connector, lead):
    pull(pk=connector.pk, at=NOW)
    remove_connector(kpi=kpi, by=lead, at=NOW)

    assert len(values(kpi)) == 1
    assert Connector.objects.count() == 0
    assert refusal(remove_connector, kpi=kpi, by=lead, at=NOW).code == "gone"
    verbs = list(AuditEvent.objects.filter(kind="kpi").values_list("verb", flat=True))
    assert {"set_source", "remove_source"} <= set(verbs)


def test_one_can_have_it_read_at_once(connector, kpi, lead):
    later = fail(connector, 5)
    read_soon(kpi=kpi, by=lead, at=NOW + timedelta(minutes=1))

    assert later > NOW + HOUR
    assert due_connectors(NOW + timedelta(minutes=1)) == [connector.pk]


@pytest.mark.trust("I06")
def test_keys_are_changed_without_losing_a_secret(server, kpi, lead, settings):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.FIELD_KEYS = [old]
    said = facts(server, way_in="bearer")
    row = set_connector(kpi=kpi, facts=said, secret=CANARY, version=0, by=lead, at=NOW)

    settings.FIELD_KEYS = [new, old]
    told = StringIO()
    call_command("rotate_secrets", stdout=told)
    settings.FIELD_KEYS = [new]

    row.refresh_from_db()
    assert "1" in told.getvalue()
    assert secret_of(row) == CANARY
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="No key"):
        call_command("rotate_secrets", stdout=told)
    assert pull(pk=row.pk, at=NOW).outcome == "failed"
    assert server.asked == []


@pytest.mark.trust("D01")
def test_a_failing_source_without_a_reason_is_refused_by_the_database(connector):
    with pytest.raises(IntegrityError), transaction.atomic():
        Connector.objects.update(failures=1)


def test_the_same_readings_in_any_order_of_readers_give_the_same_state(server, kpi, connector):
    moments = [
        datetime(2026, 11, 21, 23, 30, tzinfo=UTC),
        datetime(2026, 11, 22, 0, 30, tzinfo=UTC),
    ]
    for at in moments:
        pull(pk=connector.pk, at=at)

    assert [on for on, _, _ in values(kpi)] == [TODAY, TODAY + timedelta(days=1)]


def held(kpi):
    rows = HeldValue.objects.filter(connector__kpi=kpi).order_by("observed_on")
    return [(one.observed_on, one.value, one.left_at is None) for one in rows]


def test_what_can_hardly_be_right_waits_until_somebody_says(server, kpi, connector, lead):
    pull(pk=connector.pk, at=NOW)
    tomorrow, day = NOW + timedelta(days=1), TODAY + timedelta(days=1)
    server.say("/x", '{"n": 2500}')
    first = pull(pk=connector.pk, at=tomorrow)
    again = pull(pk=connector.pk, at=tomorrow + HOUR)

    assert (first.outcome, again.outcome) == ("held", "held")
    assert "a thousand times or more the last value" in first.sentence
    assert held(kpi) == [(day, 2500, True)]
    assert values(kpi) == [(TODAY, Decimal("2.5"), "connector")]

    upto = HeldValue.objects.get().pk
    assert answer_held(kpi=kpi, keep=False, upto=upto, by=lead, at=tomorrow) == 1
    assert pull(pk=connector.pk, at=tomorrow + 2 * HOUR).outcome == "left"
    assert held(kpi) == [(day, 2500, False)]

    server.say("/x", '{"n": 2600}')
    pull(pk=connector.pk, at=tomorrow + 3 * HOUR)
    assert answer_held(kpi=kpi, keep=True, upto=upto, by=lead, at=tomorrow) == 0
    upto = HeldValue.objects.get().pk
    assert answer_held(kpi=kpi, keep=True, upto=upto, by=lead, at=tomorrow + 3 * HOUR) == 1
    known = pull(pk=connector.pk, at=tomorrow + 4 * HOUR)
    assert (known.outcome, held(kpi)) == ("known", [])
    assert values(kpi)[-1] == (day, 2600, "connector")


def test_a_value_that_is_right_again_takes_the_place_of_one_that_waits(server, kpi, connector):
    pull(pk=connector.pk, at=NOW)
    server.say("/x", '{"n": -4}')
    pull(pk=connector.pk, at=NOW + timedelta(days=1))
    assert held(kpi) == [(TODAY + timedelta(days=1), -4, True)]

    server.say("/x", '{"n": 4}')
    pull(pk=connector.pk, at=NOW + timedelta(days=1) + HOUR)

    assert held(kpi) == []
    assert values(kpi)[-1][1] == 4


def test_the_owner_is_asked_in_the_check_in_and_on_the_page_of_the_kpi(
    kpi, connector, lead, signed_in
):
    HeldValue.objects.create(
        connector=connector, observed_on=TODAY, value=9000, question="Is it?", held_at=NOW
    )
    client = signed_in(lead)

    for path in ("/check-in/", f"/kpis/{kpi.pk}/"):
        page = client.get(path).content.decode()
        assert "Held back: is this right?" in page
        assert "Is it?" in page
    reader = signed_in(make.user(role="viewer")).get(f"/kpis/{kpi.pk}/")
    assert "Held back" not in reader.content.decode()
    upto = HeldValue.objects.get().pk
    sent = {"answer": "keep", "upto": upto}
    answer = client.post(f"/kpis/{kpi.pk}/held/?next=/check-in/", sent, follow=True)

    assert "Kept: it counts now." in answer.content.decode()
    assert "Held back" not in answer.content.decode()
    assert values(kpi) == [(TODAY, 9000, "connector")]
