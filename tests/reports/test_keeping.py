"""What was so on a day is kept once and for all, and only what changed takes room."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alignment.lib.errors import DomainError
from kpis.services import edit_kpi
from objectives.services import edit_objective
from reports.board import board_of
from reports.keeping import keep_day
from reports.models import Kept, Snapshot
from reports.scopes import COMPANY, Scope
from reports.snapshots import take_snapshot
from stories.models import PUBLIC
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.companies import mixed
from tests.stories.pages import settled

pytestmark = pytest.mark.django_db


def later(days):
    return {"day": TODAY + timedelta(days=days), "at": NOW + timedelta(days=days)}


def titles(day, kind="kpi"):
    kept = Kept.objects.for_audience(PUBLIC, day).of(kind)
    return sorted(kept.values_list("facts__title", flat=True))


def test_a_day_on_which_nothing_changed_takes_no_room():
    mixed()
    take_snapshot(**later(0))
    rows = Kept.objects.count()

    take_snapshot(**later(0))
    take_snapshot(**later(1))

    assert Kept.objects.count() == rows


def test_a_night_of_a_large_company_compares_rows_by_hashing():
    with CaptureQueriesContext(connection) as asked:
        keep_day(TODAY)

    first, *_, last = asked.captured_queries
    assert "'enable_nestloop', 'off', true" in first["sql"]
    assert "'enable_nestloop', 'on', true" in last["sql"]


def test_what_changed_is_kept_beside_what_was_and_the_past_stays():
    world = mixed()
    kpi = world.kpis["sound"]
    take_snapshot(**later(0))
    before, rows = titles(TODAY), Kept.objects.of("kpi").count()

    edit_kpi(
        kpi=kpi,
        facts={"title": "Another name"},
        version=kpi.version,
        by=world.whole.business,
        at=NOW + timedelta(days=1),
    )
    take_snapshot(**later(3))

    assert titles(TODAY) == titles(TODAY + timedelta(days=2)) == before
    assert "Another name" in titles(TODAY + timedelta(days=3))
    assert 1 <= Kept.objects.of("kpi").count() - rows <= 2


def seen(user, day=TODAY, scope=COMPANY):
    person = User.objects.get(pk=user.pk)
    return board_of(person, scope, day, today=TODAY + timedelta(days=30))


def plain(board):
    """Return a board of today without what a past day has not: the way to do something about it."""
    return [
        board.headline,
        board.counts,
        [(one.key, one.shown.title, one.shown.reason, one.ranked) for one in board.findings],
        [replace(one, href="") for one in board.goals],
    ]


def test_a_past_day_reads_as_it_did_that_day_in_every_scope():
    world = mixed()
    web, platform = world.teams
    scopes = [
        COMPANY,
        Scope(team_id=platform.pk),
        Scope(team_id=web.pk, driver="customer"),
        Scope(person_id=world.whole.business.pk),
        Scope(objective_id=world.below.pk, person_id=world.lead.pk),
    ]
    reader = make.user()
    take_snapshot(**later(0))

    for scope in scopes:
        now = board_of(reader, scope, TODAY, today=TODAY)
        then = board_of(reader, scope, TODAY, today=TODAY + timedelta(days=1))

        assert plain(then) == plain(now)
        assert then.scope_words == now.scope_words
        assert (now.kept_on, then.kept_on) == (None, TODAY)


def test_a_past_day_is_the_same_whatever_happened_since():
    world, reader = mixed(), make.user()
    take_snapshot(**later(0))
    first = {
        scope: repr(seen(reader, scope=scope)) for scope in (COMPANY, Scope(driver="customer"))
    }

    boss, when = world.whole.business, NOW + timedelta(days=2)
    goal, kpi = world.whole.goal, world.kpis["sound"]
    facts = {"title": "Renamed since", "value_driver": "cost"}
    edit_objective(objective=goal, facts=facts, version=goal.version, by=boss, at=when)
    edit_kpi(kpi=kpi, facts={"title": "Also renamed"}, version=kpi.version, by=boss, at=when)
    world.idle.delete()
    User.objects.filter(pk=boss.pk).update(job_title="Something else")
    take_snapshot(**later(5))
    take_snapshot(**later(4))

    for scope, said in first.items():
        assert repr(seen(reader, scope=scope)) == said
        assert repr(seen(reader, TODAY + timedelta(days=4), scope)) == said.replace(
            f"day={TODAY!r}", f"day={TODAY + timedelta(days=4)!r}"
        )
    assert "Renamed since" in repr(seen(reader, TODAY + timedelta(days=5)))


def test_before_the_first_kept_day_there_is_nothing_to_show():
    reader = make.user()
    with pytest.raises(DomainError, match=r"Nothing was kept of 21 November 2026\.$"):
        seen(reader)
    take_snapshot(**later(2))

    with pytest.raises(DomainError, match="What is kept begins on 23 November 2026"):
        seen(reader)
    with pytest.raises(Http404):
        seen(reader, TODAY + timedelta(days=3), Scope(objective_id=1))


@pytest.mark.trust("A08")
def test_what_was_confidential_then_or_is_now_leaves_no_trace():
    world, reader, boss = mixed(), make.user(), make.user(role="admin")
    secret = make.objective("Canary of then", confidential=True)
    make.line(world.kpis["alone"], world.idle, secret)
    make.kpi("Canary measure", outcome_of=world.below, perspective="business")
    settled()
    take_snapshot(**later(0))
    make.objective("Another", confidential=True)
    settled()
    take_snapshot(**later(1))
    world.below.confidential = True
    world.below.title = "Canary of now"
    world.below.save()
    settled()

    for day in (TODAY, TODAY + timedelta(days=1)):
        said = repr(seen(reader, day))
        assert "Canary" not in said
        assert "Answer at once" not in said
        assert seen(reader, day).counts.no_line == 5
        assert "Canary of then" in repr(seen(boss, day))
        with pytest.raises(Http404):
            seen(reader, day, Scope(objective_id=world.below.pk))


def test_what_only_counts_were_kept_of_is_nobody_elses():
    make.objective(confidential=True)
    boss = make.user(role="admin")
    take_snapshot(**later(0))
    Snapshot.objects.update(knows=None)

    with pytest.raises(DomainError, match="Nothing was kept"):
        seen(boss)
