"""What an installation knows, as plain rows that belong to no file format.

Each row carries `at`, the number a person sees beside it in the file (0 where there is none).
References are the writer's own; people are e-mail addresses; an empty text or None is “not said”.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

from alignment.lib.errors import Problem

Row = TypeVar("Row")
Day = date


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody whom the other rows name."""

    at: int = 0
    email: str = ""
    name: str = ""
    job_title: str = ""
    role: str = ""
    teams: tuple[str, ...] = ()
    time_zone: str = ""
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """A goal of the business, with its story as people write it."""

    at: int = 0
    ref: str = ""
    title: str = ""
    statement: str = ""
    why: str = ""
    parent: str = ""
    value_driver: str = ""
    expects_technology: str = ""
    business_owner: str = ""
    technology_owner: str = ""
    status: str = ""
    start: date | None = None
    end: date | None = None
    story: str = ""
    uid: UUID | None = None
    order: int | None = None
    confidential: bool | None = None
    shared_with: tuple[str, ...] = ()
    problem: str = ""
    proposal: str = ""
    sourcing: str = ""
    benefit: Decimal | None = None
    benefit_from: date | None = None
    benefit_by: date | None = None
    cost: Decimal | None = None
    cost_from: date | None = None
    cost_by: date | None = None
    currency: str = ""
    risk: str = ""
    story_version: int | None = None


@dataclass(frozen=True, slots=True)
class FocusAreaRow:
    """Technical work that is said to influence goals."""

    at: int = 0
    ref: str = ""
    title: str = ""
    description: str = ""
    owner: str = ""
    status: str = ""
    rationale: str = ""
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class FocusLinkRow:
    """This work moves this goal, because."""

    at: int = 0
    focus_area: str = ""
    objective: str = ""
    because: str = ""
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A measure; `target_words` is a target that is no number."""

    at: int = 0
    ref: str = ""
    title: str = ""
    definition: str = ""
    meaning: str = ""
    unit: str = ""
    decimals: int | None = None
    kind: str = ""
    direction: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    due: date | None = None
    cadence: str = ""
    owner: str = ""
    team: str = ""
    perspective: str = ""
    outcome_of: str = ""
    status: str = ""
    target_words: str = ""
    formula: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool | None = None
    change_by: str = ""
    change: Decimal | None = None
    aggregate: str = ""
    warn_low: Decimal | None = None
    warn_high: Decimal | None = None
    pace: str = ""
    pace_points: str = ""
    on_course_by: Decimal | None = None
    behind_by: Decimal | None = None
    weight: Decimal | None = None
    start: date | None = None
    live_since: date | None = None
    goalposts_moved_on: date | None = None
    result: str = ""
    source: str = ""
    source_ended_on: date | None = None
    yearly_cost: Decimal | None = None
    currency: str = ""
    confidence: str = ""
    confidence_on: date | None = None
    confidence_by: str = ""
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a KPI that completes steps."""

    at: int = 0
    kpi: str = ""
    title: str = ""
    weight: Decimal | None = None
    done: date | None = None


@dataclass(frozen=True, slots=True)
class KpiLinkRow:
    """This KPI measures this work, because."""

    at: int = 0
    kpi: str = ""
    focus_area: str = ""
    because: str = ""
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """A value of a KPI; `in_percent` says that the file wrote it with a percent sign."""

    at: int = 0
    kpi: str = ""
    date: Day | None = None
    value: Decimal | None = None
    note: str = ""
    version: int | None = None
    reason: str = ""
    source: str = ""
    in_percent: bool = False


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """A finding accepted for a time; of a KPI, or else of a focus area or an objective."""

    at: int = 0
    kpi: str = ""
    reason: str = ""
    approver: str = ""
    expires: date | None = None
    focus_area: str = ""
    objective: str = ""
    code: str = ""
    granted: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One side's word on a link, sealed to what the link and its ends said then."""

    at: int = 0
    link: UUID | None = None
    side: str = ""
    word: str = ""
    given_by: str = ""
    given_at: datetime | None = None
    fp_link: str = ""
    fp_lower: str = ""
    fp_upper: str = ""
    fp_version: int | None = None
    origin: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One side's signature under the story of an objective."""

    at: int = 0
    objective: str = ""
    side: str = ""
    given_by: str = ""
    given_at: datetime | None = None
    fingerprint: str = ""
    story_version: int | None = None


@dataclass(frozen=True, slots=True)
class NotABlankRow:
    """A text that looks like a blank left in and is none."""

    at: int = 0
    text: str = ""
    said_by: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Section(Generic[Row]):
    """The rows of one sheet, and which of their facts the file speaks of at all."""

    columns: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()

    def gives(self, column: str) -> bool:
        """Say whether the file has this column: an empty cell in it means “nothing”."""
        return column in self.columns


@dataclass(frozen=True, slots=True)
class Document:
    """All that a file says, what in it cannot be taken, and how it was read.

    `broken` holds, by sheet, references of rows with problems, which are there all the same.
    """

    name: str = ""
    people: Section[PersonRow] = field(default_factory=Section)
    objectives: Section[ObjectiveRow] = field(default_factory=Section)
    focus_areas: Section[FocusAreaRow] = field(default_factory=Section)
    focus_links: Section[FocusLinkRow] = field(default_factory=Section)
    kpis: Section[KpiRow] = field(default_factory=Section)
    steps: Section[StepRow] = field(default_factory=Section)
    kpi_links: Section[KpiLinkRow] = field(default_factory=Section)
    measurements: Section[MeasurementRow] = field(default_factory=Section)
    exemptions: Section[ExemptionRow] = field(default_factory=Section)
    judgements: Section[JudgementRow] = field(default_factory=Section)
    agreements: Section[AgreementRow] = field(default_factory=Section)
    not_blanks: Section[NotABlankRow] = field(default_factory=Section)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
