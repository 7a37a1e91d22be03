"""Brings files of values in: looked at first, then all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from accounts.models import User
from accounts.saving import in_one_go
from alignment.lib.errors import DomainError, Problem, shortened
from alignment.lib.numbers import show_amount
from alignment.lib.tables import Limits, Stream, open_stream
from kpis.accepting import another_value, given_twice, said_day
from kpis.access import kpis_to_record
from kpis.bulk import values_on
from kpis.doubting import Ordinary
from kpis.models import Kpi
from kpis.ordinary import ordinary_of
from kpis.services.bulk_values import Terms, why_not
from kpis.value_doubts import DoubtedCell, Watch
from kpis.value_sheets import (
    SHEETS,
    Complaints,
    Known,
    ValueReader,
    ignored,
    layout_of,
    refs_and_notation,
)
from kpis.value_tables import (
    Compared,
    compare_values,
    copy_values,
    given_two_numbers,
    insert_values,
    lock_their_kpis,
    other_values,
    replace_values,
)

AT_ONCE = 5_000  # references asked for in one query
OTHER_THAN_SEEN = (
    "Something changed here since the file was looked at. Look once more, then store it."
)
LIMITS = Limits(file_bytes=200_000_000, rows=1_500_000, cells=5_000_000)


class Place(NamedTuple):
    """Where something stands in a file, what stands there, and what is to be said of it."""

    row: int | None
    column: str
    value: str
    text: str


@dataclass(slots=True)
class Report:
    """What storing a file would do: counts of days of KPIs, and what is to be said about rows.

    Of problems, corrections and doubts the first thousand are told; all are counted.
    """

    rows: int = 0
    new: int = 0
    known: int = 0
    other: int = 0
    doubted: int = 0
    problems: list[Place] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    corrections: list[Place] = field(default_factory=list)
    doubts: list[Place] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Return how many things are to be mended."""
        return sum(self.refused.values())

    def digest(self) -> str:
        """Return what tells whether storing would do the same still."""
        said = (self.new, self.known, self.other, self.doubted, self.wrong, self.corrections)
        return sha256(repr(said).encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        """Return all of it as plain values."""
        return asdict(self)

    @classmethod
    def of_json(cls, said: Mapping[str, object]) -> "Report":
        """Return a report that was kept as plain values."""
        facts = dict(said)
        for name in ("problems", "corrections", "doubts"):
            facts[name] = [Place(*one) for one in facts.get(name, ())]  # type: ignore[attr-defined]
        return cls(**facts)  # type: ignore[arg-type]


def open_values(source: bytes | Path, name: str = "", limits: Limits = LIMITS) -> Stream:
    """Return the sheet of values in a file.

    Raises:
        DomainError: it is no sheet that can be read.
    """
    return open_stream(source, name, limits, SHEETS)


def load_values(
    stream: Stream, *, by: User | None, today: date, progress: Callable[[int, int], None]
) -> Report:
    """Read a sheet into the table of given values, and say what storing it would do.

    `progress` is told of the rows done and of all rows. A constant number of queries for each
    chunk of rows.

    Raises:
        DomainError: the sheet has not the columns that are needed.
    """
    layout = layout_of(stream.columns)
    refs, notation, rows = refs_and_notation(stream.records(), layout, plain=stream.plain)
    kpis = _kpis(by, sorted(refs))
    reader = ValueReader(
        sheet=stream.name,
        columns=stream.columns,
        layout=replace(layout, notation=notation),
        kpis={
            kpi.ref: Known(kpi.pk, kpi.unit, kpi.cadence, why_not(kpi, by, Terms())) for kpi in kpis
        },
        today=today,
        day_zero=stream.day_zero,
    )
    for problem in stream.problems:
        reader.complaints.add("sheet", problem)
    watch, done = Watch(_ordinary(kpis)), _Done()
    cells = watch.look(reader.read(stream.records(), done.step))
    copy_values(cells, lambda: progress(done.rows, rows))
    progress(rows, rows)
    report = _report(reader, watch, kpis)
    report.rows = rows
    report.notes = [*stream.notes, *_notes(ignored(stream.columns, layout))]
    return report


@in_one_go
def store_loaded(*, report: Report, by: User | None, at: datetime, reason: str) -> tuple[int, int]:
    """Store the values that were loaded, all or none; return how many are new and corrected.

    Raises:
        DomainError: something in the file is to be mended, days have other values and there is
            no reason to correct them, or what is on record changed since it was looked at.
    """
    if report.wrong:
        raise DomainError(
            "to_be_mended", f"Nothing was stored: {count_of(report.wrong)} to be mended first."
        )
    lock_their_kpis()
    if report.known or report.other:
        _check(report, reason)
    new = insert_values(by=by, at=at)
    if new == report.new + report.known + report.other:
        return new, 0
    now = compare_values()
    if (now.known, now.other) != (new + report.known, report.other):
        raise DomainError("other_than_seen", OTHER_THAN_SEEN)
    return new, replace_values(by=by, at=at, reason=reason.strip())


def _check(report: Report, reason: str) -> None:
    now = compare_values()
    if (now.new, now.known, now.other) != (report.new, report.known, report.other):
        raise DomainError("other_than_seen", OTHER_THAN_SEEN)
    if now.other and not reason.strip():
        raise DomainError(
            "another_value",
            f"{now.other:,} days have other values already. Say why they are corrected.",
            fields={"reason": ["Say why the values are corrected."]},
        )


def count_of(number: int) -> str:
    """Return how many things are to be mended, in words."""
    return "one thing is" if number == 1 else f"{number:,} things are"


def _known(kpi: Kpi, by: User | None) -> Known:
    return Known(kpi.pk, kpi.unit, kpi.cadence, why_not(kpi, by, Terms()))


@dataclass(slots=True)
class _Done:
    rows: int = 0

    def step(self) -> None:
        self.rows += 1


def _kpis(by: User | None, refs: Sequence[str]) -> list[Kpi]:
    found: list[Kpi] = []
    rest = iter(refs)
    while chunk := list(islice(rest, AT_ONCE)):
        found += kpis_to_record(by, chunk).values()
    return found


def _ordinary(kpis: Sequence[Kpi]) -> Mapping[int, Ordinary]:
    found: dict[int, Ordinary] = {}
    rest = iter(kpis)
    while chunk := list(islice(rest, AT_ONCE)):
        found |= ordinary_of(chunk)
    return found


def _report(reader: ValueReader, watch: Watch, kpis: Sequence[Kpi]) -> Report:
    complaints, units = reader.complaints, {kpi.pk: kpi.unit for kpi in kpis}
    compared = compare_values()
    if compared.torn:
        _complain_of_two_numbers(reader, complaints)
    doubted = _still_doubted(watch)
    return Report(
        new=compared.new,
        known=compared.known,
        other=compared.other,
        doubted=watch.count - len(watch.listed) + len(doubted),
        problems=sorted(map(_place, complaints.listed), key=lambda one: one.row or 0),
        refused=dict(complaints.by_code),
        corrections=_corrections(reader, compared),
        doubts=[_doubt(one, reader.columns, units) for one in doubted],
    )


def _complain_of_two_numbers(reader: ValueReader, complaints: Complaints) -> None:
    for one in given_two_numbers():
        error = given_twice(one.on, one.low, one.high)
        column = reader.columns[one.place]
        problem = Problem(reader.sheet, one.line, column, "", error.sentence)
        complaints.add(error.code, problem)


def _still_doubted(watch: Watch) -> list[DoubtedCell]:
    """Return the doubts but for values that are on record already."""
    on_record = values_on([(one.cell.kpi, one.cell.on) for one in watch.listed])
    return [
        one
        for one in watch.listed
        if (now := on_record.get((one.cell.kpi, one.cell.on))) is None
        or now.value != one.cell.value
    ]


def _corrections(reader: ValueReader, compared: Compared) -> list[Place]:
    if not compared.other:
        return []
    return [
        Place(
            one.line,
            reader.columns[one.place],
            show_amount(one.wanted, one.unit),
            f"{shortened(one.title)}: {another_value(one.on, one.now, one.wanted).sentence}",
        )
        for one in other_values()
    ]


def _doubt(one: DoubtedCell, columns: Sequence[str], units: Mapping[int, str]) -> Place:
    cell = one.cell
    value = f"{show_amount(cell.value, units[cell.kpi])} on {said_day(cell.on)}"
    return Place(cell.row, columns[cell.place], value, one.question)


def _place(problem: Problem) -> Place:
    return Place(problem.row, problem.column, shortened(problem.value), problem.reason)


def _notes(titles: Sequence[str]) -> list[str]:
    if not titles:
        return []
    named = ", ".join(f"“{shortened(title)}”" for title in titles[:20])
    return [f"Columns that were not read: {named}."]
