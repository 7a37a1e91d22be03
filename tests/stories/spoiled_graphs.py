"""Random graphs in which nearly everything holds, with a few things spoiled.

The sound graph comes from a seed, the spoiling from Hypothesis, which so finds the fewest things
that have to be wrong for a test to fail.
"""

import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from stories.lines.graph import ExemptionRow, Graph

from .worlds import HER, HIM, TODAY, both_judged, goal, judged, kpi, moves, serves, story, work

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
DAYS = [None, *(TODAY + timedelta(days=n) for n in (-400, -60, -31, -30, -1, 0, 1, 90, 400))]
FIGURES = [None, Decimal(-5), Decimal(0), Decimal("1.92"), Decimal("2.4"), Decimal(120)]
REASONS = ["", " ", "[why]", "Because it is so.", "because  it is SO."]
PEOPLE = [None, HER, HIM, 5, 7]
NUMBERS = [None, 1, 2, 3, 4, 99]

SPOILINGS = {
    "goals": {
        "ref": ["o1 ", "O2", ""],
        "status": ["draft", "achieved", "not_achieved", "dropped"],
        "start": DAYS,
        "end": DAYS,
        "parent_id": NUMBERS,
        "missing_parent": ["O77"],
        "expects_technology": ["no", "unknown"],
        "business_owner_id": PEOPLE,
        "business_owner_active": [False],
        "technology_owner_id": PEOPLE,
        "rank": [0, 1],
        "fp": ["another"],
    },
    "work": {
        "ref": ["f1", "F2", ""],
        "status": ["retired"],
        "rationale": REASONS,
        "fp": ["another"],
    },
    "measures": {
        "ref": ["k1", "K2", ""],
        "status": ["draft", "paused", "retired"],
        "title": ["PAGE load  time 1", "Load [x]", ""],
        "kind": ["change", "hold", "count", "milestone"],
        "unit": ["%", "Percent", " "],
        "direction": ["up", "hold", ""],
        "baseline": FIGURES,
        "baseline_on": DAYS,
        "target": FIGURES,
        "low": FIGURES,
        "high": FIGURES,
        "change": [Decimal(-20)],
        "target_words": [" ", "TBD", "quick enough"],
        "baseline_words": ["TBC"],
        "due_words": ["[date]"],
        "due": DAYS,
        "owner_id": PEOPLE,
        "owner_active": [False],
        "cadence": ["day", "week", "quarter", "year", ""],
        "source": ["Probe", "probe "],
        "source_discontinued_on": DAYS,
        "outcome_of": NUMBERS,
        "missing_outcome": ["O78"],
        "recorded": ["met"],
        "goalposts_moved_on": DAYS,
        "live_since": DAYS,
        "last_on": [None, *(TODAY - timedelta(days=n) for n in (0, 40, 52, 70, 400))],
        "holes": [2],
        "has_future": [True],
        "rewritten": [True],
        "reports_light": [True],
        "fp": ["another"],
    },
    "focus_links": {
        "work_id": NUMBERS,
        "goal_id": NUMBERS,
        "because": REASONS,
        "missing_ref": ["O79"],
        "fp": ["another"],
    },
    "kpi_links": {
        "measure_id": NUMBERS,
        "work_id": NUMBERS,
        "because": REASONS,
        "fp": ["another"],
    },
    "judgements": {
        "fp_link": ["another", "unheard of"],
        "fp_lower": ["another", "unheard of"],
        "fp_upper": ["another", "unheard of"],
        "word": ["refused"],
        "side": ["business", "technology"],
        "at": [EARLY, LATE],
        "by_user_id": PEOPLE,
        "by_active": [False],
        "known": [False],
    },
    "stories": {
        "measures": [frozenset(), frozenset({1}), frozenset({1, 2, 3, 99})],
        "work": [frozenset(), frozenset({2}), frozenset({1, 2, 3, 99})],
        "gone": [2],
        "has_blanks": [True],
        "fp": ["another"],
        "signatures": [(), "first", "second", "one hand"],
    },
}
FLAT = [
    (what, field, value)
    for what, by_field in SPOILINGS.items()
    for field, values in by_field.items()
    for value in values
]
WHOLE = ["drop", "twin", *["judge again"] * 3, *["excuse"] * 3]
CODES = ["", "", "L1", "L11", "G2", "F1", "F2", "I5", "M1", "M10", "I1", "D5", "odd"]
KINDS = ["kpi", "kpi", "focus", "objective"]


