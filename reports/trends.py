"""What was counted from day to day. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """How many KPIs were live on a day, traced and agreed, and without a line."""

    day: date
    live: int
    sound: int
    no_line: int
