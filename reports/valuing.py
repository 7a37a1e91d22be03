"""What business cases are worth and measures cost, of a part of the company, today or on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.fields.json import KT

from accounts.models import User
from alignment.lib.drawing import Kind, percent
from alignment.lib.numbers import show_money
from kpis.access import kpis_to_view
from objectives.models import Objective
from reports.board_kept import Then, goal_then, goals_then, kpis_then, objective_verdict_then
from reports.models import Kept
from reports.scopes import Scope, goals_in
from reports.worth import Case, MeasureStanding, Spend, Standing, counted, spent
from stories.audiences import audience_of
from stories.models import KpiVerdictQuerySet, ObjectiveVerdict
from stories.pages.words import day, many
from stories.totals import kpi_verdicts

SUM_COLUMNS = ("Standing", "Currency", "Expected return", "Investment")
SPENT_COLUMNS = ("Standing", "Currency", "Cost of a year", "Measures that say so")
MONEY_COLUMNS = (
    *("How it is got", "Currency"),
    *("Expected return", "Return from", "Return by", "Return counted"),
    *("Investment", "Investment from", "Investment by", "Investment counted"),
    *("Standing", "Sound lines", "Lines"),
)
STANDINGS: dict[Standing, tuple[Kind, str]] = {
    "sound": ("sound", "Rests on a sound line"),
    "in_doubt": ("risk", "Rests on a line in doubt"),
    "no_line": ("broken", "Rests on no line"),
}
SPENT_ON: dict[MeasureStanding, tuple[Kind, str]] = {
    "sound": ("sound", "Traced and agreed"),
    "in_doubt": ("risk", "In doubt"),
    "no_line": ("broken", "No line to a goal"),
    "exempt": ("idle", "Deliberately tied to none"),
}
OF_VERDICTS: dict[str, MeasureStanding] = {
    "sound": "sound",
    "in_doubt": "in_doubt",
    "none": "no_line",
    "broken": "no_line",
    "exempt": "exempt",
}


@dataclass(frozen=True, slots=True)
class Book:
    """The business cases of a part of the company, and which of their money counts."""

    goals: dict[int, Objective]
    cases: tuple[Case, ...]
    counts: dict[int, tuple[bool, bool]]

    def stated(self, sort: str = "") -> list[Case]:
        """Return those with money, a currency together: amounts of two are never compared."""

        def place(case: Case) -> tuple[Decimal, str, Decimal, int]:
            money = case.cost if sort == "cost" else case.benefit
            first = -case.certainty if sort == "certainty" else Decimal(0)
            return first, case.currency, -(money or Decimal(0)), case.goal_id

        told = (one for one in self.cases if one.benefit is not None or one.cost is not None)
        return sorted(told, key=place)


def book_now(user: User, scope: Scope) -> Book:
    """Return the business cases of the active goals of a scope as they are. Constant queries.

    Raises:
        Http404: it is the branch of a goal that the reader may not know of.
    """
    goals = {goal.pk: goal for goal in goals_in(user, scope).active()}
    judged = ObjectiveVerdict.objects.for_audience(audience_of(user)).filter(objective__in=goals)
    verdicts = {row.objective_id: row for row in judged}
    return _book(_case(goal, verdicts.get(goal.pk)) for goal in goals.values())


def book_then(then: Then, scope: Scope) -> Book | None:
    """Return the business cases of a scope as they were; None where they were not kept.

    Four queries at most.
    """
    found = then.rows(Kept.Kind.OBJECTIVE)
    if not found.filter(facts__has_key="case").exists():
        return None
    inside = goals_then(then, scope)
    rows = found.filter(facts__status=Objective.Status.ACTIVE)
    return _book(
        _kept_case(row) for row in (rows if inside is None else rows.filter(item_id__in=inside))
    )


def _book(found: Iterable[tuple[Objective, Case]]) -> Book:
    known = list(found)
    cases = tuple(case for _, case in known)
    return Book({goal.pk: goal for goal, _ in known}, cases, counted(cases))


def _case(goal: Objective, judged: ObjectiveVerdict | None) -> tuple[Objective, Case]:
    verdict, lines, sound = "", 0, 0
    if judged:
        verdict, lines, sound = judged.verdict, judged.lines, judged.sound_lines
    return goal, Case(
        goal_id=goal.pk,
        parent_id=goal.parent_id,
        standing=_standing(verdict),
        currency=goal.currency,
        benefit=goal.benefit,
        cost=goal.cost,
        lines=lines,
        sound_lines=sound,
    )


def _standing(verdict: str) -> Standing:
    found = OF_VERDICTS.get(verdict)
    return found if found in ("sound", "in_doubt") else "no_line"


def _kept_case(row: Kept) -> tuple[Objective, Case]:
    return _case(goal_then(row), objective_verdict_then(row))


def certainty_of(book: Book, case: Case, today: date) -> str:
    """Return how much of it can be relied on, what is late, and what is told below it once more."""
    goal = book.goals[case.goal_id]
    if not case.lines:
        said = "No line from technology leads to it, so nothing says that it will come about."
    else:
        lines = many(case.lines, "line")
        said = f"{case.sound_lines} of {lines} sound: {percent(case.certainty)} can be relied on."
    if case.benefit is not None and goal.benefit_by and goal.benefit_by < today:
        said = f"{said} All of it was to have come by {day(goal.benefit_by)}."
    stated = (case.benefit is not None, case.cost is not None)
    counts = book.counts[case.goal_id]
    return said if counts == stated else f"{said} What goals below it state is counted instead."


def costed(user: User, scope: Scope) -> KpiVerdictQuerySet:
    """Return the verdicts on measures of which is said what they cost."""
    known = kpis_to_view(user).costed()
    return kpi_verdicts(audience_of(user), scope.of_kpis()).filter(kpi__in=known)


def spent_now(user: User, scope: Scope) -> tuple[Spend, ...]:
    """Return what is spent on the measures of a scope, by how they stand. One query."""
    groups = (
        costed(user, scope)
        .filter(verdict__in=OF_VERDICTS)
        .order_by()
        .values_list("kpi__currency", "verdict")
        .annotate(yearly=Sum("kpi__yearly_cost"), measures=Count("pk"))
    )
    return spent(
        (currency, OF_VERDICTS[verdict], yearly, measures)
        for currency, verdict, yearly, measures in groups
    )


def spent_then(then: Then, scope: Scope) -> tuple[Spend, ...]:
    """Return what was spent on the measures of a scope as they stood. Three queries at most."""
    known = kpis_then(then, scope, goals_then(then, scope)).filter(facts__has_key="yearly_cost")
    rows = known.filter(verdict__in=OF_VERDICTS).order_by("item_id")
    return spent(
        (currency, OF_VERDICTS[verdict], Decimal(yearly), 1)
        for currency, verdict, yearly in rows.values_list(
            KT("facts__currency"), "verdict", KT("facts__yearly_cost")
        )
    )


def spending_words(found: Iterable[Spend], no_line: int) -> str:
    """Return what goes into measures that lead to no goal, as far as anybody said."""
    if not no_line:
        return "Every measure leads to a goal, or is deliberately tied to none."
    lost = [one for one in found if one.standing == "no_line"]
    known = sum(one.measures for one in lost)
    unknown = no_line - known
    leads = "leads" if no_line == 1 else "lead"
    if not known:
        return f"{many(no_line, 'measure')} {leads} to no goal. Nobody said what that costs."
    money = " and ".join(show_money(one.yearly, one.currency) for one in lost)
    leads = "leads" if known == 1 else "lead"
    said = f"{money} a year go into {many(known, 'measure')} that {leads} to no goal."
    if not unknown:
        return said
    others = "the other one costs" if unknown == 1 else f"the other {unknown:,} cost"
    return f"{said} What {others}, nobody said."
