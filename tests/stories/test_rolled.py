"""How far a goal is, by its own measures and with the goals below it."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from kpis.models import KpiState
from stories.pages.check_in import effects_of, where_it_stands
from stories.pages.objective import show_objective
from stories.pages.objective_list import list_objectives
from stories.verdicts import recompute_all
from tests import make
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


def stands(kpi, status, progress):
    share = None if progress is None else Decimal(progress)
    KpiState.objects.create(kpi=kpi, status=status, progress=share, computed_at=NOW)


def test_a_goal_rolls_up_its_own_measures_and_those_below_each_once():
    boss = make.user(role="admin")
    goal = make.objective("Keep customers")
    below = make.objective("Keep the large ones", parent=goal)
    dropped = make.objective("Keep the small ones", parent=goal, status="dropped")
    fast, late, heavy, off = (
        make.kpi(title, weight=Decimal(weight), owner=boss)
        for title, weight in (("Fast", 1), ("Late", 1), ("Heavy", 2), ("Off", 0))
    )
    work = make.focus_area("Performance")
    for kpi, to in ((fast, goal), (late, goal), (fast, below), (off, goal)):
        make.line(kpi, work if to == goal else make.focus_area(), to)
    make.line(heavy, make.focus_area(), below)
    make.line(make.kpi("Small"), make.focus_area(), dropped)
    stands(fast, "on_course", "1.40")
    stands(late, "stale", "0.10")
    stands(heavy, "off_course", "0.25")
    recompute_all(today=TODAY, at=NOW)

    own, everything = show_objective(boss, goal, TODAY).rolled

    assert (own.bar.text, own.measured, own.status) == (
        "100%",
        "1 of 2 measured",
        "Out of date: Late",
    )
    assert own.left_out == "Off"
    assert [(part.term, part.text) for part in own.parts] == [("Fast", "140%"), ("Late", "10%")]
    assert "not in the mean" in own.parts[1].small
    # (1 × 100% + 2 × 25%) / 3: what serves both goals counts once, the dropped goal not at all.
    assert (everything.bar.text, everything.measured) == ("50%", "2 of 3 measured")
    assert everything.status == "Off course: Heavy"
    (row,) = list_objectives(boss, QueryDict()).rows
    assert (row.progress.bar, row.progress.measured) == (own.bar, own.measured)
    before = where_it_stands([fast])
    (effect,) = effects_of(boss, before)
    assert "It moves “Keep customers”, now 100%, 1 of 2 measured." in effect.reason


def test_a_goal_without_measures_says_nothing_of_progress():
    goal = make.objective()

    assert show_objective(make.user(), goal, TODAY).rolled == ()
    (row,) = list_objectives(make.user(), QueryDict()).rows
    assert row.progress is None
