"""The alignment page: the sentence, the figures and the rows behind each of them."""

from datetime import timedelta
from itertools import groupby, zip_longest

import pytest
import time_machine

from reports.models import Snapshot
from reports.snapshots import take_snapshot
from stories.services import link_kpi, unlink_kpi
from stories.verdicts import settle
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.companies import alone, mixed
from tests.stories.pages import company, grown, settled, text
from tests.unrendered import unrendered

pytestmark = pytest.mark.django_db

NONSENSE = [
    "period=x",
    "severity=-5",
    "severity=99999999999999999999",
    "owner=abc",
    "owner=99999999999999999999",
    "team=%00",
    "objective=999999999999999999999",
    "objective=-1",
    f"objective={'9' * 5000}",
    "objective=²",
    "after=x",
    "after=²-³",
    "after=3-99999999999999999999",
    "after=99999-1",
    "after=9223372036854775807-9223372036854775807",
    "before=3-1",
    "before=x-",
    "cause=x",
    "cause=kpi-",
    "cause=kpi-²",
    "cause=kpi-9223372036854775807-x",
    "cause=kpi-99999999999999999999",
    "by=x",
    "matter=x",
    "about=x",
    "q=%00",
    f"q={'x' * 300}",
    "q=%25_",
]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def page_at(client, address):
    """Return what a page is made of, without the work of writing it as HTML."""
    with unrendered():
        answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.context["page"]


def rows_at(client, address):
    """Return every row of a list, page by page."""
    rows, path = [], address.partition("?")[0]
    for _ in range(50):
        page = page_at(client, address)
        rows += page.rows if hasattr(page, "rows") else page.findings
        if not page.pager.next:
            return rows
        address = path + page.pager.next
    raise AssertionError("The pages never end.")


def scopes(world):
    """Return addresses that narrow the page: by each filter alone, and by several at once."""
    web, platform = world.teams
    return [
        {},
        {"team": web.pk},
        {"team": platform.pk},
        {"owner": world.lead.pk},
        {"objective": world.whole.goal.pk},
        {"objective": world.below.pk},
        {"period": "quarter"},
        {"period": "year"},
        {"period": "later"},
        {"severity": 1},
        {"severity": 2},
        {"severity": 3},
        {"team": platform.pk, "period": "later", "severity": 2},
        {"owner": world.lead.pk, "team": web.pk, "objective": world.whole.goal.pk},
    ]


def asking(scope):
    return "&".join(f"{name}={value}" for name, value in scope.items())


def test_without_kpis_the_headline_says_so(signed_in):
    make.objective("Keep more customers")
    settled()

    said = text(signed_in(make.user()), "/")

    assert "No KPI is live here yet, so there is no line to judge." in said


def test_one_kpi_traces(signed_in):
    company()

    said = text(signed_in(make.user()), "/")

    assert "1 of 1 KPI traces to a business goal both sides agreed on." in said
    assert "nowhere" not in said


def test_one_kpi_that_leads_nowhere_is_said_in_the_singular(signed_in):
    alone(1)

    said = text(signed_in(make.user()), "/")

    assert "0 of 1 KPI traces to a business goal both sides agreed on. 1 leads nowhere." in said


def test_many_kpis_trace_and_others_lead_nowhere(signed_in):
    mixed()

    said = text(signed_in(make.user()), "/")

    assert "2 of 10 KPIs trace to a business goal both sides agreed on. 5 lead nowhere." in said


def test_the_groups_add_up_to_the_live_kpis_and_the_bar_shows_the_same(signed_in):
    mixed()

    page = page_at(signed_in(make.user()), "/")

    assert [group.count for group in page.groups] == [2, 1, 1, 5, 1]
    assert [(part.count, part.href) for part in page.segments] == [
        (group.count, group.href) for group in page.groups
    ]


def test_without_exemptions_there_is_no_group_for_them(signed_in):
    company()

    page = page_at(signed_in(make.user()), "/")

    assert [group.count for group in page.groups] == [1, 0, 0, 0]


def test_every_figure_leads_to_exactly_the_rows_it_counts(signed_in):
    world = mixed()
    client = signed_in(make.user())

    for scope in scopes(world):
        page = page_at(client, f"/?{asking(scope)}")
        for group in page.groups:
            assert len(rows_at(client, group.href)) == group.count, (scope, group)
        for card in (page.nowhere, page.unmeasured):
            assert len(rows_at(client, card.all_href)) == card.count, (scope, card.all_href)
            assert len(card.findings) == min(card.count, 5)


