"""Times a pack of ten pages and more: `python -m bench.packs`. No database."""

import os
import re
import time
from datetime import date, timedelta
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
os.environ.setdefault("THROUGHLINE_MODE", "trial")

import django

django.setup()

from reports.mapping import Thing, Tie  # noqa: E402
from reports.packs.content import (  # noqa: E402
    Content,
    Count,
    Goal,
    Map,
    Matter,
    Measured,
    Money,
    Piece,
    Stake,
    Value,
    Worth,
)
from reports.packs.evidence import xlsx_of  # noqa: E402
from reports.packs.paper import pdf_of  # noqa: E402
from reports.packs.slides import pptx_of  # noqa: E402
from reports.trends import TrendPoint  # noqa: E402

DAY = date(2026, 11, 21)
WORDS = "Customers stay when the shop answers at once, and the work on it shortens what they wait. "


def content() -> Content:
    days = [DAY - timedelta(days=7 * n) for n in range(52, -1, -1)]
    values = tuple((day, Decimal(240 - n) / 100) for n, day in enumerate(days))
    measure = Measured(
        title="Time to first answer",
        way="1.88 s now, from 2.40 s, target 1.92 s",
        kind="sound",
        standing="On course",
        unit="s",
        decimals=2,
        values=values,
        plan=(values[0], (DAY + timedelta(days=90), Decimal("1.92"))),
        target=Decimal("1.92"),
    )
    goal = Goal(
        title="Keep more customers",
        kind="sound",
        verdict="Traced and agreed",
        owner="Chief Commercial Officer",
        period="2026",
        driver="Customer value",
        lines="3 of 4 lines hold",
        story_kind="sound",
        story_state="Agreed by both",
        story=((Piece(WORDS * 4),), (Piece(WORDS * 4),)),
        outcome=measure,
    )
    stake = Stake(
        goal=goal.title,
        kind="sound",
        standing="Rests on a sound line",
        sourcing="Build it",
        currency="EUR",
        benefit=Money(Decimal(2_400_000), DAY, DAY + timedelta(days=365), counts=True),
        cost=Money(Decimal(300_000), DAY, DAY + timedelta(days=90), counts=True),
        lines=4,
        sound_lines=3,
        certainty="3 of 4 lines sound: 75% can be relied on.",
    )
    matter = Matter("broken", "Nightly build time", "KPI", WORDS, "Find its goal", "First because")
    return Content(
        scope="the whole company",
        day=DAY,
        figure="10 of 29",
        headline="KPIs trace to a business goal both sides agreed on.",
        counts=(Count("sound", "traced and agreed", 10), Count("broken", "no line", 19)),
        trend=tuple(TrendPoint(day, 20 + n // 6, n // 5, 10) for n, day in enumerate(days)),
        matters=(matter,) * 25,
        all_matters=25,
        goals=(goal,) * 20,
        all_goals=20,
        value=Value(
            worth=(Worth("sound", stake.standing, "EUR", Decimal(48_000_000), None),),
            stakes=(stake,) * 20,
            all_stakes=20,
        ),
        map=_map(),
    )


def _map() -> Map:
    """Return goals with three pieces of work each and two KPIs below every one: 140 things."""
    things, ties = [], []
    for goal in range(14):
        things.append(Thing(f"goal-{goal}", 0, WORDS, "sound"))
        for work in range(goal * 3, goal * 3 + 3):
            things.append(Thing(f"work-{work}", 1, WORDS, "risk", "Not agreed yet"))
            ties.append(Tie(f"goal-{goal}", f"work-{work}", "risk", "Not agreed yet"))
            for kpi in (work * 2, work * 2 + 1):
                things.append(Thing(f"kpi-{kpi}", 2, WORDS, "broken", "Leads nowhere"))
                ties.append(Tie(f"work-{work}", f"kpi-{kpi}", "broken", "Leads nowhere"))
    return Map(tuple(things), tuple(ties))


def main() -> None:
    pack = content()
    for name, make in (("PDF", pdf_of), ("slides", pptx_of), ("data", xlsx_of)):
        began = time.perf_counter()
        made = make(pack)
        took = time.perf_counter() - began
        pages = f", {len(re.findall(rb'/Type ?/Page[^s]', made))} pages" if name == "PDF" else ""
        print(f"{name}: {took:.2f} s, {len(made) // 1000} kB{pages}")


if __name__ == "__main__":
    main()
