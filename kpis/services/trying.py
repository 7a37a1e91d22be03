"""Asks a source once, before anything of it is kept, and says what would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep

from alignment.lib.errors import DomainError
from kpis.models import Kpi
from kpis.services.connectors import drafted
from kpis.services.pulling import clock_of
from kpis.sources.asking import ask
from kpis.sources.values import Read

SECONDS = 10.0
# Whoever tries addresses is not to learn from the time it takes what is there.
A_STEP = 1.0


@dataclass(frozen=True, slots=True)
class Tried:
    """What a source said just now."""

    said: Read
    at: datetime


def try_source(*, kpi: Kpi, facts: Mapping[str, object], secret: str, at: datetime) -> Tried:
    """Ask a source as it would be set up; nothing is kept.

    Raises:
        DomainError: a fact is refused, or the source says no value.
    """
    spec, began = drafted(kpi, facts, secret), monotonic()
    try:
        return Tried(ask(spec, clock_of(at), SECONDS), at)
    except DomainError as error:
        if error.code == "unreachable":
            sleep(A_STEP - (monotonic() - began) % A_STEP)
        raise
