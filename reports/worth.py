"""What the business cases of goals are worth together, and what is spent on measures.

Pure. Money of two currencies is never added, and what nobody stated stays unknown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Standing = Literal["sound", "in_doubt", "no_line"]
MeasureStanding = Literal["sound", "in_doubt", "no_line", "exempt"]
ORDER: tuple[MeasureStanding, ...] = ("sound", "in_doubt", "no_line", "exempt")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Case:
    """The business case of a goal; None is money that nobody stated.

    `parent_id` is the goal above it, `lines` and `sound_lines` are those that end at it.
    """

    goal_id: int
    parent_id: int | None
    standing: Standing
    currency: str = ""
    benefit: Decimal | None = None
    cost: Decimal | None = None
    lines: int = 0
    sound_lines: int = 0

    @property
    def certainty(self) -> Decimal:
        """Return the share of its lines that hold, from 0 to 1; without a line, 0."""
        return Decimal(self.sound_lines) / self.lines if self.lines else ZERO


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of one currency that rests on goals that stand alike; None where nobody stated any."""

    currency: str
    standing: Standing
    benefit: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Spend:
    """What measures that stand alike cost a year in one currency, and how many say so."""

    currency: str
    standing: MeasureStanding
    yearly: Decimal
    measures: int


def counted(cases: Iterable[Case]) -> dict[int, tuple[bool, bool]]:
    """Return for each goal whether its benefit and its cost count.

    Money counts where it is stated. What a goal says of itself is not added to what goals below
    it say: it is the same money told once more.
    """
    found = {case.goal_id: case for case in cases}
    told_below: tuple[set[int], set[int]] = (set(), set())
    for case in found.values():
        for stated, below in zip((case.benefit, case.cost), told_below, strict=True):
            if stated is not None:
                _mark_above(case, found, below)
    benefit, cost = told_below
    return {
        pk: (
            case.benefit is not None and pk not in benefit,
            case.cost is not None and pk not in cost,
        )
        for pk, case in found.items()
    }


def _mark_above(case: Case, found: Mapping[int, Case], below: set[int]) -> None:
    above = case.parent_id
    while above is not None and above in found and above not in below:
        below.add(above)
        above = found[above].parent_id


def sums(cases: Iterable[Case]) -> tuple[Sum, ...]:
    """Return what counts, for each currency by how its goals stand; currencies are never mixed."""
    known = list(cases)
    benefit: dict[tuple[str, Standing], Decimal] = defaultdict(Decimal)
    cost: dict[tuple[str, Standing], Decimal] = defaultdict(Decimal)
    counts = counted(known)
    for case in known:
        key = (case.currency, case.standing)
        benefit_counts, cost_counts = counts[case.goal_id]
        if benefit_counts and case.benefit is not None:
            benefit[key] += case.benefit
        if cost_counts and case.cost is not None:
            cost[key] += case.cost
    keys = sorted(benefit.keys() | cost.keys(), key=_place)
    return tuple(Sum(*key, benefit.get(key), cost.get(key)) for key in keys)


def spent(rows: Iterable[tuple[str, MeasureStanding, Decimal, int]]) -> tuple[Spend, ...]:
    """Return what is spent, from rows of currency, standing, cost and how many measures."""
    yearly: dict[tuple[str, MeasureStanding], Decimal] = defaultdict(Decimal)
    measures: dict[tuple[str, MeasureStanding], int] = defaultdict(int)
    for currency, standing, cost, count in rows:
        yearly[currency, standing] += cost
        measures[currency, standing] += count
    return tuple(Spend(*key, yearly[key], measures[key]) for key in sorted(yearly, key=_place))


def _place(key: tuple[str, MeasureStanding]) -> tuple[str, int]:
    currency, standing = key
    return currency, ORDER.index(standing)
