"""Every code has an example that raises it and one, as near as can be, that clears it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from stories.lines.catalogue import CATALOGUE, RANK
from stories.lines.graph import ExemptionRow, Graph, SignatureRow

from .worlds import (
    HER,
    HIM,
    THEN,
    both_judged,
    change,
    codes_in,
    goal,
    judge,
    judged,
    kpi,
    minus,
    moves,
    plus,
    serves,
    sound_world,
    story,
    work,
)

pytestmark = pytest.mark.engine

LATER = datetime(2026, 11, 10, tzinfo=UTC)
SOUND = sound_world()
LONE = plus(SOUND, measures=(kpi(9),))
DEAD_END = plus(SOUND, work=(work(9),), kpi_links=(moves(9, 9, 9),), measures=(kpi(9),))
UNTOLD = minus(SOUND, "stories", 1)


def signatures(*rows: tuple[str, str, int]) -> tuple[SignatureRow, ...]:
    return tuple(
        SignatureRow(number, side, fp, THEN, by)
        for number, (side, fp, by) in enumerate(rows, start=1)
    )


def excused(code: str, until: date, kind: str = "kpi", number: int = 9) -> tuple[ExemptionRow, ...]:
    return (ExemptionRow(kind, number, code, until),)


def with_a_goal(**facts) -> Graph:
    """Return a second way for the first KPI, to a goal that differs."""
    links = (serves(9, 9, 9),)
    ways = (moves(9, 1, 9),)
    return plus(
        SOUND,
        goals=(goal(9, **facts),),
        work=(work(9),),
        focus_links=links,
        kpi_links=ways,
        judgements=[row._replace(id=row.id + 100) for row in both_judged(links, ways)],
        stories=(story(9, [1], [9]),),
    )


def many_goals(count: int) -> Graph:
    links = tuple(serves(10 + n, 1, 10 + n) for n in range(count))
    return plus(
        SOUND,
        goals=tuple(goal(10 + n) for n in range(count)),
        focus_links=links,
        judgements=[row._replace(id=row.id + 100) for row in both_judged(links, ())],
        stories=tuple(story(10 + n, [1], [1]) for n in range(count)),
    )


def unconfirmed(*kept: int) -> Graph:
    return replace(SOUND, judgements=tuple(row for row in SOUND.judgements if row.id in kept))


PARENT = plus(change(SOUND, "goals", 1, parent_id=8), goals=(goal(8, expects_technology="no"),))
CIRCLE = plus(change(SOUND, "goals", 1, parent_id=8), goals=(goal(8, parent_id=1),))

# code: (raises it, clears it)
EXAMPLES: dict[str, tuple[Graph, Graph]] = {
    "L1": (LONE, plus(LONE, exemptions=excused("", date(2026, 11, 21)))),
    "L2": (DEAD_END, plus(DEAD_END, focus_links=(serves(9, 9, 1),))),
    "L3": (
        change(SOUND, "goals", 1, end=date(2026, 10, 21)),
        change(SOUND, "goals", 1, end=date(2026, 10, 22)),
    ),
    "L4": (
        change(SOUND, "goals", 1, end=date(2026, 11, 20)),
        change(SOUND, "goals", 1, end=date(2026, 11, 21)),
    ),
    "L5": (
        change(SOUND, "goals", 1, start=date(2026, 11, 22)),
        change(SOUND, "goals", 1, start=date(2026, 11, 21)),
    ),
    "L6": (change(SOUND, "work", 1, status="retired"), SOUND),
    "L7": (
        change(SOUND, "judgements", 1, word="refused"),
        plus(
            change(SOUND, "judgements", 1, word="refused"),
            judgements=(judged(99, "focus", SOUND.focus_links[0], "business", at=LATER),),
        ),
    ),
    "L9": (
        change(SOUND, "kpi_links", 1, because=" [why] "),
        change(SOUND, "kpi_links", 1, because="It times the pages."),
    ),
    "L10": (plus(SOUND, work=(work(9),), kpi_links=(moves(9, 1, 9),)), SOUND),
    "L11": (many_goals(2), many_goals(1)),
    "G1": (
        plus(SOUND, goals=(goal(9),)),
        plus(SOUND, goals=(goal(9, expects_technology="no"),)),
    ),
    "G2": (
        plus(SOUND, goals=(goal(9),), work=(work(9),), focus_links=(serves(9, 9, 9),)),
        plus(
            SOUND,
            goals=(goal(9),),
            work=(work(9),),
            focus_links=(serves(9, 9, 9),),
            kpi_links=(moves(9, 1, 9),),
        ),
    ),
    "G3": (
        plus(SOUND, work=(work(9),), focus_links=(serves(9, 9, 1),)),
        plus(
            SOUND,
            work=(work(9),),
            focus_links=(serves(9, 9, 1),),
            kpi_links=(moves(9, 1, 9),),
        ),
    ),
    "G4": (replace(SOUND, judgements=()), SOUND),
    "G5": (minus(SOUND, "measures", 3), SOUND),
    "G6": (change(SOUND, "goals", 1, expects_technology="no"), SOUND),
    "G7": (change(SOUND, "goals", 1, end=date(2026, 11, 20)), SOUND),
    "G8": (change(PARENT, "goals", 8, status="dropped"), PARENT),
    "G9": (change(SOUND, "goals", 1, business_owner_active=False), SOUND),
    "G10": (minus(minus(SOUND, "kpi_links", 2), "measures", 2), SOUND),
    "F1": (
        plus(SOUND, work=(work(9),)),
        plus(SOUND, work=(work(9),), exemptions=excused("F1", date(2026, 11, 21), "focus")),
    ),
    "F2": (
        plus(SOUND, work=(work(9),), focus_links=(serves(9, 9, 1),)),
        plus(
            SOUND,
            work=(work(9),),
            focus_links=(serves(9, 9, 1),),
            kpi_links=(moves(9, 1, 9),),
        ),
    ),
    "F3": (change(SOUND, "work", 1, rationale="TBD"), SOUND),
    "I1": (change(SOUND, "focus_links", 1, goal_id=None, missing_ref="O77"), SOUND),
    "I2": (CIRCLE, change(CIRCLE, "goals", 8, parent_id=None)),
    "I3": (change(SOUND, "measures", 2, ref=" k1"), SOUND),
    "I4": (plus(SOUND, kpi_links=(moves(9, 1, 1),)), SOUND),
    "I5": (change(SOUND, "measures", 2, title="PAGE  load time 1"), SOUND),
    "I6": (
        change(SOUND, "measures", 1, baseline_on=date(2027, 7, 1)),
        change(SOUND, "measures", 1, baseline_on=date(2027, 6, 30)),
    ),
    "C1": (unconfirmed(1, 3, 4, 5, 6), SOUND),
    "C2": (change(SOUND, "goals", 1, fp="another goal"), SOUND),
    "C3": (
        change(SOUND, "measures", 1, fp="another kpi"),
        plus(
            change(SOUND, "measures", 1, fp="another kpi"),
            judgements=tuple(
                judged(90 + n, "kpi", SOUND.kpi_links[0], side, at=LATER, fp_lower="another kpi")
                for n, side in enumerate(("business", "technology"))
            ),
        ),
    ),
    "C4": (
        change(SOUND, "judgements", 1, fp_upper="never seen", known=False),
        change(SOUND, "judgements", 1, known=False),
    ),
    "C5": (change(SOUND, "goals", 1, business_owner_id=7), SOUND),
    "S1": (UNTOLD, SOUND),
    "S2": (
        change(SOUND, "stories", 1, signatures=signatures(("business", "story 1", HER))),
        SOUND,
    ),
    "S3": (change(SOUND, "stories", 1, fp="another story"), SOUND),
    "S4": (change(SOUND, "stories", 1, measures=frozenset({1})), SOUND),
    "S5": (change(SOUND, "stories", 1, work=frozenset()), SOUND),
    "S6": (
        plus(change(SOUND, "stories", 1, measures=frozenset({1, 2, 9})), measures=(kpi(9),)),
        plus(
            change(SOUND, "stories", 1, measures=frozenset({1, 2, 9})),
            measures=(kpi(9),),
            kpi_links=(moves(9, 9, 1),),
        ),
    ),
    "S7": (change(SOUND, "stories", 1, gone=1), SOUND),
    "S8": (change(SOUND, "stories", 1, has_blanks=True), SOUND),
    "S9": (
        change(
            SOUND,
            "stories",
            1,
            signatures=signatures(("business", "story 1", HIM), ("technology", "story 1", HIM)),
        ),
        SOUND,
    ),
    "M1": (
        change(SOUND, "measures", 1, target=None),
        change(SOUND, "measures", 1, target=None, high=Decimal("1.92")),
    ),
    "M2": (
        change(SOUND, "measures", 1, target_words="XX%"),
        replace(change(SOUND, "measures", 1, target_words="XX%"), not_blanks=frozenset({"XX%"})),
    ),
    "M3": (
        change(SOUND, "measures", 1, baseline=None),
        change(SOUND, "measures", 1, baseline=None, kind="hold"),
    ),
    "M4": (
        change(SOUND, "measures", 1, due=None),
        change(SOUND, "measures", 1, due=None, kind="hold"),
    ),
    "M5": (change(SOUND, "measures", 1, owner_active=False), SOUND),
    "M6": (change(SOUND, "measures", 1, cadence=""), SOUND),
    "M7": (
        change(SOUND, "measures", 1, unit=" "),
        change(SOUND, "measures", 1, unit=" ", kind="milestone"),
    ),
    "M8": (
        change(SOUND, "measures", 1, target=None, target_words="quick enough"),
        change(SOUND, "measures", 1, target_words="quick enough"),
    ),
    "M9": (change(SOUND, "measures", 1, target=Decimal("2.41")), SOUND),
    "M10": (change(SOUND, "measures", 1, target=Decimal("2.4")), SOUND),
    "M11": (
        change(SOUND, "measures", 1, due=date(2026, 11, 20)),
        change(SOUND, "measures", 1, due=date(2026, 11, 20), recorded="met"),
    ),
    "M12": (change(SOUND, "measures", 1, due=date(2027, 7, 1)), SOUND),
    "M13": (change(SOUND, "measures", 1, goalposts_moved_on=date(2026, 9, 1)), SOUND),
    "M14": (
        change(SOUND, "measures", 1, target=None, reports_light=True),
        change(SOUND, "measures", 1, reports_light=True),
    ),
    "D1": (
        change(SOUND, "measures", 1, last_on=None),
        change(SOUND, "measures", 1, last_on=None, live_since=date(2026, 10, 2)),
    ),
    "D2": (
        change(SOUND, "measures", 1, last_on=date(2026, 9, 30)),
        change(SOUND, "measures", 1, last_on=date(2026, 10, 1)),
    ),
    "D3": (
        change(SOUND, "measures", 1, last_on=date(2026, 8, 31)),
        change(SOUND, "measures", 1, last_on=date(2026, 8, 31), status="paused"),
    ),
    "D4": (change(SOUND, "measures", 1, holes=2), SOUND),
    "D5": (change(SOUND, "measures", 1, has_future=True), SOUND),
    "D6": (
        change(SOUND, "measures", 1, source_discontinued_on=date(2026, 11, 21)),
        change(SOUND, "measures", 1, source_discontinued_on=date(2026, 11, 22)),
    ),
    "D7": (change(SOUND, "measures", 1, rewritten=True), SOUND),
    "X1": (
        plus(LONE, exemptions=excused("", date(2026, 11, 21))),
        plus(LONE, kpi_links=(moves(9, 9, 1),), exemptions=excused("", date(2026, 11, 21))),
    ),
    "X2": (
        plus(LONE, exemptions=excused("", date(2026, 11, 20))),
        plus(LONE, exemptions=excused("", date(2026, 11, 21))),
    ),
}


def test_a_world_where_everything_holds_has_no_fault_at_all():
    assert codes_in(SOUND) == set()


@pytest.mark.parametrize("code", EXAMPLES)
def test_it_is_raised(code):
    raising, _ = EXAMPLES[code]

    assert code in codes_in(raising)


@pytest.mark.parametrize("code", EXAMPLES)
def test_it_clears(code):
    _, clearing = EXAMPLES[code]

    assert code not in codes_in(clearing)


def test_no_code_lacks_an_example():
    assert set(EXAMPLES) == set(CATALOGUE)


def test_every_code_has_a_place_among_the_headlines():
    assert set(RANK) == set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_counts_say_whether_it_is_there(code):
    raising, clearing = EXAMPLES[code]

    assert judge(clearing).counts.faults[code] == 0
    if code != "I4":  # its own link is not the best line of its KPI
        assert judge(raising).counts.faults[code] > 0
