"""Sheets of values, long (kpi, date, value) or wide (a column for each date), read for certain."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from alignment.lib.dates import SINCE_1900, parse_date
from alignment.lib.errors import DomainError, Problem, shortened
from alignment.lib.numbers import (
    INTEGER_DIGITS,
    LONG_DECIMALS,
    SHORT,
    Notation,
    decimal_marks,
    is_percent,
    parse_decimal,
)
from alignment.lib.periods import period_of
from kpis.accepting import kept_day, kept_number

Cell = str | Decimal | date
Record = tuple[int, Sequence[Cell]]
SHEETS = ("values", "measurements")
KPI = ("kpi", "kpi_ref", "ref", "reference", "measure")
DAY = ("date", "day", "as_of", "observed_on")
VALUE = ("value", "number", "amount")
NOTE = ("note", "comment")
LONGEST_NOTE = 1000
ZERO = Decimal(0)
LISTED = 1_000  # problems told one by one; all are counted
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
WHOLE = re.compile(rf"-?[0-9]{{1,{INTEGER_DIGITS}}}", re.ASCII)
A_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}", re.ASCII)
A_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})[-/](0[1-9]|1[0-2])", re.ASCII)
A_QUARTER = re.compile(r"((?:19|20|21)[0-9]{2})[- ]?q([1-4])", re.ASCII)
WANTED = (
    "A file of values has the columns kpi, date and value, or a column kpi and one for each date, "
    "such as 2026-10-31."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the KPI, the note and the values stand, counted from 0.

    A long sheet has one place of values with no day, and a column of days; a wide one a place
    for each day.
    """

    kpi: int
    day: int | None
    values: tuple[tuple[int, date | None], ...]
    note: int | None = None
    notation: Notation = Notation.PLAIN


@dataclass(frozen=True, slots=True)
class Known:
    """What reading needs of a KPI; `refusal` is why its values may not be given."""

    pk: int
    unit: str = ""
    cadence: str = ""
    refusal: DomainError | None = None

    @property
    def counts_percent(self) -> bool:
        """Say whether a percent sign is the unit and nothing else."""
        return is_percent(self.unit)


class ValueCell(NamedTuple):
    """A value that can be kept: where it stood, and what it says."""

    row: int
    place: int
    kpi: int
    on: date
    value: Decimal
    note: str = ""


@dataclass(slots=True)
class Complaints:
    """What cannot be taken: the first ones in full, all of them counted by reason."""

    listed: list[Problem] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, problem: Problem) -> None:
        """Count a problem, and list it among the first."""
        self.by_code[code] += 1
        if len(self.listed) < LISTED:
            self.listed.append(problem)

    def __len__(self) -> int:
        return sum(self.by_code.values())


def layout_of(columns: Sequence[str]) -> Layout:
    """Return what the titles of a sheet say about where things stand.

    “2026-10”, “2026-Q4” and “2026” as titles are the last days of these periods.

    Raises:
        DomainError: a column that is needed is missing, or a title could be a mistyped date.
    """
    kpi, note = _place(columns, KPI), _place(columns, NOTE)
    day, value = _place(columns, DAY), _place(columns, VALUE)
    if kpi is None:
        raise DomainError("no_column", f"There is no column “kpi”. {WANTED}")
    if day is not None and value is not None:
        return Layout(kpi, day, ((value, None),), note)
    days = tuple(_days(columns))
    if day is not None or value is not None or not days:
        missing = "date" if day is None else "value"
        raise DomainError("no_column", f"There is no column “{missing}”. {WANTED}")
    return Layout(kpi, None, days)


def ignored(columns: Sequence[str], layout: Layout) -> list[str]:
    """Return the columns that are not read."""
    read = {layout.kpi, layout.day, layout.note, *(place for place, _ in layout.values)}
    return [title for place, title in enumerate(columns) if place not in read and title]


def _place(columns: Sequence[str], names: Sequence[str]) -> int | None:
    return next((columns.index(name) for name in names if name in columns), None)


def _days(columns: Sequence[str]) -> Iterator[tuple[int, date]]:
    seen: dict[date, str] = {}
    for place, title in enumerate(columns):
        if not re.search("[0-9]", title):
            continue
        on = _title_day(title)
        if (other := seen.setdefault(on, title)) and other != title:
            raise DomainError("two_columns", f"“{other}” and “{title}” are the same day.")
        yield place, on


