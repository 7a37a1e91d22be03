"""Admins hear once, in one mail, of what was given up."""

from datetime import timedelta

import pytest
from django.core import mail

from jobs.models import Run
from jobs.tasks import tell_of_parked
from tests import make
from tests.conftest import NOW
from tests.jobs.turns import parked_run, turn

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def test_admins_hear_of_what_was_given_up_once_and_in_one_mail():
    admins = [make.user(role="admin"), make.user(role="admin")]
    make.user(role="admin", is_active=False)
    make.user(role="leader")
    parked_run("reports.take_snapshots")
    parked_run("kpis.find_due_sources")

    first, second = tell_of_parked(turn(NOW)), tell_of_parked(turn(LATER))

    (sent,) = mail.outbox
    assert sent.to == [one.email for one in admins]
    assert sent.subject == "Given up: Find the sources that are due and 1 more"
    assert "Keep the day's figures" in sent.body
    assert "http://127.0.0.1:8000/jobs/" in sent.body
    assert (first, second[:15]) == ("2 told of", "nothing to tell")


def test_a_mail_that_cannot_be_sent_is_tried_again(monkeypatch):
    def fail(*_):
        raise ConnectionRefusedError

    make.user(role="admin")
    parked_run("reports.take_snapshots")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
        with pytest.raises(ConnectionRefusedError):
            tell_of_parked(turn(NOW))
    assert Run.objects.untold().count() == 1

    assert tell_of_parked(turn(LATER)) == "1 told of"
