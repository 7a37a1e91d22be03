"""The progress of several KPIs together, honest about those that have no current data."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpis.figures import EXACT, ONE, ZERO, Figure, Status, share_of

# From worst to best.
ORDER = (
    Status.MISSED,
    Status.OFF_COURSE,
    Status.BEHIND,
    Status.STALE,
    Status.NOT_MEASURED,
    Status.NOT_APPLICABLE,
    Status.NOT_STARTED,
    Status.ON_COURSE,
    Status.MET,
)
CURRENT = frozenset({Status.MET, Status.MISSED, Status.ON_COURSE, Status.BEHIND, Status.OFF_COURSE})
RESTING = frozenset({Status.RETIRED, Status.PAUSED})


@dataclass(frozen=True, slots=True)
class Part:
    """A KPI's figure and how much it weighs; `key` tells KPIs apart. Weight 0 leaves it out."""

    key: str
    title: str
    figure: Figure
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True)
class RollUp:
    """What several KPIs come to.

    `progress` is from 0 to 1, None where none has progress; `status` is the worst, and `worst`
    the title of the KPI that has it.
    """

    progress: Decimal | None
    measured: int
    total: int
    status: Status
    worst: str
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Return how much of it is measured, in words."""
        if self.measured == 0:
            return "not measured"
        return f"{self.measured} of {self.total} measured"


def roll_up(parts: Iterable[Part]) -> RollUp:
    """Return the weighted mean of the clamped progress over KPIs with current data.

    A KPI given twice counts once; retired and paused ones do not count at all.
    """
    once = {part.key: part for part in sorted(parts, key=lambda part: (part.key, part.title))}
    active = [part for part in once.values() if part.figure.status not in RESTING]
    counting = [part for part in active if part.weight > ZERO]
    current = [part for part in counting if part.figure.status in CURRENT]
    worst = min(counting, key=_badness, default=None)
    return RollUp(
        progress=_mean(current),
        measured=len(current),
        total=len(counting),
        status=worst.figure.status if worst and current else Status.NOT_MEASURED,
        worst=worst.title if worst and current else "",
        left_out=tuple(sorted(part.title for part in active if part.weight <= ZERO)),
    )


def worsened(was: str, now: str) -> bool:
    """Tell whether a status is worse than the one before; both must come from current data."""
    return {was, now} <= CURRENT and ORDER.index(Status(now)) < ORDER.index(Status(was))


def _badness(part: Part) -> tuple[int, str, str]:
    return ORDER.index(part.figure.status), part.title, part.key


def _mean(parts: list[Part]) -> Decimal | None:
    done, weight = ZERO, ZERO
    for part in parts:
        if part.figure.progress is not None:
            clamped = min(ONE, max(ZERO, part.figure.progress))
            done = EXACT.add(done, EXACT.multiply(clamped, part.weight))
            weight = EXACT.add(weight, part.weight)
    return share_of(done, weight) if weight else None
