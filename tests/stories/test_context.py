"""What stands at the foot of every page: when the figures were computed."""

from datetime import timedelta

import pytest
import time_machine

from jobs.models import Run
from stories.context import KEEPS_CURRENT
from tests import make
from tests.conftest import NOW
from tests.jobs.turns import parked_run, run_of

pytestmark = [pytest.mark.django_db, pytest.mark.trust("F16")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def foot(signed_in):
    """Return what opens a page as somebody in Berlin, some minutes after the last computing."""
    client = signed_in(make.user(time_zone="Europe/Berlin"))

    def open_page(minutes):
        with time_machine.travel(NOW + minutes * MINUTE, tick=False):
            return client.get("/kpis/").content.decode().partition('<footer class="foot"')[2]

    return open_page


def done(at):
    run_of(KEEPS_CURRENT, state=Run.State.DONE, started_at=at, ended_at=at, due_at=at)


def test_a_page_says_when_its_figures_were_computed(foot):
    done(NOW)

    assert "Figures computed 21 November 2026, 10:30" in foot(5)


def test_a_page_says_that_its_figures_may_be_old_once_nobody_computes_them(foot):
    done(NOW)
    parked_run(KEEPS_CURRENT, due_at=NOW + MINUTE)

    assert "Figures last computed 21 November 2026, 10:30: they may be old" in foot(6)


def test_a_page_says_nothing_before_anything_was_computed(foot):
    assert "Figures" not in foot(0)