def test_a_narrowed_page_counts_what_a_person_would_count_by_hand(signed_in):
    world = mixed()
    client = signed_in(make.user())

    def counted(scope):
        return [group.count for group in page_at(client, f"/?{asking(scope)}").groups]

    assert counted({"team": world.teams[0].pk}) == [1, 1, 0, 2]
    assert counted({"objective": world.below.pk}) == [1, 0, 1, 0]
    assert counted({"period": "quarter"}) == [1, 1, 0, 1]
    assert counted({"period": "year"}) == [1, 1, 0, 3]
    assert counted({"period": "later"}) == [1, 0, 1, 1, 1]


def test_a_narrowed_page_says_to_what_and_offers_the_way_back(signed_in):
    world = mixed()

    page = page_at(signed_in(make.user()), f"/?team={world.teams[0].pk}&period=year")

    assert page.kicker == "Alignment on 21 November 2026 · Web · Due this year"
    assert [chip.text for chip in page.chips] == ["Team: Web", "Period: Due this year"]
    assert page.chips[1].href == f"?team={world.teams[0].pk}"
    assert page.since is None


def test_a_goal_below_narrows_too_though_the_list_offers_only_those_at_the_top(signed_in):
    world = mixed()

    said = text(signed_in(make.user()), f"/?objective={world.below.pk}")

    assert "1 of 2 KPIs trace" in said
    assert "Goal: Answer at once" in said


def test_the_page_says_what_became_of_lines_and_goals_in_thirty_days(signed_in):
    world = mixed()
    boss = make.user(role="admin")
    for back in (60, 31, 20):
        moment = NOW - timedelta(days=back)
        take_snapshot(day=moment.date(), at=moment)
    kpi = world.kpis["alone"]
    link_kpi(kpi=kpi, focus_area=world.whole.work, because="It shows.", by=boss, at=NOW)
    lost = world.kpis["sound"].kpi_links.get()
    unlink_kpi(link=lost, by=boss, at=NOW)
    settle(today=TODAY, at=NOW)

    page = page_at(signed_in(make.user()), "/")

    assert page.since.text == (
        "Down from 2 of 10 on 21 October 2026: 1 KPI gained a line, 1 KPI lost the line and "
        "1 story fell out of agreement."
    )
    assert [(one.text, one.kind) for one in page.since.changes] == [
        ("Pull requests", "gained a line"),
        ("Load time", "lost the line"),
        ("Keep more customers", "fell out of agreement"),
    ]


def test_a_young_installation_compares_with_its_first_snapshot(signed_in):
    company()
    take_snapshot(day=TODAY - timedelta(days=3), at=NOW - timedelta(days=3))

    since = page_at(signed_in(make.user()), "/").since

    assert since.text == "Unchanged from 1 of 1 on 18 November 2026: no line came or went."


def test_before_the_first_snapshot_nothing_is_compared(signed_in):
    company()

    assert page_at(signed_in(make.user()), "/").since is None


def test_goals_nobody_measures_are_named_with_what_to_do(signed_in):
    make.objective("Be known", expects_technology="yes")
    make.focus_link(make.focus_area("Bare work"), make.objective("Grow", expects_technology="yes"))
    settled()

    page = page_at(signed_in(make.user(role="leader")), "/")

    assert {(one.title, one.tag) for one in page.unmeasured.findings} == {
        ("Be known", "No technology work behind this goal"),
        ("Grow", "Work but no measure"),
    }
    assert all(one.action_href for one in page.unmeasured.findings)


def test_an_empty_installation_says_where_to_begin(signed_in):
    reader, leader = signed_in(make.user()), signed_in(make.user(role="leader"))

    said = text(reader, "/")

    assert "Nothing to align yet" in said
    assert "New objective" not in said
    assert "New objective" in text(leader, "/")


def test_a_part_without_goals_or_kpis_does_not_say_that_all_is_well(signed_in):
    make.line(make.kpi(), make.focus_area(), make.objective())
    nobody = make.user()

    said = text(signed_in(make.user()), f"/?owner={nobody.pk}")

    assert "No KPI is live here yet." in said
    assert "No objective is active here yet." in said
    assert "Every KPI has a line" not in said


