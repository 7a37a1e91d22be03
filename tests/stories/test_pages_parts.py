"""The parts that pages are made of."""

from datetime import timedelta
from decimal import Decimal

import pytest

from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.pages import canvas, figures, words
from stories.pages.findings import shown_findings
from stories.pages.glyphs import glyph_of_line
from stories.pages.names import names_for, stored_found
from stories.pages.objective import show_objective
from stories.verdicts import around_kpi
from tests import make
from tests.conftest import TODAY
from tests.stories.pages import company, settled

pytestmark = pytest.mark.django_db


def test_a_stored_headline_reads_like_one_found_live():
    world = company()
    make.kpi_link(make.kpi("CPU"), make.focus_area("Infrastructure"))
    make.focus_area("Idle")
    make.objective("Bare", expects_technology="yes")
    settled()
    rows = [
        *KpiVerdict.objects.filter(kpi__title="CPU"),
        *FocusVerdict.objects.filter(focus_area__title="Idle"),
        *ObjectiveVerdict.objects.filter(objective__title="Bare"),
    ]

    found = [stored_found(row)[0] for row in rows]
    shown = shown_findings(found, names=names_for(world.business, found), user=world.business)

    assert [one.reason for one in shown] == [
        "Its focus area “Infrastructure” serves no goal.",
        "It serves no goal.",
        "No focus area serves this goal.",
    ]
    assert shown[0].action_href.endswith("/goals/new/")
    assert stored_found(KpiVerdict(kpi_id=1, verdict="sound")) == ()


def test_a_line_is_drawn_as_far_as_it_gets():
    world = company()
    make.kpi_link(world.kpi, None, missing_ref="FOC-9")
    idle = make.focus_area()
    make.kpi_link(world.kpi, idle)
    make.focus_link(idle, None, missing_ref="OBJ-9")
    _, verdicts = around_kpi(world.kpi.pk, 0, TODAY)

    glyphs = [glyph_of_line(line) for line in verdicts.lines_of(world.kpi.pk)]

    assert {(one.goal_on, one.focus_on, one.upper_join) for one in glyphs} == {
        (True, True, True),
        (False, False, False),
        (False, True, False),
    }


def test_a_long_canvas_leads_on_to_the_lists(monkeypatch):
    monkeypatch.setattr(canvas, "MOST_WORK", 2)
    monkeypatch.setattr(canvas, "MOST_KPIS", 1)
    world = company()
    make.line(make.kpi("Second"), world.work, world.goal)
    for _ in range(3):
        make.focus_link(make.focus_area(), world.goal)
    settled()

    drawn = show_objective(world.business, world.goal, TODAY).canvas

    assert [branch.focus.title for branch in drawn.branches][2] == "2 more focus areas"
    assert drawn.branches[0].measures[1].title == "1 more KPI"


def test_a_story_shows_its_blanks_and_what_it_cannot_name():
    world = company()
    secret = make.objective("Buy Acme", confidential=True)
    hidden = make.kpi("Share of Acme", perspective="joint", outcome_of=secret)
    goal = make.objective()
    body = f"We want [TBD] of @[kpi:{hidden.uid}] and @[Nothing known].\r\n\r\nSoon."
    make.story(goal, hidden, body=body)
    settled()

    story = show_objective(make.user(), goal, TODAY).story

    assert [(part.text, part.blank) for part in story.paragraphs[0]] == [
        ("We want ", False),
        ("[TBD]", True),
        (" of ", False),
        ("…", False),
        (" and ", False),
        ("Nothing known", True),
        (".", False),
    ]
    assert [part.text for part in story.paragraphs[1]] == ["Soon."]
    assert world.goal.title not in str(story)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "hold", "low": Decimal(3)}, "at least 3.00 s"),
        ({"kind": "hold", "high": Decimal(3), "strict": True}, "below 3.00 s"),
        ({"kind": "hold", "low": Decimal(3), "strict": True}, "above 3.00 s"),
        ({"target_words": "as fast as can be"}, "“as fast as can be”"),
        ({"kind": "change", "change_by": "points", "change": Decimal("-0.4")}, "2.00 s"),
        ({"kind": "milestone"}, "all of it done"),
        ({}, ""),
    ],
)
def test_targets_are_said_in_words(facts, said):
    assert figures.target(make.kpi(**{"target": None} | facts)) == said


def test_a_change_in_points_says_so():
    kpi = make.kpi(kind="change", change_by="points", change=Decimal(10), unit="%", target=None)

    assert figures.change_asked(kpi) == "+10%, in points"


def test_a_kpi_that_was_never_computed_is_not_measured():
    kpi = make.kpi(target=None)

    assert figures.status_of(kpi) == "not_measured"
    assert figures.progress_of(kpi) is None
    assert figures.way_by(kpi) == "Not measured yet, no target"


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (TODAY, "today"),
        (TODAY - timedelta(days=1), "yesterday"),
        (TODAY - timedelta(days=10), "10 days ago"),
        (TODAY - timedelta(days=30), "4 weeks ago"),
        (TODAY + timedelta(days=220), "in 7 months"),
        (TODAY + timedelta(days=800), "in 2 years"),
    ],
)
def test_days_are_told_from_today(on, said):
    assert words.ago(on, TODAY) == said


def test_periods_may_be_open():
    assert words.period(TODAY, None) == "From 21 Nov 2026"
    assert words.period(None, TODAY) == "Until 21 Nov 2026"
    assert words.period(None, None) == ""
