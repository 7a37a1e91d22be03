from datetime import timedelta

import pytest

from accounts.models import AuditEvent
from accounts.saving import in_one_go
from kpis.models import Kpi
from kpis.services import say_confidence
from tests import make
from tests.conftest import NOW, TODAY
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db


def test_confidence_is_kept_with_who_and_since_when():
    kpi, person = make.kpi(), make.user()

    say_confidence(kpi=kpi, confidence="unsure", by=person, at=NOW)

    kpi.refresh_from_db()
    assert (kpi.confidence, kpi.confidence_on, kpi.confidence_by) == ("unsure", TODAY, person)
    line = AuditEvent.objects.get()
    assert (line.verb, line.actor, line.after["confidence"]) == ("confide", person, "unsure")


def test_confidence_is_no_edit_of_the_kpi():
    kpi = make.kpi()

    row = say_confidence(kpi=kpi, confidence="no", by=make.user(), at=NOW)

    assert row.version == kpi.version
    assert touched() == set()


def test_the_same_word_again_changes_nothing_until_another_day():
    kpi, person = make.kpi(), make.user()
    say_confidence(kpi=kpi, confidence="yes", by=person, at=NOW)

    say_confidence(kpi=kpi, confidence="yes", by=person, at=NOW)
    assert AuditEvent.objects.count() == 1
    row = say_confidence(kpi=kpi, confidence="yes", by=person, at=NOW + timedelta(days=7))

    assert row.confidence_on == TODAY + timedelta(days=7)


def test_confidence_can_be_taken_back():
    kpi, person = make.kpi(), make.user()
    say_confidence(kpi=kpi, confidence="yes", by=person, at=NOW)

    row = say_confidence(kpi=kpi, confidence="", by=person, at=NOW)

    assert (row.confidence, row.confidence_on, row.confidence_by) == ("", None, None)


def test_another_word_is_refused():
    said = {"kpi": make.kpi(), "confidence": "perhaps", "by": make.user(), "at": NOW}

    assert "confidence" in refusal(say_confidence, **said).facts["fields"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"confidence": "perhaps"}, "Say yes, unsure or no"),
        ({"confidence": "yes"}, "Say whose confidence"),
        ({"confidence_on": TODAY}, "Say whose confidence"),
    ],
)
def test_the_database_refuses_confidence_that_is_unknown_or_half_said(facts, sentence):
    make.kpi()

    assert refusal(in_one_go(Kpi.objects.update), **facts).sentence.startswith(sentence)
