"""Which values of a file are out of the ordinary: held against those before them, row by row."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kpis.doubting import FAR, FEWEST, MOST, THOUSAND, Ordinary, doubts_about, in_one_sentence
from kpis.value_sheets import ValueCell

LISTED = 1_000  # doubts told one by one; all are counted
NOTHING = (Decimal(1), Decimal(0))  # no value lies between these


@dataclass(slots=True)
class Usual:
    """What is usual of one KPI so far, and between which values nothing is asked for certain."""

    ordinary: Ordinary
    recent: deque[Decimal]
    quiet: tuple[Decimal, Decimal] = NOTHING


@dataclass(frozen=True, slots=True)
class DoubtedCell:
    """A value of a file that is asked about, and the question."""

    cell: ValueCell
    question: str


@dataclass(slots=True)
class Watch:
    """Looks at values as they pass; those out of the ordinary are listed and change no usual."""

    known: Mapping[int, Ordinary]
    listed: list[DoubtedCell] = field(default_factory=list)
    count: int = 0
    usual: dict[int, Usual] = field(default_factory=dict)

    def look(self, cells: Iterable[ValueCell]) -> Iterator[ValueCell]:
        """Yield the values as they come."""
        for cell in cells:
            self._look(cell)
            yield cell

    def _look(self, cell: ValueCell) -> None:
        usual = self.usual.get(cell.kpi)
        if usual is None:
            ordinary = self.known.get(cell.kpi, Ordinary())
            usual = self.usual[cell.kpi] = Usual(ordinary, deque(ordinary.known, MOST))
        low, high = usual.quiet
        if not low < cell.value < high:
            now = replace(usual.ordinary, known=tuple(usual.recent))
            usual.quiet = quiet(now)
            low, high = usual.quiet
            if not low < cell.value < high and (doubts := doubts_about(cell.value, now)):
                self.count += 1
                if len(self.listed) < LISTED:
                    self.listed.append(DoubtedCell(cell, in_one_sentence(doubts)))
                return
        usual.recent.append(cell.value)


def quiet(ordinary: Ordinary) -> tuple[Decimal, Decimal]:
    """Return two values between which, both left out, no question is raised for certain."""
    last = ordinary.known[-1] if ordinary.known else None
    if last is None or last <= 0:
        return NOTHING
    lows, highs = [last / THOUSAND], [last * THOUSAND]
    if len(ordinary.known) >= FEWEST:
        low, high = min(ordinary.known), max(ordinary.known)
        if room := (high - low) * FAR:
            lows.append(low - room)
            highs.append(high + room)
    lows += [] if ordinary.low is None else [ordinary.low]
    highs += [] if ordinary.high is None else [ordinary.high]
    return max(lows), min(highs)
