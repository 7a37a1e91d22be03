from datetime import timedelta

import pytest

from accounts.models import AuditEvent, Touch
from stories.models import Exemption
from stories.services import end_exemption, exempt, note_what_ran_out
from tests import make
from tests.conftest import NOW, TODAY
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db

LATER = TODAY + timedelta(days=90)


def grant(thing, *, by=None, reason="Keeps the lights on.", until=LATER, code=""):
    by = by or make.user(role="leader")
    return exempt(thing=thing, reason=reason, expires_on=until, by=by, at=NOW, code=code)


def test_a_kpi_that_keeps_the_lights_on_is_exempt_for_a_time():
    kpi, leader = make.kpi("Cluster CPU"), make.user(role="leader")

    row = grant(kpi, by=leader)

    assert (row.kpi, row.code, row.approver) == (kpi, "", leader)
    assert (row.granted_on, row.expires_on) == (TODAY, LATER)
    assert touched() == {("kpi", kpi.pk)}
    assert (AuditEvent.objects.get().label, AuditEvent.objects.get().kind) == (
        "Cluster CPU",
        "kpi",
    )


def test_no_line_to_any_goal_is_accepted_as_the_exemption_without_a_code():
    assert grant(make.kpi(), code="L1").code == ""


@pytest.mark.parametrize(
    ("thing", "code"),
    [
        (make.kpi, "M1"),
        (make.kpi, "I5"),
        (make.kpi, "L11"),
        (make.focus_area, "F1"),
        (make.objective, "G2"),
    ],
)
def test_what_may_be_waived_is_accepted(thing, code):
    assert grant(thing(), code=code).code == code


@pytest.mark.parametrize(
    ("thing", "code"),
    [
        (make.kpi, "L2"),
        (make.kpi, "F1"),
        (make.kpi, "X9"),
        (make.focus_area, ""),
        (make.focus_area, "M1"),
        (make.objective, "G1"),
    ],
)
def test_what_has_to_be_mended_is_not_accepted(thing, code):
    error = refusal(grant, thing=thing(), code=code)

    assert error.code == "not_waivable"
    assert not Exemption.objects.exists()


def test_only_a_leader_accepts_findings():
    lead = make.user(role="tech_lead")
    row = grant(make.kpi())

    assert refusal(grant, thing=make.kpi(), by=lead).code == "not_leader"
    assert refusal(end_exemption, exemption=row, by=lead, at=NOW).code == "not_leader"


def test_an_exemption_needs_a_reason():
    error = refusal(grant, thing=make.kpi(), reason="  ")

    assert error.facts["fields"] == {"reason": ["say something here."]}


@pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=1)])
def test_an_exemption_ends_in_the_future(until):
    error = refusal(grant, thing=make.kpi(), until=until)

    assert error.sentence == "An exemption ends after the day it is given: choose a later day."


def test_an_exemption_lasts_a_year_at_most():
    error = refusal(grant, thing=make.kpi(), until=TODAY + timedelta(days=367))

    assert error.sentence == ("An exemption ends after the day it is given and within 12 months.")


def test_renewing_ends_the_one_before():
    kpi = make.kpi()
    first = grant(kpi)

    second = grant(kpi, until=LATER + timedelta(days=9))

    first.refresh_from_db()
    assert first.ended_on == TODAY
    assert list(Exemption.objects.in_force_on(TODAY)) == [second]


def test_the_same_exemption_twice_counts_once():
    kpi, leader = make.kpi(), make.user(role="leader")

    assert grant(kpi, by=leader) == grant(kpi, by=leader)
    assert Exemption.objects.count() == 1


def test_an_exemption_is_ended_once():
    work = make.focus_area()
    row = grant(work, code="F1")

    end_exemption(exemption=row, by=make.user(role="leader"), at=NOW)
    end_exemption(exemption=row, by=make.user(role="leader"), at=NOW + timedelta(days=1))

    row.refresh_from_db()
    assert row.ended_on == TODAY
    assert AuditEvent.objects.filter(verb="end_exemption").count() == 1
    assert touched() == {("focus_area", work.pk)}


def test_what_ran_out_is_noted_once_and_judged_anew(today, now):
    kpi = make.kpi()
    row = make.exemption(kpi, make.user(role="leader"), on=today - timedelta(days=30), days=30)

    assert note_what_ran_out(today=today, at=now) == 0  # its last day
    Touch.objects.all().delete()
    tomorrow = {"today": today + timedelta(days=1), "at": now + timedelta(days=1)}
    assert [note_what_ran_out(**tomorrow) for _ in range(2)] == [1, 0]

    event = AuditEvent.objects.get(verb="exemption_ran_out")
    assert (event.kind, event.object_id, event.after["id"]) == ("kpi", kpi.pk, row.pk)
    assert Touch.objects.get().object_id == kpi.pk


def test_what_was_ended_earlier_does_not_run_out(today, now):
    on = today - timedelta(days=30)
    make.exemption(make.kpi(), make.user(role="leader"), on=on, days=20, ended_on=on)

    assert note_what_ran_out(today=today, at=now) == 0
