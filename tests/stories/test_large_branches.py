"""A goal with very much below it: its page judges its own lines and says what was stored of all."""

import pytest

from objectives.access import objectives_to_view
from objectives.models import Objective
from stories.pages.best_line import HOLDS, step_towards
from stories.pages.objective import show_objective
from stories.verdicts import recompute_all
from tests import make
from tests.conftest import NOW
from tests.stories.agreed import agreed
from tests.stories.random_company import Company

pytestmark = pytest.mark.django_db


def pages_of(user, today):
    """Return the pages of all goals that a person may see."""
    goals = objectives_to_view(user).order_by("pk")
    return {goal.pk: show_objective(user, goal, today) for goal in goals}


@pytest.mark.uncounted
def test_the_page_of_a_goal_says_the_same_however_much_lies_below_it(now, today, monkeypatch):
    company = Company(5, now)
    for _ in range(50):
        company.step()
    recompute_all(today=today, at=company.now)
    readers = (company.boss, make.user())
    judged = [pages_of(reader, today) for reader in readers]

    monkeypatch.setattr("stories.verdicts.LARGEST_BRANCH", 0)

    assert [pages_of(reader, today) for reader in readers] == judged
    assert len(judged[0]) > len(judged[1]) > 1
    assert any(len(page.rolled) > 1 for pages in judged for page in pages.values())


def test_what_is_stored_of_a_goal_with_very_much_below_it_is_not_judged_again(today, monkeypatch):
    goal = make.objective()
    below = make.objective(parent=goal)
    make.line(make.kpi(), make.focus_area(), below)
    monkeypatch.setattr("stories.verdicts.LARGEST_BRANCH", 1)
    reader = make.user()
    before = show_objective(reader, goal, today)
    recompute_all(today=today, at=make.AT)
    Objective.objects.filter(pk=below.pk).update(status="dropped")

    after = show_objective(reader, goal, today)

    assert before.lines == "No lines"
    assert after.lines != before.lines
    assert step_towards(reader, goal, today, "/").said == HOLDS


def test_where_its_own_story_stands_is_said_at_once(today, monkeypatch):
    world = agreed()
    recompute_all(today=today, at=NOW)
    monkeypatch.setattr("stories.verdicts.LARGEST_BRANCH", 0)
    before = show_objective(world.bea, world.goal, today).agreement
    Objective.objects.filter(pk=world.goal.pk).update(statement="Another thing altogether.")

    after = show_objective(world.bea, world.goal, today).agreement

    assert (before, after) == ("Agreed by both", "Changed since agreed")
