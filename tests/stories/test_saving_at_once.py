"""Many people save the same thing at the same time, each through the pages, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AuditEvent
from alignment.lib.errors import DomainError
from objectives.models import FocusLink
from objectives.services import edit_focus_link
from tests import forms, make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EDITS = 16, 25
PAGE_WRITERS, PAGE_EDITS = 6, 3
# 500 rounds were run by hand with the same outcome; these take a second.
ROUNDS = 40


def side_by_side(*calls):
    """Run each call in a thread and on a connection of its own, from the same moment on."""
    ready = Barrier(len(calls))

    def run(call):
        ready.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def link():
    return make.focus_link(make.focus_area("Pace"), make.objective("Grow"), because="Because.")


def acknowledged_minus_visible(acknowledged, text):
    return len(set(acknowledged) - set(text.split()))


@pytest.mark.trust("E01")
def test_no_edit_that_was_acknowledged_is_lost_among_sixteen_writers(link):
    by = make.user(role="leader")

    def writer(name):
        kept, refused = [], set()
        for number in range(EDITS):
            mark = f"w{name}-{number}."
            seen = FocusLink.objects.get()
            facts = {"because": f"{seen.because} {mark}"}
            try:
                edit_focus_link(link=seen, facts=facts, version=seen.version, by=by, at=NOW)
            except DomainError as refusal:
                refused.add(refusal.code)
            else:
                kept.append(mark)
        assert refused <= {"stale", "busy"}
        return kept

    kept = side_by_side(*[partial(writer, name) for name in range(WRITERS)])

    link.refresh_from_db()
    acknowledged = [mark for marks in kept for mark in marks]
    assert acknowledged_minus_visible(acknowledged, link.because) == 0
    assert len(acknowledged) >= EDITS
    assert link.version == 1 + len(acknowledged)
    assert AuditEvent.objects.filter(verb="edit").count() == len(acknowledged)


@pytest.mark.trust("E01")
@pytest.mark.trust("E05")
def test_through_the_pages_no_edit_is_lost_and_no_text_that_was_refused(signed_in, link):
    address = f"/focus-links/{link.pk}/edit/"

    def writer(name, client):
        kept = []
        for number in range(PAGE_EDITS):
            mark = f"w{name}-{number}."
            form = forms.read(client.get(address))
            answer = client.post(address, form | {"because": f"{form['because'][0]} {mark}"})
            assert answer.status_code in {302, 409, 422}  # 422 says that it is busy
            if answer.status_code == 302:
                kept.append(mark)
            else:
                assert mark in forms.read(answer)["because"][0]
        return kept

    clients = [signed_in(make.user(role="leader")) for _ in range(PAGE_WRITERS)]
    kept = side_by_side(*[partial(writer, *one) for one in enumerate(clients)])

    link.refresh_from_db()
    acknowledged = [mark for marks in kept for mark in marks]
    assert acknowledged_minus_visible(acknowledged, link.because) == 0
    assert link.version == 1 + len(acknowledged)


@pytest.mark.trust("E03")
def test_of_two_writers_of_one_version_exactly_one_wins_every_time(link):
    by = make.user(role="leader")

    def write(version, text):
        def call():
            facts = {"because": text}
            try:
                edit_focus_link(link=link, facts=facts, version=version, by=by, at=NOW)
            except DomainError as refusal:
                return refusal.code
            return "saved"

        return call

    for version in range(1, ROUNDS + 1):
        outcome = side_by_side(write(version, f"A {version}"), write(version, f"B {version}"))

        assert sorted(outcome) == ["saved", "stale"]


@pytest.mark.trust("E04")
def test_two_saves_in_the_same_moment_are_two_versions(link):
    by = make.user(role="leader")

    for version in (1, 2):
        facts = {"because": f"Text {version}"}
        edit_focus_link(link=link, facts=facts, version=version, by=by, at=NOW)

    link.refresh_from_db()
    assert link.version == 3


@pytest.mark.trust("E02")
def test_a_save_that_does_not_say_which_version_it_saw_is_refused(signed_in, link):
    client = signed_in(make.user(role="leader"))
    address = f"/focus-links/{link.pk}/edit/"
    sent = forms.read(client.get(address)) | {"because": "Mine."}
    del sent["version"]

    answer = client.post(address, sent)

    link.refresh_from_db()
    assert answer.status_code == 409
    assert link.because == "Because."
    assert "Mine." in answer.content.decode()


@pytest.mark.trust("E06")
def test_of_sixteen_who_draw_the_same_line_one_draws_it_and_the_others_are_told(signed_in):
    work, goal = make.focus_area("Pace"), make.objective("Grow")
    address = f"/focus-areas/{work.pk}/goals/new/"
    clients = [signed_in(make.user(role="leader")) for _ in range(WRITERS)]
    sent = [forms.read(client.get(address)) | {"objective": str(goal.pk)} for client in clients]

    answers = side_by_side(
        *[
            lambda client=client, form=form: client.post(address, form)
            for client, form in zip(clients, sent, strict=True)
        ]
    )

    refused = [answer for answer in answers if answer.status_code == 422]
    assert sorted(answer.status_code for answer in answers) == [302] + [422] * (WRITERS - 1)
    assert all("serves this objective already" in answer.content.decode() for answer in refused)
    assert FocusLink.objects.count() == 1


@pytest.mark.trust("E11")
def test_an_edit_that_is_sent_twice_in_a_moment_is_made_once(signed_in, link):
    leader = make.user(role="leader")
    address = f"/focus-links/{link.pk}/edit/"
    form = forms.read(signed_in(leader).get(address)) | {"because": "Mine."}
    clients = [signed_in(leader) for _ in range(4)]

    answers = side_by_side(
        *[lambda client=client: client.post(address, form) for client in clients]
    )

    link.refresh_from_db()
    assert {answer.status_code for answer in answers} == {302}
    assert (link.because, link.version) == ("Mine.", 2)
    assert AuditEvent.objects.filter(verb="edit").count() == 1
