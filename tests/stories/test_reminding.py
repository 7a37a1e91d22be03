"""Reminders: one mail a week with all that is asked, by day where people are, until stopped."""

from datetime import date, timedelta
from decimal import Decimal
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client

from kpis.models import HeldValue
from kpis.services import Reading, edit_kpi, record_measurements
from stories.models import Reminder
from stories.pages.reminder import person_sealed, seal_of
from stories.services import (
    agree,
    give_back_reminder,
    note_reminder,
    people_to_remind,
    take_reminder,
    unsent_reminders,
)
from stories.tasks import remind_people, send_reminder
from tests import forms, make
from tests.conftest import NOW
from tests.jobs.turns import do_all_asked_for, turn
from tests.remembering import remembered
from tests.stories.pages import company, settled

pytestmark = pytest.mark.django_db
MONDAY = NOW + timedelta(days=2)  # 23 November 2026, half past nine
WEEK = timedelta(days=7)


@pytest.fixture
@remembered
def world():
    """Return the company after a target was changed: both owners are asked to agree again."""
    world = company()
    world.kpi.owner.reminder_mails = False
    world.kpi.owner.save()
    edit_kpi(kpi=world.kpi, facts={"target": 1}, version=1, by=world.technology, at=NOW)
    settled()
    return world


def told():
    return sorted(one.to[0] for one in mail.outbox)


def at(moment):
    """Let the hour of the job strike at a moment, and all that it asks for be done at once."""
    remind_people(turn(moment))
    do_all_asked_for(moment)


def test_each_person_gets_one_mail_with_all_that_is_asked(world):
    make.kpi("Churn", outcome_of=world.goal, perspective="joint")

    at(MONDAY)

    assert told() == sorted([world.business.email, world.technology.email])
    (sent,) = [one for one in mail.outbox if one.to == [world.business.email]]
    assert sent.subject == "Asked of you: Keep more customers and 1 more"
    assert "2 things wait for you" in sent.body
    assert f"http://127.0.0.1:8000/objectives/{world.goal.pk}/story/agree/" in sent.body
    assert "As of 23 November 2026" in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "<strong>Churn</strong>" in html


def test_a_row_says_what_was_reminded_and_when(world):
    at(MONDAY)

    row = Reminder.objects.to(world.business).get()
    assert row.matters == [f"agree_again:objective:{world.goal.pk}:business"]
    assert (row.noted_at, row.sent_at) == (MONDAY, MONDAY)


def test_nobody_is_reminded_twice_in_a_week(world):
    at(MONDAY)
    at(MONDAY)
    at(MONDAY + timedelta(days=1))
    assert len(mail.outbox) == 2

    at(MONDAY + WEEK)

    assert len(mail.outbox) == 4


def test_what_is_done_is_not_reminded_of(world):
    agree(objective=world.goal, side="business", by=world.business, at=NOW)
    settled()

    at(MONDAY)

    assert told() == [world.technology.email]


def test_what_was_done_between_noting_and_sending_sends_nothing(world):
    row = note_reminder(person=world.business, at=NOW)
    agree(objective=world.goal, side="business", by=world.business, at=NOW)
    settled()

    assert send_reminder(turn(unit=str(row.pk))) == "all of it is done"
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("zone", "hours", "reached"),
    [
        ("UTC", 0, True),
        ("Asia/Tokyo", 0, False),  # half past six in the evening
        ("Asia/Tokyo", -5, True),
        ("America/Los_Angeles", 0, False),  # half past one at night
        ("America/Los_Angeles", 8, True),
        ("UTC", -48, False),  # Saturday
    ],
)
def test_people_are_written_to_by_day_where_they_are(world, zone, hours, reached):
    world.business.time_zone = zone
    world.business.save()

    found = people_to_remind(MONDAY + timedelta(hours=hours))

    assert (world.business in found) == reached


def test_the_day_in_the_mail_is_the_day_where_they_are(world):
    world.business.reminder_day, world.business.reminder_hour = "working", 8
    world.business.time_zone = "Pacific/Kiritimati"
    world.business.save()

    at(MONDAY + timedelta(hours=9))  # already Tuesday there

    (sent,) = [one for one in mail.outbox if one.to == [world.business.email]]
    assert "As of 24 November 2026" in sent.body


