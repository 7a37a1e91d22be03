"""A pack of plain data, as hostile as people's words can be."""

from datetime import date, timedelta
from decimal import Decimal

from reports.mapping import Thing, Tie
from reports.packs.content import (
    Content,
    Count,
    Decided,
    Fact,
    Goal,
    Map,
    Matrix,
    Matter,
    Measured,
    Money,
    Piece,
    Spent,
    Stake,
    Value,
    Worth,
)
from reports.trends import TrendPoint

DAY = date(2026, 11, 21)
HOSTILE = "=1+1 *bold* #evil() $x$ @ref <tag> [brackets] \\ `code` _under_ “quotes”"


def measured(**facts) -> Measured:
    start = DAY - timedelta(days=300)
    values = tuple((start + timedelta(days=30 * n), Decimal(240 - 4 * n) / 100) for n in range(11))
    defaults = {
        "title": "Time to first answer",
        "way": "2.00 s now, from 2.40 s, target 1.92 s by 31 December 2026",
        "kind": "sound",
        "standing": "On course",
        "unit": "s",
        "decimals": 2,
        "values": values,
        "plan": ((start, Decimal("2.4")), (date(2026, 12, 31), Decimal("1.92"))),
        "target": Decimal("1.92"),
    }
    return Measured(**(defaults | facts))


def goal(number: int = 1, **facts) -> Goal:
    words = (
        "Customers leave when the shop is slow. **A tenth of a second** costs one order in a "
        "hundred, so the new cache answers from memory, which shortens *Time to first answer*. "
    )
    defaults = {
        "title": f"Win back customers who left, {number}",
        "kind": "sound",
        "verdict": "Traced and agreed",
        "owner": "Marta Silva, Chief Commercial Officer",
        "period": "1 January to 31 December 2026",
        "driver": "Growth",
        "lines": "3 of 4 lines hold",
        "statement": "Lift the share of customers who buy twice from 31% to 38%.",
        "story_kind": "sound",
        "story_state": "Agreed by both",
        "story": ((Piece(words * 3), Piece("Time to first answer", "strong")), (Piece(words),)),
        "signs": ("Marta Silva agreed on 4 November 2026, version 3.",),
        "case": (
            Fact("Problem", HOSTILE),
            Fact("Investment", "EUR 90", "From 21 Nov 2026"),
        ),
        "outcome": measured(),
    }
    return Goal(**(defaults | facts))


def value(**facts) -> Value:
    money = Money(Decimal("700.5"), DAY, None, counts=True)
    stake = {
        "goal": HOSTILE,
        "kind": "sound",
        "standing": "Rests on a sound line",
        "sourcing": "Buy it",
        "currency": "EUR",
        "benefit": money,
        "cost": Money(None, None, None, counts=False),
        "lines": 4,
        "sound_lines": 3,
        "certainty": "3 of 4 lines sound: 75% can be relied on.",
    }
    return Value(
        worth=(Worth("sound", "Rests on a sound line", "EUR", money.amount, None),),
        stakes=(Stake(**(stake | facts)),),
        all_stakes=1,
        spending="CHF 12 a year go into 1 measure that leads to no goal.",
        spent=(Spent("broken", "No line to a goal", "CHF", Decimal(12), 1),),
    )


def content(**facts) -> Content:
    defaults = {
        "scope": "all teams",
        "day": DAY,
        "figure": "9 of 21",
        "headline": "KPIs trace to a business goal both sides agreed on.",
        "bad": "5 lead nowhere.",
        "since": "Up from 7 of 20 on 24 October 2026: 2 KPIs gained a line.",
        "counts": (
            Count("sound", "traced and agreed", 9),
            Count("risk", "not agreed yet", 5),
            Count("suspect", "changed since agreed", 2),
            Count("broken", "no line to a goal", 5),
        ),
        "trend": tuple(
            TrendPoint(DAY - timedelta(days=7 * (8 - n)), 18 + n // 3, 4 + n // 2, 8 - n // 3)
            for n in range(9)
        ),
        "matters": (
            Matter(
                "broken",
                "Nightly build time",
                "KPI",
                "It measures work that serves no goal.",
                "Link it or exempt it",
                "3 KPIs hang on it",
            ),
            Matter("risk", HOSTILE, "Goal", HOSTILE, HOSTILE, HOSTILE),
        ),
        "all_matters": 12,
        "goals": (
            goal(),
            goal(
                2,
                title=HOSTILE,
                story=((Piece(HOSTILE),),),
                outcome=measured(title=HOSTILE, unit="=1+1"),
            ),
        ),
        "all_goals": 2,
        "value": value(),
        "map": Map(
            (
                Thing("goal-1", 0, HOSTILE),
                Thing("work-1", 1, "Shop", "sound"),
                Thing("kpi-1", 2, HOSTILE, "broken", "Leads nowhere"),
            ),
            (
                Tie("goal-1", "work-1", "sound", "This tie holds"),
                Tie("work-1", "kpi-1", "broken", "This tie is broken"),
            ),
            matrix=Matrix((HOSTILE,), (("Win", 0, ("",)), ("Keep", 1, ("2 KPIs",)))),
        ),
        "decisions": (
            Decided(DAY, "Nightly build time", "Retire", "Ines Costa", "Nobody uses it", "Done"),
        ),
    }
    return Content(**(defaults | facts))