def sound_graph(chance: random.Random) -> Graph:
    """Return a random graph in which all is confirmed and told."""
    goals, areas, kpis = (range(1, chance.randint(1, most) + 1) for most in (6, 4, 5))
    pairs = {(chance.choice(areas), chance.choice(goals)) for _ in range(chance.randint(0, 7))}
    focus_links = tuple(serves(n, *pair) for n, pair in enumerate(sorted(pairs), start=1))
    pairs = {(chance.choice(kpis), chance.choice(areas)) for _ in range(chance.randint(0, 8))}
    kpi_links = tuple(moves(n, *pair) for n, pair in enumerate(sorted(pairs), start=1))
    return Graph(
        goals=tuple(
            goal(n, parent_id=chance.choice([None, *range(1, n)]), rank=chance.randint(1, 2))
            for n in goals
        ),
        work=tuple(work(n) for n in areas),
        measures=tuple(kpi(n, outcome_of=chance.choice([None, None, None, *goals])) for n in kpis),
        focus_links=focus_links,
        kpi_links=kpi_links,
        judgements=both_judged(focus_links, kpi_links),
        stories=tuple(story(n, kpis, areas) for n in goals if chance.random() < 0.9),
    )


def spoiled(graph: Graph, what: str, field: str, value: object, at: int) -> Graph:
    """Return the graph with one field of one thing changed."""
    things = list(getattr(graph, what))
    if not things:
        return graph
    at %= len(things)
    if field == "signatures":
        value = _signatures(things[at].signatures, value)
    things[at] = things[at]._replace(**{field: value})
    return replace(graph, **{what: tuple(things)})


def _signatures(signatures, which):
    if which == "one hand":
        return tuple(one._replace(by_user_id=HER) for one in signatures)
    return signatures[:1] if which == "first" else signatures[1:2] if which == "second" else ()


def changed_as_a_whole(graph: Graph, how: str, at: int) -> Graph:
    """Return the graph with something dropped, doubled, judged once more or excused."""
    chance = random.Random(at)
    if how == "excuse":
        day = TODAY + timedelta(days=chance.choice([-1, 0, 40]))
        row = ExemptionRow(chance.choice(KINDS), at % 5 + 1, chance.choice(CODES), day)
        return replace(graph, exemptions=(*graph.exemptions, row))
    if how == "judge again":
        return _judged_again(graph, chance)
    what = chance.choice([one.name for one in fields(graph) if one.name in SPOILINGS])
    if how == "twin":
        what = chance.choice(["focus_links", "kpi_links"])
    things = list(getattr(graph, what))
    if not things:
        return graph
    # Two drops and two twins in turn must not end with two links of one id.
    number = max(99, *(one.id for one in things)) + 1 if how == "twin" else 0
    one = things.pop(at % len(things))
    if how == "twin":
        things += [one, one._replace(id=number, because=f"Twin {number}.", fp=f"twin {number}")]
    return replace(graph, **{what: tuple(things)})


def _judged_again(graph: Graph, chance: random.Random) -> Graph:
    links = [("focus", one) for one in graph.focus_links]
    links += [("kpi", one) for one in graph.kpi_links]
    if not links:
        return graph
    kind, link = chance.choice(links)
    row = judged(
        max([500, *(one.id + 1 for one in graph.judgements)]),
        kind,
        link,
        chance.choice(["business", "technology"]),
        word=chance.choice(["valid", "valid", "refused"]),
        at=chance.choice([EARLY, LATE]),
        known=chance.random() < 0.8,
    )
    if chance.random() < 0.6:
        part = chance.choice(["fp_link", "fp_lower", "fp_upper"])
        row = row._replace(**{part: chance.choice(["another", "unheard of"])})
    return replace(graph, judgements=(*graph.judgements, row))


def after(graph: Graph, change: str | tuple[str, str, object], at: int) -> Graph:
    """Return the graph after one spoiling."""
    if isinstance(change, str):
        return changed_as_a_whole(graph, change, at)
    return spoiled(graph, *change, at)


def random_graph(seed: int) -> Graph:
    """Return a graph spoiled at random, evenly over all that can be spoiled."""
    chance = random.Random(seed)
    graph = sound_graph(chance)
    for _ in range(chance.choice([1, 4, 12, 30])):
        change = chance.choice([*FLAT, *WHOLE * 4])
        graph = after(graph, change, chance.randint(0, 60))
    return graph


@st.composite
def graphs(draw) -> Graph:
    graph = sound_graph(random.Random(draw(st.integers(0, 10_000))))
    changes = st.sampled_from([*FLAT, *WHOLE * 4])
    most = draw(st.sampled_from([0, 2, 5, 15, 15, 30]))
    spoilings = st.lists(st.tuples(changes, st.integers(0, 60)), min_size=most // 2, max_size=most)
    for change, at in draw(spoilings):
        graph = after(graph, change, at)
    not_blanks = draw(st.sampled_from([frozenset(), frozenset({"[why]", "TBD"})]))
    return replace(graph, not_blanks=not_blanks)