def _title_day(title: str) -> date:
    dashed, spaced = title.replace("_", "-"), title.replace("_", " ")
    if A_YEAR.fullmatch(dashed):
        return date(int(dashed), 12, 31)
    if found := A_MONTH.fullmatch(dashed):
        return period_of(date(int(found[1]), int(found[2]), 1), "month").last
    if found := A_QUARTER.fullmatch(dashed):
        return period_of(date(int(found[1]), int(found[2]) * 3, 1), "quarter").last
    try:
        return parse_date(dashed)
    except DomainError as error:
        if error.code != "not_a_date":
            raise _title_refused(title, error) from None
    try:
        return parse_date(spaced)
    except DomainError as error:
        raise _title_refused(title, error) from None


def _title_refused(title: str, error: DomainError) -> DomainError:
    return DomainError("title_is_no_day", f"Column “{shortened(title)}”: {error.sentence}")


def refs_and_notation(
    records: Iterator[Record], layout: Layout, *, plain: bool
) -> tuple[set[str], Notation, int]:
    """Return the references a sheet speaks of, how it writes decimals, and how many rows it has.

    Looks at everything once: one “0,5” among the values makes “1.234” ambiguous.
    """
    kpis: set[Cell] = set()
    places = [place for place, _ in layout.values]
    marks: set[str] = set()
    count = 0
    for _, record in records:
        count += 1
        kpis.add(record[layout.kpi] if layout.kpi < len(record) else "")
        for place in places:
            cell = record[place] if place < len(record) else ""
            if isinstance(cell, str) and ("," in cell or ("." in cell and "." not in marks)):
                marks |= decimal_marks([cell.strip().removesuffix("%").rstrip()])
    is_plain = marks == {"."} or (plain and not marks)
    refs = {text_at([cell], 0) for cell in kpis}
    return refs, Notation.PLAIN if is_plain else Notation.UNKNOWN, count


def text_at(record: Sequence[Cell], place: int | None) -> str:
    """Return a cell as text on one line; empty where the row ends before it."""
    if place is None or place >= len(record):
        return ""
    cell = record[place]
    if isinstance(cell, str):
        return cell if cell.isalnum() else " ".join(cell.split())
    return f"{cell:f}" if isinstance(cell, Decimal) else cell.isoformat()


