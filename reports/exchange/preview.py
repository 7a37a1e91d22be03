"""What an import would do, in words for a page and for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from alignment.lib.errors import Problem, shortened
from reports.exchange.plan import ImportPlan, Outcome, PlannedRow, SheetPlan
from reports.exchange.sheets import LABELS

SHOWN = 200
PROBLEM = "problem"
SENTENCES = {
    Outcome.CREATE: "new",
    Outcome.CHANGE: "to be changed",
    Outcome.SAME: "as they are",
}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of a list: what will happen, where it stands, what it is, and more in words."""

    outcome: str
    place: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class PreviewList:
    """Rows of one sheet with one outcome: the first of them, and how many more there are."""

    id: str
    caption: str
    rows: tuple[PreviewRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PreviewSheet:
    """One sheet: its figures, and its lists."""

    name: str
    label: str
    create: int
    change: int
    same: int
    lists: tuple[PreviewList, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that a person looks at before they store a file."""

    name: str
    sentence: str
    problems: PreviewList | None
    sheets: tuple[PreviewSheet, ...]
    notes: tuple[str, ...]
    digest: str
    may_store: bool


def preview(plan: ImportPlan) -> Preview:
    """Return a plan as people look at it."""
    return Preview(
        name=plan.name,
        sentence=sentence(plan),
        problems=_problems(plan.problems),
        sheets=tuple(_sheet(sheet) for sheet in plan.sheets),
        notes=plan.notes,
        digest=plan.digest(),
        may_store=plan.changes_something and not plan.problems,
    )


def sentence(plan: ImportPlan) -> str:
    """Return in a sentence what storing would do."""
    count = len(plan.problems)
    if count:
        what = "one thing is" if count == 1 else f"{count:,} things are"
        return f"Nothing can be stored yet: {what} to be mended in the file first."
    if not plan.changes_something:
        return "Everything in the file is here already: there is nothing to store."
    create, change, same = (plan.count(outcome) for outcome in SENTENCES)
    return (
        f"Of the rows in the file {create:,} are new, {change:,} change what is here, and "
        f"{same:,} are here already."
    )


def lines(plan: ImportPlan) -> Iterator[str]:
    """Yield the plan line by line for a terminal: the figures, the notes, each problem."""
    for sheet in plan.sheets:
        counts = (f"{sheet.count(outcome):,} {words}" for outcome, words in SENTENCES.items())
        yield f"{sheet.name}: {', '.join(counts)}"
    yield from plan.notes
    yield from map(problem_line, plan.problems)
    yield sentence(plan)


def problem_line(problem: Problem) -> str:
    """Return a problem on one line: sheet, row, column, what stands there, and why not."""
    where = [f"sheet {problem.sheet}"] if problem.sheet else []
    where += [f"row {problem.row}"] if problem.row else []
    where += [f"column {problem.column}"] if problem.column else []
    where += [f"“{shortened(problem.value)}”"] if problem.value else []
    return f"{', '.join(where)}: {problem.reason}" if where else problem.reason


def _problems(problems: tuple[Problem, ...]) -> PreviewList | None:
    if not problems:
        return None
    rows = tuple(
        PreviewRow(PROBLEM, _place(one), shortened(one.value), one.reason)
        for one in problems[:SHOWN]
    )
    return PreviewList("problems", "To be mended in the file", rows, len(problems) - len(rows))


def _place(problem: Problem) -> str:
    parts = [LABELS.get(problem.sheet, problem.sheet)]
    parts += [f"row {problem.row}"] if problem.row else []
    parts += [f"column “{problem.column}”"] if problem.column else []
    return ", ".join(part for part in parts if part) or "The whole file"


def _sheet(sheet: SheetPlan) -> PreviewSheet:
    captions = {
        Outcome.CREATE: f"{sheet.label}: new",
        Outcome.CHANGE: f"{sheet.label}: changes",
        Outcome.SAME: f"{sheet.label}: as they are",
    }
    lists = [_list(sheet, outcome, caption) for outcome, caption in captions.items()]
    create, change, same = (sheet.count(outcome) for outcome in captions)
    found = tuple(one for one in lists if one.rows)
    return PreviewSheet(sheet.name, sheet.label, create, change, same, found)


def _list(sheet: SheetPlan, outcome: Outcome, caption: str) -> PreviewList:
    rows = [row for row in sheet.rows if row.outcome is outcome]
    shown = tuple(_row(sheet, row) for row in rows[:SHOWN])
    return PreviewList(f"{sheet.name}-{outcome.value}", caption, shown, len(rows) - len(shown))


def _row(sheet: SheetPlan, row: PlannedRow) -> PreviewRow:
    place = f"{sheet.label}, row {row.row}" if row.row else sheet.label
    changes = [f"{one.name}: {one.before} → {one.after}" for one in row.changes]
    return PreviewRow(row.outcome.value, place, row.title, " · ".join([*changes, *row.remarks]))