def test_a_part_in_which_nothing_is_amiss_says_so(signed_in):
    make.line(make.kpi(), make.focus_area(), make.objective())
    settled()

    page = page_at(signed_in(make.user()), "/")

    assert page.nowhere.none == "Every KPI has a line to a goal."
    assert page.unmeasured.none == "Every goal has work, and every piece of work a KPI."


def test_a_viewer_reads_who_can_where_others_have_a_button(signed_in):
    world = mixed()
    viewer = page_at(signed_in(make.user()), "/")
    leader = page_at(signed_in(world.whole.business), "/")

    assert all(not one.action_href and not one.others for one in viewer.nowhere.findings)
    assert all(one.who.endswith("can.") for one in viewer.nowhere.findings)
    assert all(one.action_href and not one.who for one in leader.nowhere.findings)
    assert viewer.actions == ()


def test_every_action_on_the_page_leads_to_a_page(signed_in):
    mixed()
    client = signed_in(make.user(role="admin"))
    page = page_at(client, "/")

    for one in (*page.nowhere.findings, *page.unmeasured.findings):
        for href in filter(None, (one.href, one.action_href, *(way.href for way in one.others))):
            assert client.get(href.partition("#")[0], follow=True).status_code == 200, href


def test_a_hidden_goal_leaves_no_trace_for_others(signed_in):
    mixed()
    reader, boss = signed_in(make.user()), signed_in(make.user(role="admin"))
    settled()
    before = text(reader, "/")
    secret = make.objective("Buy Acme", confidential=True, expects_technology="yes")
    settled()

    assert text(reader, "/") == before
    assert reader.get(f"/?objective={secret.pk}").status_code == 404
    said = text(boss, "/")
    assert "Buy Acme" in said
    assert "Confidential" in said


def test_a_line_to_a_hidden_goal_counts_only_for_those_who_may_know_of_it(signed_in):
    secret = make.objective("Buy Acme", confidential=True)
    make.line(make.kpi("Integration"), make.focus_area(), secret)
    reader, boss = signed_in(make.user()), signed_in(make.user(role="admin"))
    settled()

    assert "0 of 1 KPI traces to a business goal both sides agreed on. 1 leads" in text(reader, "/")
    assert [group.count for group in page_at(boss, "/").groups] == [0, 1, 0, 0]
    assert len(rows_at(boss, "/kpis/?verdict=no_line")) == 0


def test_what_became_of_a_hidden_line_is_said_only_to_those_who_may_know_of_it(signed_in):
    secret = make.objective("Buy Acme", confidential=True)
    work = make.focus_area()
    make.focus_link(work, secret)
    kpi, boss = make.kpi("Integration"), make.user(role="admin")
    then = NOW - timedelta(days=29)
    take_snapshot(day=then.date(), at=then)
    link_kpi(kpi=kpi, focus_area=work, because="It shows.", by=boss, at=NOW)
    settle(today=TODAY, at=NOW)

    reader = page_at(signed_in(make.user()), "/").since
    insider = page_at(signed_in(boss), "/").since

    assert (reader.text.rpartition(": ")[2], reader.changes) == ("no line came or went.", ())
    assert [one.text for one in insider.changes] == ["Integration"]
    assert Snapshot.objects.of_company(0).count() == 1


@pytest.mark.parametrize("page", ["/", "/findings/", "/findings/?about=goals", "/kpis/"])
def test_nonsense_in_the_address_does_no_harm(signed_in, page):
    alone(1)
    client = signed_in(make.user())

    def harmless(query):
        status = client.get(f"{page}&{query}" if "?" in page else f"{page}?{query}").status_code
        assert status in {200, 404}, query
        return status == 200

    # One nonsense of every kind at once; each alone only where one of them leads nowhere.
    kinds = [list(same) for _, same in groupby(NONSENSE, lambda one: one.partition("=")[0])]
    for some in zip_longest(*kinds):
        if not harmless("&".join(filter(None, some))):
            assert [harmless(query) for query in filter(None, some)]


def test_the_page_asks_as_many_queries_for_many_as_for_few(signed_in, assert_constant_queries):
    mixed()
    take_snapshot(day=TODAY - timedelta(days=29), at=NOW - timedelta(days=29))
    client = signed_in(make.user(role="leader"))

    def one_more():
        goal = make.objective(expects_technology="yes", business_owner=make.user())
        make.kpi(outcome_of=goal, team=make.team(), perspective="business")
        make.line(make.kpi(owner=make.user()), make.focus_area(), goal)
        make.kpi()

    assert_constant_queries(lambda: client.get("/"), grown(8, one_more))
