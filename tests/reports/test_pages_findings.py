"""The list of findings: pages, search, and the one thing that clears many."""

from functools import cache, partial
from itertools import cycle

import pytest
import time_machine

from kpis.models import Kpi
from stories.models import KpiVerdict
from stories.pages.paging import PAGE_SIZE
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.companies import alone, mixed
from tests.reports.test_pages_alignment import page_at, rows_at, scopes
from tests.stories.pages import company, grown, settled, text

LISTS = ("kpis", "goals", "work")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def _number(count):
    """Return the figure of “No finding”, “1 finding”, “2 findings”."""
    return int(count.split()[0].replace("No", "0"))


def test_the_gravest_come_first(signed_in):
    world = mixed()
    make.measurement(world.kpis["waits"], TODAY, "2.05")
    settled()

    page = page_at(signed_in(make.user()), "/findings/")
    grave = dict(KpiVerdict.objects.values_list("kpi__title", "severity"))
    shown = [grave[finding.title] for finding in page.findings]

    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) > 1


def test_a_finding_says_that_its_page_holds_more(signed_in):
    make.kpi("Lonely", target=None, owner=None)
    settled()

    said = text(signed_in(make.user()), "/findings/")

    assert "Nobody can say" not in said
    assert "It is linked to nothing, so nobody can say which goal it is for." in said
    assert "more findings on its page." in said


def test_a_finding_that_something_graver_lifts_says_so(signed_in):
    make.kpi("Lonely", owner=None)
    settled()

    said = text(signed_in(make.user()), "/findings/?matter=measure")

    assert "on its page, a graver one" in said
    assert "a graver one" not in text(signed_in(make.user()), "/findings/")


def test_pages_hold_each_of_130_findings_once_and_go_back_the_same_way(signed_in):
    alone(130)
    client = signed_in(make.user())

    shown = [finding.title for finding in rows_at(client, "/findings/")]
    first = page_at(client, "/findings/")
    second = page_at(client, f"/findings/{first.pager.next}")
    third = page_at(client, f"/findings/{second.pager.next}")
    back = page_at(client, f"/findings/{third.pager.previous}")

    assert sorted(shown) == [f"Lonely {number:03}" for number in range(130)]
    assert first.count == "130 findings"
    assert [len(page.findings) for page in (first, second, third)] == [PAGE_SIZE, PAGE_SIZE, 30]
    assert back.findings == second.findings
    assert page_at(client, f"/findings/{back.pager.previous}").findings == first.findings
    assert (first.pager.previous, third.pager.next) == ("", "")


def test_pages_of_mixed_severity_hold_each_finding_once(signed_in):
    grave = alone(60)
    Kpi.objects.filter(pk__in=[kpi.pk for kpi in grave[::2]]).update(target=None)
    company()
    for number in range(55):
        make.objective(f"Bare {number:02}", expects_technology="yes" if number % 2 else "no")
    settled()
    client = signed_in(make.user())

    for about, count in (("kpis", 61), ("goals", 56)):
        address = f"/findings/?about={about}"
        shown = [finding.title for finding in rows_at(client, address)]
        assert len(shown) == len(set(shown)) == count
        assert page_at(client, address).count == f"{count} findings"


def test_a_page_beyond_the_last_leads_back(signed_in):
    alone(1)

    page = page_at(signed_in(make.user()), "/findings/?after=0-9223372036854775807")

    assert (page.findings, page.pager.previous) == ((), "?")


@pytest.mark.uncounted
def test_every_tab_counts_the_findings_it_leads_to(signed_in):
    world = mixed()
    client = signed_in(make.user())
    # Many tabs lead to the same address.
    at, listed = cache(partial(page_at, client)), cache(partial(rows_at, client))

    # Each way to narrow the lists meets one list, each list several ways.
    narrowed = zip([*scopes(world), {"q": "used"}, {"by": "cause"}], cycle(LISTS), strict=False)
    for scope, about in [*narrowed, *(({}, about) for about in LISTS)]:
        asked = "&".join(f"{name}={value}" for name, value in (scope | {"about": about}).items())
        for tab in at(f"/findings/?{asked}").matters:
            found = at(f"/findings/{tab.href}")
            assert _number(found.count) == tab.count, (asked, tab)
            if not found.grouped:
                assert len(listed(f"/findings/{tab.href}")) == tab.count, (asked, tab)


