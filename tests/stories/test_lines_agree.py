"""The engine and its slow twin agree on any graph, and no order makes a difference."""

import random
from collections import Counter
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.lines.engine import Verdicts, evaluate
from stories.lines.findings import Verdict
from tests.examples import examples

from .reference_lines import Reference
from .spoiled_graphs import graphs, random_graph
from .worlds import TODAY

# The rules and codes cover the engine; here it runs thousands of times.
pytestmark = pytest.mark.uncounted
RANKS = {Verdict.SOUND: 0, Verdict.IN_DOUBT: 1, Verdict.BROKEN: 2}


def codes(faults) -> Counter:
    return Counter(one.code for one in faults)


def graded(faults) -> Counter:
    return Counter((one.code, int(one.severity)) for one in faults)


def said_of_kpi(verdicts: Verdicts, number: int) -> dict:
    one = verdicts.kpis[number]
    assert one.best == next(iter(verdicts.lines_of(number)), None)
    return {
        "verdict": one.verdict,
        "doubt": one.doubt,
        "headline": one.headline and one.headline.code,
        "severity": one.severity,
        "trace": codes(one.trace),
        "agreement": codes(one.agreement),
        "measure": codes(one.measure),
        "data": graded(one.data),
        "waived": codes(one.waived),
        "lines": [
            (
                line.kpi_link_id,
                line.focus_id,
                line.focus_link_id,
                line.goal_id,
                RANKS[line.verdict],
                [found.code for found in line.faults],
            )
            for line in verdicts.lines_of(number)
        ],
        "sound_lines": one.sound_lines,
        "goals": list(one.goals),
        "top_goals": one.top_goals,
    }


def said_of_goal(verdicts: Verdicts, number: int) -> dict:
    one = verdicts.goals[number]
    return {
        "verdict": one.verdict,
        "faults": graded(one.faults),
        "waived": graded(one.waived),
        "telling": one.telling,
        "waiting_for": one.waiting_for,
        "lines": one.lines,
        "sound_lines": one.sound_lines,
        "kpis": one.kpis,
        "by_rank": [one.sound_kpis, one.doubtful_kpis, one.broken_kpis],
        "work": one.work,
        "measured_work": one.measured_work,
        "outcomes": one.outcomes,
    }


def said_of_work(verdicts: Verdicts, number: int) -> dict:
    one = verdicts.work[number]
    return {
        "verdict": one.verdict,
        "faults": codes(one.faults),
        "waived": codes(one.waived),
        "goals": list(one.goals),
        "kpis": one.kpis,
    }


RUNS = examples(200)


def assert_both_agree(graph, day, grace_days):
    verdicts, reference = evaluate(graph, day, grace_days), Reference(graph, day, grace_days)

    assert set(verdicts.kpis) == {one.id for one in reference.assessed}
    for kpi in reference.assessed:
        assert said_of_kpi(verdicts, kpi.id) == reference.kpi_finding(kpi)
    for goal in graph.goals:
        assert said_of_goal(verdicts, goal.id) == reference.goal_finding(goal)
    for area in graph.work:
        assert said_of_work(verdicts, area.id) == reference.work_finding(area)


@RUNS
@given(graphs())
def test_the_engine_and_its_slow_twin_agree(graph):
    assert_both_agree(graph, TODAY, 30)


@pytest.mark.parametrize("hundred", range(9))
def test_they_agree_on_graphs_spoiled_at_random(hundred):
    for seed in range(hundred * 100, hundred * 100 + 100):
        assert_both_agree(random_graph(seed), TODAY, 30)


@RUNS
@given(graphs())
def test_the_verdict_in_the_scope_of_a_goal_agrees_too(graph):
    verdicts, reference = evaluate(graph, TODAY), Reference(graph, TODAY)

    for goal in graph.goals:
        reached = reference.reaching(goal.id)
        for kpi, rank in reference.reaching(goal.id, ties=True).items():
            reached[kpi] = min(rank, reached.get(kpi, rank))
        for kpi in reference.assessed:
            said = verdicts.verdict_for(kpi.id, goal.id)
            assert RANKS.get(said) == reached.get(kpi.id)
        ending = [
            (line.kpi_id, line.kpi_link_id, line.focus_link_id)
            for line in verdicts.lines_to(goal.id)
        ]
        assert sorted(ending, key=str) == sorted(
            (
                (kpi.id, line["kpi_link"], line["focus_link"])
                for kpi in reference.assessed
                for line in reference.lines(kpi.id)
                if line["goal"] == goal.id
            ),
            key=str,
        )


@RUNS
@given(graphs(), st.randoms(use_true_random=False))
def test_no_order_makes_a_difference(graph, chance: random.Random):
    shuffled = {}
    for part in fields(graph):
        things = getattr(graph, part.name)
        if isinstance(things, tuple):
            shuffled[part.name] = tuple(chance.sample(things, len(things)))

    assert evaluate(replace(graph, **shuffled), TODAY) == evaluate(graph, TODAY)


@RUNS
@given(graphs())
def test_the_groups_add_up_and_every_fault_is_counted_where_it_is(graph):
    verdicts = evaluate(graph, TODAY)
    counts = verdicts.counts

    assert counts.on == TODAY
    assert counts.kpis.live == len(verdicts.kpis)
    assert counts.kpis.live == (
        counts.kpis.sound + counts.kpis.in_doubt + counts.kpis.no_line + counts.kpis.exempt
    )
    assert counts.kpis.in_doubt == counts.kpis.changed + counts.kpis.waiting
    assert counts.objectives.active == (
        counts.objectives.sound
        + counts.objectives.in_doubt
        + counts.objectives.no_line
        + counts.objectives.not_expected
    )
    assert counts.focus_areas.live == counts.focus_areas.serving + sum(
        one.verdict is not Verdict.NOT_ASSESSED and not one.goals for one in verdicts.work.values()
    )
    assert counts.faults["L2"] == sum(
        any(found.code == "L2" for found in one.trace) for one in verdicts.kpis.values()
    )


@RUNS
@given(graphs())
def test_each_kpi_in_need_is_in_just_one_to_do(graph):
    verdicts = evaluate(graph, TODAY)

    concerned = Counter(kpi for todo in verdicts.todos for kpi in todo.kpis)

    assert concerned == Counter(
        one.id
        for one in verdicts.kpis.values()
        if one.verdict in {Verdict.NONE, Verdict.BROKEN, Verdict.IN_DOUBT}
    )
    sizes = [len(todo.kpis) for todo in verdicts.todos]
    assert sizes == sorted(sizes, reverse=True)


@RUNS
@given(graphs(), st.sampled_from([date(2025, 1, 1), date(2026, 6, 30), date(2028, 2, 29)]))
def test_they_agree_on_other_days_as_well(graph, day):
    assert_both_agree(graph, day, 7)
