"""Loads what the progress engine needs, asks it, and keeps what it says."""

from collections.abc import Collection
from datetime import date, datetime


def recompute_states(kpi_ids: Collection[int] | None, today: date, at: datetime) -> int:
    """Bring the states of these KPIs (None: of all) up to date; return how many changed.

    A constant number of queries; rows that say the same already are not written.
    """
    raise NotImplementedError
