"""The page of jobs: what runs when, what came of it, and what was given up, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from jobs.declaring import Job, declared
from jobs.health import complaints
from jobs.models import Pulse, Run
from jobs.pulses import last_heard
from jobs.reading import Waiting, last_runs, open_runs, parked_runs, waiting_runs

A_MINUTE, AN_HOUR = 60, 3600
OUTCOMES = {
    Run.State.DONE: ("sound", "Done"),
    Run.State.PARKED: ("broken", "Given up"),
    Run.State.RUNNING: ("idle", "At work"),
    Run.State.WAITING: ("idle", "Waiting"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what is to be said of it."""

    term: str
    text: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as the page shows it; `key` is empty where it cannot be run by hand."""

    title: str
    what: str
    when: str
    kind: str
    tag: str
    last: str
    took: str
    said: str
    next: str
    why: str
    key: str


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """One run that was given up."""

    number: int
    title: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class JobsPage:
    """Everything on the page of jobs."""

    complaints: tuple[str, ...]
    facts: tuple[Fact, ...]
    scheduled: tuple[JobRow, ...]
    requested: tuple[JobRow, ...]
    parked: tuple[ParkedRow, ...]
    zone: str
    section: str = "jobs"


@dataclass(frozen=True, slots=True)
class _Known:
    last: dict[str, Run]
    open: dict[str, Run]
    waiting: dict[str, Waiting]
    zone: tzinfo
    at: datetime

    def moment(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self.zone):%-d %b %Y, %H:%M:%S}" if moment else ""


def jobs_page(user: User, at: datetime) -> JobsPage:
    """Return the page of jobs, with moments as the reader's clocks show them. Constant queries."""
    known = _Known(
        last_runs(declared), open_runs(declared), waiting_runs(at), ZoneInfo(user.time_zone), at
    )
    jobs = sorted(declared.values(), key=lambda job: job.title)
    return JobsPage(
        complaints=tuple(complaints(at)),
        facts=_facts(known),
        scheduled=tuple(_row(job, known) for job in jobs if job.when),
        requested=tuple(_row(job, known) for job in jobs if not job.when),
        parked=tuple(_parked(run, known) for run in parked_runs()),
        zone=user.time_zone,
    )


def _facts(known: _Known) -> tuple[Fact, ...]:
    heard = last_heard()
    count = sum(one.count for one in known.waiting.values())
    oldest = min((one.since for one in known.waiting.values()), default=None)
    since = f"the oldest for {lasted(known.at - oldest)}" if oldest else ""
    return (
        Fact("Clock of jobs last heard of", _heard(heard.get(Pulse.Kind.BEAT), known)),
        Fact("Workers last heard of", _heard(heard.get(Pulse.Kind.WORKER), known)),
        Fact("Ready and not begun", f"{count:,}", since),
    )


def _heard(moment: datetime | None, known: _Known) -> str:
    return f"{lasted(known.at - moment)} ago" if moment else "Never"


def _row(job: Job, known: _Known) -> JobRow:
    last, now = known.last.get(job.key), known.open.get(job.key)
    kind, tag = _outcome(last, now)
    shown = now if now is not None and now.last_error else last
    return JobRow(
        title=job.title,
        what=job.what,
        when=job.when.words.capitalize() if job.when else "When somebody asks",
        kind=kind,
        tag=tag,
        last=known.moment(last.ended_at) if last else "",
        took=_took(last),
        said=last.said if last else "",
        next=_next(job, now, known),
        why=shown.last_error if shown else "",
        key=job.key if job.when else "",
    )


def _outcome(last: Run | None, now: Run | None) -> tuple[str, str]:
    if now is not None and now.last_error:
        return "risk", f"Failed {now.attempts} of 3 times"
    if now is not None and now.state == Run.State.RUNNING:
        return OUTCOMES[Run.State.RUNNING]
    return OUTCOMES[Run.State(last.state)] if last else ("idle", "Not run yet")


def _took(run: Run | None) -> str:
    if run is None or run.started_at is None or run.ended_at is None:
        return ""
    return lasted(run.ended_at - run.started_at)


def _next(job: Job, now: Run | None, known: _Known) -> str:
    if now is not None and now.state == Run.State.RUNNING:
        return f"At work since {known.moment(now.started_at)}"
    if now is not None and now.ready_at > known.at:
        return f"Tried again {known.moment(now.ready_at)}"
    waiting = known.waiting.get(job.key)
    if waiting:
        return f"{waiting.count:,} waiting" if not job.when else "As soon as a worker is free"
    return (
        known.moment(job.when.next(known.at, timezone.get_default_timezone())) if job.when else ""
    )


def _parked(run: Run, known: _Known) -> ParkedRow:
    job = declared.get(run.job)
    title = job.title if job else run.job
    return ParkedRow(run.pk, title, known.moment(run.ended_at), run.last_error)


def lasted(time: timedelta) -> str:
    """Return a length of time as people say it: “0.3 s”, “2 min”, “3 h 10 min”."""
    seconds = max(time.total_seconds(), 0)
    if seconds < A_MINUTE:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < AN_HOUR:
        return f"{seconds // A_MINUTE:.0f} min"
    return f"{seconds // AN_HOUR:.0f} h {seconds % AN_HOUR // A_MINUTE:.0f} min"
