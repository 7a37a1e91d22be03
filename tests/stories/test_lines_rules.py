"""What comes first, what hides what, which line is best, and what to mend."""

import gc
import string
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alignment.lib.names import same_name_key
from stories.lines.catalogue import CATALOGUE, HEADLINES
from stories.lines.engine import evaluate
from stories.lines.faults import Severity
from stories.lines.findings import Cause, Telling, Verdict
from stories.lines.graph import ExemptionRow, SignatureRow

from .worlds import (
    HER,
    HIM,
    THEN,
    TODAY,
    both_judged,
    change,
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

SOUND = sound_world()
LATER = datetime(2026, 11, 10, tzinfo=UTC)
SLOTS = {"kpi", "focus", "goal", "date", "count", "side", "missing", "other"}


def kpi_1(graph, today=TODAY):
    return judge(graph, today).kpis[1]


def codes(faults):
    return [one.code for one in faults]


def renumbered(rows, by):
    return tuple(row._replace(id=row.id + by) for row in rows)


def second_way(*, told=True, **facts):
    """Return a world with a second way for the first KPI, through work 9 to goal 9."""
    links, ways = (serves(9, 9, 9),), (moves(9, 1, 9),)
    return plus(
        SOUND,
        goals=(goal(9, **facts),),
        work=(work(9),),
        focus_links=links,
        kpi_links=ways,
        judgements=renumbered(both_judged(links, ways), 100),
        stories=(story(9, [1], [9]),) if told else (),
    )


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=lambda rule: rule.code)
def test_a_reason_names_only_what_a_page_can_fill_in(rule):
    slots = {slot for _, slot, _, _ in string.Formatter().parse(rule.reason) if slot}

    assert slots <= SLOTS
    assert rule.name
    assert rule.action
    assert rule.action_key
    assert rule.code not in rule.name + rule.reason + rule.action


def test_what_can_be_excused_and_what_cannot():
    waivable = {code for code, rule in CATALOGUE.items() if rule.waivable}

    assert waivable == {"L1", "L11", "G2", "F1", "F2", "I5", "M1", "M10"}


def test_the_order_of_headlines_begins_as_agreed():
    places = {code: place for place, code in enumerate(HEADLINES.split())}
    agreed = (
        *("X2", "L1", "I1", "I2", "I3", "L2", "L6", "L3", "L7", "C2", "C3", "C1", "S4", "S5"),
        *("L4", "L5", "G8", "M2", "M1", "M9", "D3", "D1", "D2"),
    )

    assert tuple(sorted(agreed, key=places.get)) == agreed


def test_integrity_hides_everything_else_on_a_line():
    graph = change(SOUND, "measures", 2, ref="k1")
    graph = change(graph, "work", 1, status="retired")
    graph = change(graph, "goals", 1, status="dropped")

    assert codes(kpi_1(graph).best.faults) == ["I3"]


def test_structure_hides_timing_change_and_story():
    graph = change(SOUND, "work", 1, status="retired")
    graph = change(graph, "goals", 1, start=date(2026, 12, 1), fp="another")

    assert codes(kpi_1(graph).best.faults) == ["L6"]


def test_timing_change_and_story_are_shown_together_in_the_order_of_headlines():
    graph = change(SOUND, "goals", 1, start=date(2026, 12, 1), fp="another")
    graph = change(graph, "stories", 1, measures=frozenset())

    assert codes(kpi_1(graph).best.faults) == ["C2", "S4", "L5"]


def test_a_missing_story_is_all_there_is_to_say_of_the_story():
    graph = minus(SOUND, "stories", 1)
    finding = judge(graph).goals[1]

    assert finding.telling is Telling.NONE
    assert [one.code for one in finding.faults if one.code[0] == "S"] == ["S1"]
    assert codes(kpi_1(graph).agreement) == ["S1"]


def test_a_goal_in_a_circle_is_not_told_about_closed_parents():
    graph = plus(
        change(SOUND, "goals", 1, parent_id=8), goals=(goal(8, parent_id=1, status="dropped"),)
    )

    assert codes(kpi_1(graph).trace) == ["I2"]
    assert "G8" not in codes(judge(graph).goals[1].faults)


