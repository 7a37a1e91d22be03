"""A small company in which everything holds, and ways to spoil it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from stories.lines.engine import Verdicts, evaluate
from stories.lines.graph import (
    FocusLinkEdge,
    GoalNode,
    Graph,
    JudgementRow,
    KpiLinkEdge,
    LinkKind,
    MeasureNode,
    SignatureRow,
    StoryNode,
    WorkNode,
)

TODAY = date(2026, 11, 21)
THEN = datetime(2026, 11, 1, 9, tzinfo=UTC)
HER, HIM = 1, 2  # the business owner and the technology owner
KEY = {"stories": "goal_id"}


def goal(number: int, **facts) -> GoalNode:
    usual = {
        "ref": f"O{number}",
        "start": date(2026, 7, 1),
        "end": date(2027, 6, 30),
        "expects_technology": "yes",
        "business_owner_id": HER,
        "technology_owner_id": HIM,
        "rank": number,
        "fp": f"goal {number}",
    }
    return GoalNode(number, **(usual | facts))


def work(number: int, **facts) -> WorkNode:
    usual = {
        "ref": f"F{number}",
        "rationale": "Slow pages drive people away.",
        "fp": f"work {number}",
    }
    return WorkNode(number, **(usual | facts))


def kpi(number: int, **facts) -> MeasureNode:
    usual = {
        "ref": f"K{number}",
        "title": f"Page load time {number}",
        "unit": "s",
        "direction": "down",
        "baseline": Decimal("2.40"),
        "baseline_on": date(2026, 7, 1),
        "target": Decimal("1.92"),
        "due": date(2027, 6, 30),
        "owner_id": 5,
        "cadence": "month",
        "live_since": date(2026, 7, 1),
        "last_on": date(2026, 11, 3),
        "fp": f"kpi {number}",
    }
    return MeasureNode(number, **(usual | facts))


def serves(number: int, work_id: int | None, goal_id: int | None, **facts) -> FocusLinkEdge:
    usual = {"because": f"Quick pages keep people, says {number}.", "fp": f"serves {number}"}
    return FocusLinkEdge(number, work_id, goal_id, **(usual | facts))


def moves(number: int, kpi_id: int | None, work_id: int | None, **facts) -> KpiLinkEdge:
    usual = {"because": f"It times the pages, says {number}.", "fp": f"moves {number}"}
    return KpiLinkEdge(number, kpi_id, work_id, **(usual | facts))


def judged(number: int, kind: LinkKind, link: FocusLinkEdge | KpiLinkEdge, side: str, **facts):
    lower, upper = (
        (f"work {link.work_id}", f"goal {link.goal_id}")
        if isinstance(link, FocusLinkEdge)
        else (f"kpi {link.measure_id}", f"work {link.work_id}")
    )
    usual = {
        "fp_link": link.fp,
        "fp_lower": lower,
        "fp_upper": upper,
        "word": "valid",
        "side": side,
        "at": THEN,
        "by_user_id": HER if side == "business" else HIM,
    }
    return JudgementRow(number, kind, link.id, **(usual | facts))


def both_judged(focus_links: Iterable, kpi_links: Iterable) -> tuple[JudgementRow, ...]:
    rows = []
    for kind, links in (("focus", focus_links), ("kpi", kpi_links)):
        for link in links:
            for side in ("business", "technology"):
                rows.append(judged(len(rows) + 1, kind, link, side))
    return tuple(rows)


def story(goal_id: int, kpis: Iterable[int], focus: Iterable[int], **facts) -> StoryNode:
    usual = {
        "fp": f"story {goal_id}",
        "signatures": (
            SignatureRow(1, "business", f"story {goal_id}", THEN, HER),
            SignatureRow(2, "technology", f"story {goal_id}", THEN, HIM),
        ),
    }
    return StoryNode(goal_id, frozenset(kpis), frozenset(focus), **(usual | facts))


def sound_world() -> Graph:
    """One goal with an outcome measure, one focus area, two KPIs, all confirmed and told."""
    focus_links = (serves(1, 1, 1),)
    kpi_links = (moves(1, 1, 1), moves(2, 2, 1))
    return Graph(
        goals=(goal(1),),
        work=(work(1),),
        measures=(kpi(1), kpi(2), kpi(3, title="Customer retention", outcome_of=1)),
        focus_links=focus_links,
        kpi_links=kpi_links,
        judgements=both_judged(focus_links, kpi_links),
        stories=(story(1, [1, 2], [1]),),
    )


def change(graph: Graph, what: str, number: int, **facts) -> Graph:
    """Return the graph with one thing changed."""
    key = KEY.get(what, "id")
    things = [
        one._replace(**facts) if getattr(one, key) == number else one
        for one in getattr(graph, what)
    ]
    return replace(graph, **{what: tuple(things)})


def plus(graph: Graph, **more) -> Graph:
    """Return the graph with more things in it."""
    return replace(graph, **{what: (*getattr(graph, what), *new) for what, new in more.items()})


def minus(graph: Graph, what: str, *numbers: int) -> Graph:
    """Return the graph without some things."""
    key = KEY.get(what, "id")
    kept = tuple(one for one in getattr(graph, what) if getattr(one, key) not in numbers)
    return replace(graph, **{what: kept})


def judge(graph: Graph, today: date = TODAY) -> Verdicts:
    return evaluate(graph, today)


def codes_in(graph: Graph, today: date = TODAY) -> set[str]:
    """Return every code that anything in the graph carries."""
    verdicts = judge(graph, today)
    found = {one.code for kpi in verdicts.kpis.values() for one in kpi.faults}
    found |= {one.code for goal in verdicts.goals.values() for one in goal.faults}
    found |= {one.code for area in verdicts.work.values() for one in area.faults}
    for link in graph.focus_links:
        found |= {one.code for one in verdicts.link("focus", link.id).faults}
    for link in graph.kpi_links:
        found |= {one.code for one in verdicts.link("kpi", link.id).faults}
    return found
