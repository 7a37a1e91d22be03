"""Digests: once a period, in the morning, as far as one may see, until one click stops them."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.http import Http404
from django.test import Client

from accounts.models import User
from objectives.models import Objective
from reports.models import DigestMail, Subscription
from reports.packs.digest_mail import digest_mail, seal_of
from reports.packs.subscribing import note_due, period_on, stop_subscription, subscribe, take_digest
from reports.scopes import COMPANY, Scope
from reports.snapshots import take_snapshot
from reports.tasks import find_digests, send_digest
from tests import make
from tests.conftest import NOW, TODAY
from tests.jobs.turns import do_all_asked_for, turn
from tests.remembering import remembered
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, 11, tzinfo=UTC)
WEEK = timedelta(days=7)
SECRET = "Buy the Corrente company"


@pytest.fixture
@remembered
def world():
    world = mixed()
    make.objective(SECRET, confidential=True, business_owner=world.whole.business)
    make.user("Rita")
    settled()
    return world


@pytest.fixture
def wish(world):
    rita = User.objects.get(name="Rita")
    return subscribe(person=rita, scope=COMPANY, rhythm="weekly", at=NOW)


def strike(moment):
    find_digests(turn(moment))
    do_all_asked_for(moment)
    return len(mail.outbox)


def test_a_digest_comes_once_a_week_from_the_monday_after(wish):
    assert strike(NOW) == 0
    assert strike(MONDAY - timedelta(hours=2)) == 0  # before seven in the morning
    assert strike(MONDAY) == 1
    assert strike(MONDAY + timedelta(hours=1)) == 1
    assert strike(MONDAY + timedelta(days=3)) == 1
    assert strike(MONDAY + WEEK) == 2
    assert DigestMail.objects.count() == 2


def test_a_digest_says_where_things_stand_without_any_picture(wish):
    strike(MONDAY)

    said = mail.outbox[0]
    html = said.alternatives[0].content
    assert said.subject == "Alignment of the whole company: 2 of 10 traced and agreed"
    for text in (said.body, html):
        assert "2 of 10 KPIs trace to a business goal both sides agreed on. 5 lead nowhere." in text
        assert "Infrastructure cost" in text
        assert SECRET not in text
    assert "<img" not in html
    assert "<style" not in html
    assert said.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.fixture
def two_days(wish):
    take_snapshot(day=TODAY - WEEK, at=NOW - WEEK)
    take_snapshot(day=TODAY, at=NOW)
    return wish


def test_its_trend_is_a_picture_that_says_the_same_in_words(two_days):
    said = digest_mail(two_days, TODAY).message()

    html = next(part for part in said.walk() if part.get_content_type() == "text/html")
    picture = next(part for part in said.walk() if part.get_content_type() == "image/png")
    words = 'alt="From 14 November 2026 to 21 November 2026, KPIs traced to a goal'
    assert said.get_content_type() == "multipart/related"
    assert words in html.get_payload(decode=True).decode()
    assert 'src="cid:trend@throughline"' in html.get_payload(decode=True).decode()
    assert picture["Content-ID"] == "<trend@throughline>"
    assert picture.get_payload(decode=True).startswith(b"\x89PNG")


def test_where_no_picture_can_be_drawn_the_words_stand_in_its_place(two_days, monkeypatch):
    monkeypatch.setattr("reports.printing.paper.PICTURE", "reports.printing.nowhere")

    said = digest_mail(two_days, TODAY)

    assert not said.attachments
    assert "<p>From 14 November 2026" in said.alternatives[0].content


@pytest.mark.trust("A08")
def test_each_reads_of_what_they_may_know_of(world, wish):
    branch = Scope(objective_id=Objective.objects.get(title=SECRET).pk)
    mine = subscribe(person=world.whole.business, scope=branch, rhythm="weekly", at=NOW)

    assert SECRET in digest_mail(mine, TODAY).body
    assert SECRET not in digest_mail(wish, TODAY).body
    with pytest.raises(Http404):
        subscribe(person=wish.person, scope=branch, rhythm="weekly", at=NOW)


def test_one_click_stops_it_without_signing_in_and_without_a_cookie(wish):
    address = f"/digests/end/{seal_of(wish)}/"
    anybody = Client(enforce_csrf_checks=True)

    asked = anybody.get(address)
    assert Subscription.objects.get().stopped_at is None
    done = anybody.post(address, {"List-Unsubscribe": "One-Click"})

    assert "Stop this digest?" in asked.content.decode()
    assert "does not come any more" in done.content.decode()
    assert Subscription.objects.get().stopped_at is not None
    assert strike(MONDAY) == 0
    assert anybody.post("/digests/end/1:forged/").status_code == 404
    assert anybody.delete(address).status_code == 405


def test_what_cannot_be_sent_is_sent_later_and_once(wish, monkeypatch):
    find_digests(turn(MONDAY))
    number = DigestMail.objects.get().pk

    def refuse(*_, **__):
        raise SMTPException("busy")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        with pytest.raises(SMTPException):
            send_digest(turn(MONDAY, unit=str(number)))

    assert send_digest(turn(MONDAY, unit=str(number))) == "sent"
    assert send_digest(turn(MONDAY, unit=str(number))) == "sent already, or not wanted any more"
    assert len(mail.outbox) == 1


def test_a_digest_stopped_meanwhile_is_not_sent(wish):
    due = note_due(MONDAY)
    stop_subscription(subscription=wish, at=MONDAY)

    assert take_digest(pk=due[0], at=MONDAY) is None


def test_a_digest_of_a_branch_that_was_hidden_since_ends_by_itself(world):
    rita = User.objects.get(name="Rita")
    scope = Scope(objective_id=world.below.pk)
    subscribe(person=rita, scope=scope, rhythm="weekly", at=NOW)
    Objective.objects.filter(pk=world.below.pk).update(confidential=True)

    assert strike(MONDAY) == 0
    assert not Subscription.objects.of(rita).exists()


def test_asked_for_twice_it_comes_once_in_the_new_rhythm(world, wish):
    again = subscribe(person=wish.person, scope=COMPANY, rhythm="monthly", at=NOW)

    assert (again.pk, again.rhythm) == (wish.pk, "monthly")
    assert strike(MONDAY) == 0
    assert strike(datetime(2026, 12, 1, 7, 11, tzinfo=UTC)) == 1


def test_weeks_begin_on_monday_and_months_on_the_first():
    assert period_on("weekly", TODAY) == TODAY - timedelta(days=5)
    assert period_on("monthly", TODAY) == TODAY.replace(day=1)


def test_digests_are_chosen_and_stopped_on_their_page(world):
    rita, page = User.objects.get(name="Rita"), Client()
    page.force_login(rita, backend="django.contrib.auth.backends.ModelBackend")
    team = world.teams[0]

    page.post("/digests/start/", {"scope": f"team={team.pk}", "rhythm": "monthly"})
    shown = page.get("/digests/").content.decode()
    mine = Subscription.objects.get(person=rita)
    page.post(f"/digests/{mine.pk}/stop/")

    assert team.name in shown
    assert "On the first of each month" in shown
    assert not Subscription.objects.of(rita).exists()
