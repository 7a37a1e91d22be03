"""Keeps what somebody says of a KPI in a check-in; what is out of the ordinary is asked first."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from accounts.saving import in_one_go, locked
from alignment.lib.errors import DomainError
from kpis.figures import Status
from kpis.models import Kpi, KpiState
from kpis.ordinary import doubts_of
from kpis.rollup import worsened
from kpis.services.confidence import say_confidence
from kpis.services.measurements import Reading, record_measurements
from kpis.states import states_on

ASKED = "asked"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What is said of one KPI; None is not said. `meant` is a value whose questions were read."""

    on: date
    value: Decimal | None = None
    note: str = ""
    confidence: str | None = None
    meant: bool = False


@in_one_go
def check_in(*, kpi: Kpi, said: CheckIn, by: User, at: datetime) -> bool:
    """Record a value and say how confident one is, whichever is given; tell whether it is new.

    Raises:
        DomainError: a fact is refused; or with the code “asked”: nothing is refused, but somebody
            has to read the question and mean it. `wants_note` says that only a note is asked for.
    """
    row = locked(kpi)
    if said.confidence is not None:
        say_confidence(kpi=row, confidence=said.confidence, by=by, at=at)
    if said.value is None:
        return False
    questions = [] if said.meant else [doubt.question for doubt in doubts_of(row, said.value)]
    was = _status(row, timezone.localdate(at), at)
    reading = Reading(said.on, said.value, said.note)
    new = record_measurements(kpi=row, values=[reading], by=by, at=at)
    now = KpiState.objects.get(kpi=row).status
    wants_note = not questions
    if not said.note and not said.meant and worsened(was, now):
        questions.append(f"With this it goes from {_words(was)} to {_words(now)}. What moved it?")
    if new and questions:
        raise DomainError(ASKED, " ".join(questions), wants_note=wants_note)
    return bool(new)


def _status(kpi: Kpi, today: date, at: datetime) -> str:
    """Return where a KPI stood before; one that is out of date where it stood while it was not."""
    state = KpiState.objects.filter(kpi=kpi).first()
    if state is None or state.latest_on is None or state.status != Status.STALE:
        return state.status if state else ""
    return states_on([kpi.pk], min(state.latest_on, today), at)[0].status


def _words(status: str) -> str:
    return status.replace("_", " ")
