"""What happens with values without anybody waiting."""

from datetime import time
from functools import partial

from alignment.lib.mailing import send_or_give_back
from jobs.cadences import Daily, Every
from jobs.declaring import Turn, requested, scheduled
from jobs.ledger import ask_for_each
from kpis.outage_mail import outage_mail
from kpis.recompute import (
    chunk_named,
    chunks,
    note_chunk,
    recompute_chunk,
    recompute_forecasts,
    recompute_outdated,
)
from kpis.services.pulling import (
    due_connectors,
    give_back_outage,
    outages,
    pull,
    take_outage,
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
    parts = [part.name for part in chunks()]
    return f"{ask_for_each(renew_part_of_states, parts, at=turn.now)} parts asked for"


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


@scheduled(
    "Find the sources that are due",
    when=Every(minutes=1),
    what="Lets each source be read that is due by now.",
)
def find_due_sources(turn: Turn) -> str:
    """Ask for a reading of each source that is due."""
    due = due_connectors(turn.now)
    return f"{ask_for_each(read_source, due, at=turn.now)} sources to read"


@requested("Read a source", what="Keeps the values that one source says.", limit=60)
def read_source(turn: Turn) -> str:
    """Read one source, unless another reader took it."""
    done = pull(pk=int(turn.unit), at=turn.now)
    return done.get_outcome_display().lower() if done else "read already, or not due any more"


@scheduled(
    "Tell of sources that fail",
    when=Every(minutes=5),
    what="Sends the owner of a KPI one mail when its source failed three times in a row.",
)
def tell_of_outages(turn: Turn) -> str:
    """Ask for a mail on each source that fails."""
    found = outages(turn.now)
    return f"{ask_for_each(send_outage, found, at=turn.now)} sources to tell of"


@requested("Send a mail on a source", what="One mail to the owner of one KPI.", limit=50)
def send_outage(turn: Turn) -> str:
    """Tell of one source, once; a mail that fails is given back and tried again."""
    taken = take_outage(pk=int(turn.unit), at=turn.now)
    if taken is None:
        return "told already, or nobody to tell"
    row, owner = taken
    send_or_give_back(outage_mail(row, owner), partial(give_back_outage, row=row))
    return "told"
