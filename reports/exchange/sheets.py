"""The sheets of the workbook: their columns in order, how each is read, which are required.

The first columns of each sheet are what people keep in spreadsheets; those after them are what the
product knows besides, so that an export comes back as it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from zoneinfo import available_timezones

from accounts.roles import Role
from alignment.lib.errors import DomainError
from alignment.lib.tables import Cell
from kpis.models import DIGITS, PLACES, Kpi, Measurement
from objectives.models import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    MONEY_DIGITS,
    MONEY_PLACES,
    FocusArea,
    Objective,
)
from reports.exchange import cells
from reports.exchange.cells import Around, Reader, Value
from reports.exchange.document import (
    AgreementRow,
    ExemptionRow,
    FocusAreaRow,
    FocusLinkRow,
    JudgementRow,
    KpiLinkRow,
    KpiRow,
    MeasurementRow,
    NotABlankRow,
    ObjectiveRow,
    PersonRow,
    StepRow,
)
from stories.models import LONGEST_STORY, Judgement, Side

Row = TypeVar("Row")
Values = dict[str, Value]

LONGEST_NAME = 120
LONGEST_NOTE = 1000
LONGEST_UNIT = 40
LONGEST_SOURCE = 200
LONGEST_CODE = 4
LARGEST_WHOLE = 2_147_483_647

title = cells.line(LONGEST_TITLE)
prose = cells.text(LONGEST_TEXT)
note = cells.text(LONGEST_NOTE)
amount = cells.figure(DIGITS, PLACES)
money = cells.figure(MONEY_DIGITS, MONEY_PLACES)
weight = cells.figure(6, 2)
count = cells.whole(0, LARGEST_WHOLE)
number = cells.whole(1, LARGEST_WHOLE)
side = cells.choice(Side)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, how its cells are read, whether it must say something."""

    name: str
    read: Reader
    required: bool = False

    def value_of(self, cell: Cell, around: Around) -> Value:
        """Return what a cell says.

        Raises:
            DomainError: it cannot be read for certain, or says nothing and must.
        """
        value = self.read(cell, around)
        if self.required and (value is None or value == ""):
            raise DomainError("missing", "This must not be empty.")
        return value


@dataclass(frozen=True, slots=True)
class SheetForm(Generic[Row]):
    """A sheet: its columns, the row they make, and what is settled between the cells of a row.

    `key` is the column that tells one row from another, where a single one does; a row with a
    broken cell elsewhere is then still known to be there.
    """

    name: str
    label: str
    row: Callable[..., Row]
    columns: tuple[Column, ...]
    key: str = ""
    implies: Mapping[str, str] = field(default_factory=dict)
    settle: Callable[[Values, Mapping[str, object]], Values] = lambda values, _raw: values

    def column_names(self) -> tuple[str, ...]:
        """Return the names of the columns in the order of an export."""
        return tuple(column.name for column in self.columns)


def _split_target(values: Values, _raw: Mapping[str, object]) -> Values:
    target = values.get("target")
    if isinstance(target, str):
        values["target"] = None
        values["target_words"] = values.get("target_words") or target
    return values


def _note_percent(values: Values, raw: Mapping[str, object]) -> Values:
    values["in_percent"] = str(raw.get("value", "")).rstrip().endswith("%")
    return values


