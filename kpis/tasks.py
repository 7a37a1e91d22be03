"""What happens with values without anybody waiting."""

from datetime import time

from jobs.cadences import Daily, Every
from jobs.declaring import Turn, requested, scheduled
from jobs.ledger import ask_for
from kpis.recompute import (
    chunk_named,
    chunks,
    note_chunk,
    recompute_chunk,
    recompute_forecasts,
    recompute_outdated,
)
from kpis.services.value_runs import work_on

AT_WORK = "Another one is at work on it; whoever is next finds what is left."


@requested(
    "Bring a file of values in",
    what="Reads and checks a large file that somebody sent, or stores it once they agreed.",
)
def bring_values_in(turn: Turn) -> str:
    """Read or store one file; done a second time, it finds nothing to do."""
    return work_on(pk=int(turn.unit), at=turn.now)


@scheduled(
    "Bring the figures up to date",
    when=Every(minutes=1),
    what="Computes where the KPIs stand whose values were brought in in bulk.",
)
def renew_outdated_states(turn: Turn) -> str:
    """Compute what was noted; what somebody else is at work on is left for the next minute."""
    done = recompute_outdated(today=turn.today, at=turn.now)
    return AT_WORK if done.left else f"{done.written} states changed"


@scheduled(
    "Bring the forecasts up to date",
    when=Every(minutes=1),
    what="Computes what is expected of the KPIs whose values were brought in in bulk.",
)
def renew_outdated_forecasts(turn: Turn) -> str:
    """Compute the forecasts that were noted, those first that wait longest."""
    done = recompute_forecasts(today=turn.today, at=turn.now)
    return f"{done.written} forecasts changed"


@scheduled(
    "Begin the day for all figures",
    when=Daily(time(0, 1)),
    what="Computes where every KPI stands on the new day, in a few parts.",
)
def begin_the_day(turn: Turn) -> str:
    """Ask for each part by itself, so that all workers share them."""
    parts = chunks()
    for part in parts:
        ask_for(renew_part_of_states, part.name, at=turn.now)
    return f"{len(parts)} parts asked for"


@requested(
    "Compute a part of the figures",
    what="Computes where the KPIs of one part stand, and writes what differs.",
)
def renew_part_of_states(turn: Turn) -> str:
    """Compute one part; where somebody else is at work on it, note it for the next minute."""
    part = chunk_named(turn.unit)
    done = recompute_chunk(part, today=turn.today, at=turn.now)
    if done.left:
        note_chunk(part)
        return AT_WORK
    return f"{done.written} states changed"
