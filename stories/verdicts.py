"""Keeps the stored verdicts true: after each change for what it reaches, at night for everything.

Whoever changes a tie touches both its ends, the old one and the new one (`accounts.audit.touch`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from stories.graph import Graph
from stories.lines import Verdicts

LARGEST_REACH = 20_000


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement did.

    `left` says that it was too much for a request, or that another one was at work, and that the
    job does it within a minute. `written` counts the rows of verdicts that changed or went.
    """

    touches: int = 0
    reached: int = 0
    written: int = 0
    changes: int = 0
    left: bool = False


def settle(*, today: date, at: datetime, inline: bool = False) -> Settled:
    """Bring the stored verdicts up to date with what was touched since the last time.

    Inline (at the end of a request) it leaves what reaches further than `LARGEST_REACH` things.
    """
    raise NotImplementedError


def recompute_all(*, today: date, at: datetime) -> Settled:
    """Compute every verdict anew and write those that differ."""
    raise NotImplementedError


def around_objective(objective_id: int, audience: int, today: date) -> tuple[Graph, Verdicts]:
    """Return an objective, its lines and all that decides about them, judged now.

    Answers for the objective, those below it, their work and KPIs. Constant queries.
    """
    raise NotImplementedError


def around_focus_area(focus_area_id: int, audience: int, today: date) -> tuple[Graph, Verdicts]:
    """Return a focus area, its goals and KPIs and all that decides about them, judged now."""
    raise NotImplementedError


def around_kpi(kpi_id: int, audience: int, today: date) -> tuple[Graph, Verdicts]:
    """Return a KPI, all its lines and all that decides about them, judged now."""
    raise NotImplementedError