@dataclass(slots=True)
class ValueReader:
    """Reads the rows of one sheet; what it cannot take goes to its complaints."""

    sheet: str
    columns: Sequence[str]
    layout: Layout
    kpis: Mapping[str, Known]
    today: date
    day_zero: date = SINCE_1900
    complaints: Complaints = field(default_factory=Complaints)
    days: dict[Cell, date | DomainError] = field(default_factory=dict)

    def read(self, records: Iterator[Record], passed: Callable[[], None]) -> Iterator[ValueCell]:
        """Yield every value that can be kept; `passed` is told of each row."""
        width, quickly = len(self.columns), self._quickly()
        for number, record in records:
            if quickly and (cell := quickly(number, record)):
                yield cell
                passed()
                continue
            if len(record) > width and any(str(cell).strip() for cell in record[width:]):
                self._complain(number, width, record, _no_title())
            yield from self._row(number, record)
            passed()

    def _quickly(self) -> Callable[[int, Sequence[Cell]], ValueCell | None] | None:
        """Return a reader of the usual row of a long sheet, which leaves all others to `_row`.

        Nine tenths of the time of a million rows are spent here.
        """
        layout, days = self.layout, self.days
        if layout.day is None or layout.note is not None:
            return None
        kpi, day, value = layout.kpi, layout.day, layout.values[0][0]
        width = len(self.columns)
        known: dict[Cell, int] = {
            ref: one.pk for ref, one in self.kpis.items() if one.refusal is None
        }
        plain = (SHORT if layout.notation is Notation.PLAIN else WHOLE).fullmatch

        def read(number: int, record: Sequence[Cell]) -> ValueCell | None:
            if len(record) != width or not isinstance(written := record[value], str):
                return None
            pk, on = known.get(record[kpi]), days.get(record[day])
            if pk is None or not isinstance(on, date) or not plain(written):
                return None
            return ValueCell(number, value, pk, on, Decimal(written) + ZERO)

        return read

    def _row(self, number: int, record: Sequence[Cell]) -> Iterator[ValueCell]:
        layout = self.layout
        ref = text_at(record, layout.kpi)
        known = self.kpis.get(ref)
        if known is None or known.refusal is not None:
            error = known.refusal if known and known.refusal else unknown_kpi(ref)
            self._complain(number, layout.kpi, record, error)
            return
        try:
            day = self._day(record, layout.day, known) if layout.day is not None else None
            note = self._note(record)
        except DomainError as error:
            self._complain(number, layout.day or 0, record, error)
            return
        for place, title_day in layout.values:
            cell = record[place] if place < len(record) else ""
            if title_day is not None and isinstance(cell, str) and not cell.strip():
                continue  # a wide sheet has gaps
            try:
                on = day or kept_day(title_day or self.today, self.today, known.cadence)
                yield ValueCell(number, place, known.pk, on, self._value(cell, known), note)
            except DomainError as error:
                self._complain(number, place, record, error)

    def _day(self, record: Sequence[Cell], place: int, known: Known) -> date:
        cell = record[place] if place < len(record) else ""
        found = self.days.get(cell)
        if found is None:
            try:
                found = kept_day(_parsed_day(cell, self.day_zero), self.today)
            except DomainError as error:
                found = error
            self.days[cell] = found
        if isinstance(found, DomainError):
            if found.code != "in_the_future":
                raise found
            return kept_day(_parsed_day(cell, self.day_zero), self.today, known.cadence)
        return found

    def _value(self, cell: Cell, known: Known) -> Decimal:
        if isinstance(cell, Decimal):
            return kept_number(cell)
        if isinstance(cell, date):
            raise DomainError(
                "not_a_number", "This is a date, not a number. Format it as a number."
            )
        plain = SHORT if self.layout.notation is Notation.PLAIN else WHOLE
        if plain.fullmatch(cell):
            return Decimal(cell) + 0
        return kept_number(self._slowly(cell.strip(), known))

    def _slowly(self, written: str, known: Known) -> Decimal:
        if not written:
            raise DomainError("no_value", "There is no value. Write one, or leave the row out.")
        if written.endswith("%"):
            written = written[:-1].rstrip()
            if not known.counts_percent:
                raise _in_percent(known)
        if LONG_DECIMALS.fullmatch(written):
            return Decimal(written.replace(",", ".").replace("−", "-"))
        return parse_decimal(written, self.layout.notation)

    def _note(self, record: Sequence[Cell]) -> str:
        note = text_at(record, self.layout.note)
        if note:
            check_note(note)
        return note

    def _complain(
        self, number: int, place: int, record: Sequence[Cell], error: DomainError
    ) -> None:
        column = self.columns[place] if place < len(self.columns) else f"column {place + 1}"
        value = NO_TEXT.sub("�", shortened(text_at(record, place)))
        self.complaints.add(error.code, Problem(self.sheet, number, column, value, error.sentence))


def unknown_kpi(ref: str) -> DomainError:
    """Return the refusal of a reference that nothing here has, as far as a person may know."""
    if not ref:
        return DomainError("unknown_kpi", "Say which KPI this value is of, by its reference.")
    return DomainError("unknown_kpi", f"There is no KPI “{shortened(ref)}”.", ref=ref)


def check_note(note: str) -> None:
    """Let a note through that can be kept.

    Raises:
        DomainError: it is too long, or holds what is no text.
    """
    if len(note) > LONGEST_NOTE:
        raise DomainError(
            "note_too_long",
            f"Write at most {LONGEST_NOTE:,} characters in a note; these are {len(note):,}.",
        )
    if NO_TEXT.search(note):
        raise DomainError(
            "no_text", "The note holds a character that is none: type it again, not pasted."
        )


def _parsed_day(cell: Cell, day_zero: date) -> date:
    if isinstance(cell, str) and not cell.strip():
        raise DomainError("no_day", "Say which day the value is true for.")
    return parse_date(cell, day_zero)


def _no_title() -> DomainError:
    return DomainError("no_title", "There is no column title above this.")


def _in_percent(known: Known) -> DomainError:
    unit = f"is measured in {known.unit}" if known.unit else "has no unit"
    return DomainError(
        "in_percent", f"This is in percent, and the KPI {unit}. Write the number alone."
    )