PEOPLE = SheetForm(
    "people",
    "People",
    PersonRow,
    (
        Column("email", cells.email, required=True),
        Column("name", cells.line(LONGEST_NAME)),
        Column("job_title", cells.line(LONGEST_NAME)),
        Column("role", cells.choice({role.value: role.value for role in Role})),
        Column("teams", cells.names(LONGEST_NAME)),
        Column("time_zone", cells.choice({zone: zone for zone in sorted(available_timezones())})),
        Column("active", cells.yes_no),
    ),
    key="email",
)
OBJECTIVES = SheetForm(
    "objectives",
    "Objectives",
    ObjectiveRow,
    (
        Column("ref", cells.reference, required=True),
        Column("title", title, required=True),
        Column("statement", prose),
        Column("why", prose),
        Column("parent", cells.reference),
        Column("value_driver", cells.choice(Objective.ValueDriver)),
        Column(
            "expects_technology",
            cells.choice(Objective.Expects, true="yes", false="no"),
        ),
        Column("business_owner", cells.email),
        Column("technology_owner", cells.email),
        Column("status", cells.choice(Objective.Status)),
        Column("start", cells.day),
        Column("end", cells.day),
        Column("story", cells.text(LONGEST_STORY)),
        Column("uid", cells.identity),
        Column("order", count),
        Column("confidential", cells.yes_no),
        Column("shared_with", cells.emails),
        Column("problem", prose),
        Column("proposal", prose),
        Column("sourcing", cells.choice(Objective.Sourcing)),
        Column("benefit", money),
        Column("benefit_from", cells.day),
        Column("benefit_by", cells.day),
        Column("cost", money),
        Column("cost_from", cells.day),
        Column("cost_by", cells.day),
        Column("currency", cells.currency),
        Column("risk", prose),
        Column("story_version", number),
    ),
    key="ref",
)
FOCUS_AREAS = SheetForm(
    "focus_areas",
    "Focus areas",
    FocusAreaRow,
    (
        Column("ref", cells.reference, required=True),
        Column("title", title, required=True),
        Column("description", prose),
        Column("owner", cells.email),
        Column("status", cells.choice(FocusArea.Status)),
        Column("rationale", prose),
        Column("uid", cells.identity),
    ),
    key="ref",
)
FOCUS_LINKS = SheetForm(
    "focus_links",
    "Work and the goals it serves",
    FocusLinkRow,
    (
        Column("focus_area", cells.reference, required=True),
        Column("objective", cells.reference, required=True),
        Column("because", prose),
        Column("uid", cells.identity),
    ),
)
KPIS = SheetForm(
    "kpis",
    "KPIs",
    KpiRow,
    (
        Column("ref", cells.reference, required=True),
        Column("title", title, required=True),
        Column("definition", prose),
        Column("meaning", prose),
        Column("unit", cells.line(LONGEST_UNIT)),
        Column("decimals", cells.whole(0, PLACES)),
        Column("kind", cells.choice(Kpi.Kind)),
        Column("direction", cells.choice(Kpi.Direction)),
        Column("baseline", amount),
        Column("baseline_on", cells.day),
        Column("target", cells.aim(DIGITS, PLACES)),
        Column("due", cells.day),
        Column("cadence", cells.choice(Kpi.Cadence)),
        Column("owner", cells.email),
        Column("team", cells.line(LONGEST_NAME)),
        Column("perspective", cells.choice(Kpi.Perspective)),
        Column("outcome_of", cells.reference),
        Column("status", cells.choice(Kpi.Status)),
        Column("target_words", title),
        Column("formula", prose),
        Column("low", amount),
        Column("high", amount),
        Column("strict", cells.yes_no),
        Column("change_by", cells.choice(Kpi.ChangeBy)),
        Column("change", amount),
        Column("aggregate", cells.choice(Kpi.Aggregate)),
        Column("warn_low", amount),
        Column("warn_high", amount),
        Column("pace", cells.choice(Kpi.Pace)),
        Column("pace_points", prose),
        Column("on_course_by", cells.figure(4, 2)),
        Column("behind_by", cells.figure(4, 2)),
        Column("weight", weight),
        Column("start", cells.day),
        Column("live_since", cells.day),
        Column("goalposts_moved_on", cells.day),
        Column("result", cells.choice(Kpi.Result)),
        Column("source", cells.line(LONGEST_SOURCE)),
        Column("source_ended_on", cells.day),
        Column("yearly_cost", money),
        Column("currency", cells.currency),
        Column("confidence", cells.choice(Kpi.Confidence)),
        Column("confidence_on", cells.day),
        Column("confidence_by", cells.email),
        Column("uid", cells.identity),
    ),
    key="ref",
    implies={"target": "target_words"},
    settle=_split_target,
)
STEPS = SheetForm(
    "steps",
    "Steps of KPIs",
    StepRow,
    (
        Column("kpi", cells.reference, required=True),
        Column("title", title, required=True),
        Column("weight", weight),
        Column("done", cells.day),
    ),
)
KPI_LINKS = SheetForm(
    "kpi_links",
    "KPIs and the work they measure",
    KpiLinkRow,
    (
        Column("kpi", cells.reference, required=True),
        Column("focus_area", cells.reference, required=True),
        Column("because", prose),
        Column("uid", cells.identity),
    ),
)
MEASUREMENTS = SheetForm(
    "measurements",
    "Measurements",
    MeasurementRow,
    (
        Column("kpi", cells.reference, required=True),
        Column("date", cells.day, required=True),
        Column("value", cells.figure(DIGITS, PLACES, any_percent=True), required=True),
        Column("note", note),
        Column("version", number),
        Column("reason", note),
        Column("source", cells.choice(Measurement.Source)),
    ),
    settle=_note_percent,
)
EXEMPTIONS = SheetForm(
    "exemptions",
    "Exemptions",
    ExemptionRow,
    (
        Column("kpi", cells.reference),
        Column("reason", prose, required=True),
        Column("approver", cells.email),
        Column("expires", cells.day),
        Column("focus_area", cells.reference),
        Column("objective", cells.reference),
        Column("code", cells.line(LONGEST_CODE)),
        Column("granted", cells.day),
        Column("ended", cells.day),
    ),
)
JUDGEMENTS = SheetForm(
    "judgements",
    "What was said of the lines",
    JudgementRow,
    (
        Column("link", cells.identity, required=True),
        Column("side", side, required=True),
        Column("word", cells.choice(Judgement.Word), required=True),
        Column("given_by", cells.email, required=True),
        Column("given_at", cells.moment, required=True),
        Column("fp_link", cells.fingerprint, required=True),
        Column("fp_lower", cells.fingerprint, required=True),
        Column("fp_upper", cells.fingerprint, required=True),
        Column("fp_version", cells.whole(1, 32_767)),
        Column("origin", cells.choice(Judgement.Origin)),
        Column("note", note),
    ),
)
AGREEMENTS = SheetForm(
    "agreements",
    "Who agreed to the stories",
    AgreementRow,
    (
        Column("objective", cells.reference, required=True),
        Column("side", side, required=True),
        Column("given_by", cells.email, required=True),
        Column("given_at", cells.moment, required=True),
        Column("fingerprint", cells.fingerprint, required=True),
        Column("story_version", number),
    ),
)
NOT_BLANKS = SheetForm(
    "not_blanks",
    "Texts that are not blanks",
    NotABlankRow,
    (
        Column("text", prose, required=True),
        Column("said_by", cells.email),
        Column("said_at", cells.moment),
    ),
    key="text",
)
LABELS: dict[str, str] = {
    form.name: form.label
    for form in (
        PEOPLE, OBJECTIVES, FOCUS_AREAS, FOCUS_LINKS, KPIS, STEPS, KPI_LINKS, MEASUREMENTS,
        EXEMPTIONS, JUDGEMENTS, AGREEMENTS, NOT_BLANKS,
    )
}  # fmt: skip
