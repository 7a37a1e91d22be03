"""What the business cases are worth together, and which are worth most and rest on most."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Kind, percent
from alignment.lib.numbers import show_money
from objectives.access import objectives_to_view
from objectives.models import Objective
from reports.worth import Case, Standing, Sum, counted, sums
from stories.audiences import audience_of
from stories.models import ObjectiveVerdict
from stories.pages.parts import Tab
from stories.pages.remedies import page_of
from stories.pages.words import many

STANDINGS: dict[Standing, tuple[Kind, str]] = {
    "sound": ("sound", "Rests on a sound line"),
    "in_doubt": ("risk", "Rests on a line in doubt"),
    "no_line": ("broken", "Rests on no line"),
}
SORTS = {"value": "By return", "certainty": "By certainty", "cost": "By investment"}
MOST_ROWS = 200


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
    kind: Kind
    standing: str
    benefit: str
    cost: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ValuePage:
    """All that the page of value shows."""

    section: str
    sums: tuple[SumRow, ...]
    tabs: tuple[Tab, ...]
    rows: tuple[CaseRow, ...]
    more: int


def show_value(user: User, asked: QueryDict) -> ValuePage:
    """Return what the goals a reader may know of are worth. Constant queries."""
    goals = {goal.pk: goal for goal in objectives_to_view(user).active()}
    judged = ObjectiveVerdict.objects.for_audience(audience_of(user)).filter(
        objective__in=objectives_to_view(user).active()
    )
    verdicts = {row.objective_id: row for row in judged}
    cases = [_case(goal, verdicts.get(goal.pk)) for goal in goals.values()]
    counts = counted(cases)
    sort = asked.get("sort", "")
    stated = _in_order(
        (one for one in cases if one.benefit is not None or one.cost is not None), sort
    )
    return ValuePage(
        section="alignment",
        sums=tuple(_sum(one) for one in sums(cases)),
        tabs=tuple(
            Tab(text, f"?sort={name}", current=name == (sort if sort in SORTS else "value"))
            for name, text in SORTS.items()
        ),
        rows=tuple(_rows(stated[:MOST_ROWS], goals, counts)),
        more=max(len(stated) - MOST_ROWS, 0),
    )


def _case(goal: Objective, judged: ObjectiveVerdict | None) -> Case:
    standing: Standing = "no_line"
    if judged and judged.verdict == "sound":
        standing = "sound"
    elif judged and judged.verdict == "in_doubt":
        standing = "in_doubt"
    return Case(
        goal_id=goal.pk,
        parent_id=goal.parent_id,
        standing=standing,
        currency=goal.currency,
        benefit=goal.benefit,
        cost=goal.cost,
        lines=judged.lines if judged else 0,
        sound_lines=judged.sound_lines if judged else 0,
    )


def _in_order(cases: Iterable[Case], sort: str) -> list[Case]:
    """Return cases, those of a currency together: amounts of two are never compared."""

    def place(case: Case) -> tuple[Decimal, str, Decimal, int]:
        money = case.cost if sort == "cost" else case.benefit
        first = -case.certainty if sort == "certainty" else Decimal(0)
        return first, case.currency, -(money or Decimal(0)), case.goal_id

    return sorted(cases, key=place)


def _rows(
    cases: Iterable[Case],
    goals: Mapping[int, Objective],
    counts: Mapping[int, tuple[bool, bool]],
) -> Iterator[CaseRow]:
    for case in cases:
        kind, standing = STANDINGS[case.standing]
        goal = goals[case.goal_id]
        yield CaseRow(
            title=goal.title,
            href=page_of("objective", goal.pk),
            kind=kind,
            standing=standing,
            benefit=_money(case.benefit, case.currency),
            cost=_money(case.cost, case.currency),
            sentence=_sentence(case, counts[case.goal_id]),
        )


def _sum(one: Sum) -> SumRow:
    kind, standing = STANDINGS[one.standing]
    return SumRow(kind, standing, _money(one.benefit, one.currency), _money(one.cost, one.currency))


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else show_money(amount, currency)


def _sentence(case: Case, counts: tuple[bool, bool]) -> str:
    """Return how much of it can be relied on, and whether goals below tell the same money."""
    if not case.lines:
        said = "No line from technology leads to it, so nothing says that it will come about."
    else:
        lines = many(case.lines, "line")
        said = f"{case.sound_lines} of {lines} sound: {percent(case.certainty)} can be relied on."
    stated = (case.benefit is not None, case.cost is not None)
    return said if counts == stated else f"{said} What goals below it state is counted instead."
