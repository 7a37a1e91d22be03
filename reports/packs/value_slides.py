"""What the business cases are worth, on slides."""

from collections.abc import Sequence
from decimal import Decimal

from alignment.lib.drawing import COLOURS
from reports.packs.content import Fact, Goal, Money, Spent, Stake, Value, Worth
from reports.packs.deck import (
    NAME,
    SENTENCE,
    Box,
    Deck,
    Said,
    head,
    parts,
    quiet,
    short,
)
from reports.packs.drawing import INK, QUIET
from reports.packs.figures import money_words
from stories.pages.words import many, period

SUMS_A_SLIDE, STAKES_A_SLIDE, CASES_A_SLIDE = 8, 4, 3
MOST_STAKES = 8  # all of them are in the PDF and in the data
PLACE = (0.7, 1.3, 11.93)


def put_value(deck: Deck, value: Value) -> None:
    """Add what the goals are worth together, what measures cost, and the goals worth most."""
    for sums in parts(value.worth, SUMS_A_SLIDE):
        slide = deck.slide(Said("What it is worth, and what that rests on", bold=True))
        names = head("How the goals stand", "Expected return", "Investment")
        deck.table(slide, _box(sums), [names, *map(_worth, sums)], (6, 4, 4))
    for costs in parts(value.spent, SUMS_A_SLIDE):
        slide = deck.slide(Said("What measures cost a year", bold=True))
        names = head("How the measures stand", "Cost of a year", "Known of")
        deck.text(slide, Box(0.7, 1.2, 11.9, 0.6), [Said(value.spending, QUIET)], size=14)
        below = Box(0.7, 1.95, 11.93, 0.5 * (len(costs) + 1))
        deck.table(slide, below, [names, *map(_spent, costs)], (6, 4, 4))
    for number, stakes in enumerate(parts(value.stakes[:MOST_STAKES], STAKES_A_SLIDE)):
        slide = deck.slide(Said("Goals by return" + (", continued" if number else ""), bold=True))
        names = head("Goal", "Expected return", "Investment", "How certain")
        deck.table(slide, _box(stakes), [names, *map(_stake, stakes)], (5, 3, 3, 5))


def put_cases(deck: Deck, goals: Sequence[Goal]) -> None:
    """Add the business cases of goals in short; the whole of them is in the data."""
    cased = [goal for goal in goals if goal.case]
    for number, rows in enumerate(parts(cased, CASES_A_SLIDE)):
        title = "The business cases" + (", continued" if number else "")
        slide = deck.slide(Said(title, bold=True))
        table = [head("Goal", "What for", "What it brings and costs", "Risk"), *map(_case, rows)]
        deck.table(slide, _box(rows), table, (4, 6, 5, 4))


def _box(rows: Sequence[object]) -> Box:
    return Box(*PLACE, 0.5 * (len(rows) + 1))


def _worth(one: Worth) -> list[list[Said]]:
    return [
        [Said(one.standing, COLOURS[one.kind], bold=True)],
        [_amount(one.benefit, one.currency)],
        [_amount(one.cost, one.currency)],
    ]


def _spent(one: Spent) -> list[list[Said]]:
    return [
        [Said(one.standing, COLOURS[one.kind], bold=True)],
        [_amount(one.yearly, one.currency)],
        [Said(many(one.measures, "measure"))],
    ]


def _stake(one: Stake) -> list[list[Said]]:
    return [
        [Said(short(one.goal, NAME), bold=True), *quiet(one.sourcing)],
        _money(one.benefit, one.currency),
        _money(one.cost, one.currency),
        [Said(one.standing, COLOURS[one.kind]), *quiet(short(one.certainty, SENTENCE))],
    ]


def _money(one: Money, currency: str) -> list[Said]:
    return [_amount(one.amount, currency), *quiet(period(one.starts, one.ends))]


def _amount(amount: Decimal | None, currency: str) -> Said:
    return Said(money_words(amount, currency), QUIET if amount is None else INK)


def _case(goal: Goal) -> list[list[Said]]:
    """Return a goal with what it is for, what it brings and costs when, and its risk."""
    told = {one.term: one for one in goal.case}
    sourcing = told.get("How it is got")
    return [
        [Said(short(goal.title, NAME), bold=True), *quiet(sourcing.text if sourcing else "")],
        [_labelled(told[term]) for term in ("Problem", "Proposal") if term in told],
        [_labelled(told[term]) for term in ("Expected return", "Investment") if term in told],
        [Said(short(told["Risk"].text, SENTENCE))] if "Risk" in told else [],
    ]


def _labelled(one: Fact) -> Said:
    text = ", ".join(part for part in (short(one.text, SENTENCE), one.when) if part)
    return Said(f"{one.term}: {text}")
