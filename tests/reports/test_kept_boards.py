"""The alignment page and the map are ready until something they show changes, for one reader."""

import re

import pytest

from alignment.lib import kept_pages
from kpis.models import KpiState
from objectives.services import edit_objective
from reports.views import mapping, reading
from stories.models import KpiLink
from stories.services import unlink_kpi
from stories.verdicts import settle
from tests import make
from tests.conftest import NOW, TODAY
from tests.ready import seen, settled_now
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = pytest.mark.django_db(transaction=True)
MAPS = ("/map/", "/map/matrix/", "/map/tree/")
BOARDS = ("/?scope=company", *MAPS)
# The session, the person, the stamps, the footer; of figures those that the alignment page shows.
READY = 5
TOPBAR = 5  # what waits for the reader may have changed with any figure


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch, today):
    """Nothing but this test writes, whatever transactions are open in other databases."""
    for view in (mapping, reading):
        monkeypatch.setattr(view, "stamps_now", settled_now)
    kept_pages.forget()


def text_of(client, path):
    return client.get(path).content.decode()


def headline(text):
    return re.search(r'<h1 id="verdict">(.+?)</h1>', text)[1]


def is_ready(client, path, and_topbar=0):
    return seen(client, path)[1] <= READY + and_topbar


def test_what_changes_shows_at_once_and_else_the_page_is_ready(signed_in):
    world = mixed()
    client, kpi, goal = signed_in(world.whole.business), world.kpis["sound"], world.whole.goal
    outcome = goal.outcomes.earliest("pk")
    before, *_ = [text_of(client, path) for path in BOARDS]
    assert all(is_ready(client, path) for path in BOARDS)

    KpiState.objects.filter(kpi=kpi).update(latest=7, computed_at=make.AT)
    assert all(is_ready(client, path, TOPBAR) for path in BOARDS), "it shows no figure of this KPI"
    KpiState.objects.filter(kpi=outcome).update(progress="0.37", computed_at=make.AT)
    assert "37%" in text_of(client, BOARDS[0])
    assert all(is_ready(client, path, TOPBAR) for path in MAPS)

    unlink_kpi(link=KpiLink.objects.get(kpi=kpi), by=world.whole.business, at=NOW)
    settle(today=TODAY, at=NOW, inline=True)
    assert headline(text_of(client, BOARDS[0])) != headline(before)
    edit_objective(
        objective=goal,
        facts={"title": "Keep nearly all customers"},
        version=goal.version,
        by=world.whole.business,
        at=NOW,
    )
    assert all("Keep nearly all customers" in text_of(client, path) for path in MAPS)


def test_what_is_kept_for_one_reader_is_never_shown_to_another(signed_in):
    owner, viewer = make.user("Olga Owner", role="leader"), make.user("Vic Viewer")
    goal = make.objective(
        "Buy the rival", confidential=True, business_owner=owner, value_driver="customer"
    )
    make.line(make.kpi("Waiting time"), make.focus_area("Faster service"), goal)
    settled()

    for path in BOARDS:
        assert ["Buy the rival" in text_of(signed_in(owner), path) for _ in range(2)] == [True] * 2
        of_viewer = [text_of(signed_in(viewer), path) for _ in range(2)]
        assert not any("Buy the rival" in text for text in of_viewer)

    goal.shared_with.add(viewer)
    assert all("Buy the rival" in text_of(signed_in(viewer), path) for path in BOARDS)
    goal.shared_with.remove(viewer)
    assert not any("Buy the rival" in text_of(signed_in(viewer), path) for path in BOARDS)
