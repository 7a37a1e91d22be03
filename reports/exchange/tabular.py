"""Workbooks, however people keep them, to documents and back."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TypeVar

from alignment.lib.errors import DomainError, Problem
from alignment.lib.tables import Cell, Sheet, Table, Workbook
from reports.exchange import sheets
from reports.exchange.cells import Around, plain_text, written
from reports.exchange.document import Document, Section
from reports.exchange.sheets import Column, SheetForm, Values

Row = TypeVar("Row")


def read_document(workbook: Workbook, name: str) -> Document:
    """Return what the sheets of a workbook say, with every problem of every row.

    Sheets and columns that are not known are noted and left out.
    """
    reading = _Reading(workbook)
    return Document(
        name=name,
        people=reading.section(sheets.PEOPLE),
        objectives=reading.section(sheets.OBJECTIVES),
        focus_areas=reading.section(sheets.FOCUS_AREAS),
        focus_links=reading.section(sheets.FOCUS_LINKS),
        kpis=reading.section(sheets.KPIS),
        steps=reading.section(sheets.STEPS),
        kpi_links=reading.section(sheets.KPI_LINKS),
        measurements=reading.section(sheets.MEASUREMENTS),
        exemptions=reading.section(sheets.EXEMPTIONS),
        judgements=reading.section(sheets.JUDGEMENTS),
        agreements=reading.section(sheets.AGREEMENTS),
        not_blanks=reading.section(sheets.NOT_BLANKS),
        problems=tuple(reading.problems),
        notes=tuple(reading.notes),
    )


def written_sheets(document: Document) -> dict[str, Sheet]:
    """Return the sheets of a document; those beyond the plain seven only where they have rows."""
    every: tuple[tuple[str, Sheet], ...] = (
        _sheet(sheets.OBJECTIVES, document.objectives),
        _sheet(sheets.FOCUS_AREAS, document.focus_areas),
        _sheet(sheets.FOCUS_LINKS, document.focus_links),
        _sheet(sheets.KPIS, document.kpis),
        _sheet(sheets.KPI_LINKS, document.kpi_links),
        _sheet(sheets.MEASUREMENTS, document.measurements),
        _sheet(sheets.EXEMPTIONS, document.exemptions),
    )
    besides: tuple[tuple[str, Sheet, int], ...] = (
        (*_sheet(sheets.STEPS, document.steps), len(document.steps.rows)),
        (*_sheet(sheets.JUDGEMENTS, document.judgements), len(document.judgements.rows)),
        (*_sheet(sheets.AGREEMENTS, document.agreements), len(document.agreements.rows)),
        (*_sheet(sheets.NOT_BLANKS, document.not_blanks), len(document.not_blanks.rows)),
        (*_sheet(sheets.PEOPLE, document.people), len(document.people.rows)),
    )
    return dict(every) | {name: sheet for name, sheet, rows in besides if rows}


def _sheet(form: SheetForm[Row], section: Section[Row]) -> tuple[str, Sheet]:
    names = form.column_names()
    facts = attrgetter(*names)
    return form.name, (names, ([written(value) for value in facts(row)] for row in section.rows))


class _Reading:
    """One pass over a workbook, gathering problems and notes."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.notes = list(workbook.notes)
        self.problems: list[Problem] = []
        known = ", ".join(sheets.LABELS)
        strange = [name for name in workbook if name not in sheets.LABELS]
        self.notes += [f"The sheet “{name}” is not known and was left out." for name in strange]
        if len(strange) == len(workbook):
            reason = f"There is no sheet in it that is known here. Name them: {known}."
            self.problems.append(Problem("", None, "", "", reason))

    def section(self, form: SheetForm[Row]) -> Section[Row]:
        table = self.workbook.get(form.name)
        if table is None:
            return Section()
        self.problems += table.problems
        columns = self._columns(form, table)
        complained = {(problem.row, problem.column) for problem in table.problems}
        rows = [
            row
            for number, record in table.rows
            if (row := self._row(form, columns, (number, record), complained)) is not None
        ]
        self.notes += [
            f"Sheet “{form.name}”, column “{column.name}”: {around.rounded:,} numbers with more "
            "decimals than are kept were rounded."
            for column, around in columns
            if around.rounded
        ]
        given = {column.name for column, _ in columns}
        given |= {implied for name, implied in form.implies.items() if name in given}
        return Section(frozenset(given), tuple(rows))

    def _columns(self, form: SheetForm[Row], table: Table) -> list[tuple[Column, Around]]:
        names = {column.name for column in form.columns}
        self.notes += [
            f"The column “{name}” of the sheet “{form.name}” is not known and was left out."
            for name in table.columns
            if name not in names
        ]
        reason = f"The sheet “{form.name}” needs this column."
        self.problems += [
            Problem(form.name, None, column.name, "", reason)
            for column in form.columns
            if column.required and column.name not in table.columns and table.rows
        ]
        return [
            (column, Around(table.notation(column.name), table.day_zero, {}))
            for column in form.columns
            if column.name in table.columns
        ]

    def _row(
        self,
        form: SheetForm[Row],
        columns: Sequence[tuple[Column, Around]],
        numbered: tuple[int, Mapping[str, Cell]],
        complained: set[tuple[int | None, str]],
    ) -> Row | None:
        number, record = numbered
        values: Values = {}
        for column, around in columns:
            around.row = record
            cell = record[column.name]
            try:
                values[column.name] = column.value_of(cell, around)
            except DomainError as error:
                if (number, column.name) not in complained:
                    shown = plain_text(cell)
                    self.problems.append(
                        Problem(form.name, number, column.name, shown, error.sentence)
                    )
        if not self._stands(form, values):
            return None
        return form.row(at=number, **form.settle(values, record))

    def _stands(self, form: SheetForm[Row], values: Values) -> bool:
        """Say whether enough was read to know which thing the row is about."""
        if form.key:
            return bool(values.get(form.key))
        return all(
            values.get(column.name) is not None for column in form.columns if column.required
        )
