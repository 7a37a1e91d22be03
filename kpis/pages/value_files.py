"""A file of values as people look at it, on a page and in a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alignment.lib.shown import Shown
from jobs.models import Run
from kpis.models import ValueFile
from kpis.services.value_files import Place, Report
from kpis.services.value_runs import report_of

SHOWN = 200
RECENT = 10
JOB = "kpis.bring_values_in"
REASONS = {
    "unknown_kpi": "Of a KPI that is not here",
    "no_right": "Of a KPI whose values you may not record",
    "not_a_number": "Not a number",
    "ambiguous_number": "A number that can be read in two ways",
    "too_many_digits": "A number with too many digits",
    "in_percent": "In percent, where the KPI is not",
    "no_value": "Without a value",
    "not_a_date": "Not a date",
    "no_such_day": "A day that is not in the calendar",
    "ambiguous_date": "A date that can be read in two ways",
    "no_day": "Without a day",
    "in_the_future": "A day that is still to come",
    "too_long_ago": "A day before 1900",
    "two_values": "A day with two numbers",
    "no_title": "Cells without a column title",
    "note_too_long": "A note that is too long",
    "no_text": "A note that is no text",
    "sheet": "Cells that the spreadsheet could not work out",
}
KINDS = {
    ValueFile.State.STORED: "sound",
    ValueFile.State.FAILED: "broken",
    ValueFile.State.LEFT: "idle",
}

WORKING = {ValueFile.State.NEW, ValueFile.State.AGREED}
GAVE_UP = (
    "This was tried three times without success. Nothing was stored: leave it and bring the file "
    "in once more, or have an administrator look at the jobs."
)


@dataclass(frozen=True, slots=True)
class FileRow(Shown):
    """One row of a list: what it is about, where it stands, what stands there, and a sentence."""

    outcome: str
    place: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FileList(Shown):
    """Rows of one sort: the first of them, and how many more there are."""

    caption: str
    rows: tuple[FileRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Bar(Shown):
    """How far a file has come, as a progress bar shows it."""

    kind: str
    fill: int
    text: str
    label: str
    pace: int | None = None


@dataclass(frozen=True, slots=True)
class ValueFilePage(Shown):
    """All that is shown of a file: how far it has come, or what was found in it."""

    name: str
    kicker: str
    sentence: str
    bar: Bar | None
    figures: tuple[tuple[str, str], ...]
    lists: tuple[FileList, ...]
    notes: tuple[str, ...]
    digest: str
    may_store: bool
    may_leave: bool
    asks_reason: bool
    asks_sure: bool


@dataclass(frozen=True, slots=True)
class BroughtFile(Shown):
    """A file in the list of those that a person brought."""

    name: str
    href: str
    when: str
    kind: str
    state: str


def recent_files(user: User) -> tuple[BroughtFile, ...]:
    """Return the files that a person brought last. One query."""
    rows = ValueFile.objects.of(user).defer("content", "report")[:RECENT]
    return tuple(
        BroughtFile(
            name=run.name,
            href=reverse("kpis:value-file-page", args=[run.token]),
            when=f"{timezone.localtime(run.started_at):%-d %B %Y at %H:%M}",
            kind=KINDS.get(ValueFile.State(run.state), "suspect"),
            state=run.get_state_display(),
        )
        for run in rows
    )


def value_file_page(run: ValueFile) -> ValueFilePage:
    """Return a file as it stands."""
    report, state = report_of(run), ValueFile.State(run.state)
    given_up = state in WORKING and was_given_up(run)
    is_read = state is ValueFile.State.READ
    seen = report if is_read or state is ValueFile.State.STORED else Report()
    return ValueFilePage(
        name=run.name,
        kicker="What would happen; nothing is stored yet" if is_read else run.get_state_display(),
        sentence=GAVE_UP if given_up else _standing(run, report),
        bar=None if given_up else _bar(run),
        figures=tuple(_figures(seen)),
        lists=tuple(_lists(report)) if is_read else (),
        notes=tuple(seen.notes),
        digest=report.digest(),
        may_store=is_read and changes(report) > 0 and not report.wrong,
        may_leave=given_up or state in {ValueFile.State.NEW, ValueFile.State.READ},
        asks_reason=report.other > 0,
        asks_sure=report.doubted > 0,
    )


def was_given_up(run: ValueFile) -> bool:
    """Say whether the job of a file was parked. One query."""
    last = Run.objects.of(JOB, str(run.pk)).order_by("-pk").first()
    return last is not None and last.state == Run.State.PARKED


def changes(report: Report) -> int:
    """Return how many values storing would record or correct."""
    return report.new + report.other


def sentence(report: Report) -> str:
    """Return in a sentence what storing would do."""
    if report.wrong:
        what = "one thing is" if report.wrong == 1 else f"{report.wrong:,} things are"
        return f"Nothing can be stored yet: {what} to be mended in the file first."
    if not changes(report):
        return "Everything in the file is here already: there is nothing to store."
    said = f"{report.new:,} values are new and {report.known:,} are here already."
    if report.other:
        said += f" {report.other:,} days have another value, which would be corrected."
    return said


def lines(report: Report) -> Iterator[str]:
    """Yield a report line by line for a terminal: notes, problems, corrections, doubts, figures."""
    yield from report.notes
    for word, places in (
        *(("To be mended", report.problems), ("Corrects", report.corrections)),
        ("Is it so?", report.doubts),
    ):
        for one in places:
            value = f" “{one.value}”" if one.value else ""
            yield f"{word}: {_where(one)}{value}: {one.text}"
    for code, count in sorted(report.refused.items()):
        yield f"{reason_named(code)}: {count:,}"
    yield f"{report.rows:,} rows: {sentence(report)}"


def reason_named(code: str) -> str:
    """Return a reason for which rows are refused, in words."""
    return REASONS.get(code, "Cannot be taken")


def _standing(run: ValueFile, report: Report) -> str:
    state = ValueFile.State(run.state)
    if state is ValueFile.State.FAILED:
        return run.refusal
    if state is ValueFile.State.LEFT:
        return "This file was left. Nothing of it was stored."
    if state is ValueFile.State.STORED:
        return f"{report.new:,} values were recorded and {report.other:,} corrected."
    if state is ValueFile.State.READ:
        return sentence(report)
    doing = "read and checked" if state is ValueFile.State.NEW else "stored"
    return f"The file is being {doing}. You may leave this page and come back."


def _bar(run: ValueFile) -> Bar | None:
    if run.state not in WORKING:
        return None
    fill = min(100, run.rows_done * 100 // run.rows) if run.rows else 0
    said = f"{run.rows_done:,} of {run.rows or 0:,} rows"
    return Bar("suspect", fill, f"{fill}%", said)


def _figures(report: Report) -> Iterator[tuple[str, str]]:
    if not report.rows:
        return
    yield "Rows in the file", f"{report.rows:,}"
    yield "New values", f"{report.new:,}"
    yield "Here already", f"{report.known:,}"
    yield "Corrections", f"{report.other:,}"
    yield "Out of the ordinary", f"{report.doubted:,}"
    for code, count in sorted(report.refused.items()):
        yield f"To be mended: {reason_named(code).lower()}", f"{count:,}"


def _lists(report: Report) -> Iterator[FileList]:
    for outcome, caption, places, count in (
        ("problem", "To be mended in the file", report.problems, report.wrong),
        ("doubt", "Out of the ordinary: are they meant so?", report.doubts, report.doubted),
        ("change", "Values that would be corrected", report.corrections, report.other),
    ):
        if places:
            rows = tuple(_row(outcome, one) for one in places[:SHOWN])
            yield FileList(caption, rows, count - len(rows))


def _row(outcome: str, one: Place) -> FileRow:
    return FileRow(outcome, _where(one), one.value, one.text)


def _where(one: Place) -> str:
    parts: Sequence[str] = [f"row {one.row}"] if one.row else []
    parts = [*parts, f"column “{one.column}”"] if one.column else parts
    said = ", ".join(parts) or "the whole file"
    return said[0].upper() + said[1:]