def test_grouped_each_cause_says_how_many_it_clears_and_leads_to_exactly_these(signed_in):
    world = mixed()
    other = make.kpi("Disk errors")
    make.kpi_link(other, world.idle)
    make.exemption(other, world.whole.business, on=NOW.date(), days=3)
    settled()
    client = signed_in(make.user())

    page = page_at(client, "/findings/?by=cause")
    clears = {cause.title: rows_at(client, f"/findings/{cause.rows_href}") for cause in page.causes}

    assert {row.title for row in clears["Infrastructure cost"]} == {
        "Cluster load",
        "Storage used",
        "Memory used",
    }
    for cause in page.causes:
        many = len(clears[cause.title])
        verb = "measure is clear" if many == 1 else "measures are clear"
        assert cause.clears == f"Mend it here and {many} {verb}"
    assert sum(map(len, clears.values())) == _number(page.count)


def test_two_faults_of_one_thing_are_two_causes_each_with_its_own_rows(signed_in):
    world = mixed()
    rows = KpiVerdict.objects.filter(cause_kind="focus", cause_id=world.idle.pk)
    rows.filter(kpi=world.kpis["short 1"]).update(headline="L6", codes=["L6"])
    client = signed_in(make.user())

    causes = page_at(client, "/findings/?by=cause").causes
    counted = [
        (cause.clears, len(rows_at(client, f"/findings/{cause.rows_href}")))
        for cause in causes
        if cause.title == "Infrastructure cost"
    ]

    assert counted == [
        ("Mend it here and 2 measures are clear", 2),
        ("Mend it here and 1 measure is clear", 1),
    ]


def test_what_clears_most_comes_first_and_can_be_shown_one_by_one_again(signed_in):
    mixed()
    client = signed_in(make.user())

    page = page_at(client, "/findings/?by=cause&severity=3")

    assert page.causes[0].title == "Infrastructure cost"
    assert page.causes[0].reason == (
        "Stops short: the work it measures serves no goal. Link the focus area to a goal."
    )
    assert [action.text for action in page.actions] == ["List them one by one"]
    assert not page_at(client, f"/findings/{page.actions[0].href}").grouped


def test_more_causes_than_fit_go_on_over_pages_each_cause_once(signed_in):
    alone(230)
    client = signed_in(make.user())

    first = page_at(client, "/findings/?by=cause")
    second = page_at(client, f"/findings/{first.pager.next}")
    third = page_at(client, f"/findings/{second.pager.next}")

    pages = (first, second, third)
    titles = [cause.title for page in pages for cause in page.causes]
    assert [len(page.causes) for page in pages] == [100, 100, 30]
    assert len(set(titles)) == 230
    assert [page.pager.text for page in pages] == ["1 to 100", "101 to 200", "201 to 230"]
    assert (first.pager.previous, third.pager.next) == ("", "")
    assert page_at(client, f"/findings/{third.pager.previous}").causes == second.causes
    assert page_at(client, f"/findings/{second.pager.previous}").causes == first.causes


@pytest.mark.parametrize("after", ["500", "99999999999999999999", "x", "-1", "9223372036854775807"])
def test_a_page_of_causes_that_is_not_there_leads_back(signed_in, after):
    alone(2)

    page = page_at(signed_in(make.user()), f"/findings/?by=cause&after={after}")

    assert len(page.causes) == 2 or page.pager.previous == "?by=cause"


@pytest.mark.parametrize(("words", "shown"), [("used", 2), ("USED", 2), ("%", 0), ("nowhere", 0)])
def test_findings_are_found_by_words_of_their_title(signed_in, words, shown):
    mixed()
    client = signed_in(make.user())

    page = client.get("/findings/", {"q": words}).context["page"]

    assert len(page.findings) == shown
    assert [chip.text for chip in page.chips] == [f"“{words}”"]


def test_findings_are_found_by_reference(signed_in):
    world = mixed()

    page = page_at(signed_in(make.user()), f"/findings/?q={world.kpis['alone'].ref}")

    assert [finding.title for finding in page.findings] == ["Pull requests"]


