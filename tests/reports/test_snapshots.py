from datetime import timedelta

import pytest

from accounts.audit import touch
from reports.models import Snapshot
from reports.snapshots import changed_lines, take_snapshot, team_scope
from stories.audiences import audience_of
from stories.models import PUBLIC
from stories.services import link_kpi, unlink_kpi
from stories.totals import UNTRACED
from stories.verdicts import recompute_all, settle
from tests import make
from tests.conftest import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make.user(role="admin")


def test_a_snapshot_keeps_company_and_teams_as_each_audience_sees_them(boss, today, now):
    team = make.team()
    secret = make.objective(confidential=True)
    make.line(make.kpi(team=team), make.focus_area(), secret)

    take_snapshot(day=today, at=now)

    public = Snapshot.objects.get(scope="company", audience=PUBLIC).counts
    inside = Snapshot.objects.get(scope="company", audience=audience_of(boss)).counts
    of_team = Snapshot.objects.get(scope=team_scope(team.pk), audience=PUBLIC).counts
    assert (public["kpis"]["no_line"], inside["kpis"]["no_line"]) == (1, 0)
    assert (public["objectives"]["active"], inside["objectives"]["active"]) == (0, 1)
    assert of_team["kpis"] == public["kpis"]
    assert public["faults"]["L2"] == 1


def test_a_second_snapshot_of_a_day_replaces_the_first(today, now):
    make.kpi()
    take_snapshot(day=today, at=now)
    touch("kpi", make.kpi().pk)

    take_snapshot(day=today, at=now + timedelta(hours=1))

    assert Snapshot.objects.get().counts["kpis"]["live"] == 2


def test_taking_snapshots_takes_as_many_queries_for_many_teams_as_for_one(
    assert_constant_queries, today, now
):
    make.kpi(team=make.team())
    take_snapshot(day=today, at=now)

    def grow():
        for _ in range(8):
            make.kpi(team=make.team())
        recompute_all(today=today, at=now)

    assert_constant_queries(lambda: take_snapshot(day=today, at=now), grow)


def gained_and_lost(audience=PUBLIC):
    """Return the titles of the KPIs that gained and that lost their line since the snapshot."""
    then = Snapshot.objects.of_company(audience).get().taken_at
    lines = changed_lines(then, audience)
    gained = [one.title for one in lines if one.before in UNTRACED]
    return gained, [one.title for one in lines if one.after in UNTRACED]


def test_a_kpi_that_is_linked_gained_a_line_and_one_unlinked_lost_it(boss, today, now):
    work = make.focus_area()
    make.focus_link(work, make.objective())
    gains, loses, stays = make.kpi("Gains"), make.kpi("Loses"), make.kpi("Stays")
    tie = make.kpi_link(loses, work)
    make.kpi_link(stays, work)
    take_snapshot(day=today, at=now)
    later = now + timedelta(hours=1)
    link_kpi(kpi=gains, focus_area=work, by=boss, at=later, because="It does.")
    unlink_kpi(link=tie, by=boss, at=later)
    settle(today=today, at=later)

    assert gained_and_lost() == (["Gains"], ["Loses"])
    assert count_queries(lambda: changed_lines(now, PUBLIC)) == 1


def test_what_went_and_came_back_is_no_change(boss, today, now):
    work, kpi = make.focus_area(), make.kpi()
    make.focus_link(work, make.objective())
    tie = make.kpi_link(kpi, work)
    take_snapshot(day=today, at=now)

    unlink_kpi(link=tie, by=boss, at=now + timedelta(hours=1))
    settle(today=today, at=now + timedelta(hours=1))
    link_kpi(kpi=kpi, focus_area=work, by=boss, at=now + timedelta(hours=2))
    settle(today=today, at=now + timedelta(hours=2))

    assert gained_and_lost() == ([], [])


def test_a_line_lost_in_public_is_not_lost_for_who_knows_another(boss, today, now):
    secret, known = make.objective(confidential=True), make.objective()
    work, kpi = make.focus_area(), make.kpi()
    make.line(kpi, work, secret)
    tie = make.focus_link(work, known)
    take_snapshot(day=today, at=now)
    audience = audience_of(boss)

    tie.delete()
    touch("focus_area", work.pk)
    touch("objective", known.pk)
    settle(today=today, at=now + timedelta(hours=1))

    assert gained_and_lost() == ([], [kpi.title])
    assert gained_and_lost(audience) == ([], [])


def test_a_kpi_that_was_hidden_since_is_not_named_to_others(boss, today, now):
    work, kpi = make.focus_area(), make.kpi()
    make.focus_link(work, make.objective())
    take_snapshot(day=today, at=now)
    link_kpi(kpi=kpi, focus_area=work, by=boss, at=now + timedelta(hours=1))
    settle(today=today, at=now + timedelta(hours=1))

    secret = make.objective(confidential=True)
    kpi.outcome_of, kpi.perspective = secret, "joint"
    kpi.save()
    touch("kpi", kpi.pk)
    touch("objective", secret.pk)
    settle(today=today, at=now + timedelta(hours=2))

    assert gained_and_lost() == ([], [])
