import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.audit import touch
from accounts.models import Touch
from kpis.models import Kpi
from stories import graph_queries, verdicts
from stories.graph_loading import load_graph
from stories.lines.engine import evaluate
from stories.lines.faults import Fault, Severity
from stories.lines.graph import ExemptionRow, GoalNode, JudgementRow, MeasureNode, WorkNode
from stories.models import PUBLIC, Exemption, KpiVerdict, ObjectiveVerdict, VerdictChange
from stories.seal_loading import OF_GOAL, OF_KPI, OF_WORK
from stories.seals import link_seal, story_seals
from stories.services import agree
from stories.stored_faults import packed, standing_faults, waived_faults
from stories.totals import Scope, headline_counts, kpi_verdicts
from stories.verdicts import TURN, recompute_all, settle
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    kpi, work = make.kpi(), make.focus_area()
    goal = make.objective(
        business_owner=make.user(role="leader"), technology_owner=make.user(role="leader")
    )
    make.ready(goal)
    links = make.line(kpi, work, goal)
    make.story(goal, kpi, work)
    return kpi, work, goal, links


def agree_to(goal, at):
    agree(objective=goal, side="business", by=goal.business_owner, at=at)
    agree(objective=goal, side="technology", by=goal.technology_owner, at=at)


def test_a_line_agreed_by_both_sides_becomes_sound_and_is_noted(line, today, now):
    kpi, _, goal, _ = line
    recompute_all(today=today, at=now)

    agree_to(goal, now)
    done = settle(today=today, at=now)

    assert KpiVerdict.objects.get(kpi=kpi).verdict == "sound"
    assert done.changes == 1
    change = VerdictChange.objects.get()
    assert (change.kpi_id, change.before, change.after) == (kpi.pk, "in_doubt", "sound")


def test_settling_again_writes_nothing(line, today, now):
    agree_to(line[2], now)
    settle(today=today, at=now)

    again = settle(today=today, at=now)
    anew = recompute_all(today=today, at=now)

    assert (again.written, again.changes) == (0, 0)
    assert (anew.written, anew.changes) == (0, 0)


def test_a_verdict_that_stays_keeps_the_day_since_when(line, today, now):
    kpi, *_ = line
    recompute_all(today=today, at=now)
    Kpi.objects.filter(pk=kpi.pk).update(owner=make.user())
    touch("kpi", kpi.pk)

    settle(today=today, at=now)
    recompute_all(today=today + timedelta(days=40), at=now + timedelta(days=40))

    row = KpiVerdict.objects.get(kpi=kpi)
    assert row.verdict == "in_doubt"
    assert row.since == today


def test_the_day_alone_can_change_a_verdict(line, today, now):
    kpi, _, goal, _ = line
    goal.ends_on = today
    goal.save()
    agree_to(goal, now)
    settle(today=today, at=now)

    later = today + timedelta(days=45)
    settle(today=later, at=now + timedelta(days=45))

    assert KpiVerdict.objects.get(kpi=kpi).headline == "L3"


def test_a_draft_has_a_row_that_says_it_is_not_assessed(today, now):
    kpi = make.kpi(status="draft")

    recompute_all(today=today, at=now)

    assert KpiVerdict.objects.get(kpi=kpi).verdict == "not_assessed"
    assert headline_counts(PUBLIC).live == 0


def test_the_seals_of_many_are_those_of_one(line, today, now):
    kpi, work, goal, (kpi_link, focus_link) = line
    make.kpi("Rival’s  share", outcome_of=goal, perspective="joint", status="draft")
    make.kpi_link(kpi, make.focus_area())
    agree_to(goal, now)

    graph = load_graph(None, frozenset(), today)

    seals = story_seals(goal.story)
    assert graph.stories[0].fp == seals.fingerprint
    below, above = link_seal(kpi_link), link_seal(focus_link)
    by_id = {one.id: one for one in graph.kpi_links}
    assert by_id[kpi_link.pk].fp == below.link
    assert graph.focus_links[0].fp == above.link
    assert {one.id: one.fp for one in graph.measures}[kpi.pk] == below.lower
    assert {one.id: one.fp for one in graph.work}[work.pk] == below.upper == above.lower
    assert graph.goals[0].fp == above.upper
    assert evaluate(graph, today).kpis[kpi.pk].verdict == "sound"


