"""Beat's tick: what is due goes into the queue once, whatever beat, broker and pages do."""

from contextlib import suppress
from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings as configured
from django.db import connection, transaction

from alignment import celery_app
from jobs import beat, carrying, ticking
from jobs.cadences import Every
from jobs.declaring import Job, declared, key_of
from jobs.ledger import LOST_AFTER, ask_for
from jobs.models import Pulse, Run
from jobs.tasks import clear_the_ledger, do_run
from jobs.ticking import MOST_QUEUED, Ticked, tick
from jobs.working import work_on
from tests.conftest import NOW
from tests.jobs.turns import parked_run, run_of, turn

SECOND = timedelta(seconds=1)


@pytest.fixture
def every_minute(monkeypatch):
    """Let there be one job, due every minute."""
    job = Job("tests.minute", "Minute", "It ticks.", lambda _: "done", Every(1), False, 60)
    for module in ("jobs.ticking", "jobs.working", "jobs.carrying"):
        monkeypatch.setattr(f"{module}.declared", {job.key: job})
    return job


@pytest.fixture
def queue(monkeypatch):
    """Let the queue be one of this test's own, in the real broker; return what lies in it."""
    app = Celery("tests", broker=configured.CELERY_BROKER_URL, set_as_current=False)
    app.conf.task_default_queue = f"tests-{uuid4()}"
    app.conf.broker_transport_options = configured.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(carrying, "current_app", app)

    def messages() -> list[list[int]]:
        with app.connection_for_read() as broker:
            box = broker.SimpleQueue(app.conf.task_default_queue, no_ack=True)
            found = []
            with suppress(box.Empty):
                while True:
                    found.append(box.get(block=False).payload[0])
            return found

    yield messages
    messages()
    app.close()