@pytest.mark.parametrize("facts", [{"reminder_mails": False}, {"is_active": False}])
def test_who_wants_none_or_left_gets_none(world, facts):
    for name, value in facts.items():
        setattr(world.business, name, value)
    world.business.save()

    at(MONDAY)

    assert world.business.email not in told()
    assert note_reminder(person=world.business, at=MONDAY) is None


def test_who_stopped_after_it_was_noted_gets_none(world):
    row = note_reminder(person=world.business, at=MONDAY)
    world.business.reminder_mails = False
    world.business.save()

    assert take_reminder(pk=row.pk, at=MONDAY) is None


def test_a_reminder_is_sent_once_however_often_it_is_tried(world):
    row = note_reminder(person=world.business, at=NOW)

    assert send_reminder(turn(unit=str(row.pk))) == "sent"
    assert send_reminder(turn(unit=str(row.pk))).startswith("sent already")
    assert len(mail.outbox) == 1


def test_a_mail_that_fails_is_given_back_and_found_again(world, monkeypatch):
    row = note_reminder(person=world.business, at=NOW)
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", _fails)

    with pytest.raises(SMTPException):
        send_reminder(turn(unit=str(row.pk)))

    assert unsent_reminders(NOW + timedelta(hours=1)) == [row.pk]
    assert unsent_reminders(NOW + timedelta(days=2)) == []


def _fails(_self):
    raise SMTPException("busy")


def test_giving_back_does_not_undo_the_sending_of_another(world):
    row = note_reminder(person=world.business, at=NOW)
    mine = take_reminder(pk=row.pk, at=NOW)
    Reminder.objects.update(sent_at=NOW + timedelta(seconds=5))

    give_back_reminder(reminder=mine)

    assert unsent_reminders(NOW + timedelta(hours=1)) == []


def test_who_is_asked_nothing_gets_no_row(world):
    assert note_reminder(person=make.user(role="leader"), at=MONDAY) is None
    assert not Reminder.objects.exists()


def test_a_title_cannot_break_out_of_its_line_or_its_markup(world):
    world.goal.title = "Keep <b>more\nBcc: eve@example.com"
    world.goal.save()

    at(MONDAY)

    for sent in mail.outbox:
        assert "\n" not in sent.subject
        assert "<b>" not in sent.alternatives[0][0]
        assert sent.recipients() == sent.to


def test_the_link_in_the_mail_asks_first_and_stops_with_one_press(world):
    at(MONDAY)
    (sent,) = [one for one in mail.outbox if one.to == [world.business.email]]
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in sent.body
    path = link.removeprefix("http://127.0.0.1:8000")
    stranger = Client(enforce_csrf_checks=True)

    page = stranger.get(path)
    world.business.refresh_from_db()
    assert world.business.reminder_mails
    assert "Stop the reminders?" in page.content.decode()

    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    token = {"csrfmiddlewaretoken": page.context["csrf_token"]}
    answer = stranger.post(path, token)
    world.business.refresh_from_db()
    assert not world.business.reminder_mails
    assert "No more reminders" in answer.content.decode()
    assert "No more reminders" in stranger.get(path).content.decode()


@pytest.mark.parametrize("seal", ["x", "7", "7:abc:def"])
def test_a_link_that_nobody_sealed_leads_nowhere(seal):
    assert person_sealed(seal) is None
    assert Client().get(f"/reminders/stop/{seal}/").status_code == 404


def test_a_link_names_its_own_person_and_only_while_they_are_here(world):
    assert person_sealed(seal_of(world.business)) == world.business.pk
    world.business.is_active = False
    world.business.save()

    assert Client().get(f"/reminders/stop/{seal_of(world.business)}/").status_code == 404
    assert Client().put(f"/reminders/stop/{seal_of(world.technology)}/").status_code == 405