def test_a_goal_below_a_circle_is_assessed_but_counts_for_nobody_in_it():
    graph = plus(
        change(SOUND, "goals", 1, parent_id=8),
        goals=(goal(8, parent_id=7), goal(7, parent_id=8)),
    )
    verdicts = judge(graph)

    assert verdicts.kpis[1].verdict is Verdict.SOUND
    assert verdicts.goals[1].kpis == 2
    assert verdicts.goals[8].kpis == 0
    assert verdicts.verdict_for(1, 8) is Verdict.NONE


def test_a_line_to_a_child_counts_for_its_parents_but_not_the_other_way():
    graph = plus(change(SOUND, "goals", 1, parent_id=8), goals=(goal(8), goal(9, parent_id=1)))
    verdicts = judge(graph)

    assert [verdicts.goals[number].kpis for number in (8, 1, 9)] == [2, 2, 0]
    assert verdicts.verdict_for(1, 8) is Verdict.SOUND
    assert verdicts.verdict_for(1, 9) is Verdict.NONE
    assert verdicts.verdict_for(77, 1) is Verdict.NOT_ASSESSED
    assert verdicts.lines_of(77) == ()


def test_one_sound_line_suffices_and_the_others_stay_listed():
    finding = kpi_1(second_way(status="dropped"))

    assert finding.verdict is Verdict.SOUND
    assert (finding.lines, finding.sound_lines, finding.goals) == (2, 1, (1, 9))
    assert codes(finding.trace) == ["L10"]
    assert finding.headline.severity is Severity.GREY
    assert finding.cause is None


def test_among_equal_lines_the_more_important_goal_comes_first():
    assert kpi_1(second_way(rank=0)).best.goal_id == 9
    assert kpi_1(second_way(rank=2)).best.goal_id == 1


def test_then_the_one_confirmed_for_longest():
    graph = second_way(rank=1)
    earlier = datetime(2026, 1, 1, tzinfo=UTC)
    early = tuple(row._replace(at=earlier) if row.link_id == 9 else row for row in graph.judgements)

    assert kpi_1(graph).best.goal_id == 1
    assert kpi_1(replace(graph, judgements=early)).best.goal_id == 9


def test_dead_ends_come_first_when_no_live_work_serves_anything():
    graph = plus(
        change(SOUND, "work", 1, status="retired"), work=(work(9),), kpi_links=(moves(9, 1, 9),)
    )

    assert codes(kpi_1(graph).trace) == ["L2"]
    assert kpi_1(graph).cause == Cause("focus", 9, "L2")


def test_a_dead_end_is_not_the_headline_when_other_live_work_leads_somewhere():
    graph = plus(
        change(SOUND, "goals", 1, status="achieved"), work=(work(9),), kpi_links=(moves(9, 1, 9),)
    )

    assert codes(kpi_1(graph).trace) == ["L3"]
    assert kpi_1(graph).cause == Cause("objective", 1, "L3")


def test_an_outcome_measure_needs_neither_work_nor_mention_nor_word():
    graph = minus(minus(SOUND, "stories", 1), "focus_links", 1)
    finding = judge(graph).kpis[3]

    assert finding.verdict is Verdict.SOUND
    assert finding.best.focus_id is None
    assert judge(change(graph, "goals", 1, status="draft")).kpis[3].headline.code == "L5"
    assert judge(change(graph, "goals", 1, status="dropped")).kpis[3].headline.code == "L3"


def test_an_outcome_measure_is_not_technologys_measure_of_its_goal():
    graph = change(change(SOUND, "measures", 1, outcome_of=1), "measures", 2, outcome_of=1)
    finding = judge(graph).goals[1]

    assert (finding.kpis, finding.outcomes, finding.verdict) == (0, 3, Verdict.NONE)
    assert "G2" in codes(finding.faults)


def test_an_outcome_measure_of_something_gone_says_so():
    graph = change(SOUND, "measures", 3, outcome_of=None, missing_outcome="O9")
    finding = judge(graph).kpis[3]

    assert finding.verdict is Verdict.BROKEN
    assert finding.headline.missing == "O9"
    assert finding.cause == Cause("kpi", 3, "I1")


def test_what_the_graph_does_not_hold_is_taken_as_not_there():
    finding = kpi_1(plus(SOUND, focus_links=(serves(9, 1, 99),), kpi_links=(moves(9, 1, 99),)))

    assert (finding.verdict, finding.lines) == (Verdict.SOUND, 1)


