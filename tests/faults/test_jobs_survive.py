"""Jobs survive the death of worker, beat, broker and database: nothing lost, nothing doubled.

Real processes and servers in an installation of their own. A lease is 4 seconds here instead of
60, so that minutes of faults fit into a few.
"""

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from kombu import Connection

from alignment import embedded
from tests.faults.installations import Browser, installation
from tests.waiting import PATIENCE_S, free_address, until

pytestmark = pytest.mark.long
PASSWORD = "correct horse battery staple"
PROFILE = {"name": "Ada", "time_zone": "UTC", "reminder_day": "friday", "reminder_hour": "8"}
OURS = {"task": "jobs.tasks.do_run", "id": "1"}


@pytest.fixture(scope="module")
def house():
    with installation() as house:
        yield house


@pytest.fixture
def running(house):
    """Return the installation with a worker and beat, and nothing left of the tests before."""
    house.afresh("worker", "beat")
    return house


def units(count, seconds=0.0):
    return [f"{number}@{seconds}" for number in range(count)]


def child_of(process):
    """Return a process of a worker's pool."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(listed[-1])


@pytest.mark.trust("F01")
def test_a_worker_killed_at_random_points_loses_and_doubles_nothing(running):
    draw = random.Random(1)
    running.ask("work", *units(60, 0.1))
    for _ in range(5):
        time.sleep(draw.uniform(0.5, 3))
        running.kill("worker")
        running.start("worker")

    running.all_done("work")

    assert running.doubled() == []
    assert running.count("probe_effect") == 60


@pytest.mark.trust("F02")
def test_a_child_of_a_worker_that_is_killed_costs_no_job(running):
    running.ask("work", *units(2, 2))
    until(lambda: running.count("probe_start") == 2, lambda: running.log("worker"))

    os.kill(child_of(running.running["worker"]), signal.SIGKILL)

    running.all_done("work")
    assert running.count("probe_effect") == 2
    assert running.doubled() == []


@pytest.mark.trust("F03")
def test_a_job_that_kills_its_worker_is_tried_three_times_and_the_others_finish(running):
    running.ask("die", "poison")
    running.ask("work", *units(100))

    running.all_done("work")
    until(lambda: running.states("die") == {"parked": 1}, lambda: str(running.states("die")))

    assert running.count("probe_start WHERE unit = 'poison'") == 3
    assert running.count("probe_effect") == 100


@pytest.mark.trust("F04")
def test_a_worker_that_stood_still_and_one_that_took_over_do_it_once(running):
    running.ask("work", "1@3")
    until(lambda: running.count("probe_start") == 1)
    os.killpg(running.running["worker"].pid, signal.SIGSTOP)
    running.start("worker two")

    running.all_done("work")
    os.killpg(running.running["worker"].pid, signal.SIGCONT)
    time.sleep(4)

    assert running.count("probe_effect") == 1
    assert running.rows("SELECT state, attempts FROM jobs_run WHERE unit <> ''") == [("done", 2)]


@pytest.mark.trust("F06")
@pytest.mark.trust("F07")
def test_two_beats_and_one_that_was_away_give_each_period_one_run(running):
    running.start("beat two")
    until(lambda: running.count("probe_period") >= 10, lambda: running.log("beat"))
    for name in ("beat", "beat two"):
        running.kill(name)
    time.sleep(5)
    running.start("beat")
    until(lambda: running.count("probe_period") >= 30, lambda: running.log("beat"))
    running.kill("beat")
    until(lambda: set(running.states("tick")) == {"done"}, lambda: str(running.states("tick")))

    ((runs, periods, seconds),) = running.rows(
        "SELECT count(*), count(DISTINCT unit),"
        " extract(epoch FROM max(unit::timestamptz) - min(unit::timestamptz)) FROM probe_period"
    )
    assert runs == periods == seconds + 1


@pytest.mark.trust("F09")
@pytest.mark.trust("G03")
def test_a_broker_that_comes_back_empty_loses_nothing(running):
    running.ask("work", *units(20, 0.2))
    until(lambda: running.count("probe_start") > 0)

    running.restart_broker(empty=True)
    running.ask("work", *(f"more {unit}" for unit in units(20)))

    running.all_done("work")
    assert running.count("probe_effect") == 40
    assert running.doubled() == []


@pytest.mark.trust("F10")
def test_a_worker_that_is_told_to_stop_finishes_what_it_does(running):
    running.ask("work", "1@3")
    until(lambda: running.count("probe_start") == 1)
    worker = running.running.pop("worker")

    worker.terminate()
    worker.wait(PATIENCE_S)

    assert running.states("work") == {"done": 1}
    assert running.count("probe_start") == running.count("probe_effect") == 1


@pytest.mark.trust("F11")
def test_what_never_ends_is_ended_and_the_others_go_on(running):
    running.ask("hang", "polite")
    running.ask("hang_on", "deaf")
    until(lambda: running.count("probe_start") == 2)
    running.ask("work", *units(10))

    running.all_done("work")
    why = until(
        lambda: running.rows(
            "SELECT last_error FROM jobs_run WHERE unit = 'polite' AND last_error <> ''"
        )
    )
    assert "not done after 10 seconds" in why[0][0]
    until(lambda: running.count("jobs_run WHERE unit = 'deaf' AND last_error LIKE '%died%'"))


@pytest.mark.trust("F12")
def test_a_long_backlog_is_worked_off(running):
    running.kill("worker")
    running.ask("work", *units(1000))
    running.start("worker")

    running.all_done("work")

    assert running.count("probe_effect") == 1000


@pytest.mark.trust("F13")
def test_what_nobody_of_us_put_into_the_queue_is_not_done_and_harms_nobody(running):
    pickled = b"cos\nsystem\n(S'touch " + str(running.var / "broken-in").encode() + b"'\ntR."
    with Connection(embedded.redis_url()) as broker, broker.Producer(routing_key="celery") as put:
        put.publish(pickled, content_type="application/x-python-serialize", headers=OURS)
        put.publish("!!python/object/apply:os.system ['x']", content_type="application/x-yaml")
        put.publish([["ls"], {}, {}], headers={"task": "os.system", "id": "1"})
        put.publish([["not a number"], {}, {}], headers=OURS)
        put.publish([[1, 2, 3], {"more": "x"}, {}], headers=OURS)
        put.publish("x" * 10_000_000, headers=OURS)
    running.ask("work", *units(3))

    running.all_done("work")

    assert running.running["worker"].poll() is None
    assert not (running.var / "broken-in").exists()


@pytest.fixture(scope="module")
def site(house):
    """Return somebody signed in as an admin, at a web server of the installation."""
    house.manage(
        *("createsuperuser", "--noinput", "--email", "ada@example.com", "--name", "Ada"),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    address = free_address()
    house.start("web", "--bind", address)
    browser = Browser(address)
    until(lambda: browser.open("/health/live/"), lambda: house.log("web"))
    browser.sign_in("ada@example.com", PASSWORD)
    return browser


def use(browser, title):
    """Read some pages and save something; return how long the slowest took."""
    took = [browser.open(path)[1] for path in ("/", "/kpis/", "/jobs/", "/health/ready/")]
    page, seconds = browser.open("/me/", **PROFILE, job_title=title)
    assert "Your profile is saved" in page
    page, more = browser.open("/jobs/run/", job="reports.take_snapshots")
    assert "as soon as a worker is free" in page or "at work already" in page
    return max(*took, seconds, more)


@pytest.fixture
def with_site(house, site):
    house.afresh("worker", "beat", "web")
    until(lambda: site.open("/health/live/"), lambda: house.log("web"))
    return house


@pytest.mark.trust("G01")
def test_pages_are_read_and_saved_while_the_broker_is_dead(with_site, site):
    usual = use(site, "Reads as always")
    with_site.broker(signal.SIGKILL)
    until(lambda: not embedded._valkey_answers())
    slowest = use(site, "Reads without a broker")
    with_site.ask("work", *units(5))
    embedded._start_valkey()

    with_site.all_done("work")
    assert slowest < 5 + 3 * usual


@pytest.mark.trust("G02")
def test_pages_are_read_and_saved_while_the_broker_hangs(with_site, site):
    usual = use(site, "Reads as always")
    with_site.broker(signal.SIGSTOP)
    try:
        slowest = use(site, "Reads with a broker that hangs")
        with_site.ask("work", *units(5))
        time.sleep(10)
    finally:
        with_site.broker(signal.SIGCONT)

    with_site.all_done("work")
    assert slowest < 5 + 3 * usual
    assert with_site.count("probe_effect") == 5


@pytest.mark.trust("G07")
def test_what_was_acknowledged_outlives_a_database_that_dies(with_site, site):
    acknowledged = []
    for number in range(24):
        if number == 12:
            with_site.restart_database()
        with suppress(OSError, AssertionError):
            title = f"Title {number}"
            site.open("/me/", **PROFILE, job_title=title)
            acknowledged.append(title)

    assert len(acknowledged) > 16
    kept = with_site.rows(
        "SELECT after ->> 'job_title' FROM accounts_auditevent WHERE kind = 'user'"
    )
    assert set(acknowledged) <= {title for (title,) in kept}
    with_site.ask("work", *units(5))
    with_site.all_done("work")
