"""Whether everything works: what pages need, and what keeps figures current."""

from datetime import datetime

from alignment.lib.health import broker_answers, broker_forgets, tables_are_current
from jobs.models import Pulse
from jobs.pulses import SILENT_AFTER, silent

MINUTES = int(SILENT_AFTER.total_seconds() // 60)
WHO = {Pulse.Kind.BEAT: "the clock of jobs", Pulse.Kind.WORKER: "every worker"}


def complaints(at: datetime) -> list[str]:
    """Return what is wrong, in sentences; nothing where all is well."""
    if not tables_are_current():
        return ["The database does not answer, or a migration waits."]
    return _of_the_broker() + [
        f"Nothing was heard of {WHO[Pulse.Kind(kind)]} for {MINUTES} minutes or more:"
        " figures are not kept current."
        for kind in silent(at)
    ]


def _of_the_broker() -> list[str]:
    if not broker_answers():
        return ["The broker does not answer: jobs wait."]
    if broker_forgets():
        return ["The broker throws messages away when it is full: set it to noeviction."]
    return []
