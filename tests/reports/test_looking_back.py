"""The alignment page looks back: a past day, the trend, and what changed since."""

import json
from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from objectives.services import edit_objective
from reports.board_changes import changes_of
from reports.board_trend import trend_of
from reports.scopes import COMPANY, Scope
from reports.snapshots import take_snapshot
from stories.services import link_kpi, unlink_kpi
from stories.verdicts import settle
from tests import make
from tests.conftest import NOW, TODAY
from tests.remembering import remembered
from tests.reports.companies import mixed
from tests.stories.pages import text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@remembered
def looked_back_on():
    """Make a company of which two past days were kept, and what became of it between them."""
    world, boss = mixed(), make.user("Bea", role="admin")
    then = NOW - 40 * DAY
    take_snapshot(day=then.date(), at=then)
    at = NOW - 20 * DAY
    alone, lost = world.kpis["alone"], world.kpis["sound below"].kpi_links.get()
    link_kpi(kpi=alone, focus_area=world.whole.work, because="It shows.", by=boss, at=at)
    unlink_kpi(link=lost, by=boss, at=at)
    below = world.below
    facts = {"status": "achieved"}
    edit_objective(objective=below, facts=facts, version=below.version, by=boss, at=at)
    settle(today=at.date(), at=at)
    take_snapshot(day=at.date(), at=at)
    return world


@pytest.fixture
def past():
    return looked_back_on()


@pytest.fixture
def reader():
    return make.user("Rita")


def told(changes):
    return [(one.title, one.words) for one in changes.listed]


def test_what_changed_is_the_same_told_as_it_happens_and_from_what_was_kept(past, reader):
    mended = [
        ("Pull requests", "gained a line"),
        ("Answer time", "lost the line"),
        ("Answer at once", "was achieved"),
    ]
    live = changes_of(reader, COMPANY, TODAY, today=TODAY)
    between = changes_of(reader, COMPANY, TODAY - 10 * DAY, today=TODAY)

    for changes in (live, between):
        assert changes.start.day == TODAY - 40 * DAY
        assert set(mended) <= set(told(changes))
        assert changes.sentence.startswith("1 KPI gained a line")
    later = changes_of(reader, COMPANY, TODAY, today=TODAY, since=TODAY - 20 * DAY)
    assert (later.sentence, later.listed) == ("no line came or went", ())
    assert changes_of(reader, COMPANY, TODAY - 40 * DAY, today=TODAY) is None


def test_what_changed_in_a_part_of_the_company_is_of_that_part(past, reader):
    web, platform = past.teams

    for day in (TODAY, TODAY - 10 * DAY):
        of_web = changes_of(reader, Scope(team_id=web.pk), day, today=TODAY)
        of_platform = changes_of(reader, Scope(team_id=platform.pk), day, today=TODAY)
        titles = [one.title for one in of_web.listed]
        assert "Pull requests" in titles
        assert "Answer time" not in titles
        assert "Answer time" in [one.title for one in of_platform.listed]


def test_the_last_review_is_what_changes_are_counted_from(past, reader):
    make.review("Autumn", chair=past.whole.business, day=TODAY - 15 * DAY, state="closed")

    changes = changes_of(reader, COMPANY, TODAY, today=TODAY)

    assert changes.start.day == TODAY - 20 * DAY


def test_the_trend_of_the_company_and_of_a_part_ends_with_today(past, reader):
    web, platform = past.teams

    def points(scope, last=TODAY, **now):
        trend = trend_of(reader, scope, TODAY - 400 * DAY, last, today=TODAY, **now)
        return [(one.live, one.sound) for one in trend.points], trend.sentence

    whole, sentence = points(COMPANY)
    parts = [points(Scope(team_id=team.pk))[0] for team in (web, platform)]

    assert whole[0] == (10, 2)
    assert [tuple(map(sum, zip(*day, strict=True))) for day in zip(*parts, strict=True)] == whole
    assert sentence.startswith("Down since 12 October 2026: 2 of 10 traced to an agreed goal then")
    assert points(Scope(driver="customer"))[0][0] == (4, 2)
    assert points(Scope(driver="customer"), TODAY - 10 * DAY)[0][0] == (4, 2)
    assert points(Scope(driver="risk"))[0] == [(0, 0), (0, 0)]