def test_a_restored_wording_finds_its_old_word_again():
    changed = change(SOUND, "goals", 1, fp="another")

    assert kpi_1(changed).doubt == "changed"
    assert kpi_1(change(changed, "goals", 1, fp="goal 1")).verdict is Verdict.SOUND


def test_a_changed_goal_is_one_to_do_for_all_its_measures():
    todos = judge(change(SOUND, "goals", 1, fp="another")).todos

    assert [(todo.cause, todo.kpis) for todo in todos] == [(Cause("objective", 1, "C2"), (1, 2))]


def test_changed_work_puts_its_links_in_doubt_one_hop_each_way():
    verdicts = judge(change(SOUND, "work", 1, fp="another"))

    assert codes(verdicts.link("focus", 1).faults) == ["C3"]
    assert codes(verdicts.link("kpi", 1).faults) == ["C2"]
    assert verdicts.kpis[1].cause == Cause("focus", 1, "C2")
    assert verdicts.kpis[3].verdict is Verdict.SOUND


def test_a_side_that_never_spoke_is_named():
    graph = minus(SOUND, "judgements", 2)
    link = judge(graph).link("focus", 1)

    assert link.valid == ("business",)
    assert link.confirmed_at is None
    assert link.faults[0].sides == ("technology",)
    assert judge(SOUND).link("focus", 1).confirmed_at == THEN


def test_a_refusal_holds_though_the_other_side_speaks_later():
    graph = change(SOUND, "judgements", 1, word="refused")
    graph = plus(
        graph,
        judgements=(judged(99, "focus", SOUND.focus_links[0], "technology", at=LATER),),
    )

    assert kpi_1(graph).cause == Cause("focus_link", 1, "L7")


def test_a_refused_link_asks_anew_once_its_content_changes():
    graph = change(SOUND, "judgements", 3, word="refused")

    assert kpi_1(graph).cause == Cause("kpi_link", 1, "L7")
    assert kpi_1(change(graph, "kpi_links", 1, fp="another")).cause == Cause("kpi_link", 1, "C3")


def test_parts_judged_only_apart_go_by_the_newest_word():
    link = SOUND.focus_links[0]
    graph = minus(SOUND, "judgements", 1)
    graph = plus(
        graph,
        judgements=(
            judged(90, "focus", link, "business", fp_lower="old work"),
            judged(91, "focus", link, "business", fp_upper="old goal", at=LATER),
        ),
    )

    assert codes(judge(graph).link("focus", 1).faults) == ["C2"]


def test_an_exempt_kpi_keeps_what_is_excused_in_sight():
    graph = change(SOUND, "work", 1, status="retired")
    graph = plus(graph, exemptions=(ExemptionRow("kpi", 1, "", TODAY),))
    finding = kpi_1(graph)

    assert (finding.verdict, finding.headline.code, finding.cause) == (Verdict.EXEMPT, "X1", None)
    assert codes(finding.waived) == ["L6"]
    assert judge(graph).counts.kpis.exempt == 1


def test_the_longer_of_two_exemptions_counts():
    rows = (ExemptionRow("kpi", 9, "", date(2026, 1, 1)), ExemptionRow("kpi", 9, "L1", TODAY))
    graph = plus(SOUND, measures=(kpi(9),), exemptions=rows)

    assert judge(graph).kpis[9].verdict is Verdict.EXEMPT


def test_an_exemption_that_ran_out_is_named_first():
    graph = plus(
        change(SOUND, "work", 1, status="retired"),
        exemptions=(ExemptionRow("kpi", 1, "", date(2026, 11, 20)),),
    )

    assert kpi_1(graph).headline.code == "X2"
    assert kpi_1(graph).cause == Cause("kpi", 1, "X2")


def test_a_target_that_is_excused_stays_excused_of_all_it_hid():
    graph = plus(
        change(SOUND, "measures", 1, target=None, due=None),
        exemptions=(ExemptionRow("kpi", 1, "M1", TODAY),),
    )

    assert codes(kpi_1(graph).measure) == []
    assert codes(kpi_1(graph).waived) == ["M1"]


def test_integrity_cannot_be_excused():
    graph = plus(
        change(SOUND, "goals", 1, missing_parent="O9"),
        exemptions=(ExemptionRow("objective", 1, "I1", TODAY),),
    )

    assert codes(judge(graph).goals[1].faults) == ["I1"]


def test_a_circle_is_one_to_do():
    graph = plus(change(SOUND, "goals", 1, parent_id=8), goals=(goal(8, parent_id=1),))

    assert judge(graph).todos[0].cause == Cause("objective", 1, "I2")


