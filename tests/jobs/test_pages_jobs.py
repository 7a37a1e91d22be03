"""The page of jobs, for admins: last run, next run, how long, what failed and why, run now."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from redis.exceptions import ResponseError

from accounts.models import AuditEvent
from jobs.declaring import declared
from jobs.models import Pulse, Run
from jobs.pages import jobs_page, lasted
from jobs.pulses import hear
from tests import make
from tests.conftest import NOW
from tests.jobs.turns import parked_run, run_of

pytestmark = pytest.mark.django_db
SNAPSHOTS = "reports.take_snapshots"
SECOND = timedelta(seconds=1)


@pytest.fixture
def admin():
    return make.user(role="admin", time_zone="Europe/Berlin")


@pytest.fixture
def client(admin, signed_in):
    with time_machine.travel(NOW, tick=False):
        yield signed_in(admin)


def row(admin, key=SNAPSHOTS):
    page = jobs_page(admin, NOW)
    title = declared[key].title
    return next(one for one in (*page.scheduled, *page.requested) if one.title == title)


def test_every_job_stands_on_the_page_with_its_next_run(admin):
    page = jobs_page(admin, NOW)

    shown = {one.title for one in (*page.scheduled, *page.requested)}
    assert shown == {job.title for job in declared.values()}
    assert row(admin).next == "22 Nov 2026, 04:07:00"
    assert (row(admin).when, row(admin).tag) == ("Every day at 03:07", "Not run yet")


def test_a_job_that_was_done_says_when_how_long_and_what(admin):
    ended = {"state": "done", "started_at": NOW, "ended_at": NOW + 90 * SECOND, "attempts": 1}
    run_of(SNAPSHOTS, said="12 snapshots taken", **ended)

    shown = row(admin)

    assert (shown.kind, shown.tag, shown.took) == ("sound", "Done", "1 min")
    assert (shown.last, shown.said) == ("21 Nov 2026, 10:31:30", "12 snapshots taken")


def test_a_job_that_failed_says_why_and_when_it_is_tried_again(admin):
    run_of(SNAPSHOTS, attempts=2, last_error="OSError: away", ready_at=NOW + 60 * SECOND)

    shown = row(admin)

    assert (shown.kind, shown.tag, shown.why) == ("risk", "Failed 2 of 3 times", "OSError: away")
    assert shown.next == "Tried again 21 Nov 2026, 10:31:00"


def test_a_job_at_work_says_since_when(admin):
    run_of(SNAPSHOTS, state="running", attempts=1, started_at=NOW, lease_until=NOW + SECOND)

    assert row(admin).next == "At work since 21 Nov 2026, 10:30:00"


def test_what_waits_is_counted_with_the_age_of_the_oldest(admin):
    run_of("stories.send_reminder", unit="1", ready_at=NOW - 125 * SECOND)
    run_of("stories.send_reminder", unit="2", ready_at=NOW)

    fact = jobs_page(admin, NOW).facts[-1]

    assert (fact.text, fact.small) == ("2", "the oldest for 2 min")
    assert row(admin, "stories.send_reminder").next == "2 waiting"


def test_what_was_given_up_is_listed_until_a_later_run_does_it(admin):
    parked_run(SNAPSHOTS)
    assert [one.why for one in jobs_page(admin, NOW).parked] == ["The source did not answer."]
    assert row(admin).tag == "Given up"

    run_of(SNAPSHOTS, due_at=NOW + SECOND, state="done", attempts=1, ended_at=NOW)

    assert jobs_page(admin, NOW).parked == ()


def test_an_admin_lets_a_job_run_now_and_the_audit_says_so(client, admin):
    answer = client.post("/jobs/run/", {"job": SNAPSHOTS}, follow=True)

    (run,) = Run.objects.all()
    assert (run.job, run.state, run.due_at, run.asked_by) == (SNAPSHOTS, "waiting", NOW, admin)
    assert "begins as soon as a worker is free" in answer.content.decode()
    assert AuditEvent.objects.get(kind="run").verb == "run"


def test_a_job_that_waits_to_be_tried_again_runs_at_once_and_not_twice(client):
    run_of(SNAPSHOTS, attempts=2, ready_at=NOW + 60 * SECOND)

    client.post("/jobs/run/", {"job": SNAPSHOTS})

    assert Run.objects.get().ready_at == NOW


@pytest.mark.parametrize(
    ("job", "sentence"),
    [(SNAPSHOTS, "at work already"), ("stories.send_reminder", "when somebody asks for it")],
)
def test_a_job_that_cannot_run_now_says_why(client, job, sentence):
    run_of(job, state="running", attempts=1, started_at=NOW, lease_until=NOW + SECOND)

    answer = client.post("/jobs/run/", {"job": job}, follow=True)

    assert sentence in answer.content.decode()
    assert Run.objects.count() == 1


def test_what_was_given_up_is_tried_again_when_an_admin_says_so(client):
    run = parked_run()

    client.post("/jobs/run-again/", {"run": run.pk})

    run.refresh_from_db()
    assert (run.state, run.attempts, run.ended_at) == ("waiting", 0, None)
    assert AuditEvent.objects.get(kind="run").verb == "try again"


def test_what_is_done_is_not_tried_again(client):
    run = run_of(state="done", attempts=1, ended_at=NOW)

    client.post("/jobs/run-again/", {"run": run.pk})

    run.refresh_from_db()
    assert run.state == "done"


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 30, "٣"])
def test_a_run_that_is_none_leads_nowhere(client, number):
    assert client.post("/jobs/run-again/", {"run": number}).status_code == 404


@pytest.mark.trust("H06")
def test_the_page_asks_the_database_as_often_for_many_runs(admin, assert_constant_queries):
    def grow():
        for number in range(8):
            parked_run("stories.send_reminder", unit=str(number))
            run_of("stories.send_comments", unit=str(number))
            run_of(SNAPSHOTS, due_at=NOW + number * SECOND, state="done", ended_at=NOW)

    run_of("stories.tell_of_comments", state="done", ended_at=NOW)
    assert_constant_queries(lambda: jobs_page(admin, NOW), grow)


def test_a_secret_in_an_address_is_not_shown(client):
    parked_run(why="OSError: cannot reach …")

    assert "cannot reach …" in client.get("/jobs/").content.decode()


@pytest.mark.trust("F16")
@pytest.mark.parametrize(
    ("kind", "sentence"), [("beat", "the clock of jobs"), ("worker", "every worker")]
)
def test_health_is_red_once_a_process_is_silent_for_two_minutes(kind, sentence):
    for one in Pulse.Kind.values:
        hear(one, at=NOW)
    other = next(one for one in Pulse.Kind.values if one != kind)

    with time_machine.travel(NOW + 119 * SECOND, tick=False):
        assert Client().get("/health/").content == b"well"
    hear(other, at=NOW + 119 * SECOND)
    with time_machine.travel(NOW + 120 * SECOND, tick=False):
        answer = Client().get("/health/")

    assert answer.status_code == 503
    assert sentence in answer.content.decode()


@pytest.mark.trust("F16")
def test_several_workers_are_silent_only_together(client):
    hear("beat", at=NOW)
    hear("worker", at=NOW - 3600 * SECOND, name="gone")
    assert "every worker" in client.get("/jobs/").content.decode()

    hear("worker", at=NOW, name="here")

    assert Client().get("/health/").status_code == 200


def test_health_names_a_broker_that_does_not_answer(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert "The broker does not answer" in Client().get("/health/").content.decode()


@pytest.mark.trust("G05")
@pytest.mark.parametrize(("policy", "named"), [("allkeys-lru", True), ("noeviction", False)])
def test_health_names_a_broker_that_throws_messages_away(monkeypatch, policy, named):
    monkeypatch.setattr("redis.Redis.config_get", lambda *_: {"maxmemory-policy": policy})

    assert ("set it to noeviction" in Client().get("/health/").content.decode()) == named


def test_health_says_nothing_of_a_broker_that_does_not_tell(monkeypatch):
    def refuse(*_):
        raise ResponseError("unknown command")

    monkeypatch.setattr("redis.Redis.config_get", refuse)

    assert "noeviction" not in Client().get("/health/").content.decode()


def test_health_names_a_database_that_is_not_ready(monkeypatch):
    monkeypatch.setattr("jobs.health.tables_are_current", lambda: False)

    assert Client().get("/health/").content == (
        b"The database does not answer, or a migration waits."
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0.0 s"), (0.31, "0.3 s"), (42, "42 s"), (125, "2 min"), (11_400, "3 h 10 min")],
)
def test_a_length_of_time_is_told_in_words(seconds, words):
    assert lasted(timedelta(seconds=seconds)) == words
