"""What measures cost a year, and how much of it is spent on those that lead to no goal."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from alignment.lib.drawing import Kind
from alignment.lib.numbers import show_money
from reports.scopes import Scope
from reports.valuing import SPENT_ON, costed, spending_words, spent_now
from reports.worth import Spend
from stories.audiences import audience_of
from stories.pages.remedies import address, page_of
from stories.pages.words import many
from stories.totals import UNTRACED, headline_counts

MOST_COSTLY = 10


@dataclass(frozen=True, slots=True)
class SpendRow:
    """What measures that stand alike cost a year."""

    kind: Kind
    standing: str
    yearly: str
    measures: str


@dataclass(frozen=True, slots=True)
class Costly:
    """A measure that leads to no goal, and what it costs."""

    title: str
    href: str
    team: str
    yearly: str


@dataclass(frozen=True, slots=True)
class Spending:
    """What is spent on measures; without rows nobody said what any of them costs."""

    sentence: str
    rows: tuple[SpendRow, ...]
    costly: tuple[Costly, ...]
    all_href: str


def spending(user: User, scope: Scope) -> Spending:
    """Return what is spent on the measures of a scope that a reader may know of. Three queries."""
    found = spent_now(user, scope)
    no_line = headline_counts(audience_of(user), scope.of_kpis()).no_line
    return Spending(
        sentence=spending_words(found, no_line),
        rows=tuple(_row(one) for one in found),
        costly=tuple(_costly(user, scope)),
        all_href=address("stories:kpi-list", verdict="no_line", **scope.query()),
    )


def spending_rows(user: User, scope: Scope) -> Iterator[tuple[str, str, Decimal, int]]:
    """Yield the same as rows of a sheet. One query."""
    for one in spent_now(user, scope):
        yield SPENT_ON[one.standing][1], one.currency, one.yearly, one.measures


def _row(one: Spend) -> SpendRow:
    kind, standing = SPENT_ON[one.standing]
    return SpendRow(
        kind, standing, show_money(one.yearly, one.currency), many(one.measures, "measure")
    )


def _costly(user: User, scope: Scope) -> Iterator[Costly]:
    lost = costed(user, scope).filter(verdict__in=UNTRACED).select_related("kpi__team")
    for row in lost.order_by("kpi__currency", "-kpi__yearly_cost", "kpi")[:MOST_COSTLY]:
        kpi = row.kpi
        if kpi.yearly_cost is not None:
            yield Costly(
                title=kpi.title,
                href=page_of("kpi", kpi.pk),
                team=kpi.team.name if kpi.team else "",
                yearly=show_money(kpi.yearly_cost, kpi.currency),
            )
