"""Holds back what a source says that can hardly be right, and does what somebody says of it.

Only a wrong size by a thousand or a wrong sign is held back: such are mistakes of unit or of
program. What is merely bad news, far out or beyond its bounds, is kept like any value.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.audit import record
from accounts.models import User
from accounts.saving import in_one_go, locked
from alignment.lib.errors import DomainError
from kpis.bulk import values_on
from kpis.doubting import MOST, doubts_about, in_one_sentence
from kpis.models import Connector, HeldValue, Kpi, Measurement
from kpis.ordinary import ordinary_of
from kpis.services.bulk_values import Given, Outcome, Terms, record_many
from kpis.sources.values import Found

HELD = frozenset({"thousandfold", "wrong_sign"})
MEANT = "It was held back, and somebody said that it is right."


@dataclass(frozen=True, slots=True)
class Sifted:
    """What of a reading is kept, what waits, and what was left out before."""

    kept: tuple[Found, ...]
    waiting: tuple[HeldValue, ...]
    left: frozenset[Found]


def hold_back(*, connector: Connector, found: Sequence[Found], at: datetime) -> Sifted:
    """Hold back what can hardly be right; what stands already or was left out is not asked again.

    The KPI is locked. Five queries at most.
    """
    kpi = connector.kpi
    usual = ordinary_of([kpi])[kpi.pk]
    recent = deque(usual.known, MOST)
    stored = values_on([(kpi.pk, one.on) for one in found])
    rows = {row.observed_on: row for row in HeldValue.objects.filter(connector=connector)}
    kept, waiting, left = [], [], set()
    for one in found:
        stands = stored.get((kpi.pk, one.on))
        there = rows.get(one.on)
        doubts = [
            doubt
            for doubt in doubts_about(one.value, replace(usual, known=tuple(recent)))
            if doubt.code in HELD
        ]
        if (stands and stands.value == one.value) or not doubts:
            kept.append(one)
            recent.append(one.value)
        elif there and there.value == one.value:
            left.add(one) if there.left_at else waiting.append(there)
        else:
            question = in_one_sentence(doubts)
            waiting.append(_held(connector, one, question, at))
    _settle(connector, kept, waiting)
    return Sifted(tuple(kept), tuple(waiting), frozenset(left))


@in_one_go
def answer_held(*, kpi: Kpi, keep: bool, upto: int, by: User, at: datetime) -> int:
    """Record what is held back of a KPI, or leave it out; return how many values that were.

    Only values up to the number `upto` are meant: those that the person saw.
    """
    row = locked(kpi)
    rows = list(
        HeldValue.objects.open()
        .filter(connector__kpi=row, pk__lte=upto)
        .select_for_update(of=("self",))
    )
    if keep:
        given = [Given(row.ref, one.observed_on, one.value) for one in rows]
        terms = Terms(source=Measurement.Source.CONNECTOR, reason=MEANT)
        answers = record_many(values=given, by=by, at=at, terms=terms)
        for refusal in (one for one in answers if one.outcome is Outcome.REFUSED):
            raise DomainError(refusal.code, refusal.sentence)
        HeldValue.objects.filter(pk__in=[one.pk for one in rows]).delete()
    elif rows:
        HeldValue.objects.filter(pk__in=[one.pk for one in rows]).update(left_at=at, left_by=by)
        said = {one.observed_on.isoformat(): f"{one.value:f}" for one in rows}
        record(verb="leave_out", thing=row, by=by, at=at, after=said)
    return len(rows)


def _held(connector: Connector, one: Found, question: str, at: datetime) -> HeldValue:
    return HeldValue(
        connector=connector, observed_on=one.on, value=one.value, question=question, held_at=at
    )


def _settle(connector: Connector, kept: Sequence[Found], waiting: Sequence[HeldValue]) -> None:
    """Store what newly waits, and forget what waited for a day that says something else now."""
    new = [row for row in waiting if row.pk is None]
    over = {one.on for one in kept} | {row.observed_on for row in new}
    HeldValue.objects.filter(connector=connector, observed_on__in=over).delete()
    HeldValue.objects.bulk_create(new)
