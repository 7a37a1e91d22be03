"""What boards are made from is found once for all who may know the same, and after each change."""

from datetime import timedelta

import pytest

from objectives.services import edit_objective
from reports import board_ready
from reports.board import board_of
from reports.board_live import looked_through
from reports.models import ReadyBoard
from reports.scopes import COMPANY, Scope
from reports.tasks import keep_boards_ready
from stories.models import KpiLink
from stories.services import unlink_kpi
from stories.verdicts import settle
from tests import make
from tests.conftest import NOW, TODAY
from tests.jobs.turns import turn
from tests.ready import queries, settled_now
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = pytest.mark.django_db(transaction=True)
LOOKING = "GROUP BY"  # what everything is looked through by


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    """Nothing but this test writes, whatever transactions are open in other databases."""
    monkeypatch.setattr(board_ready, "stamps_now", settled_now)


def asked_by(user, scope=COMPANY, day=TODAY):
    """Return the board of a reader, and whether everything was looked through for it."""
    with queries() as asked:
        board = board_of(user, scope, day, today=day)
    return board, any(LOOKING in sql and "stories_kpiverdict" in sql for sql in asked)


def renewed(day=TODAY):
    return board_ready.renew(looked_through, today=day)


def test_who_knows_the_same_finds_it_ready_until_something_changes_and_again_after_the_job():
    world = mixed()
    ann, bea = make.user("Ann Reader"), make.user("Bea Reader")
    customers = Scope(driver="customer")
    first, looked = asked_by(ann)
    assert looked

    assert asked_by(bea) == (first, False)
    assert asked_by(bea, customers)[1], "another scope was not looked through yet"

    unlink_kpi(link=KpiLink.objects.get(kpi=world.kpis["sound"]), by=world.whole.business, at=NOW)
    settle(today=TODAY, at=NOW, inline=True)
    done = [keep_boards_ready(turn()) for _ in range(2)]
    assert done == ["2 boards looked through", "0 boards looked through"]
    after, looked = asked_by(ann)
    assert not looked
    assert after.counts.no_line == first.counts.no_line + 1
    ReadyBoard.objects.all().delete()
    assert asked_by(ann) == (after, True)


def test_what_one_knows_is_not_found_by_those_who_must_not():
    owner, viewer = make.user("Olga Owner", role="leader"), make.user("Vic Viewer")
    goal = make.objective("Buy the rival", confidential=True, business_owner=owner)
    make.line(make.kpi("Waiting time"), make.focus_area("Faster service"), goal)

    def titles(user):
        return [one.title for one in asked_by(user)[0].goals]

    assert titles(owner) == ["Buy the rival"]
    assert not ReadyBoard.objects.exists(), "what the owner knows belongs to no audience yet"
    settled()
    assert [titles(one) for one in (owner, viewer, owner, viewer)] == [["Buy the rival"], []] * 2
    assert ReadyBoard.objects.count() == 2

    goal.shared_with.add(viewer)
    settled()
    assert titles(viewer) == ["Buy the rival"]
    edit_objective(
        objective=goal, facts={"confidential": False}, version=goal.version, by=owner, at=NOW
    )
    settled()
    assert titles(make.user("Una Newcomer")) == ["Buy the rival"]


def test_what_nobody_asks_for_any_more_and_what_was_found_as_somebody_gone_is_forgotten():
    ann, bea = make.user("Ann Reader"), make.user("Bea Reader")
    later = TODAY + board_ready.WANTED_FOR
    asked_by(ann), asked_by(bea, Scope(driver="customer"))
    asked_by(bea, Scope(driver="customer"), later)

    assert renewed(later + timedelta(days=1)) == 0
    assert [one.scope for one in ReadyBoard.objects.all()] == ["driver=customer"]
    bea.is_active = False
    bea.save()
    assert renewed(later) == 0
    assert not ReadyBoard.objects.exists()
