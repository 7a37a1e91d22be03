"""The demo company: what an executive meets in it, and that it came about as in real life."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import resolve

from accounts.models import AuditEvent, User
from kpis.models import Kpi, Measurement
from objectives.models import Objective
from reports.demo import load, sign_ins
from reports.demo.cast import PEOPLE
from reports.models import Snapshot
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.totals import headline_counts
from stories.verdicts import recompute_all
from tests import forms
from tests.reports.mending import StaysError, cleared, every_finding
from tests.reports.test_pages_alignment import page_at, rows_at
from tests.signing_in import client_of
from tests.stories.pages import text

# Half past midnight: what is written down later in the day must not have happened yet.
LOADED = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
EXPECTED = {
    *("L1", "L2", "L3", "L6", "L7", "L9", "G1", "G3", "G5", "G7", "F1", "F2", "F3", "I1", "I5"),
    *("C1", "C3", "S1", "S2", "S3", "S4", "M1", "M2", "M4", "M5", "M6", "M7", "M11", "M13"),
    *("D1", "D2", "D3", "D4", "D7", "X1", "X2"),
}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load(LOADED)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LOADED, tick=False):
        yield


def person(key):
    return User.objects.get(email=f"{key}@alder-finch.example")


def test_every_group_of_the_headline_is_there():
    counts = headline_counts(0)

    assert (counts.live, counts.sound, counts.in_doubt, counts.no_line, counts.exempt) == (
        *(29, 10, 8, 10, 1),
    )
    assert (counts.waiting, counts.changed) == (7, 1)


def test_every_kind_of_finding_an_executive_would_meet_is_there():
    found = Counter()
    for verdicts in (KpiVerdict, ObjectiveVerdict, FocusVerdict):
        for row in verdicts.objects.for_audience(0):
            found.update(row.codes)

    assert EXPECTED - found.keys() == set()


def test_the_executive_reads_the_verdict_in_one_sentence(signed_in):
    page = page_at(signed_in(person("ines")), "/")

    assert page.headline.figure == "10 of 29"
    assert page.headline.bad == "10 lead nowhere."
    assert page.since.text == (
        "Down from 11 of 29 on 24 October 2026:"
        " 1 KPI lost the line and 1 story fell out of agreement."
    )
    assert [one.text for one in page.since.changes] == [
        "Hours of server downtime",
        "Develop products 20% faster",
    ]
    assert all(not one.action_href for one in page.nowhere.findings)


def test_each_role_signs_in_with_its_password():
    for way in sign_ins():
        client = Client()
        answer = client.post("/sign-in/", {"username": way.email, "password": way.password})
        assert answer.status_code == 302, way.role
        assert client.get("/").status_code == 200


def test_whoever_is_not_offered_as_a_sign_in_has_no_password():
    offered = {way.email for way in sign_ins()}

    closed = {one.email for one in User.objects.all() if not one.has_usable_password()}

    assert closed == {one.email for one in PEOPLE} - offered


def test_the_confidential_purchase_is_there_only_for_those_who_may_know_of_it(signed_in):
    goal = Objective.objects.get(ref="DIRECT")
    executive, partner = signed_in(person("ines")), signed_in(person("grace"))

    for address in (
        *("/", "/objectives/", "/kpis/", "/findings/?about=goals", "/search/?q=Corr"),
        "/focus-areas/",
    ):
        assert "Corrente" not in text(executive, address), address
    assert executive.get(f"/objectives/{goal.pk}/").status_code == 404
    assert "Corrente" in text(partner, f"/objectives/{goal.pk}/")
    assert "Corrente" in text(partner, "/")


def test_a_second_load_changes_nothing():
    before = AuditEvent.objects.count(), Snapshot.objects.count(), User.objects.count()

    assert load(LOADED + timedelta(days=1)) is False
    assert (AuditEvent.objects.count(), Snapshot.objects.count(), User.objects.count()) == before


def test_nothing_happened_before_its_time():
    for recorded in Measurement.objects.all():
        assert recorded.observed_on < recorded.recorded_at.date()
        assert recorded.recorded_at <= LOADED
    assert not AuditEvent.objects.filter(at__gt=LOADED).exists()
    assert not Snapshot.objects.filter(taken_at__gt=LOADED).exists()


def test_the_stored_verdicts_are_what_a_full_recompute_says():
    assert recompute_all(today=LOADED.date(), at=LOADED).written == 0


def test_the_year_can_be_looked_back_on():
    days = list(Snapshot.objects.of_company(0).values_list("day", flat=True))

    lately = [day for day in days if day >= LOADED.date() - timedelta(days=56)]
    assert lately == [LOADED.date() - timedelta(weeks=week) for week in range(9)]
    assert days[-1] < LOADED.date() - timedelta(days=320)


def test_every_action_offered_leads_to_a_page(signed_in):
    client = signed_in(person("alex"))

    # Of those that one kind of finding offers on one sort of page, one.
    offered = {}
    for about in ("kpis", "goals", "work"):
        for finding in rows_at(client, f"/findings/?about={about}"):
            others = [way.href for way in finding.others]
            for href in filter(None, (finding.href, finding.action_href, *others)):
                page = href.partition("#")[0]
                name = resolve(page.partition("?")[0]).view_name
                offered.setdefault((about, finding.code, name), page)

    assert len(offered) > 50
    for kind, page in offered.items():
        assert client.get(page, follow=True).status_code == 200, (kind, page)


# Of the findings of one kind about one sort of thing, one; all of them: EVERY_FINDING=1
EVERY_ONE = "EVERY_FINDING" in os.environ
# What stays although nothing is left to do, and why.
STAYS = {
    "M13": "that goalposts moved is told for good",
    "D7": "that a past number was changed is told for good",
    "X1": "an exemption that holds is no task until it runs out",
}
# What several people have to say, each in a form of their own.
SHARED = {"C1", "C2", "C3", "S2", "S3", "G4", "S4"}


@pytest.fixture(scope="module")
def clients(_loaded):
    """Return everybody who may write, signed in; first the admin, who sees all."""
    writers = User.objects.exclude(role="viewer").order_by("role", "pk")
    return [client_of(user) for user in writers]


def test_every_finding_can_be_cleared_from_its_own_row_with_one_form_open_at_a_time(clients):
    found = [one for one in every_finding(person("alex")) if one.code not in STAYS]
    cases = found if EVERY_ONE else {(one.about, one.code): one for one in found}.values()
    forms_taken, stays = {}, []

    for case in cases:
        with transaction.atomic():
            try:
                forms_taken[str(case)] = cleared(case, clients)
            except StaysError as error:
                stays.append(str(error))
            transaction.set_rollback(True)

    assert not stays, "\n".join(stays)

    several = {case.partition(" ")[0] for case, count in forms_taken.items() if count > 1}
    assert len(found) > 50
    assert several <= SHARED, forms_taken
    assert 0 not in forms_taken.values(), forms_taken


def test_mending_a_finding_in_the_browser_changes_the_sentence(signed_in):
    client = signed_in(person("jonas"))
    kpi = Kpi.objects.get(ref="K-PRS")
    (finding,) = page_at(client, f"/findings/?q={kpi.ref}").findings
    work = kpi.kpi_links.model.objects.filter(focus_area__ref="REVIEW").first().focus_area

    forms.fill(client, finding.action_href, focus_area=work.pk, because="Read ones get merged.")

    page = page_at(client, "/")
    assert page.headline.bad == "9 lead nowhere."
    assert [group.count for group in page.groups] == [10, 8, 1, 9, 1]
