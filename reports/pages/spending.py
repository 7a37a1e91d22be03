"""What measures cost a year, and how much of it is spent on those that lead to no goal."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from accounts.models import User
from alignment.lib.drawing import Kind
from alignment.lib.numbers import show_money
from kpis.access import kpis_to_view
from reports.scopes import Scope
from reports.worth import MeasureStanding, Spend, spent
from stories.audiences import audience_of
from stories.models import KpiVerdictQuerySet
from stories.pages.remedies import address, page_of
from stories.pages.words import many
from stories.totals import UNTRACED, headline_counts, kpi_verdicts

STANDINGS: dict[MeasureStanding, tuple[Kind, str]] = {
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
    found = _spent(user, scope)
    lost = [one for one in found if one.standing == "no_line"]
    no_line = headline_counts(audience_of(user), scope.of_kpis()).no_line
    return Spending(
        sentence=_sentence(lost, no_line),
        rows=tuple(_row(one) for one in found),
        costly=tuple(_costly(user, scope)),
        all_href=address("stories:kpi-list", verdict="no_line", **scope.query()),
    )


def spending_rows(user: User, scope: Scope) -> Iterator[tuple[str, str, Decimal, int]]:
    """Yield the same as rows of a sheet. One query."""
    for one in _spent(user, scope):
        yield STANDINGS[one.standing][1], one.currency, one.yearly, one.measures


def _known(user: User, scope: Scope) -> KpiVerdictQuerySet:
    """Return the verdicts on measures of which is said what they cost."""
    costed = kpis_to_view(user).costed()
    return kpi_verdicts(audience_of(user), scope.of_kpis()).filter(kpi__in=costed)


def _spent(user: User, scope: Scope) -> tuple[Spend, ...]:
    groups = (
        _known(user, scope)
        .filter(verdict__in=OF_VERDICTS)
        .order_by()
        .values_list("kpi__currency", "verdict")
        .annotate(yearly=Sum("kpi__yearly_cost"), measures=Count("pk"))
    )
    return spent(
        (currency, OF_VERDICTS[verdict], yearly, measures)
        for currency, verdict, yearly, measures in groups
    )


def _row(one: Spend) -> SpendRow:
    kind, standing = STANDINGS[one.standing]
    return SpendRow(
        kind, standing, show_money(one.yearly, one.currency), many(one.measures, "measure")
    )


def _costly(user: User, scope: Scope) -> Iterator[Costly]:
    lost = _known(user, scope).filter(verdict__in=UNTRACED).select_related("kpi__team")
    for row in lost.order_by("kpi__currency", "-kpi__yearly_cost", "kpi")[:MOST_COSTLY]:
        kpi = row.kpi
        if kpi.yearly_cost is not None:
            yield Costly(
                title=kpi.title,
                href=page_of("kpi", kpi.pk),
                team=kpi.team.name if kpi.team else "",
                yearly=show_money(kpi.yearly_cost, kpi.currency),
            )


def _sentence(lost: list[Spend], no_line: int) -> str:
    """Return what goes into measures that lead to no goal, as far as anybody said."""
    if not no_line:
        return "Every measure leads to a goal, or is deliberately tied to none."
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
