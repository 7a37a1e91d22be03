"""The business case of a goal: what it solves, how it is got, what it brings and costs, when."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from alignment.lib.numbers import show_money
from alignment.lib.shown import Shown
from objectives.models import Objective
from stories.pages.parts import Fact
from stories.pages.words import period


@dataclass(frozen=True, slots=True)
class Case(Shown):
    """What is said of a business case; empty is none. `edit_href` is the form that changes it."""

    facts: tuple[Fact, ...]
    edit_href: str


def case_of(objective: Objective, edit_href: str) -> Case:
    """Return the business case, as far as there is one."""
    sourcing = objective.get_sourcing_display() if objective.sourcing else ""
    said = (
        Fact("Problem", objective.problem),
        Fact("Proposal", objective.proposal),
        Fact("How it is got", sourcing),
        _money(
            "Expected return",
            objective.benefit,
            objective.currency,
            (objective.benefit_from, objective.benefit_by),
        ),
        _money(
            "Investment",
            objective.cost,
            objective.currency,
            (objective.cost_from, objective.cost_by),
        ),
        Fact("Risk", objective.risk),
    )
    return Case(tuple(fact for fact in said if fact.text), edit_href)


def _money(
    term: str, amount: Decimal | None, currency: str, when: tuple[date | None, date | None]
) -> Fact:
    """Return an amount and when; of one that nobody stated, when it would come or be spent."""
    if amount is None:
        return Fact(term, period(*when))
    return Fact(term, show_money(amount, currency), small=period(*when))
