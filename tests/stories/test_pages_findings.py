"""What a finding says to whom, and where its action leads."""

from datetime import date

import pytest

from stories.lines.catalogue import CATALOGUE
from stories.lines.faults import Fault, Severity
from stories.lines.graph import SIDES
from stories.pages.findings import reason_of, shown_findings
from stories.pages.glyphs import glyph_of, glyph_of_focus_area, glyph_of_objective
from stories.pages.names import Found, names_for
from tests import make

pytestmark = pytest.mark.django_db


def _shown(found, user, **more):
    return shown_findings([found], names=names_for(user, [found]), user=user, **more)


def test_a_reason_names_the_things_concerned():
    reader, focus, kpi = make.user(), make.focus_area("Infrastructure cost"), make.kpi("CPU")
    found = Found("kpi", kpi.pk, Fault("L2", Severity.RED, focus_id=focus.pk))

    shown = _shown(found, reader)[0]

    assert shown.title == "CPU"
    assert shown.reason == "Its focus area “Infrastructure cost” serves no goal."
    assert shown.tag == "Stops short: the work it measures serves no goal"
    assert (shown.kind, shown.line.goal_on) == ("broken", False)


def test_a_hidden_goal_is_never_named():
    secret = make.objective("Buy Acme", confidential=True)
    kpi = make.kpi()
    found = Found("kpi", kpi.pk, Fault("L3", Severity.RED, goal_id=secret.pk))

    assert _shown(found, make.user()) == []
    assert "Buy Acme" in _shown(found, make.user(role="admin"))[0].reason


def test_who_may_not_act_reads_who_can():
    platform = make.team("Platform")
    kpi = make.kpi(team=platform)
    found = Found("kpi", kpi.pk, Fault("D1", Severity.AMBER, on=date(2026, 3, 1)))

    viewer = _shown(found, make.user())[0]

    assert viewer.action_href == ""
    assert viewer.who == "the team Platform or a leader can."
    assert viewer.reason == "It has been live since 1 March 2026 and was never measured."


def test_only_who_owns_the_side_whose_word_is_missing_is_asked_to_agree():
    business, technology = make.user(role="leader"), make.user(role="tech_lead")
    goal = make.objective(business_owner=business, technology_owner=technology)
    found = Found("objective", goal.pk, Fault("S2", Severity.AMBER, sides=("technology",)))
    both = Found("objective", goal.pk, Fault("S2", Severity.AMBER, sides=SIDES))

    assert _shown(found, technology)[0].action_href == f"/objectives/{goal.pk}/story/agree/"
    assert _shown(found, business)[0].who == "the goal’s owner for technology can."
    assert _shown(both, business)[0].who == ""
    assert _shown(both, make.user(role="leader"))[0].who == "the goal’s owners can."


def test_a_side_without_an_owner_gets_one_first():
    leader = make.user(role="leader")
    goal = make.objective(business_owner=leader)
    found = Found("objective", goal.pk, Fault("S2", Severity.AMBER, sides=("technology",)))

    asked = _shown(found, leader)[0]

    assert asked.action == "Name who agrees for technology"
    assert asked.action_href == f"/objectives/{goal.pk}/edit/"
    assert _shown(found, make.user())[0].who == "a leader can."


def test_a_form_that_was_opened_from_a_list_leads_back_to_it():
    kpi = make.kpi()
    found = Found("kpi", kpi.pk, Fault("L1", Severity.RED))

    shown = _shown(found, make.user(role="leader"), back="/findings/?q=x")[0]

    assert shown.action_href == f"/kpis/{kpi.pk}/lines/new/?next=%2Ffindings%2F%3Fq%3Dx"
    assert [way.text for way in shown.others] == ["Exempt", "Retire"]
    assert all(way.href.endswith("/?next=%2Ffindings%2F%3Fq%3Dx") for way in shown.others)


def test_a_kpi_that_leads_nowhere_has_the_same_three_ways_out_whatever_the_reason():
    leader, kpi, focus = make.user(role="leader"), make.kpi(), make.focus_area()
    for code in ("L2", "L6", "L7", "I1", "X2", "L3"):
        found = Found("kpi", kpi.pk, Fault(code, Severity.RED, focus_id=focus.pk))
        shown = _shown(found, leader)[0]
        ways = {shown.action_href, *(way.href for way in shown.others)}
        three = {f"/kpis/{kpi.pk}/{way}/" for way in ("lines/new", "exemption/new", "retire")}
        assert three <= ways, code


def test_faults_of_the_page_itself_are_titled_by_what_they_are_called():
    kpi = make.kpi()
    found = Found("kpi", kpi.pk, Fault("M1", Severity.RED))

    shown = _shown(found, make.user(), page=("kpi", kpi.pk))[0]

    assert (shown.title, shown.href, shown.tag) == ("No target", "", "")


def test_sides_and_single_counts_read_as_english():
    goal = make.objective()
    names = names_for(make.user(), [Found("objective", goal.pk, Fault("S2", Severity.AMBER))])
    neither = Found(
        "objective", goal.pk, Fault("S2", Severity.AMBER, sides=("business", "technology"))
    )
    one = Found("objective", goal.pk, Fault("G3", Severity.YELLOW, count=1))

    assert reason_of(neither, names) == "Business and technology have not agreed to the story."
    assert reason_of(one, names) == "One part of this goal has no KPI."


@pytest.mark.parametrize("code", CATALOGUE)
@pytest.mark.parametrize("kind", ["kpi", "focus", "objective"])
def test_every_fault_gives_a_whole_sentence_without_a_code(code, kind):
    admin = make.user(role="admin")
    thing = {"kpi": make.kpi, "focus": make.focus_area, "objective": make.objective}[kind]("A")
    found = Found(kind, thing.pk, Fault(code, CATALOGUE[code].severity))

    shown = _shown(found, admin)[0]

    assert "{" not in shown.reason
    assert shown.reason.endswith(".")
    assert code not in shown.reason + shown.title + shown.action


def test_names_take_the_same_queries_for_many(assert_constant_queries):
    reader, rows = make.user(), []

    def grow():
        for _ in range(8):
            kpi, focus = make.kpi(team=make.team()), make.focus_area()
            rows.append(Found("kpi", kpi.pk, Fault("L2", Severity.RED, focus_id=focus.pk)))

    grow()
    assert_constant_queries(
        lambda: shown_findings(rows, names=names_for(reader, rows), user=reader), grow
    )


def test_glyphs_tell_the_verdicts_apart():
    assert glyph_of("none", headline="L1").goal_on is False
    assert glyph_of("broken", headline="L2").focus_on is True
    assert glyph_of("in_doubt", "changed").kind == "suspect"
    assert glyph_of("in_doubt", "waiting").kind == "risk"
    assert glyph_of("exempt").kind == "idle"
    assert glyph_of_focus_area("broken", "F1", 2).upper_join is False
    whole, partly = (
        glyph_of_objective("sound", "", 3, 3, 2),
        glyph_of_objective("sound", "", 3, 2, 2),
    )
    waiting = glyph_of_objective("in_doubt", "", 3, 0, 2)
    assert (waiting.label, waiting.kind, waiting.lower_join) == ("0 of 3 lines sound", "risk", True)
    assert glyph_of_objective("broken", "", 3, 0, 2).lower_join is False
    assert (whole.label, whole.lower_join) == ("3 of 3 lines sound", True)
    assert (partly.label, partly.lower_join) == ("2 of 3 lines sound", False)
