"""Mails on comments: gathered, once, and only to those who may read what was said."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from objectives.services import edit_objective
from stories.models import CommentMail
from stories.services import answer, remove_comment, say
from stories.services.talk_mail import people_to_mail, take_comment_mails
from stories.tasks import send_comments, tell_of_comments
from tests import make
from tests.conftest import NOW
from tests.jobs.turns import do_all_asked_for, turn

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana():
    return make.user("Ana")


@pytest.fixture
def marta():
    return make.user("Marta", role="leader")


@pytest.fixture
def goal(marta):
    return make.objective("Keep customers", business_owner=marta)


SOON = NOW + 5 * MINUTE


def tell(person) -> str:
    return send_comments(turn(SOON, unit=str(person.pk)))


def test_a_burst_of_comments_makes_one_mail(ana, marta, goal):
    first = say(thing=goal, body="Is this so, @[Marta]?", by=ana, at=NOW)
    answer(comment=first, body="I doubt it.", by=ana, at=NOW + MINUTE)

    assert tell(marta) == "2 comments told of"

    (sent,) = mail.outbox
    assert sent.to == [marta.email]
    assert sent.subject == "Ana on “Keep customers” and 1 more"
    assert "Is this so, @Marta?" in sent.body
    assert "I doubt it." in sent.body
    assert f"/objectives/{goal.pk}/#comment-{first.pk}" in sent.body
    assert "Stop these mails in your profile" in sent.body
    assert tell(marta) == "0 comments told of"
    assert len(mail.outbox) == 1


def test_mails_wait_until_it_is_quiet_but_not_for_ever(ana, marta, goal):
    say(thing=goal, body="One.", by=ana, at=NOW)
    assert people_to_mail(NOW + 2 * MINUTE) == []
    assert people_to_mail(NOW + 4 * MINUTE) == [marta.pk]
    for minutes in range(2, 16, 2):
        say(thing=goal, body="More.", by=ana, at=NOW + minutes * MINUTE)
    assert people_to_mail(NOW + 14 * MINUTE) == []
    assert people_to_mail(NOW + 16 * MINUTE) == [marta.pk]


def test_the_task_finds_whom_to_write_to(ana, goal):
    say(thing=goal, body="One.", by=ana, at=NOW)

    assert tell_of_comments(turn(SOON)) == "1 mails to send"
    assert do_all_asked_for(SOON) == ["1 comments told of"]

    assert len(mail.outbox) == 1
    assert tell_of_comments(turn(SOON)) == "0 mails to send"


def test_who_may_not_read_it_any_more_hears_nothing(ana, goal):
    bo = make.user("Bo")
    say(thing=goal, body="@[Bo], look.", by=ana, at=NOW)
    facts = {"confidential": True}
    edit_objective(
        objective=goal, facts=facts, version=1, by=make.user(role="admin"), at=NOW + MINUTE
    )

    assert tell(bo) == "0 comments told of"
    assert mail.outbox == []
    assert not CommentMail.objects.due().filter(person=bo).exists()


@pytest.mark.parametrize("facts", [{"talk_mails": False}, {"is_active": False}])
def test_who_stopped_them_or_left_hears_nothing(ana, marta, goal, facts):
    say(thing=goal, body="One.", by=ana, at=NOW)
    type(marta).objects.filter(pk=marta.pk).update(**facts)

    assert tell(marta) == "0 comments told of"
    assert mail.outbox == []


def test_what_was_taken_back_or_is_old_is_not_told(ana, marta, goal):
    remove_comment(comment=say(thing=goal, body="Oops.", by=ana, at=NOW), by=ana, at=NOW + MINUTE)
    say(thing=goal, body="Old.", by=ana, at=NOW - timedelta(days=8))

    assert tell(marta) == "0 comments told of"
    assert mail.outbox == []


def test_two_workers_send_one_mail(ana, marta, goal):
    say(thing=goal, body="One.", by=ana, at=NOW)

    first = take_comment_mails(person=marta, at=NOW + 5 * MINUTE)
    second = take_comment_mails(person=marta, at=NOW + 5 * MINUTE)

    assert (len(first), second) == (1, [])


def test_what_a_dead_worker_took_is_taken_again(ana, marta, goal):
    say(thing=goal, body="One.", by=ana, at=NOW)
    take_comment_mails(person=marta, at=NOW)

    assert people_to_mail(NOW + 9 * MINUTE) == []
    assert people_to_mail(NOW + 11 * MINUTE) == [marta.pk]


def test_a_mail_that_fails_stays_due(ana, marta, goal, monkeypatch):
    say(thing=goal, body="One.", by=ana, at=NOW)

    def fail(_mail) -> None:
        raise SMTPException

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)
    with pytest.raises(SMTPException):
        tell(marta)

    assert CommentMail.objects.due().get().taken_at is None


def test_words_in_a_mail_stay_words(ana, marta, goal):
    say(thing=goal, body="<script>alert(1)</script>\nBcc: x@y.z", by=ana, at=NOW)
    goal.title = "Keep\nBcc: evil@example.com"
    goal.save()

    tell(marta)

    (sent,) = mail.outbox
    html = sent.alternatives[0][0]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "\n" not in sent.subject
    assert sent.recipients() == [marta.email]