@pytest.mark.parametrize(
    ("what", "ref", "cause"),
    [
        ("measures", "k1", Cause("kpi", 1, "I3")),
        ("work", "f1", Cause("focus", 1, "I3")),
        ("goals", "o1", Cause("objective", 1, "I3")),
    ],
)
def test_a_shared_reference_is_one_to_do_at_the_first_of_the_sharers(what, ref, cause):
    more = {"measures": kpi(9, ref=ref), "work": work(9, ref=ref), "goals": goal(9, ref=ref)}
    graph = plus(SOUND, **{what: (more[what],)})

    assert kpi_1(graph).cause == cause


@pytest.mark.parametrize(
    ("what", "facts", "kind"),
    [
        ("focus_links", {"goal_id": None, "missing_ref": "O7"}, "focus_link"),
        ("kpi_links", {"work_id": None, "missing_ref": "F7"}, "kpi_link"),
    ],
)
def test_a_dangling_link_is_mended_at_the_link(what, facts, kind):
    finding = kpi_1(change(SOUND, what, 1, **facts))

    assert finding.cause == Cause(kind, 1, "I1")
    assert finding.headline.missing == facts["missing_ref"]


def test_a_silent_story_is_mended_at_the_goal():
    graph = change(SOUND, "stories", 1, measures=frozenset({1}))

    assert judge(graph).kpis[2].cause == Cause("objective", 1, "S4")


def signed_by(*rows):
    return tuple(SignatureRow(n, side, fp, THEN, by) for n, (side, fp, by) in enumerate(rows))


@pytest.mark.parametrize(
    ("signatures", "telling", "waiting"),
    [
        ((), Telling.UNSIGNED, ("business", "technology")),
        ((("business", "story 1", HER),), Telling.WAITING_TECHNOLOGY, ("technology",)),
        ((("technology", "story 1", HIM),), Telling.WAITING_BUSINESS, ("business",)),
        ((("business", "old", HER),), Telling.CHANGED, ("business", "technology")),
        (
            (("business", "story 1", HER), ("technology", "old", HIM)),
            Telling.WAITING_TECHNOLOGY,
            ("technology",),
        ),
        (
            (("business", "story 1", HER), ("technology", "story 1", HIM)),
            Telling.AGREED,
            (),
        ),
    ],
)
def test_where_a_story_stands(signatures, telling, waiting):
    graph = change(SOUND, "stories", 1, signatures=signed_by(*signatures))
    finding = judge(graph).goals[1]

    assert (finding.telling, finding.waiting_for) == (telling, waiting)
    assert judge(graph).kpis[1].verdict is Verdict.SOUND


@pytest.mark.parametrize("judgement", [1, 2, 3, 4])
def test_a_story_is_refused_while_a_side_refuses_one_of_its_lines(judgement):
    refused = change(SOUND, "judgements", judgement, word="refused")

    assert judge(SOUND).goals[1].telling is Telling.AGREED
    assert judge(refused).goals[1].telling is Telling.REFUSED
    assert [row.id for row in judge(refused).refusals_of(1)] == [judgement]


def test_a_side_that_refuses_and_never_signed_is_not_waited_for():
    unsigned = change(SOUND, "stories", 1, signatures=())
    refused = change(unsigned, "judgements", 1, word="refused")

    def silent(graph):
        return [one.sides for one in judge(graph).goals[1].faults if one.code == "S2"]

    assert silent(unsigned) == [("business", "technology")]
    assert silent(refused) == [("technology",)]


def test_a_refused_line_that_changed_or_that_the_story_does_not_name_refuses_no_story():
    refused = change(SOUND, "judgements", 3, word="refused")
    reworded = change(refused, "kpi_links", 1, fp="another")
    unnamed = change(refused, "stories", 1, measures=frozenset({2}))

    assert judge(reworded).goals[1].telling is Telling.AGREED
    assert judge(unnamed).goals[1].telling is Telling.AGREED
    assert judge(minus(refused, "stories", 1)).refusals_of(1) == ()


def test_a_story_that_leans_on_one_unlinked_measure_alone_is_graver():
    graph = plus(SOUND, measures=(kpi(9),))
    alone = change(graph, "stories", 1, measures=frozenset({9}))
    among = change(graph, "stories", 1, measures=frozenset({1, 2, 9}))

    severities = [
        one.severity
        for world in (alone, among)
        for one in judge(world).goals[1].faults
        if one.code == "S6"
    ]
    assert severities == [Severity.AMBER, Severity.YELLOW]


