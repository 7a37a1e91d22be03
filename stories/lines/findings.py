"""What the line engine answers: verdicts, the faults behind them, what to do, and the counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from stories.lines.catalogue import CATALOGUE
from stories.lines.faults import Axis, Fault, Severity
from stories.lines.graph import LinkKind, Side

Doubt = Literal["", "changed", "waiting"]
CauseKind = Literal["kpi", "focus", "objective", "focus_link", "kpi_link"]


class Verdict(StrEnum):
    """What the engine says of a line, a KPI, a focus area or an objective."""

    SOUND = "sound"
    IN_DOUBT = "in_doubt"
    BROKEN = "broken"
    NONE = "none"
    EXEMPT = "exempt"
    NOT_ASSESSED = "not_assessed"


class Telling(StrEnum):
    """Where the story of an objective stands."""

    NONE = "none"
    UNSIGNED = "unsigned"
    WAITING_BUSINESS = "waiting_business"
    WAITING_TECHNOLOGY = "waiting_technology"
    CHANGED = "changed"
    REFUSED = "refused"
    AGREED = "agreed"


class Line(NamedTuple):
    """One way from a KPI to an objective, or as far as it gets (what is missing is `None`).

    An objective's own outcome measure has neither links nor a focus area. `faults` holds the faults
    that decide, gravest matter first, then the notes.
    """

    kpi_id: int
    kpi_link_id: int | None
    focus_id: int | None
    focus_link_id: int | None
    goal_id: int | None
    verdict: Verdict
    faults: tuple[Fault, ...] = ()


class Cause(NamedTuple):
    """The one thing to mend: a fault on one item. Equal causes are one to-do."""

    kind: CauseKind
    id: int
    code: str


class KpiFinding(NamedTuple):
    """A live or paused KPI; others are not assessed and absent.

    `faults` holds its own faults and those of its best line, in the order of headlines. `doubt`
    says why an in-doubt KPI is in doubt. `goals` are those its lines end at, sorted; `top_goals`
    counts the distinct top-level ones that sound lines count for. `waived` are faults that stand
    but are excused.
    """

    id: int
    verdict: Verdict
    doubt: Doubt
    cause: Cause | None
    best: Line | None
    lines: int
    sound_lines: int
    goals: tuple[int, ...]
    top_goals: int
    faults: tuple[Fault, ...]
    waived: tuple[Fault, ...] = ()

    @property
    def headline(self) -> Fault | None:
        """Return the fault to name the KPI by."""
        return self.faults[0] if self.faults else None

    @property
    def severity(self) -> Severity | None:
        """Return how grave the gravest fault of all axes is, `None` when there is none."""
        return max([one.severity for one in self.faults], default=None)

    @property
    def trace(self) -> tuple[Fault, ...]:
        """Return what is wrong with its way to a goal."""
        return self._of("trace")

    @property
    def agreement(self) -> tuple[Fault, ...]:
        """Return what the sides still have to say or to tell."""
        return self._of("agreement")

    @property
    def measure(self) -> tuple[Fault, ...]:
        """Return what is wrong with how it is set up."""
        return self._of("measure")

    @property
    def data(self) -> tuple[Fault, ...]:
        """Return what is wrong with its figures."""
        return self._of("data")

    def _of(self, axis: Axis) -> tuple[Fault, ...]:
        return tuple(one for one in self.faults if CATALOGUE[one.code].axis == axis)


class GoalFinding(NamedTuple):
    """An objective. Drafts and finished ones have no verdict, but their counts are true.

    Lines and KPIs count those of its descendants too; work is its own live focus areas. KPIs are
    technology's measures of it: its own outcome measures are counted apart, in `outcomes`.
    A KPI is sound, in doubt or broken here by its best line to this objective or a descendant.
    """

    id: int
    verdict: Verdict
    headline: Fault | None
    severity: Severity | None
    faults: tuple[Fault, ...]
    waived: tuple[Fault, ...]
    telling: Telling
    waiting_for: tuple[Side, ...]
    lines: int
    sound_lines: int
    kpis: int
    sound_kpis: int
    doubtful_kpis: int
    broken_kpis: int
    work: int
    measured_work: int
    outcomes: int


class WorkFinding(NamedTuple):
    """A focus area. The verdict is that of its best link to a goal, measures left aside.

    `goals` are those it is linked to, sorted; `kpis` counts the live ones under it.
    """

    id: int
    verdict: Verdict
    headline: Fault | None
    severity: Severity | None
    faults: tuple[Fault, ...]
    waived: tuple[Fault, ...]
    goals: tuple[int, ...]
    kpis: int


@dataclass(frozen=True, slots=True)
class LinkFinding:
    """A link by itself: its faults and which sides confirmed it as it is now.

    `confirmed_at` is when the second of both sides spoke, `None` unless both say it is valid.
    """

    kind: LinkKind
    id: int
    faults: tuple[Fault, ...]
    valid: tuple[Side, ...]
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class KpiCounts:
    """The headline groups; sound + in doubt + no line + exempt = live."""

    live: int
    sound: int
    in_doubt: int
    no_line: int
    exempt: int
    changed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class GoalCounts:
    """Active objectives by verdict; sound + in doubt + no line + not expected = active.

    “Not expected” are those that say they need no technology and have none.
    """

    active: int
    sound: int
    in_doubt: int
    no_line: int
    not_expected: int
    without_work: int
    without_measure: int


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """Live focus areas; in the last two, excused ones are left out."""

    live: int
    serving: int
    no_goal: int
    no_measure: int


@dataclass(frozen=True, slots=True)
class Counts:
    """All totals of a day. `faults` counts, per code, the items that carry it."""

    on: date
    kpis: KpiCounts
    objectives: GoalCounts
    focus_areas: WorkCounts
    faults: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Todo:
    """Mend this one thing and these KPIs lose their headline fault."""

    cause: Cause
    fault: Fault
    kpis: tuple[int, ...]
