"""The sheet of a check-in: what a person typed for each KPI they owe, kept row by row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from alignment.lib.errors import DomainError
from alignment.lib.fields import Day, Figure, Prose, Words, or_blank
from alignment.lib.form_pages import Group, WritingForm
from kpis.due import Owed
from kpis.models import DIGITS, PLACES, Kpi
from kpis.owing import owed_by
from kpis.services import CheckIn, check_in
from kpis.value_sheets import LONGEST_NOTE

MOST = 200
LONGEST_PASTE = 200_000
ENTRY = re.compile(r"(?P<pk>[0-9]{1,18})-value", re.ASCII)
ALONE = "A note goes with a value: give the value too, or take the note out."
GONE = "What was typed for a KPI that is no longer on your list was not kept."


class DayForm(forms.Form):
    """The day that the values are true for."""

    on = Day(label="Values as of")


class EntryForm(forms.Form):
    """What is typed for one KPI.

    `meant` holds a value whose question was read, `was` the confidence that was shown.
    """

    value = Figure(label="New value", digits=DIGITS, places=PLACES, required=False)
    confidence = forms.ChoiceField(
        label="Will it be reached?",
        choices=or_blank(Kpi.Confidence.choices, "Not said"),
        required=False,
    )
    note = Words(label="Note", max_length=LONGEST_NOTE, required=False)
    meant = forms.CharField(required=False, widget=forms.HiddenInput)
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def said(self, on: date) -> CheckIn | None:
        """Return what was said of the KPI; None where nothing was."""
        given = self.cleaned_data
        confidence = None if given["confidence"] == given["was"] else given["confidence"]
        if given["value"] is None and confidence is None:
            return None
        meant = bool(self.typed()) and given["meant"] == self.typed()
        return CheckIn(on, given["value"], given["note"], confidence, meant)

    def ask(self) -> None:
        """Take the value for meant once it is sent again."""
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data[self.add_prefix("meant")] = self.typed()

    def typed(self) -> str:
        """Return the value as it was typed."""
        return str(self["value"].value() or "").strip()


class PasteForm(WritingForm):
    """A column or block copied from a spreadsheet."""

    block = Prose(
        label="Values, one line for each KPI",
        max_length=LONGEST_PASTE,
        help_text="A value and, beside it, a note; in the order of your list, or with the name or "
        "the reference of the KPI before the value. Nothing is saved before you have seen it.",
    )
    GROUPS = (Group("", ("block",)),)


@dataclass(slots=True)
class Entry:
    """A KPI that somebody owes, and what became of what they typed for it."""

    kpi: Kpi
    owed: Owed
    form: EntryForm
    question: str = ""
    refusal: str = ""
    wants_note: bool = False
    has_value: bool = False  # the day has another value already

    @property
    def is_open(self) -> bool:
        """Tell whether something typed is not kept yet."""
        return bool(self.question or self.refusal)


@dataclass(slots=True)
class Sheet:
    """All that a person owes, the most pressing first; `saved` are those just kept."""

    day: DayForm
    entries: list[Entry]
    left_out: int = 0
    problem: str = ""
    saved: list[int] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Tell whether something typed is not kept yet."""
        return bool(self.problem or self.day.errors or any(one.is_open for one in self.entries))


def sheet_of(
    user: User,
    today: date,
    data: QueryDict | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
) -> Sheet:
    """Return what a person owes, with what they sent or pasted in its place. One query."""
    found = owed_by(user, today)
    sent = _sent(data)
    shown = [one for place, one in enumerate(found) if place < MOST or one[0].pk in sent]
    gone = any(data and data.get(f"{pk}-value") for pk in sent - {kpi.pk for kpi, _ in shown})
    return Sheet(
        day=DayForm(data, initial={"on": today}),
        entries=[Entry(kpi, need, _form(kpi, data, typed or {})) for kpi, need in shown],
        left_out=len(found) - len(shown),
        problem=GONE if gone else "",
    )


def renewed(sheet: Sheet, user: User, today: date) -> Sheet:
    """Return the sheet anew, with what is not kept yet as it was typed. One query."""
    if sheet.day.errors:
        return sheet
    still_open = {entry.kpi.pk: entry for entry in sheet.entries if entry.is_open}
    fresh = sheet_of(user, today)
    entries = [still_open.pop(entry.kpi.pk, entry) for entry in fresh.entries]
    return replace(
        fresh,
        day=sheet.day,
        entries=[*still_open.values(), *entries],
        problem=sheet.problem,
        saved=sheet.saved,
    )


def keep(sheet: Sheet, *, by: User, at: datetime) -> None:
    """Keep what was typed, each KPI on its own; what is asked about or refused stays typed."""
    if not sheet.day.is_valid():
        for entry in sheet.entries:
            entry.form.is_valid()
        return
    for entry in sheet.entries:
        if entry.form.is_valid():
            _keep(entry, sheet, by, at)
        else:
            entry.refusal = " ".join(
                str(one) for some in entry.form.errors.values() for one in some
            )


def _keep(entry: Entry, sheet: Sheet, by: User, at: datetime) -> None:
    said = entry.form.said(sheet.day.cleaned_data["on"])
    if entry.form.cleaned_data["note"] and (said is None or said.value is None):
        entry.refusal = ALONE
        return
    if said is None:
        return
    try:
        check_in(kpi=entry.kpi, said=said, by=by, at=at)
    except DomainError as refusal:
        if refusal.code == "asked":
            entry.question = refusal.sentence
            entry.wants_note = bool(refusal.facts["wants_note"])
            entry.form.ask()
        else:
            entry.refusal = refusal.sentence
            entry.has_value = refusal.code == "another_value"
    else:
        sheet.saved.append(entry.kpi.pk)


def _sent(data: QueryDict | None) -> set[int]:
    names = (ENTRY.fullmatch(name) for name in data or ())
    return {int(name["pk"]) for name in names if name}


def _form(kpi: Kpi, data: QueryDict | None, typed: Mapping[str, Sequence[str]]) -> EntryForm:
    value, note = typed.get(str(kpi.pk), ("", ""))
    initial: dict[str, Any] = {
        "value": value,
        "note": note,
        "confidence": kpi.confidence,
        "was": kpi.confidence,
    }
    return EntryForm(data, prefix=str(kpi.pk), initial=initial)