@pytest.mark.parametrize(
    ("expects", "severity"), [("yes", Severity.RED), ("unknown", Severity.YELLOW), ("no", None)]
)
def test_a_goal_without_work_is_as_grave_as_its_owner_says(expects, severity):
    graph = plus(SOUND, goals=(goal(9, expects_technology=expects),))
    faults = {one.code: one.severity for one in judge(graph).goals[9].faults}

    assert faults.get("G1") == severity
    assert judge(graph).counts.objectives.not_expected == (expects == "no")


def test_finished_goals_and_drafts_are_not_nagged():
    graph = plus(
        SOUND,
        goals=(
            goal(8, status="draft", end=date(2026, 6, 1), business_owner_id=None),
            goal(9, status="achieved", end=date(2026, 6, 1), business_owner_id=None),
        ),
    )
    goals = judge(graph).goals

    assert codes(goals[8].faults) == ["I6"]
    assert codes(goals[9].faults) == []
    assert goals[9].verdict is Verdict.NOT_ASSESSED


def test_the_gravest_fault_names_a_goal():
    graph = plus(SOUND, goals=(goal(9, business_owner_id=None, end=date(2026, 11, 21)),))

    assert judge(graph).goals[9].headline.code == "G1"


def test_what_is_the_same_name_to_a_person():
    assert same_name_key(" Größe  A ") == same_name_key("GRÖSSE a")
    assert same_name_key("Cafe\u0301") == same_name_key("CAFÉ")
    assert same_name_key("A b") == same_name_key("a  B")


def test_a_grown_grace_keeps_a_goal_that_ended():
    graph = change(SOUND, "goals", 1, end=date(2026, 10, 1))

    assert evaluate(graph, TODAY).kpis[1].headline.code == "L3"
    assert evaluate(graph, TODAY, grace_days=60).kpis[1].headline.code == "L4"


def test_a_resting_garbage_collector_is_left_at_rest():
    gc.disable()
    try:
        judge(SOUND)

        assert not gc.isenabled()
    finally:
        gc.enable()
    judge(SOUND)
    assert gc.isenabled()


def test_the_same_reason_on_two_links_of_a_kpi_is_no_reason():
    graph = plus(
        change(SOUND, "kpi_links", 1, because="Because it matters."),
        work=(work(9),),
        kpi_links=(moves(9, 1, 9, because="because  it MATTERS."), moves(10, 1, 9, because="")),
    )
    verdicts = judge(graph)

    assert codes(verdicts.link("kpi", 1).faults) == ["L9"]
    assert [code for code in codes(verdicts.link("kpi", 9).faults) if code != "C1"] == ["L9", "I4"]
    assert codes(verdicts.kpis[2].best.faults) == []


def test_links_that_hang_in_the_air_are_kept():
    graph = plus(
        SOUND,
        focus_links=(serves(8, None, 1, missing_ref="F7"), serves(9, 1, 1)),
        kpi_links=(moves(9, None, 1, missing_ref="K7"),),
    )
    verdicts = judge(graph)

    assert codes(verdicts.link("focus", 8).faults) == ["I1"]
    assert codes(verdicts.link("kpi", 9).faults) == ["I1"]
    assert "I4" in codes(verdicts.link("focus", 1).faults)
    assert verdicts.work[1].kpis == 2


def test_a_goal_between_a_closed_one_and_a_child_hands_the_news_down():
    graph = plus(
        change(SOUND, "goals", 1, parent_id=8),
        goals=(
            goal(8, parent_id=7),
            goal(7, status="dropped"),
            goal(6, parent_id=5),
            goal(5),
        ),
    )
    verdicts = judge(graph)

    assert verdicts.kpis[1].headline.code == "G8"
    assert verdicts.kpis[1].headline.goal_id == 7
    assert "G8" not in codes(verdicts.goals[6].faults)


def test_the_lines_that_end_at_a_goal():
    lines = judge(SOUND).lines_to(1)

    assert [(line.kpi_id, line.focus_id) for line in lines] == [(1, 1), (2, 1), (3, None)]


