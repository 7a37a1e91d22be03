"""What happens with values without anybody waiting."""

from jobs.declaring import Turn, requested
from kpis.services.value_runs import work_on


@requested(
    "Bring a file of values in",
    what="Reads and checks a large file that somebody sent, or stores it once they agreed.",
)
def bring_values_in(turn: Turn) -> str:
    """Read or store one file; done a second time, it finds nothing to do."""
    return work_on(pk=int(turn.unit), at=turn.now)
