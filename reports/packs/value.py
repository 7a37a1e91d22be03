"""What a pack says of money: what the business cases are worth, and what measures cost."""

from collections.abc import Sequence
from datetime import date

from reports.packs.content import Money, Spent, Stake, Value, Worth
from reports.valuing import SPENT_ON, STANDINGS, Book, certainty_of, spending_words
from reports.worth import Case, Spend, sums

MOST_STAKES = 40


def value_of(book: Book, spent: Sequence[Spend], no_line: int, day: date) -> Value:
    """Return what a pack says of the business cases of a scope, those worth most first."""
    stated = book.stated()
    return Value(
        worth=tuple(
            Worth(*STANDINGS[one.standing], one.currency, one.benefit, one.cost)
            for one in sums(book.cases)
        ),
        stakes=tuple(_stake(book, one, day) for one in stated[:MOST_STAKES]),
        all_stakes=len(stated),
        spending=spending_words(spent, no_line),
        spent=tuple(
            Spent(*SPENT_ON[one.standing], one.currency, one.yearly, one.measures) for one in spent
        ),
    )


def _stake(book: Book, case: Case, day: date) -> Stake:
    goal = book.goals[case.goal_id]
    benefit_counts, cost_counts = book.counts[case.goal_id]
    kind, standing = STANDINGS[case.standing]
    return Stake(
        goal=goal.title,
        kind=kind,
        standing=standing,
        sourcing=goal.get_sourcing_display() if goal.sourcing else "",
        currency=goal.currency,
        benefit=Money(goal.benefit, goal.benefit_from, goal.benefit_by, counts=benefit_counts),
        cost=Money(goal.cost, goal.cost_from, goal.cost_by, counts=cost_counts),
        lines=case.lines,
        sound_lines=case.sound_lines,
        certainty=certainty_of(book, case, day),
    )
