"""Words planted in all that is confidential: none of them leaves by any of the ways out.

Each planted word is another one, so that a failure says what leaked.
"""

import itertools
import re
from datetime import timedelta

import pytest
from django.db.models import CharField, TextField

from accounts.models import User
from kpis.models import Kpi
from objectives.models import Objective
from reports.board_trend import trend_of
from reports.exchange.dump import export_workbook
from reports.models import Review
from reports.packs.content import plain
from reports.packs.digest_mail import digest_mail
from reports.packs.gathering import gather
from reports.reviews.mails import review_mail
from reports.reviews.running import close_review, open_review
from reports.scopes import COMPANY, Scope
from reports.snapshots import take_snapshot
from tests import make
from tests.conftest import NOW, TODAY
from tests.remembering import remembered
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = [pytest.mark.django_db, pytest.mark.trust("A08"), pytest.mark.usefixtures("clock")]
LATER = TODAY + timedelta(days=3)
NOT_WRITTEN = {"ref", "title_key", "currency", "color"}
TOLD = (  # pages that name goals, or what hangs on them
    *("/", f"/?on={TODAY}", "/value/", "/findings/?about=goals", "/map/", "/map/matrix/"),
    *("/map/tree/", "/search/?q=zebra", "/objectives/?q=zebra", "/kpis/", "/actions/?look=all"),
)
SILENT = (
    "/?driver=risk",
    "/objectives/",
    "/focus-areas/",
    "/reviews/",
    "/asked/",
    "/packs/",
    "/reviews/new/",
)


@pytest.fixture
def clock(time_machine):
    """Let the pages live three days after what was kept."""
    time_machine.move_to(NOW + timedelta(days=3), tick=False)


def planted(model, words):
    """Return every text of a row that people write, as a planted word each."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField) and not field.choices
    ]
    return {one.name: next(words) for one in fields if one.name not in NOT_WRITTEN}


@pytest.fixture
@remembered
def world():
    """Return the company with a confidential goal, all that hangs on it, and a review of it."""
    world, words = mixed(), (f"zebra{number:02}" for number in itertools.count(10))
    admin = make.user("Ada", role="admin", email="ada@example.com")
    secret = make.objective(
        **planted(Objective, words),
        confidential=True,
        value_driver="risk",
        benefit=7_777_777,
        cost=1,
        currency="EUR",
        business_owner=admin,
        technology_owner=admin,
        parent=world.whole.goal,
    )
    outcome = make.kpi(**planted(Kpi, words), outcome_of=secret, perspective="joint")
    make.measurement(outcome, TODAY, "77", note=next(words))
    make.line(world.kpis["alone"], world.idle, secret)
    secret.focus_links.update(because=next(words))
    make.story(secret, outcome, world.idle, body=f"**{next(words)}** and nobody else.")
    make.comment(secret, admin, next(words))
    make.comment(world.idle, admin, f"Is it for @[objective:{secret.uid}]?")
    settled()
    take_snapshot(day=TODAY, at=NOW)
    review = make.review("Board", chair=admin, state="planned", day=TODAY)
    review = open_review(review=review, version=1, by=admin, at=NOW)
    for matter in review.matters.filter(thing="objective", thing_id=secret.pk):
        task = make.decision(matter, admin, why=next(words))
        make.action(task, admin, next(words), due_on=TODAY)
    assert review.matters.filter(decisions__isnull=False).exists()
    close_review(review=review, version=review.version, by=admin, at=NOW)
    make.user("Lea", role="leader", email="lea@example.com")
    world.admin = admin
    return world


def found_in(text) -> set[str]:
    return set(re.findall(r"zebra\d\d|7,777,777|7777777", text.lower()))


def ways_out(person, client, paths):
    """Return all that a person reads or takes along, by the way it goes."""
    review = Review.objects.get()
    paths = (*paths, f"/reviews/{review.pk}/", f"/reviews/{review.pk}/minutes/")
    said = {path: client.get(path).content.decode() for path in paths}
    for name, day in (("pack of today", LATER), ("pack of a past day", TODAY)):
        said[name] = str(plain(gather(person, COMPANY, day, today=LATER)))
    asked = {"person": person, "kind": "minutes"}
    mail, _ = review.mails.get_or_create(**asked, defaults={"noted_at": NOW})
    letters = {
        "digest": digest_mail(make.subscription(person), LATER),
        "mail of minutes": review_mail(mail),
    }
    for name, letter in letters.items():
        said[name] = letter.subject + letter.body + letter.alternatives[0].content
    for scope in (COMPANY, Scope(driver="risk")):
        said[f"trend {scope.text}"] = repr(trend_of(person, scope, TODAY, LATER, today=LATER))
    book = export_workbook(person)
    said["workbook"] = repr({name: list(rows) for name, (_, rows) in book.items()})
    return said


def test_nothing_confidential_leaves_by_any_way_out(world, signed_in):
    lea = User.objects.get(name="Lea")

    said = ways_out(lea, signed_in(lea), (*TOLD, *SILENT))

    assert {way: found for way, text in said.items() if (found := found_in(text))} == {}
    assert "live=0, sound=0, no_line=0" in said["trend driver=risk"]


def test_who_knows_of_it_finds_the_words_on_each_way_out(world, signed_in):
    told = ways_out(world.admin, signed_in(world.admin), TOLD)

    silent = {way for way, text in told.items() if not found_in(text)}
    assert silent == {"trend ", "trend driver=risk"}  # they count, and name nothing
    assert len(set().union(*map(found_in, told.values()))) > 20
