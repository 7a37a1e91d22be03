"""What is true of every job there is: done again, or in another order, it does nothing more."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection

from accounts.audit import touch
from jobs.declaring import declared
from kpis.models import Connector, ValueFile
from kpis.recompute import chunks
from reports.models import DigestMail, Pack, ReviewMail, Subscription
from stories.models import Reminder
from stories.services import note_reminder, say
from tests import make
from tests.conftest import NOW
from tests.house import world as worlds
from tests.jobs.turns import turn

pytestmark = pytest.mark.django_db
# For what the jobs that somebody asks for are asked: their unit, out of the world below.
UNITS = {
    "kpis.renew_part_of_states": lambda: chunks()[0].name,
    "kpis.read_source": lambda: Connector.objects.earliest("pk").pk,
    "kpis.send_outage": lambda: Connector.objects.latest("pk").pk,
    "kpis.bring_values_in": lambda: ValueFile.objects.latest("pk").pk,
    "stories.send_reminder": lambda: Reminder.objects.latest("pk").pk,
    "reports.build_pack": lambda: Pack.objects.latest("pk").pk,
    "reports.send_digest": lambda: DigestMail.objects.latest("pk").pk,
    "reports.send_review_mail": lambda: ReviewMail.objects.latest("pk").pk,
    "stories.send_comments": lambda: Reminder.objects.latest("pk").person_id,
}


@pytest.fixture
def world():
    """Return a company in which there is something to do for every job."""
    world = worlds.build()
    owner = world.people["owner"]
    say(thing=make.objective(business_owner=owner), body="Look.", by=world.people["viewer"], at=NOW)
    touch("kpi", world.ids["kpis"])
    make.ready(make.objective(business_owner=owner))
    gone = {"failures": 3, "failing_since": NOW, "problem": "It is gone."}
    make.connector(make.kpi(owner=owner), next_due_at=NOW + timedelta(days=1), **gone)
    note_reminder(person=owner, at=NOW)
    make.review(chair=owner, state="planned", day=NOW.date(), participants=[owner])
    over = make.review(chair=owner, state="closed", schedule="monthly")
    ReviewMail.objects.create(review=over, person=owner, kind="minutes", noted_at=NOW)
    make.pack(owner, files=(), state="asked", digest="", parts_done=0, settled_at=None)
    wanted = Subscription.objects.get(person=owner)
    DigestMail.objects.create(subscription=wanted, period=NOW.date(), noted_at=NOW)
    make.exemption(make.kpi(), owner, on=NOW.date() - timedelta(days=30), days=20)
    ValueFile.objects.update(state="new")
    return world


def fingerprint() -> dict[str, str]:
    """Return what all tables but the ledger hold, and how many mails were sent."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "jobs"
    ]
    asked = " UNION ALL ".join(
        f"SELECT '{name}', md5(string_agg(r::text, '|' ORDER BY r::text)) FROM \"{name}\" r"
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {**dict(cursor.fetchall()), "mails": str(len(mail.outbox))}


def do(key: str) -> str:
    unit = str(UNITS[key]()) if declared[key].when is None else ""
    return declared[key].work(turn(unit=unit))


@pytest.mark.trust("F05")
@pytest.mark.parametrize("key", sorted(declared))
def test_a_job_that_runs_again_does_nothing_more(world, key):
    do(key)
    once = fingerprint()

    for _ in range(4):
        do(key)

    assert fingerprint() == once


@pytest.mark.trust("F05")
def test_all_jobs_done_again_in_another_order_do_nothing_more(world):
    for key in sorted(declared):
        do(key)
    do("stories.settle_verdicts")
    once = fingerprint()

    for key in sorted(declared, reverse=True):
        do(key)

    assert fingerprint() == once


@pytest.mark.trust("F05")
def test_a_job_that_does_more_each_time_would_be_noticed(world):
    once = fingerprint()

    touch("kpi", world.ids["kpis"])

    assert fingerprint() != once


def test_every_job_is_told_in_plain_words():
    for job in declared.values():
        assert job.title[0].isupper()
        assert job.what.endswith(".")
        assert "_" not in job.title + job.what


def test_every_job_that_is_asked_for_says_here_for_what():
    assert {key for key, job in declared.items() if job.when is None} == set(UNITS)