@pytest.fixture
def no_broker(monkeypatch):
    """Let nobody listen where the broker should be."""
    app = Celery("tests", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.task_publish_retry_policy = configured.CELERY_TASK_PUBLISH_RETRY_POLICY
    monkeypatch.setattr(carrying, "current_app", app)
    yield
    app.close()


@pytest.mark.django_db
def test_what_is_due_is_written_down_and_carried(every_minute, queue):
    assert tick(at=NOW) == Ticked(due=1, carried=1)

    run = Run.objects.get()
    assert queue() == [[run.pk]]
    assert (run.due_at, run.carried_at) == (NOW, NOW)


@pytest.mark.django_db
@pytest.mark.trust("F06")
def test_two_beats_do_the_work_once(every_minute, queue):
    for at in (NOW, NOW + SECOND, NOW + 2 * SECOND):
        assert tick(at=at).due + tick(at=at).due == (1 if at == NOW else 0)

    assert len(queue()) == Run.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.trust("F06")
def test_while_one_beat_asks_the_ledger_another_leaves_it_alone(every_minute, queue):
    answers = []

    def tick_too():
        try:
            answers.append(tick(at=NOW))
        finally:
            connection.close()

    assert ticking._is_our_turn()  # until this test's transaction ends
    other = Thread(target=tick_too)
    other.start()
    other.join()

    assert answers == [Ticked()]
    assert not Run.objects.exists()


@pytest.mark.django_db
@pytest.mark.trust("G03")
def test_what_an_empty_broker_lost_is_carried_again(every_minute, queue):
    tick(at=NOW)
    queue()

    assert tick(at=NOW + SECOND).carried == 0
    assert tick(at=NOW + LOST_AFTER + SECOND).carried == 1
    assert queue() == [[Run.objects.get().pk]]


@pytest.mark.django_db
@pytest.mark.trust("F12")
def test_a_long_queue_is_not_made_longer(queue):
    for number in range(MOST_QUEUED + 20):
        run_of("stories.send_reminder", unit=str(number))

    carried = tick(at=NOW).carried
    again = tick(at=NOW + LOST_AFTER + SECOND).carried

    assert (carried, again) == (MOST_QUEUED, 0)


@pytest.mark.django_db
@pytest.mark.trust("G01")
def test_without_a_broker_the_ledger_keeps_what_is_due(every_minute, no_broker):
    assert tick(at=NOW) == Ticked(due=1)
    assert Run.objects.get().carried_at is None


@pytest.mark.django_db
@pytest.mark.trust("F09")
def test_what_could_not_be_carried_is_carried_once_the_broker_is_back(
    every_minute, no_broker, monkeypatch
):
    monkeypatch.setattr(ticking, "queued", lambda: 0)
    assert tick(at=NOW).carried == 0
    sent = []
    monkeypatch.setattr(ticking, "carry", lambda runs: sent.extend(runs) or len(runs))

    assert tick(at=NOW + LOST_AFTER + SECOND).carried == 1
    assert sent == [Run.objects.get()]


def greet(turn):
    """Look for the row that this is about."""
    return "found" if Run.objects.filter(pk=int(turn.unit)).exists() else "missing"


@pytest.fixture
def greeting(monkeypatch):
    job = Job(key_of(greet), "Greet", "It greets.", greet, None, False, 60)
    for module in ("jobs.ledger", "jobs.working", "jobs.ticking"):
        monkeypatch.setattr(f"{module}.declared", {job.key: job})


@pytest.mark.django_db
@pytest.mark.trust("F08")
def test_what_is_rolled_back_is_never_done(greeting, queue):
    with transaction.atomic():
        thing = run_of("tests.thing", state="done", ended_at=NOW)
        ask_for(greet, str(thing.pk), at=NOW)
        transaction.set_rollback(True)

    assert tick(at=NOW).carried == 0
    assert queue() == []


@pytest.mark.django_db
@pytest.mark.trust("F08")
def test_a_job_never_begins_before_its_rows_are_there(greeting, queue):
    seen = []

    def tick_meanwhile():
        try:
            seen.append(tick(at=NOW).carried)
        finally:
            connection.close()

    thing = run_of("tests.thing", state="done", ended_at=NOW)
    asked = ask_for(greet, str(thing.pk), at=NOW)
    other = Thread(target=tick_meanwhile)  # sees what is committed, and this is not
    other.start()
    other.join()
    seen.append(tick(at=NOW).carried)

    assert seen == [0, 1]
    assert work_on(asked.pk, lambda: NOW) == "found"


@pytest.mark.django_db
def test_beat_survives_a_database_that_is_away(monkeypatch, caplog):
    scheduler = beat.LedgerScheduler(app=Celery("tests", set_as_current=False))

    def away():
        raise beat.DatabaseError("gone")

    monkeypatch.setattr(beat, "database_moment", away)
    monkeypatch.setattr(beat.connection, "close", lambda: None)

    assert scheduler.tick() == beat.TICK
    assert "The database does not answer" in caplog.text


@pytest.mark.django_db
def test_beat_says_that_it_lives_now_and_then(monkeypatch):
    scheduler = beat.LedgerScheduler(app=Celery("tests", set_as_current=False))
    moments = iter([NOW, NOW + 2 * SECOND, NOW + 12 * SECOND])
    monkeypatch.setattr(beat, "database_moment", lambda: next(moments))
    monkeypatch.setattr(beat, "tick", lambda **_: Ticked())
    heard = []

    for _ in range(3):
        scheduler.tick()
        heard.append(Pulse.objects.get(kind="beat").heard_at)

    assert heard == [NOW, NOW, NOW + 12 * SECOND]


@pytest.mark.django_db
def test_a_worker_says_that_it_lives(monkeypatch):
    monkeypatch.setattr(beat, "database_moment", lambda: NOW)
    monkeypatch.setattr(beat.connection, "close", lambda: None)

    class Timer:
        def call_repeatedly(self, seconds, say, priority):
            self.said = (seconds, say)
            return self

        def cancel(self):
            self.cancelled = True

    class Worker:
        timer = Timer()

    step = beat.WorkerPulse(Worker)
    step.start(Worker)

    assert Pulse.objects.get(kind="worker").heard_at == NOW
    assert Worker.timer.said[0] == 10
    step.stop(Worker)
    assert Worker.timer.cancelled


@pytest.mark.django_db
def test_a_worker_whose_database_is_away_goes_on(monkeypatch, caplog):
    def away():
        raise beat.DatabaseError("gone")

    monkeypatch.setattr(beat, "database_moment", away)
    monkeypatch.setattr(beat.connection, "close", lambda: None)

    beat.WorkerPulse(object())._say_it()

    assert "The database does not answer" in caplog.text


@pytest.mark.django_db
def test_the_ledger_forgets_what_is_old_but_the_last_of_each_job():
    old = NOW - timedelta(days=8)
    for number in range(3):
        run_of(due_at=old + number * SECOND, state="done", ended_at=old)
    parked_run("tests.other", ended_at=old)
    parked_run("tests.other", due_at=old, ended_at=NOW - timedelta(days=93))
    parked_run("tests.other", due_at=old + SECOND)
    ended = NOW - timedelta(days=3)
    for number in range(2):
        run_of("tests.other", unit=str(number), state="done", ended_at=ended)
    Pulse.objects.create(kind="worker", name="gone", heard_at=old)

    said = clear_the_ledger(turn())

    assert said == "5 old entries cleared"
    assert Run.objects.filter(job="tests.job").count() == 1
    assert clear_the_ledger(turn()) == "0 old entries cleared"


@pytest.mark.django_db
def test_the_queue_brings_a_number_and_the_ledger_says_the_rest():
    assert do_run(10**9) == "done, at work or not due"
    assert "jobs.clear_the_ledger" in declared


def test_the_queue_can_start_nothing_but_runs_of_the_ledger():
    own = [name for name in celery_app.tasks if not name.startswith("celery.")]

    assert own == ["jobs.tasks.do_run"]
