"""Where settling is called from: after requests, each minute, each night."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.audit import touch
from accounts.models import Touch
from reports.tasks import take_snapshots
from stories import middleware
from stories.middleware import SettleVerdicts
from stories.models import PUBLIC, Audience, KpiVerdict
from stories.tasks import recompute_verdicts, settle_verdicts
from tests import make
from tests.jobs.turns import turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi():
    row = make.kpi()
    touch("kpi", row.pk)
    return row


def answer(method, status=302):
    respond = SettleVerdicts(lambda _: HttpResponse(status=status))
    return respond(getattr(RequestFactory(), method)("/"))


def test_a_change_is_settled_before_its_answer_goes_out(kpi):
    answer("post")

    assert KpiVerdict.objects.get(kpi=kpi).headline == "L1"
    assert not Touch.objects.exists()


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 403), ("post", 500)])
def test_what_changes_nothing_settles_nothing(kpi, method, status):
    answer(method, status)

    assert Touch.objects.exists()


def test_a_failure_to_settle_never_becomes_the_answer(kpi, monkeypatch, caplog):
    def fail(**_):
        raise RuntimeError("broken")

    monkeypatch.setattr(middleware, "settle", fail)

    assert answer("post").status_code == 302
    assert "left for the job" in caplog.text
    assert Touch.objects.exists()


def test_the_job_settles_what_is_left_and_computes_all_on_a_new_day(kpi):
    first = settle_verdicts(turn())
    second = settle_verdicts(turn())

    assert "1 rows written" in first
    assert second == "0 touches, 0 rows written"
    assert Audience.objects.get(pk=PUBLIC).judged_on is not None


def test_the_nightly_job_can_run_twice(kpi):
    assert "1 rows written" in recompute_verdicts(turn())
    assert "0 rows written" in recompute_verdicts(turn())


def test_the_daily_job_can_run_twice(kpi):
    assert take_snapshots(turn()) == take_snapshots(turn()) == "1 snapshots taken"