def test_a_goal_shows_the_best_line_that_ends_at_it_or_below():
    graph = plus(change(SOUND, "goals", 1, parent_id=8), goals=(goal(8), goal(9)))
    verdicts = judge(graph)

    best = verdicts.best_line_below(8)

    assert best == verdicts.best_line_below(1)
    assert (best.kpi_id, best.focus_id, best.goal_id) == (1, 1, 1)
    assert verdicts.best_line_below(9) is None


def test_the_axes_of_a_kpi_are_told_apart():
    graph = change(SOUND, "measures", 1, target=None, last_on=None, reports_light=True)
    finding = kpi_1(graph)

    assert codes(finding.measure) == ["M1", "M14"]
    assert codes(finding.data) == ["D1"]
    assert finding.trace == finding.agreement == ()
    assert (finding.verdict, finding.severity) == (Verdict.SOUND, Severity.RED)


@pytest.mark.parametrize(
    ("facts", "impossible"),
    [
        ({"low": Decimal(5), "high": Decimal(4)}, True),
        ({"unit": "%", "target": Decimal(101), "baseline": None}, True),
        ({"unit": "percent", "target": Decimal(100), "direction": "up"}, False),
        ({"kind": "count", "target": Decimal(-1)}, True),
        ({"kind": "count", "target": Decimal(0)}, False),
        ({"direction": "up"}, True),
        ({"direction": "hold"}, False),
        ({"direction": "up", "target": None, "low": Decimal(3)}, False),
        ({"direction": "down", "target": None, "low": Decimal(3)}, False),
        ({"kind": "milestone", "low": Decimal(5), "high": Decimal(4)}, False),
        ({"kind": "hold", "direction": "up"}, False),
    ],
)
def test_a_target_that_cannot_be_right(facts, impossible):
    assert ("M9" in codes(kpi_1(change(SOUND, "measures", 1, **facts)).measure)) == impossible


@pytest.mark.parametrize(
    "facts", [{"last_on": None}, {"last_on": date(2026, 3, 1)}, {"cadence": ""}]
)
def test_a_milestone_owes_no_numbers(facts):
    late = kpi_1(change(SOUND, "measures", 1, **facts))
    spared = kpi_1(change(SOUND, "measures", 1, kind="milestone", **facts))

    assert codes(late.data) + codes(late.measure)
    assert codes(spared.data) + codes(spared.measure) == []


@pytest.mark.parametrize(
    ("live_since", "severity"),
    [
        (date(2026, 11, 1), None),
        (date(2026, 10, 1), Severity.AMBER),
        (date(2026, 9, 1), Severity.RED),
        (None, None),
    ],
)
def test_a_kpi_never_measured_gets_graver_with_time(live_since, severity):
    graph = change(SOUND, "measures", 1, last_on=None, live_since=live_since)
    found = {one.code: one.severity for one in kpi_1(graph).data}

    assert found.get("D1") == severity
    assert not found.keys() & {"D2", "D3"}


def test_a_goal_and_a_word_both_stand_for_themselves():
    graph = change(SOUND, "stories", 1, measures=frozenset({1, 2}), work=frozenset({77}))

    assert codes(kpi_1(graph).agreement) == ["S5"]


def test_notes_come_after_what_decides_in_their_own_order():
    graph = plus(
        change(SOUND, "kpi_links", 1, because=""),
        kpi_links=(moves(9, 1, 1),),
    )

    assert codes(kpi_1(graph).best.faults) == ["L9", "I4"]


def test_two_children_count_for_one_parent():
    graph = plus(change(SOUND, "goals", 1, parent_id=8), goals=(goal(8), goal(9, parent_id=8)))
    finding = judge(graph).goals[8]

    assert finding.kpis == 2
    assert next(one.count for one in finding.faults if one.code == "G3") == 1


def test_kpis_from_one_source_in_one_unit_look_the_same():
    graph = change(change(SOUND, "measures", 1, source="Probe"), "measures", 2, source="probe ")

    assert kpi_1(graph).faults[0].kpi_id == 2
    assert codes(kpi_1(graph).trace) == ["I5"]
    assert codes(kpi_1(change(graph, "measures", 2, unit="ms")).trace) == []


def test_the_owner_of_a_kpi_may_speak_for_technology_on_its_link():
    graph = change(SOUND, "judgements", 4, by_user_id=5)

    assert codes(kpi_1(graph).agreement) == []
    assert codes(kpi_1(change(graph, "measures", 1, owner_id=HIM)).agreement) == ["C5"]