def test_a_long_span_is_thinned_and_one_day_is_no_trend(reader):
    world = mixed()
    for back in range(70, 0, -1):
        take_snapshot_quickly(back)
    trend = trend_of(reader, COMPANY, TODAY - 80 * DAY, TODAY, today=TODAY)
    short = trend_of(reader, COMPANY, TODAY - DAY, TODAY, today=TODAY)

    assert len(trend.points) == 60
    assert (trend.points[0].day, trend.points[-1].day) == (TODAY - 70 * DAY, TODAY - DAY)
    assert trend.sentence.startswith("Unchanged since 12 September 2026")
    assert short.sentence == ""
    assert world.whole.goal


def take_snapshot_quickly(back):
    """Keep a day's counts as they were kept the day before."""
    counts = {"kpis": {"live": 10, "sound": 2, "no_line": 5}}
    make.snapshot(day=TODAY - back * DAY, counts=counts)


@pytest.mark.trust("A08")
def test_a_hidden_goal_leaves_no_trace_in_trend_and_changes(reader):
    world, boss = mixed(), make.user(role="admin")
    secret = make.objective("Canary", confidential=True, value_driver="risk")
    take_snapshot(day=TODAY - 40 * DAY, at=NOW - 40 * DAY)
    make.line(world.kpis["alone"], make.focus_area(), secret)
    edit_objective(
        objective=secret, facts={"status": "achieved"}, version=secret.version, by=boss, at=NOW
    )
    take_snapshot(day=TODAY - DAY, at=NOW - DAY)

    for day in (TODAY, TODAY - DAY):
        changes = changes_of(reader, COMPANY, day, today=TODAY)
        assert "Canary" not in repr(changes)
        assert "Pull requests" not in repr(changes)
        assert "Canary" in repr(changes_of(boss, COMPANY, day, today=TODAY))
    trend = trend_of(reader, COMPANY, TODAY - 50 * DAY, TODAY, today=TODAY)
    assert [(one.live, one.no_line) for one in trend.points] == [(10, 5), (10, 5)]


def test_the_page_of_a_past_day_says_so_and_leads_back(past, signed_in, reader):
    then = (TODAY - 30 * DAY).isoformat()
    with time_machine.travel(NOW, tick=False):
        said = text(signed_in(reader), f"/?on={then}&team={past.teams[0].pk}")
        page = signed_in(reader).get(f"/?on={then}&team={past.teams[0].pk}").context["page"]
        early = text(signed_in(reader), "/?on=2001-01-01")
        ahead = signed_in(reader).get("/?on=2099-01-01").context["page"]
        odd = signed_in(reader).get("/?on=x&since=x&from=x&to=2001-13-01").context["page"]

    assert (
        "Nothing was kept on 22 October 2026. This is how things stood on 12 October 2026" in said
    )
    assert page.today_href == f"/?team={past.teams[0].pk}"
    assert page.nowhere is None
    assert not any(one.shown.action_href or one.shown.who for one in page.first.findings)
    assert "Nothing was kept of 1 January 2001. What is kept begins on 12 October 2026." in early
    assert (ahead.banner, odd.banner) == ("", "")


def test_looking_back_takes_as_many_queries_for_many_rows_as_for_few(
    past, reader, assert_constant_queries
):
    scope = Scope(driver="customer", team_id=past.teams[0].pk)

    def look():
        person = User.objects.get(pk=reader.pk)
        for day in (TODAY, TODAY - 5 * DAY):
            changes_of(person, scope, day, today=TODAY)
            trend_of(person, scope, TODAY - 90 * DAY, day, today=TODAY)

    def more():
        for number in range(6):
            kpi = make.kpi(team=past.teams[0])
            make.line(kpi, past.whole.work, past.whole.goal)
            settle(today=TODAY, at=NOW)
            at = NOW - (15 - number) * DAY
            take_snapshot(day=at.date(), at=at)

    assert_constant_queries(look, more)


def test_the_trend_is_drawn_for_scripts_too_and_given_out_as_csv(past, reader, signed_in):
    asked = f"?team={past.teams[0].pk}&name=x"

    with time_machine.travel(NOW, tick=False):
        client = signed_in(reader)
        card = client.get(f"/{asked}").context["page"].trend
        answer = client.get(card.file_href)

    lines = answer.content.decode("utf-8-sig").splitlines()
    readings = json.loads(card.spec)["datasets"]["readings"]
    assert card.file_href == f"/trend/table/{asked}"
    assert "trend.csv" in answer["Content-Disposition"]
    assert lines[0] == "Day,KPIs,Traced and agreed,No line"
    assert len(lines) - 1 == len(readings)
    assert readings[-1]["t"].endswith(f"on {TODAY:%-d %B %Y}")
