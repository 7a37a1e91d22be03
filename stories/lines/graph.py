"""What the line engine reads: plain facts about goals, work, measures and what was said of them.

Ids are database keys from 1 up, only used to find things and to break ties; content is sealed by
fingerprints (`fp`), which may be left empty where no judgement and no signature speaks of it.
An end of a link that is gone is `None`, with what it was called. An id that the graph does not hold
is something else: it is not for these readers, and the link is taken as not there at all.

Nodes are named tuples: of hundreds of thousands, each is made in a tenth of a data class's time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

Expects = Literal["yes", "no", "unknown"]
GoalStatus = Literal["draft", "active", "achieved", "not_achieved", "dropped"]
WorkStatus = Literal["active", "retired"]
MeasureStatus = Literal["draft", "live", "paused", "retired"]
MeasureKind = Literal["reach", "change", "hold", "count", "milestone"]
Direction = Literal["up", "down", "hold", ""]
Cadence = Literal["day", "week", "month", "quarter", "year", ""]
Recorded = Literal["", "met", "missed", "moved"]
Side = Literal["business", "technology"]
LinkKind = Literal["focus", "kpi"]
Word = Literal["valid", "refused"]
ItemKind = Literal["objective", "focus", "kpi"]

SIDES: tuple[Side, Side] = ("business", "technology")
ASSESSED: frozenset[str] = frozenset({"live", "paused"})
FINISHED: frozenset[str] = frozenset({"achieved", "not_achieved", "dropped"})


class GoalNode(NamedTuple):
    """An objective. `rank` is its place in the business's own order, first is lowest."""

    id: int
    ref: str = ""
    status: GoalStatus = "active"
    start: date | None = None
    end: date | None = None
    parent_id: int | None = None
    missing_parent: str = ""
    expects_technology: Expects = "unknown"
    business_owner_id: int | None = None
    business_owner_active: bool = True
    technology_owner_id: int | None = None
    technology_owner_active: bool = True
    rank: int = 0
    fp: str = ""


class WorkNode(NamedTuple):
    """A focus area."""

    id: int
    ref: str = ""
    status: WorkStatus = "active"
    rationale: str = ""
    fp: str = ""


class MeasureNode(NamedTuple):
    """A KPI with all that its own faults need.

    Figures are in the KPI's unit; for the kind “change”, `change` is what was asked for and
    `target` the figure derived from it (`None` while there is no baseline).
    `outcome_of` is the objective whose own measure it is.
    `last_on` is the latest measured day not after today, `has_future` whether one lies after it,
    `holes` the number of whole periods without a value between the first and the last.
    `reports_light` means that somebody gives it a red, amber or green by hand.
    """

    id: int
    ref: str = ""
    status: MeasureStatus = "live"
    title: str = ""
    title_key: str = ""
    kind: MeasureKind = "reach"
    unit: str = ""
    direction: Direction = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    change: Decimal | None = None
    target_words: str = ""
    baseline_words: str = ""
    due_words: str = ""
    due: date | None = None
    owner_id: int | None = None
    owner_active: bool = True
    cadence: Cadence = ""
    source: str = ""
    source_discontinued_on: date | None = None
    outcome_of: int | None = None
    missing_outcome: str = ""
    recorded: Recorded = ""
    goalposts_moved_on: date | None = None
    live_since: date | None = None
    last_on: date | None = None
    holes: int = 0
    has_future: bool = False
    rewritten: bool = False
    reports_light: bool = False
    fp: str = ""


class FocusLinkEdge(NamedTuple):
    """A focus area serves an objective. `missing_ref` is what a dangling end was called."""

    id: int
    work_id: int | None
    goal_id: int | None
    because: str = ""
    missing_ref: str = ""
    fp: str = ""


class KpiLinkEdge(NamedTuple):
    """A KPI moves a focus area."""

    id: int
    measure_id: int | None
    work_id: int | None
    because: str = ""
    missing_ref: str = ""
    fp: str = ""


class JudgementRow(NamedTuple):
    """One side's word on a link, sealed to three fingerprints.

    A carried judgement (a wording-only save) is a row like any other. `known` is false when the
    content it speaks of was never held here. `by_active` is false when the person has left.
    """

    id: int
    link_kind: LinkKind
    link_id: int
    fp_link: str
    fp_lower: str
    fp_upper: str
    word: Word
    side: Side
    at: datetime
    by_user_id: int | None = None
    by_active: bool = True
    known: bool = True


class SignatureRow(NamedTuple):
    """One side agreed to a story as it was when its fingerprint was `fp`."""

    id: int
    side: Side
    fp: str
    at: datetime
    by_user_id: int | None = None


class StoryNode(NamedTuple):
    """The story of one objective; an empty story is left out of the graph.

    `gone` counts mentions that no longer resolve to anything.
    """

    goal_id: int
    measures: frozenset[int] = frozenset()
    work: frozenset[int] = frozenset()
    gone: int = 0
    has_blanks: bool = False
    fp: str = ""
    signatures: tuple[SignatureRow, ...] = ()


class ExemptionRow(NamedTuple):
    """A fault excused until a day, inclusive. An empty code excuses a KPI from having a line."""

    kind: ItemKind
    item_id: int
    code: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything the engine looks at, in any order.

    `not_blanks` are the exact texts somebody said are no blanks.
    """

    goals: Sequence[GoalNode] = ()
    work: Sequence[WorkNode] = ()
    measures: Sequence[MeasureNode] = ()
    focus_links: Sequence[FocusLinkEdge] = ()
    kpi_links: Sequence[KpiLinkEdge] = ()
    judgements: Sequence[JudgementRow] = ()
    stories: Sequence[StoryNode] = ()
    exemptions: Sequence[ExemptionRow] = ()
    not_blanks: frozenset[str] = field(default_factory=frozenset)
