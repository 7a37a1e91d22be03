"""What is kept each day without anybody asking."""

from datetime import time

from jobs.cadences import Daily
from jobs.declaring import Turn, scheduled
from reports.snapshots import take_snapshot


@scheduled(
    "Keep the day's figures",
    when=Daily(time(3, 7)),
    what="Keeps what is counted today, so that later days can be compared with it.",
)
def take_snapshots(turn: Turn) -> str:
    """Keep what is counted today; a second time today replaces the first."""
    return f"{take_snapshot(day=turn.today, at=turn.now)} snapshots taken"
