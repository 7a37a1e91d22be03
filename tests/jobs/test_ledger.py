"""The ledger: due once, done once, tried three times, and nothing lost on the way."""

from datetime import UTC, datetime, time, timedelta
from itertools import count

import pytest

from alignment.lib.errors import DomainError
from jobs import declaring
from jobs.cadences import Daily, Every
from jobs.declaring import Job
from jobs.ledger import (
    LEASE,
    LOST_AFTER,
    ask_for,
    ask_for_each,
    claim,
    fail,
    finish,
    renew,
    sweep,
    to_carry,
    write_down_what_is_due,
)
from jobs.models import MOST_TRIES, Run
from jobs.working import work_on
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def declare(monkeypatch):
    """Return what declares jobs for the length of a test."""
    jobs: dict[str, Job] = {}
    for module in ("jobs.ledger", "jobs.working", "jobs.ticking", "jobs.carrying"):
        monkeypatch.setattr(f"{module}.declared", jobs)

    def declare(work=lambda _: "done", *, when=None, each=False, key="tests.job"):
        jobs[key] = Job(key, "A job", "It is done.", work, when, each, 200)
        return jobs[key]

    return declare


def due(job, at=NOW):
    return write_down_what_is_due(jobs=[job], at=at, zone=UTC)


def runs(state=None):
    found = Run.objects.order_by("due_at", "pk")
    return list(found if state is None else found.filter(state=state))


def do(run, at=NOW):
    return work_on(run.pk, lambda: at)


def test_a_moment_is_written_down_once_however_often_it_is_asked(declare):
    job = declare(when=Every(1))

    assert [due(job), due(job), due(job, NOW + timedelta(seconds=30))] == [1, 0, 0]
    assert [run.due_at for run in runs()] == [NOW.replace(second=0)]


def test_a_job_that_is_not_done_yet_is_not_written_down_again(declare):
    job = declare(when=Every(1))
    due(job)

    assert due(job, NOW + 5 * MINUTE) == 0


@pytest.mark.trust("F07")
def test_one_run_stands_for_all_that_were_missed(declare):
    job = declare(when=Every(1))
    due(job)
    do(runs()[0])

    due(job, NOW + 120 * MINUTE)

    assert runs()[-1].stands_for == 120
    assert len(runs()) == 2


@pytest.mark.trust("F07")
def test_each_missed_day_gets_its_own_run_where_each_counts(declare):
    job = declare(when=Daily(time(3, 7)), each=True)
    due(job)

    due(job, NOW + 3 * DAY)

    first = datetime(2026, 11, 21, 3, 7, tzinfo=UTC)
    assert [run.due_at for run in runs()] == [first + number * DAY for number in range(4)]
    assert due(job, NOW + 3 * DAY) == 0


@pytest.mark.trust("F07")
def test_a_clock_that_was_ahead_for_a_while_delays_nothing_and_doubles_nothing(declare):
    job = declare(when=Every(1))
    for at in (NOW, NOW + 120 * MINUTE, NOW + MINUTE, NOW + 2 * MINUTE):
        due(job, at)
        for run in runs(Run.State.WAITING):
            do(run, at + 121 * MINUTE)

    moments = [run.due_at for run in runs(Run.State.DONE)]
    assert moments == [NOW + number * MINUTE for number in (0, 1, 2, 120)]


def test_a_run_is_given_to_one_worker(declare):
    job = declare(when=Every(1))
    due(job)
    (run,) = runs()

    assert claim(pk=run.pk, at=NOW) is not None
    assert claim(pk=run.pk, at=NOW) is None


def test_the_same_is_never_at_work_twice(declare):
    job = declare(when=Every(1), each=True)
    due(job)
    due(job, NOW + MINUTE)
    first, second = runs()

    taken = claim(pk=first.pk, at=NOW + MINUTE)

    assert claim(pk=second.pk, at=NOW + MINUTE) is None
    finish(claim=taken, said="done", at=NOW + MINUTE)
    assert claim(pk=second.pk, at=NOW + MINUTE) is not None


def test_what_was_done_is_told_with_its_time(declare):
    due(declare(lambda turn: f"done for {turn.due_on}", when=Every(1)))
    (run,) = runs()

    do(run)

    (row,) = runs(Run.State.DONE)
    assert (row.said, row.started_at, row.ended_at) == ("done for 2026-11-21", NOW, NOW)
    assert (row.attempts, row.lease_until, row.last_error) == (1, None, "")


@pytest.mark.trust("F03")
def test_what_fails_three_times_is_parked_with_its_reason(declare):
    def refuse(_):
        raise DomainError("no", "The source did not answer.")

    due(declare(refuse, when=Every(1)))
    at = NOW
    for _ in range(MOST_TRIES):
        (run,) = runs()
        assert run.state == Run.State.WAITING
        at = run.ready_at
        do(run, at)

    (run,) = runs(Run.State.PARKED)
    assert (run.attempts, run.last_error) == (3, "The source did not answer.")
    assert do(run, at + DAY) == "done, at work or not due"