@pytest.mark.parametrize(
    ("body", "blank", "gone"),
    [
        ("It moves @[kpi:{uid}] and {{it}}.", False, 0),
        ("It moves @[kpi:{uid}][TBD].", True, 0),
        ("It moves @[kpi:{uid}] by [x].", True, 0),
        ("It moves @[kpi:{uid}] and @[Nobody knows].", False, 1),
    ],
)
def test_a_story_is_looked_through_for_blanks_and_for_names_of_nothing(body, blank, gone, today):
    kpi = make.kpi()
    make.story(make.objective(), kpi, body=body.format(uid=kpi.uid))

    story = load_graph(None, frozenset(), today).stories[0]

    assert (story.has_blanks, story.gone) == (blank, gone)


def test_the_columns_of_a_query_are_the_fields_of_its_node_in_their_order(today):
    nodes = {
        "GOALS": (GoalNode, OF_GOAL),
        "WORK": (WorkNode, OF_WORK),
        "MEASURES": (MeasureNode, OF_KPI),
        "JUDGEMENTS": (JudgementRow, ()),
        "EXEMPTIONS": (ExemptionRow, ()),
    }
    given = {"all": True, "today": today, "until": today, "objectives": [], "focus_areas": []}
    for name, (node, behind) in nodes.items():
        with connection.cursor() as cursor:
            cursor.execute(getattr(graph_queries, name), {**given, "kpis": []})
            columns = [column.name for column in cursor.description]
        fields = [name for name in node._fields if name != "fp"]
        assert columns == [*fields, *behind], name


def test_what_was_said_later_is_not_known_on_an_earlier_day(line, today, now):
    kpi, _, goal, _ = line
    agree_to(goal, now)

    day_before = evaluate(load_graph(None, frozenset(), today - timedelta(days=1)), today)
    same_day = evaluate(load_graph(None, frozenset(), today), today)

    assert day_before.kpis[kpi.pk].verdict == "in_doubt"
    assert same_day.kpis[kpi.pk].verdict == "sound"


def test_the_newest_value_decides_and_one_from_the_future_is_told_apart(today, now):
    kpi = make.kpi()
    make.measurement(kpi, today - timedelta(days=3), 2)
    make.measurement(kpi, today - timedelta(days=2), 2, version=1, is_current=False)
    make.measurement(kpi, today + timedelta(days=2), 2)

    node = load_graph(None, frozenset(), today).measures[0]
    later = load_graph(None, frozenset(), today + timedelta(days=5)).measures[0]

    assert (node.last_on, node.has_future) == (today - timedelta(days=3), True)
    assert (later.last_on, later.has_future) == (today + timedelta(days=2), False)


def test_what_reaches_too_far_for_a_request_is_left_for_the_job(line, today, now, monkeypatch):
    kpi, _, goal, _ = line
    recompute_all(today=today, at=now)
    monkeypatch.setattr(verdicts, "LARGEST_IN_A_REQUEST", 2)
    agree_to(goal, now)

    inline = settle(today=today, at=now, inline=True)
    left = Touch.objects.count()
    job = settle(today=today, at=now)

    assert inline.left
    assert left > 0
    assert not job.left
    assert not Touch.objects.exists()
    assert KpiVerdict.objects.get(kpi=kpi).verdict == "sound"


def test_what_reaches_too_far_even_for_the_job_is_computed_with_everything(
    line, today, now, monkeypatch
):
    kpi, _, goal, _ = line
    recompute_all(today=today, at=now)
    aside = make.objective()
    monkeypatch.setattr(verdicts, "LARGEST_REACH", 2)
    agree_to(goal, now)

    job = settle(today=today, at=now)

    assert not job.left
    assert KpiVerdict.objects.get(kpi=kpi).verdict == "sound"
    assert ObjectiveVerdict.objects.filter(objective=aside).exists()