def test_people_stop_and_want_reminders_in_their_profile(world, signed_in):
    client = signed_in(world.business)
    form = forms.read(client.get("/me/"))
    assert form["reminder_mails"] == ["on"]

    client.post("/me/", {name: value for name, value in form.items() if name != "reminder_mails"})
    world.business.refresh_from_db()
    assert not world.business.reminder_mails

    forms.fill(client, "/me/", reminder_mails="on")
    world.business.refresh_from_db()
    assert world.business.reminder_mails


def test_a_hidden_goal_reminds_its_owners_alone(world):
    world.goal.confidential = True
    world.goal.save()
    settled()
    outsider = make.user(role="leader")

    at(MONDAY)

    assert outsider.email not in told()
    assert told() == sorted([world.business.email, world.technology.email])


@pytest.mark.parametrize(
    ("day", "hour", "days", "reached"),
    [
        ("monday", 9, 0, True),
        ("monday", 10, 0, False),  # not yet
        ("monday", 3, 0, False),  # too late for today
        ("tuesday", 9, 0, False),
        ("tuesday", 9, 1, True),
        ("working", 9, 4, True),
        ("working", 9, 5, False),
        ("sunday", 9, 6, True),
    ],
)
def test_people_choose_on_which_day_and_from_which_hour(world, day, hour, days, reached):
    world.business.reminder_day, world.business.reminder_hour = day, hour
    world.business.save()

    found = people_to_remind(MONDAY + timedelta(days=days))

    assert (world.business in found) == reached


def test_who_wants_it_every_working_day_gets_one_mail_a_day(world):
    world.business.reminder_day = "working"
    world.business.save()

    for hours in (0, 1, 24, 25, 48):
        at(MONDAY + timedelta(hours=hours))

    assert told().count(world.business.email) == 3


def test_a_reminder_noted_today_already_is_not_noted_again(world):
    assert note_reminder(person=world.business, at=MONDAY) is not None
    assert note_reminder(person=world.business, at=MONDAY + timedelta(hours=3)) is None


def test_people_choose_day_and_hour_in_their_profile(world, signed_in):
    forms.fill(signed_in(world.business), "/me/", reminder_day="friday", reminder_hour="16")

    world.business.refresh_from_db()
    assert (world.business.reminder_day, world.business.reminder_hour) == ("friday", 16)


@pytest.mark.parametrize("facts", [{"reminder_day": "someday"}, {"reminder_hour": "24"}])
def test_a_day_or_an_hour_that_is_none_is_refused_at_its_field(world, signed_in, facts):
    client = signed_in(world.business)
    form = forms.read(client.get("/me/"))

    assert client.post("/me/", form | facts).status_code == 422


def test_values_that_are_owed_are_named(world):
    owner = world.kpi.owner
    owner.reminder_mails = True
    owner.save()
    late = make.kpi("Releases", owner=owner)
    recorded = Reading(date(2026, 6, 30), Decimal(3))
    record_measurements(kpi=late, values=[recorded], by=owner, at=NOW)

    at(MONDAY)

    (sent,) = [one for one in mail.outbox if one.to == [owner.email]]
    assert sent.subject == "Asked of you: Releases and 1 more"
    assert "Its value of July 2026 is due, 114 days late." in sent.body
    assert "Load time\n  Its value of November 2026 is due." in sent.body
    assert "http://127.0.0.1:8000/check-in/" in sent.body


def test_a_value_that_waits_for_a_word_is_named_until_it_is_answered(world):
    owner = world.kpi.owner
    owner.reminder_mails = True
    owner.save()
    source = make.connector(world.kpi)
    for days in (1, 0):
        HeldValue.objects.create(
            connector=source,
            observed_on=NOW.date() - timedelta(days=days),
            value=9000,
            question=f"Is it right, {days}?",
            held_at=NOW,
        )

    at(MONDAY)
    (sent,) = [one for one in mail.outbox if one.to == [owner.email]]
    HeldValue.objects.all().delete()
    at(MONDAY + timedelta(days=7))

    assert "Is it right, 1?" in sent.body
    assert "Is it right, 0?" not in sent.body
    assert f"http://127.0.0.1:8000/kpis/{world.kpi.pk}/#held" in sent.body
    later = [one for one in mail.outbox if one.to == [owner.email]][1:]
    assert all("Is it right" not in one.body for one in later)
