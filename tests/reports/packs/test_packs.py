"""Packs: asked for, made once, kept for one person, and saying what the pages say."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from alignment.lib.errors import DomainError
from kpis.models import Kpi, Measurement
from objectives.models import Objective
from reports.models import Kept, Pack, PackFile
from reports.packs.building import ask_for_pack, build
from reports.packs.content import NO_VALUE, digest_of, plain
from reports.packs.figures import money_words
from reports.packs.gathering import NO_CASES, NO_WORDS, gather, since
from reports.packs.goals import paragraphs
from reports.pages.alignment import show_alignment
from reports.pages.value import show_value
from reports.scopes import COMPANY, Scope
from reports.snapshots import take_snapshot
from reports.trends import TrendPoint
from tests import make
from tests.conftest import NOW, TODAY
from tests.jobs.turns import do_all_asked_for
from tests.remembering import remembered
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = pytest.mark.django_db
SECRET = "Buy the Corrente company"
A_DAY = timedelta(days=1)


@pytest.fixture
@remembered
def world():
    """Return the company with a confidential goal, its measure of success and a reader."""
    world = mixed()
    case = {"benefit": 700, "cost": 90, "currency": "EUR", "benefit_by": TODAY - A_DAY}
    said = {"problem": "Every second call is about this.", "sourcing": "buy", "cost_from": TODAY}
    Objective.objects.filter(pk=world.below.pk).update(**case, **said)
    Objective.objects.filter(pk=world.whole.goal.pk).update(benefit=950, currency="EUR")
    Kpi.objects.filter(pk=world.kpis["alone"].pk).update(yearly_cost=12, currency="CHF")
    hidden = make.objective(
        SECRET, confidential=True, business_owner=world.whole.business, **case | {"benefit": 31313}
    )
    costly = {"yearly_cost": 41414, "currency": "EUR", "team": world.teams[0]}
    make.kpi("Corrente outcome", outcome_of=hidden, perspective="joint", **costly)
    kpi = Kpi.objects.get(outcome_of=world.below)
    for days in (40, 20, 0):
        make.measurement(kpi, TODAY - timedelta(days=days), str(60 + days))
    make.user("Rita")
    settled()
    return world


@pytest.fixture
def reader(world):
    return User.objects.get(name="Rita")


def of(user, scope=COMPANY, day=TODAY, today=TODAY):
    return gather(user, scope, day, today=today)


def asked_by(user, **facts):
    defaults = {"scope": COMPANY, "day": TODAY, "at": NOW, "today": TODAY}
    return ask_for_pack(by=user, **(defaults | facts))


def test_the_numbers_and_words_are_those_of_the_page(world, reader):
    content, page = of(reader), show_alignment(reader, QueryDict(), TODAY)

    assert (content.figure, content.headline, content.bad) == (
        page.headline.figure,
        page.headline.text,
        page.headline.bad,
    )
    counted = {one.text: one.count for one in content.counts if one.count}
    assert counted == {one.text: one.count for one in page.groups if one.count}
    assert [goal.title for goal in content.goals] == [goal.title for goal in page.goals]
    assert [goal.story_state for goal in content.goals] == [goal.story for goal in page.goals]


def test_what_it_is_worth_is_what_the_page_of_value_says(world, reader):
    value, page = of(reader).value, show_value(reader, QueryDict(), TODAY)

    assert [
        (one.standing, money_words(one.benefit, "EUR"), money_words(one.cost, "EUR"))
        for one in value.worth
    ] == [(one.standing, one.benefit, one.cost) for one in page.sums]
    assert [(one.goal, one.certainty, one.sourcing) for one in value.stakes] == [
        (one.title, one.sentence, one.sourcing) for one in page.rows
    ]
    assert [one.benefit.counts for one in value.stakes] == [False, True]
    assert value.spending == page.spending.sentence
    assert [money_words(one.yearly, one.currency) for one in value.spent] == ["CHF 12"]
    told = next(goal for goal in of(reader).goals if goal.title == world.below.title)
    assert [(one.term, one.text, one.when) for one in told.case] == [
        ("Problem", "Every second call is about this.", ""),
        ("How it is got", "Buy it", ""),
        ("Expected return", "EUR 700", "Until 20 Nov 2026"),
        ("Investment", "EUR 90", "From 21 Nov 2026"),
    ]


def test_a_pack_is_made_by_its_job_with_all_files(world, reader):
    pack = asked_by(reader)

    said = do_all_asked_for(NOW)

    pack.refresh_from_db()
    assert said == ["4 files made"]
    assert (pack.state, pack.parts_done) == ("done", 5)
    assert pack.digest == digest_of(of(reader))
    held = {one.kind: bytes(one.content) for one in pack.files.all()}
    assert held["pdf"].startswith(b"%PDF-")
    book = openpyxl.load_workbook(io.BytesIO(held["xlsx"]))
    assert [row[3].value for row in book["values"].iter_rows(min_row=2)] == [100, 80, 60]
    assert "objectives" in openpyxl.load_workbook(io.BytesIO(held["workbook"])).sheetnames
    assert build(pk=pack.pk, at=NOW, today=TODAY) == "there is nothing to do"


@pytest.mark.trust("A08")
def test_a_confidential_goal_is_in_the_pack_of_those_who_know_it_and_of_nobody_else(world, reader):
    theirs, mine = str(plain(of(reader))), of(world.whole.business)

    assert SECRET in str(plain(mine))
    assert mine.confidential
    assert SECRET not in theirs
    assert "Corrente" not in theirs
    assert not any(money in theirs for money in ("31313", "41414"))
    assert {one.benefit for one in mine.value.worth} >= {Decimal(31313)}
    assert not of(reader).confidential


def test_a_past_day_says_the_same_however_often_and_whatever_is_corrected_since(world, reader):
    take_snapshot(day=TODAY, at=NOW)
    then = TODAY + timedelta(days=3)
    first = of(reader, day=TODAY, today=then)

    value = Measurement.objects.get(kpi__outcome_of=world.below, observed_on=TODAY)
    Measurement.objects.filter(pk=value.pk).update(is_current=False)
    make.measurement(value.kpi, TODAY, "12", version=2, recorded_at=NOW + timedelta(days=1))
    dearer = {"title": "Called otherwise", "benefit": 5, "problem": "None any more."}
    Objective.objects.filter(pk=world.whole.goal.pk).update(**dearer)
    Kpi.objects.filter(yearly_cost=12).update(yearly_cost=99)
    settled()
    take_snapshot(day=TODAY + timedelta(days=1), at=NOW + timedelta(days=1))
    again = of(reader, day=TODAY, today=then)

    assert digest_of(again) == digest_of(first)
    assert world.whole.goal.title in {goal.title for goal in again.goals}
    outcome = next(goal.outcome for goal in again.goals if goal.title == world.below.title)
    assert outcome.values[-1] == (TODAY, Decimal(60))
    assert of(reader, day=then, today=then).goals != first.goals


def test_a_pack_made_on_the_day_says_what_one_made_of_it_later_says(world, reader):
    take_snapshot(day=TODAY, at=NOW)
    now, later = of(reader), of(reader, today=TODAY + timedelta(days=3))

    assert plain(later) == plain(now)
    assert now.value.stakes
    team = Scope(team_id=world.teams[0].pk)
    assert of(reader, team, today=TODAY + A_DAY).value == of(reader, team).value != now.value
    goal = next(one for one in now.goals if one.title == world.whole.goal.title)
    assert [sign.partition(" agreed on ")[0] for sign in goal.signs] == ["Mira", "Jonas"]
    assert goal.statement


def test_a_past_day_says_what_was_not_kept_of_it(world, reader):
    take_snapshot(day=TODAY, at=NOW)
    for row in Kept.objects.filter(kind="objective"):
        del row.facts["statement"], row.facts["case"]
        row.save()

    content = of(reader, today=TODAY + timedelta(days=3))

    assert content.notes == (NO_WORDS, NO_CASES)
    assert content.value == NO_VALUE
    assert {goal.statement for goal in content.goals} == {""}


def test_a_day_on_which_nothing_was_kept_says_which_day_it_shows(world, reader):
    take_snapshot(day=TODAY, at=NOW)

    content = of(reader, day=TODAY + timedelta(days=1), today=TODAY + timedelta(days=9))

    assert content.notes == (
        "Nothing was kept of 22 November 2026: this is how things stood on 21 November 2026.",
    )


def test_a_pack_of_a_day_before_everything_says_why_it_could_not_be_made(world, reader):
    pack = asked_by(reader, day=TODAY - timedelta(days=900))

    build(pk=pack.pk, at=NOW, today=TODAY)

    pack.refresh_from_db()
    assert pack.state == "failed"
    assert pack.refusal.startswith("Nothing was kept of")


def test_the_branch_of_a_goal_that_was_hidden_since_fails_in_a_sentence(world, reader):
    goal = world.below
    pack = asked_by(reader, scope=Scope(objective_id=goal.pk))
    Objective.objects.filter(pk=goal.pk).update(confidential=True)

    build(pk=pack.pk, at=NOW, today=TODAY)

    pack.refresh_from_db()
    assert pack.state == "failed"
    assert goal.title not in pack.refusal


def test_no_day_to_come_and_no_fourth_pack_at_once(world, reader):
    with pytest.raises(DomainError, match="Choose today"):
        asked_by(reader, day=TODAY + timedelta(days=1))
    for _ in range(3):
        asked_by(reader)

    with pytest.raises(DomainError, match="3 packs of yours"):
        asked_by(reader)


@pytest.mark.trust("A12")
def test_who_loses_sight_of_a_goal_loses_the_packs_that_hold_it(world):
    owner, goal = world.whole.business, Objective.objects.get(title=SECRET)
    pack = make.pack(owner, knows=[goal.pk])
    page = Client()
    page.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    before = page.get(f"/packs/{pack.token}/files/pdf/")

    Objective.objects.filter(pk=goal.pk).update(business_owner=None)

    assert before.status_code == 200
    assert before["Content-Disposition"] == 'attachment; filename="alignment-2026-01-05.pdf"'
    assert page.get(f"/packs/{pack.token}/files/pdf/").status_code == 404
    assert page.get(f"/packs/{pack.token}/").status_code == 404
    assert str(pack.token) not in page.get("/packs/").content.decode()


def test_a_pack_is_asked_for_looked_at_and_removed_in_the_browser(world, reader):
    page = Client()
    page.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")

    asked = page.post("/packs/start/", {"scope": "company", "day": "2026-11-21"})
    working = page.get(asked.url).content.decode()
    Pack.objects.update(state="done", settled_at=NOW)
    PackFile.objects.create(pack=Pack.objects.get(), kind="pdf", content=b"x", size=1)
    ready = page.get(asked.url).content.decode()
    page.post(f"{asked.url}remove/")

    assert "How far it has come" in working
    assert "PDF to read and print" in ready
    assert not Pack.objects.exists()
    assert page.post("/packs/start/", {"scope": "team=999", "day": "soon"}).status_code == 422


def test_what_the_last_review_decided_is_in_the_pack_as_far_as_one_may_know_it(world, reader):
    chair = world.whole.business
    review = make.review("October", chair=chair, state="closed", day=TODAY - timedelta(days=20))
    hidden = Objective.objects.get(title=SECRET)
    open_one = make.matter(review, "Nightly build time")
    secret = make.matter(review, SECRET, thing="objective", thing_id=hidden.pk)
    for matter in (open_one, secret):
        make.decision(matter, chair, choice="retire", why="Nobody uses it.")

    told, own = of(reader), of(chair)

    assert [(one.matter, one.why) for one in told.decisions] == [
        ("Nightly build time", "Nobody uses it.")
    ]
    assert SECRET not in str(plain(told))
    assert SECRET in {one.matter for one in own.decisions}
    assert of(reader, scope=Scope(driver="revenue")).decisions == ()


def test_a_story_keeps_its_paragraphs_and_what_its_writer_raised():
    told = paragraphs("First **so**.\r\n\r\n*Then* this.\n\n\n")

    assert [[(p.text, p.strength) for p in one] for one in told] == [
        [("First ", ""), ("so", "strong"), (".", "")],
        [("Then", "em"), (" this.", "")],
    ]


def test_what_became_of_the_lines_is_told_over_four_weeks():
    then = [TrendPoint(TODAY - timedelta(days=d), 20, s, 3) for d, s in ((60, 2), (28, 7), (3, 8))]

    said = since([*then, TrendPoint(TODAY, 21, 9, 3)])

    assert said == "Up from 7 of 20 on 24 October 2026."
    assert since(then[:1]) == ""