@pytest.mark.django_db(transaction=True)
def test_while_somebody_else_settles_a_request_does_not_wait_for_long(today, now):
    make.objective()
    recompute_all(today=today, at=now)
    touch("objective", 1)
    ready, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
            ready.set()
            done.wait(20)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    ready.wait(20)

    inline = settle(today=today, at=now, inline=True)
    done.set()
    other.join()
    job = settle(today=today, at=now)

    assert inline.left
    assert Touch.objects.count() == 0
    assert job.touches == 1


def test_a_fault_comes_back_from_the_store_as_it_was_found(today):
    fault = Fault("C2", Severity.AMBER, goal_id=3, link="focus", on=today, sides=("business",))

    stored = [packed(fault), packed(Fault("I5", Severity.GREY, kpi_id=4), waived=True)]

    assert standing_faults(stored) == (fault,)
    assert waived_faults(stored) == (Fault("I5", Severity.GREY, kpi_id=4),)


def test_an_excused_fault_is_stored_but_not_counted(today, now):
    first, second = make.kpi("Uptime"), make.kpi("Uptime")
    make.exemption(first, make.user(), on=today, code="I5")

    recompute_all(today=today, at=now)

    row = KpiVerdict.objects.get(kpi=first)
    assert "I5" not in row.codes
    assert [one.kpi_id for one in waived_faults(row.faults)] == [second.pk]


def test_a_renamed_twin_frees_the_other_even_where_that_was_excused(today, now):
    first, second = make.kpi("Uptime"), make.kpi("Uptime")
    make.exemption(first, make.user(), on=today, code="I5")
    recompute_all(today=today, at=now)
    Kpi.objects.filter(pk=second.pk).update(title="Downtime", title_key="downtime")
    touch("kpi", second.pk)

    settle(today=today, at=now)

    assert waived_faults(KpiVerdict.objects.get(kpi=first).faults) == ()


def test_a_shared_reference_is_seen_whatever_its_case_and_spaces(today, now):
    first, second = make.objective(ref="G 1"), make.objective(ref="other")
    recompute_all(today=today, at=now)
    second.ref = "g  1"
    second.save()
    touch("objective", second.pk)

    settle(today=today, at=now)

    assert "I3" in ObjectiveVerdict.objects.get(objective=first).codes


def test_counts_follow_the_scope_and_add_up(line, today, now):
    *_, goal, _ = line
    team = make.team()
    lost = make.kpi(team=team, due_on=today)
    make.exemption(make.kpi(team=team), make.user(), on=today)
    recompute_all(today=today, at=now)

    everything = headline_counts(PUBLIC)
    groups = everything.sound + everything.in_doubt + everything.no_line + everything.exempt
    assert everything.live == groups == 3
    assert everything.in_doubt == everything.changed + everything.waiting
    assert headline_counts(PUBLIC, Scope(team_id=team.pk)).live == 2
    assert headline_counts(PUBLIC, Scope(objective_id=goal.pk)).in_doubt == 1
    due_today = Scope(due_from=today, due_until=today)
    assert [row.kpi_id for row in kpi_verdicts(PUBLIC, due_today)] == [lost.pk]
    assert headline_counts(PUBLIC, Scope(owner_id=make.user().pk)).live == 0
    assert headline_counts(PUBLIC, Scope(severity=3)).live == 3


def test_a_goal_counts_the_kpis_of_all_below_it(line, today, now):
    *_, goal, _ = line
    above = make.objective()
    goal.parent = above
    goal.save()
    recompute_all(today=today, at=now)

    assert headline_counts(PUBLIC, Scope(objective_id=above.pk)).live == 1


def test_an_exemption_ended_early_excuses_nothing_more(today, now):
    kpi = make.kpi()
    exemption = make.exemption(kpi, make.user(), on=today)
    recompute_all(today=today, at=now)
    assert KpiVerdict.objects.get(kpi=kpi).verdict == "exempt"

    Exemption.objects.filter(pk=exemption.pk).update(ended_on=today)
    touch("kpi", kpi.pk)
    settle(today=today, at=now)

    assert KpiVerdict.objects.get(kpi=kpi).headline == "L1"