def test_what_failed_is_tried_again_only_after_a_pause(declare):
    def refuse(_):
        raise OSError("away")

    due(declare(refuse, when=Every(1)))
    (run,) = runs()
    do(run)

    assert do(run, NOW + timedelta(seconds=5)) == "done, at work or not due"
    assert to_carry(at=NOW + timedelta(seconds=5), most=9) == []
    assert to_carry(at=NOW + timedelta(seconds=10), most=9) == [run]


def test_a_reason_holds_no_address_that_may_hold_a_password(declare):
    def leak(_):
        raise OSError("cannot reach\nhttps://user:secret@host/path now")

    due(declare(leak, when=Every(1)))
    (run,) = runs()
    do(run)

    assert runs()[0].last_error == "OSError: cannot reach … now"


@pytest.mark.trust("F02")
def test_what_a_dead_worker_left_is_found_and_done(declare):
    due(declare(when=Every(1)))
    (run,) = runs()
    claim(pk=run.pk, at=NOW)

    assert sweep(at=NOW + LEASE) == 0
    later = NOW + LEASE + timedelta(seconds=1)
    assert sweep(at=later) == 1
    do(run, later)

    assert [one.attempts for one in runs(Run.State.DONE)] == [2]


@pytest.mark.trust("F03")
def test_what_kills_its_worker_three_times_is_parked(declare):
    due(declare(when=Every(1)))
    (run,) = runs()
    at = NOW
    for _ in range(MOST_TRIES):
        claim(pk=run.pk, at=at)
        at += LEASE + timedelta(seconds=1)
        sweep(at=at)

    (run,) = runs(Run.State.PARKED)
    assert "died" in run.last_error


@pytest.mark.trust("F04")
def test_a_worker_that_comes_back_too_late_changes_nothing(declare):
    due(declare(when=Every(1)))
    (run,) = runs()
    slow = claim(pk=run.pk, at=NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    sweep(at=later)
    quick = claim(pk=run.pk, at=later)

    assert not renew(claim=slow, at=later)
    assert not finish(claim=slow, said="late", at=later)
    assert not fail(claim=slow, why="late", at=later)
    assert finish(claim=quick, said="in time", at=later)
    assert [one.said for one in runs()] == ["in time"]


def test_a_lease_that_is_renewed_keeps_a_run(declare):
    due(declare(when=Every(1)))
    (run,) = runs()
    taken = claim(pk=run.pk, at=NOW)

    assert renew(claim=taken, at=NOW + LEASE)
    assert sweep(at=NOW + LEASE + timedelta(seconds=1)) == 0


@pytest.mark.trust("F09")
def test_a_run_that_the_queue_lost_is_put_in_again(declare):
    due(declare(when=Every(1)))
    (run,) = runs()

    assert to_carry(at=NOW, most=9) == [run]
    assert to_carry(at=NOW + LOST_AFTER, most=9) == []
    assert to_carry(at=NOW + LOST_AFTER + timedelta(seconds=1), most=9) == [run]


@pytest.mark.trust("F14")
def test_a_job_that_this_release_does_not_know_is_told_and_parked(declare):
    due(declare(when=Every(1)))
    (run,) = runs()
    Run.objects.update(job="tests.of_another_release")

    for at in (NOW, NOW + MINUTE, NOW + 3 * MINUTE):
        do(run, at)

    (row,) = runs(Run.State.PARKED)
    assert "knows no such job" in row.last_error


def later(turn):
    """Do what was asked for."""
    return f"done for {turn.unit}"


def test_what_is_asked_for_is_done_for_its_unit_and_waits_only_once(declare):
    declare(later, key=declaring.key_of(later))

    first, again = (ask_for(later, "17", at=NOW) for _ in range(2))
    ask_for(later, "18", at=NOW)

    assert first == again
    assert [do(run) for run in runs()] == ["done for 17", "done for 18"]


def test_what_is_asked_for_while_it_is_at_work_is_done_once_more(declare):
    declare(later, key=declaring.key_of(later))
    first = ask_for(later, "17", at=NOW)
    claim(pk=first.pk, at=NOW)

    second = ask_for(later, "17", at=NOW + MINUTE)

    assert second != first


def test_many_are_asked_for_at_once_and_what_waits_only_once(declare):
    declare(later, key=declaring.key_of(later))
    ask_for(later, "18", at=NOW)

    asked = ask_for_each(later, [19, 18, 17, 19], at=NOW)

    assert asked == 3
    assert [do(run) for run in runs()] == ["done for 18", "done for 19", "done for 17"]


def test_many_are_asked_for_with_as_many_queries_as_few(declare, assert_constant_queries):
    declare(later, key=declaring.key_of(later))
    units, times = [1], count()

    assert_constant_queries(
        lambda: ask_for_each(later, [f"{unit}, {next(times)}" for unit in units], at=NOW),
        lambda: units.extend(range(2, 50)),
    )


@pytest.mark.parametrize("unit", ["", "17"])
def test_only_what_was_declared_can_be_asked_for(declare, unit):
    if not unit:
        declare(later, key=declaring.key_of(later))

    with pytest.raises(LookupError):
        ask_for(later, unit, at=NOW)
    with pytest.raises(LookupError):
        ask_for_each(later, [unit], at=NOW)