def test_goals_and_work_have_findings_of_their_own(signed_in):
    mixed()
    client = signed_in(make.user())

    goals, work = (page_at(client, f"/findings/?about={about}") for about in ("goals", "work"))

    assert "Be known" in {finding.title for finding in goals.findings}
    assert [finding.title for finding in work.findings] == ["Infrastructure cost"]
    assert (goals.actions, work.actions) == ((), ())


def test_a_single_fault_can_be_asked_for_by_what_it_is_called(signed_in):
    mixed()

    page = page_at(signed_in(make.user()), "/findings/?matter=no-line-to-any-goal")

    assert {finding.title for finding in page.findings} == {"Pull requests", "Story points"}
    assert "No line to any goal" in [tab.text for tab in page.matters if tab.current]


def test_nothing_to_mend_is_said(signed_in):
    client = signed_in(make.user())

    for query in ("", "?by=cause", "?about=goals", "?about=work&matter=no-goal"):
        assert "Nothing to mend here" in text(client, f"/findings/{query}")


def test_the_action_leads_to_the_link_that_was_judged_untrue(signed_in):
    world = company()
    link = world.kpi.kpi_links.get()
    line = [link.pk, link.focus_area_id, 0, world.goal.pk]
    facts = {"headline": "L7", "verdict": "broken", "line": line}
    fault = {"code": "L7", "severity": 3, "link": "kpi", "sides": ["technology"]}
    KpiVerdict.objects.filter(kpi=world.kpi).update(
        **facts, severity=3, codes=["L7"], faults=[fault]
    )

    (finding,) = page_at(signed_in(world.business), "/findings/").findings

    assert finding.reason == "Technology said that this connection is not true."
    assert finding.action_href == f"/kpi-links/{link.pk}/edit/?next=%2Ffindings%2F"


def test_a_line_to_a_finished_goal_leads_to_the_form_for_a_better_one(signed_in):
    world = company()
    world.goal.status = "achieved"
    world.goal.save()
    settled()

    (leader,) = page_at(signed_in(world.business), "/findings/?about=kpis").findings
    (viewer,) = page_at(signed_in(make.user()), "/findings/?about=kpis").findings

    assert leader.tag == "Leads only to finished goals"
    assert leader.action_href.startswith(f"/kpis/{world.kpi.pk}/lines/new/")
    assert (viewer.action_href, viewer.who) == ("", "the team Web or a leader can.")


def test_a_viewer_has_no_button_and_reads_who_can(signed_in):
    mixed()

    findings = page_at(signed_in(make.user()), "/findings/").findings

    assert all(not one.action_href or one.action.startswith("See") for one in findings)
    assert all(one.who.endswith("can.") for one in findings if not one.action_href)


def test_a_hidden_goal_is_in_the_findings_of_those_who_may_know_of_it_only(signed_in):
    secret = make.objective("Buy Acme", ref="SECRET", confidential=True, expects_technology="yes")
    reader, boss = signed_in(make.user()), signed_in(make.user(role="admin"))
    settled()

    assert "No finding" in text(reader, "/findings/?about=goals")
    assert page_at(reader, "/findings/?about=goals&q=acme").findings == ()
    assert reader.get(f"/findings/?objective={secret.pk}").status_code == 404
    assert [one.title for one in page_at(boss, "/findings/?about=goals").findings] == ["Buy Acme"]
    assert [one.title for one in page_at(boss, "/findings/?about=goals&q=secret").findings]


@pytest.mark.parametrize("query", ["", "about=goals", "about=work", "by=cause", "matter=no-line"])
def test_findings_ask_as_many_queries_for_many_as_for_few(
    signed_in, assert_constant_queries, query
):
    mixed()
    client = signed_in(make.user(role="leader"))

    def one_more():
        make.kpi(owner=make.user(), team=make.team())
        make.kpi_link(make.kpi(), make.focus_area(owner=make.user()))
        make.line(make.kpi(), make.focus_area(), make.objective(business_owner=make.user()))

    assert_constant_queries(lambda: client.get(f"/findings/?{query}"), grown(8, one_more))
