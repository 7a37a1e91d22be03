"""What the business cases are worth together, and which are worth most and rest on most."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Kind
from alignment.lib.numbers import show_money
from alignment.lib.tables import Sheet, Value
from objectives.models import Objective
from reports.pages.scope import PartFilter
from reports.pages.spending import Spending, spending, spending_rows
from reports.valuing import (
    MONEY_COLUMNS,
    SPENT_COLUMNS,
    STANDINGS,
    SUM_COLUMNS,
    Book,
    book_now,
    certainty_of,
)
from reports.worth import Case, Sum, sums
from stories.pages.filters import Chip
from stories.pages.parts import Link, Tab
from stories.pages.remedies import address, page_of
from stories.pages.words import period

SORTS = {"value": "By return", "certainty": "By certainty", "cost": "By investment"}
MOST_ROWS = 200


class ValueFilter(PartFilter):
    """The part of the company whose business cases are shown, and in which order."""

    sort = forms.ChoiceField(
        required=False, choices=list(SORTS.items()), widget=forms.HiddenInput()
    )

    def is_narrow(self) -> bool:
        """Say whether it is narrowed to a part of the company."""
        return bool(self.carried())


@dataclass(frozen=True, slots=True)
class SumRow:
    """Money of one currency that rests on goals that stand alike."""

    kind: Kind
    standing: str
    benefit: str
    cost: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A goal with its business case, and in a sentence how much can be relied on."""

    title: str
    href: str
    sourcing: str
    kind: Kind
    standing: str
    benefit: str
    benefit_when: str
    cost: str
    cost_when: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ValuePage:
    """All that the page of value shows."""

    section: str
    crumbs: tuple[Link, ...]
    actions: tuple[Link, ...]
    kicker: str
    form: ValueFilter
    chips: tuple[Chip, ...]
    sums: tuple[SumRow, ...]
    tabs: tuple[Tab, ...]
    rows: tuple[CaseRow, ...]
    more: int
    spending: Spending


def show_value(user: User, asked: QueryDict, today: date) -> ValuePage:
    """Return what the goals a reader may know of are worth. Constant queries.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form = ValueFilter(asked, user)
    book = book_now(user, form.part())
    sort = form.asked("sort")
    stated = book.stated(sort)
    part = form.carried()
    return ValuePage(
        section="alignment",
        crumbs=(Link("Alignment", address("reports:alignment", **part)),),
        actions=(Link("Take the figures", address("reports:value-table", **part)),),
        kicker=f"Business cases of active goals · {form.words()}",
        form=form,
        chips=tuple(chip for chip in form.chips(asked) if not chip.text.startswith("Sort:")),
        sums=tuple(_sum(one) for one in sums(book.cases)),
        tabs=tuple(
            Tab(
                text,
                address("reports:value-page", **part, sort=name),
                current=name == (sort or "value"),
            )
            for name, text in SORTS.items()
        ),
        rows=tuple(_rows(book, stated[:MOST_ROWS], today)),
        more=max(len(stated) - MOST_ROWS, 0),
        spending=spending(user, form.part()),
    )


def value_sheets(user: User, asked: QueryDict) -> dict[str, Sheet]:
    """Return what is behind the page as sheets. Constant queries.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form = ValueFilter(asked, user)
    book = book_now(user, form.part())
    return {
        "together": (
            SUM_COLUMNS,
            [
                (STANDINGS[one.standing][1], one.currency, one.benefit, one.cost)
                for one in sums(book.cases)
            ],
        ),
        "goals": (
            ("Reference", "Goal", *MONEY_COLUMNS),
            [_line(book, case) for case in book.stated("")],
        ),
        "measures": (
            SPENT_COLUMNS,
            spending_rows(user, form.part()),
        ),
    }


def _line(book: Book, case: Case) -> tuple[Value, ...]:
    goal = book.goals[case.goal_id]
    benefit_counts, cost_counts = book.counts[case.goal_id]
    return (
        *(goal.ref, goal.title, _sourcing(goal), goal.currency),
        *(goal.benefit, goal.benefit_from, goal.benefit_by, "yes" if benefit_counts else "no"),
        *(goal.cost, goal.cost_from, goal.cost_by, "yes" if cost_counts else "no"),
        *(STANDINGS[case.standing][1], case.sound_lines, case.lines),
    )


def _rows(book: Book, cases: Iterable[Case], today: date) -> Iterator[CaseRow]:
    for case in cases:
        kind, standing = STANDINGS[case.standing]
        goal = book.goals[case.goal_id]
        yield CaseRow(
            title=goal.title,
            href=page_of("objective", goal.pk),
            sourcing=_sourcing(goal),
            kind=kind,
            standing=standing,
            benefit=_money(case.benefit, case.currency),
            benefit_when=period(goal.benefit_from, goal.benefit_by),
            cost=_money(case.cost, case.currency),
            cost_when=period(goal.cost_from, goal.cost_by),
            sentence=certainty_of(book, case, today),
        )


def _sourcing(goal: Objective) -> str:
    return goal.get_sourcing_display() if goal.sourcing else ""


def _sum(one: Sum) -> SumRow:
    kind, standing = STANDINGS[one.standing]
    return SumRow(kind, standing, _money(one.benefit, one.currency), _money(one.cost, one.currency))


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else show_money(amount, currency)
