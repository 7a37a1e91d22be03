import pytest

from accounts.audit import touch
from stories.graph_loading import load_graph
from stories.models import PUBLIC
from stories.totals import Scope, all_counts, headline_counts
from stories.verdicts import around_focus_area, around_kpi, around_objective, recompute_all, settle
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(today, now):
    """One whole line with a story, agreed by nobody, and a way to draw seven more beside it."""
    goal, work, kpi = make.objective(), make.focus_area(), make.kpi()
    make.line(kpi, work, goal)
    make.story(goal, kpi, work)
    make.user(role="admin")
    recompute_all(today=today, at=now)

    def grow():
        hidden = make.objective(confidential=True, parent=goal)
        for _ in range(7):
            child = make.objective(parent=goal)
            other_work, other_kpi = make.focus_area(), make.kpi(kpi.title, source="Grafana")
            make.line(other_kpi, other_work, goal)
            make.line(kpi, other_work, child)
            make.line(kpi, work, hidden)
            make.story(child, other_kpi, kpi, work)
        make.story(hidden, kpi)

    return goal, work, kpi, grow


def test_loading_takes_as_many_queries_for_many_as_for_one(company, assert_constant_queries, today):
    *_, grow = company

    assert_constant_queries(lambda: load_graph(None, frozenset(), today), grow)


def test_counting_takes_as_many_queries_for_many_as_for_one(
    company, assert_constant_queries, today, now
):
    goal, *_, grow = company

    def ask():
        headline_counts(PUBLIC, Scope(objective_id=goal.pk))
        all_counts(PUBLIC, today)

    def grow_and_judge():
        grow()
        recompute_all(today=today, at=now)

    assert_constant_queries(ask, grow_and_judge)


@pytest.mark.parametrize(
    ("around", "which"), [(around_objective, 0), (around_focus_area, 1), (around_kpi, 2)]
)
def test_a_page_takes_as_many_queries_for_many_lines_as_for_one(
    company, assert_constant_queries, around, which, today
):
    thing, grow = company[which], company[3]

    assert_constant_queries(lambda: around(thing.pk, PUBLIC, today), grow)


def test_settling_takes_as_many_queries_for_many_as_for_one(
    company, assert_constant_queries, today, now
):
    goal, work, kpi, grow = company

    def change():
        goal.title = goal.title + "!"
        goal.save()
        touch("objective", goal.pk)
        touch("kpi", kpi.pk)
        touch("focus_area", work.pk)
        settle(today=today, at=now)

    def grow_and_judge():
        grow()
        recompute_all(today=today, at=now)

    assert_constant_queries(change, grow_and_judge)
