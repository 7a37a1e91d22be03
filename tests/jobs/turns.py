"""Turns of jobs, as tests take them."""

from jobs.declaring import Turn
from jobs.models import Run
from jobs.working import work_on
from tests.conftest import NOW


def turn(now=NOW, unit: str = "", due_at=None) -> Turn:
    """Return a turn at a moment of a test."""
    due_at = due_at or now
    return Turn(unit, due_at, now, due_at.date(), now.date())


def do_all_asked_for(at=NOW) -> list[str]:
    """Do what jobs have asked for, as a worker does once the queue brings it."""
    waiting = Run.objects.filter(state=Run.State.WAITING).exclude(unit="").order_by("pk")
    return [work_on(pk, lambda: at) for pk in waiting.values_list("pk", flat=True)]


def run_of(job="tests.job", **facts) -> Run:
    """Make a run that is due."""
    defaults = {"due_at": NOW, "ready_at": NOW}
    return Run.objects.create(job=job, **(defaults | facts))


def parked_run(job="tests.job", why="The source did not answer.", **facts) -> Run:
    """Make a run that was given up."""
    ended = {"state": Run.State.PARKED, "attempts": 3, "started_at": NOW, "ended_at": NOW}
    return run_of(job, last_error=why, **(ended | facts))
