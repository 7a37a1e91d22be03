"""What an import would do, row by row, before it does anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from accounts.bulk import Batch
from accounts.models import Team, User
from alignment.lib.errors import Problem
from kpis.models import Kpi, KpiStep, Measurement
from objectives.models import FocusArea, FocusLink, Objective
from reports.exchange.sheets import LABELS
from stories.bulk import Telling
from stories.models import Agreement, Exemption, Judgement, KpiLink, NotABlank


class Outcome(StrEnum):
    """What happens to a row."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact of a thing, before and after, as people read it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What happens with one row; `row` is None where no row of the file asked for it."""

    row: int | None
    title: str
    outcome: Outcome
    changes: tuple[FieldChange, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class SheetPlan:
    """The rows of one sheet."""

    name: str
    rows: list[PlannedRow] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Return what people call the sheet."""
        return LABELS[self.name]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have this outcome."""
        return sum(row.outcome is outcome for row in self.rows)


@dataclass(slots=True)
class Work:
    """The rows of the database to be written, in the order in which they are."""

    teams: list[Team] = field(default_factory=list)
    people: list[tuple[User, tuple[Team, ...]]] = field(default_factory=list)
    objectives: Batch[Objective] = field(default_factory=Batch)
    shares: list[tuple[Objective, list[User]]] = field(default_factory=list)
    focus_areas: Batch[FocusArea] = field(default_factory=Batch)
    focus_links: Batch[FocusLink] = field(default_factory=Batch)
    kpis: Batch[Kpi] = field(default_factory=Batch)
    steps: Batch[KpiStep] = field(default_factory=Batch)
    kpi_links: Batch[KpiLink] = field(default_factory=Batch)
    values: list[Measurement] = field(default_factory=list)
    corrections: list[Measurement] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    exemptions: Batch[Exemption] = field(default_factory=Batch)
    judgements: list[Judgement] = field(default_factory=list)
    agreements: list[tuple[Objective, Agreement]] = field(default_factory=list)
    not_blanks: list[NotABlank] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is anything to write."""
        return any(bool(getattr(self, name)) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that an import would do; with problems it may not be stored."""

    name: str
    sheets: tuple[SheetPlan, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    work: Work

    @property
    def changes_something(self) -> bool:
        """Say whether storing would write anything."""
        return bool(self.work)

    def count(self, outcome: Outcome) -> int:
        """Return how many rows of all sheets have this outcome."""
        return sum(sheet.count(outcome) for sheet in self.sheets)

    def digest(self) -> str:
        """Return a seal of what people are shown, to tell whether it is still what would be."""
        seal = sha256()
        for line in self._lines():
            seal.update(repr(line).encode("utf-8", "surrogatepass"))
        return seal.hexdigest()

    def _lines(self) -> Iterator[object]:
        yield from self.problems
        for sheet in self.sheets:
            yield sheet.name
            for row in sheet.rows:
                yield row.row, row.title, row.outcome.value, row.changes
