"""Which work and goals are suggested for a KPI, why, and how one is chosen."""

import pytest
import time_machine

from objectives.models import FocusArea
from stories import suggesting
from stories.models import KpiLink
from stories.suggesting import find_work, suggest_work
from tests import forms, make
from tests.conftest import NOW
from tests.stories.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leader():
    return make.user(role="leader")


def work_for(goal, title, **facts):
    area = make.focus_area(title, **facts)
    make.focus_link(area, goal)
    return area


def told(found):
    return [(one.title, one.goals, one.why) for one in found.work]


def test_work_that_shares_most_words_comes_first_with_its_goals_and_the_words(leader):
    goal = make.objective("Keep more customers")
    work_for(goal, "Office moves")
    work_for(goal, "Quick pages", description="Every page loads before anybody waits.")
    work_for(goal, "Paper", description="A page is printed.")
    kpi = make.kpi("Average page load time", definition="Seconds until a page can be read.")

    assert told(suggest_work(leader, kpi)) == [
        ("Quick pages", ("Keep more customers",), "Shares: page, load"),
        ("Paper", ("Keep more customers",), "Shares: page"),
    ]


def test_words_count_that_mean_the_same_in_another_form(leader):
    work_for(make.objective(), "Deployment", rationale="A release that fails is rolled back.")

    (found,) = suggest_work(leader, make.kpi("Failing releases")).work

    assert (found.title, found.why) == ("Deployment", "Shares: failing, releases")


def test_what_a_kpi_means_and_how_it_is_counted_has_words_too_but_not_those_of_counting(leader):
    goal = make.objective()
    work_for(goal, "Backups", description="The average number of days per month.")
    kpi = make.kpi("Average number per day", meaning="Whether we come back after a disaster.")
    work_for(goal, "Recovery", description="After a disaster the shop opens again.")

    assert told(suggest_work(leader, kpi)) == [("Recovery", (goal.title,), "Shares: disaster")]


def test_what_other_kpis_around_it_measure_is_suggested(leader):
    goal, team, owner = make.objective(), make.team("Web"), make.user("Ana")
    for title, facts in (("Tests", {"team": team}), ("Reviews", {"owner": owner})):
        make.kpi_link(make.kpi("Xyzzy", **facts), work_for(goal, title))
    like = work_for(goal, "Caches")
    make.kpi_link(make.kpi("Velocity points of a sprint"), like)
    work_for(goal, "Unrelated")
    kpi = make.kpi("Velocity points of sprints", team=team, owner=owner)

    assert [(title, why) for title, _, why in told(suggest_work(leader, kpi))] == [
        ("Caches", "A KPI of a like name measures it"),
        ("Tests", "Other KPIs of its team or owner measure it"),
        ("Reviews", "Other KPIs of its team or owner measure it"),
    ]


def test_work_behind_a_goal_that_shares_words_is_suggested_and_so_is_a_goal_without_work(leader):
    goal = make.objective("Win back gift buyers", status="active")
    work_for(goal, "Parcels")
    bare = make.objective("Sell more gift cards", status="active")
    found = suggest_work(leader, make.kpi("Gift orders"))

    assert told(found) == [("Parcels", ("Win back gift buyers",), "Its goal shares: gift")]
    assert [(one.id, one.title, one.why) for one in found.goals] == [
        (bare.pk, "Sell more gift cards", "Shares: gift")
    ]


def test_what_leads_nowhere_is_retired_or_measured_already_is_not_suggested(leader):
    goal, kpi = make.objective(), make.kpi("Page load")
    make.focus_area("Page load without a goal")
    work_for(make.objective(status="achieved"), "Page load for what is over")
    work_for(goal, "Page load of old", status="retired")
    make.kpi_link(kpi, work_for(goal, "Page load already"))

    assert told(suggest_work(leader, kpi)) == []


def test_names_that_are_alike_are_suggested_where_no_word_is_the_same(leader):
    work_for(make.objective(), "Checkouts")

    (found,) = suggest_work(leader, make.kpi("Checkoutz")).work

    assert found.why == "Its name is alike"


def test_a_hidden_goal_suggests_nothing_to_those_who_may_not_know_of_it(leader):
    secret = make.objective("Buy Acme payments", confidential=True)
    area = work_for(secret, "Ledger")
    make.objective("Sell Acme payments", confidential=True)
    kpi = make.kpi("Acme payments")

    assert suggest_work(leader, kpi) == suggesting.Suggestions((), ())
    assert [one.id for one in suggest_work(make.user(role="admin"), kpi).work] == [area.pk]
    assert find_work(leader, "Ledger")[0].goals == ()


def test_words_that_most_work_holds_do_not_decide(leader, monkeypatch):
    monkeypatch.setattr(suggesting, "MOST_HOLDING", 3)
    goal = make.objective()
    for number in range(5):
        work_for(goal, f"Customer work {number}")
    rare = work_for(goal, "Gateway")

    found = suggest_work(leader, make.kpi("Customer gateway faults"))

    assert [one.id for one in found.work] == [rare.pk]


@pytest.mark.parametrize("title", ["123", "time per day", "' | & !", "Größe ☂", "\\"])
def test_a_name_that_says_little_suggests_little_and_breaks_nothing(leader, title):
    work_for(make.objective("Zebra"), "Okapi")

    assert told(suggest_work(leader, make.kpi(title))) == []


def test_work_is_found_by_words_also_mistyped(leader):
    goal = make.objective("Keep more customers")
    work_for(goal, "Website performance")
    make.focus_area("Retired performance", status="retired")

    for words in ("performance", "perfomance", "WEBSITE perf"):
        assert [one.title for one in find_work(leader, words)] == ["Website performance"], words
    assert find_work(leader, "zeppelin") == ()


def test_choosing_a_suggestion_is_all_that_it_takes(leader, signed_in):
    work = work_for(make.objective("Keep more customers"), "Quick pages")
    kpi = make.kpi("Slow pages")
    client = signed_in(leader)
    address = f"/kpis/{kpi.pk}/lines/new/?next=/findings/"

    said = text(client, address)
    answer = forms.fill(client, address, focus_area=work.pk)

    assert "Quick pages for “Keep more customers” · Shares: pages" in said
    assert (answer.status_code, answer["Location"]) == (302, "/findings/")
    assert KpiLink.objects.get().focus_area == work


def test_other_work_is_searched_for_and_chosen_without_a_script(leader, signed_in):
    other = make.focus_area("Data centre")
    kpi = make.kpi("Slow pages")
    client = signed_in(leader)
    address = f"/kpis/{kpi.pk}/lines/new/?q=data+center&next=/findings/"

    assert "Nothing shares a word with this KPI." in text(client, f"/kpis/{kpi.pk}/lines/new/")
    said = text(client, address)
    answer = forms.fill(client, address, focus_area=other.pk)

    assert "Work called something like “data center”" in said
    assert "Data centre serves no goal yet" in said
    assert answer["Location"] == "/findings/"
    assert KpiLink.objects.get().focus_area == other


def test_what_was_chosen_stays_in_sight_when_the_form_comes_back(leader, signed_in):
    chosen, kpi = make.focus_area("Chosen"), make.kpi("Slow pages")
    client = signed_in(leader)
    address = f"/kpis/{kpi.pk}/lines/new/?q=zeppelin"

    wrong = client.post(address, {"focus_area": chosen.pk, "because": "x" * 30_000})

    assert wrong.status_code == 422
    assert forms.read(wrong)["focus_area"] == [str(chosen.pk)]
    assert "No work is called anything like “zeppelin”" in wrong.content.decode()


def test_a_goal_without_work_is_offered_to_those_who_may_begin_work(signed_in):
    goal, team = make.objective("Sell gift cards"), make.team()
    kpi = make.kpi("Gift cards sold", team=team)
    lead = make.user(role="tech_lead", teams=[team])
    address = f"/kpis/{kpi.pk}/lines/new/"

    leaders = signed_in(make.user(role="leader")).get(address).context["choice"]

    assert [one.text for one in leaders.goals] == ["Sell gift cards"]
    assert f"objective={goal.pk}" in leaders.goals[0].href
    assert signed_in(lead).get(address).context["choice"].goals == ()


def test_suggestions_take_as_many_queries_for_many_as_for_few(leader, assert_constant_queries):
    goal, team = make.objective("Quick pages"), make.team()
    kpi = make.kpi("Page load", team=team)

    def grow():
        for _ in range(8):
            area = work_for(goal, f"Page load {FocusArea.objects.count()}")
            make.kpi_link(make.kpi("Page loads", team=team), area)
            make.objective("Pages for everybody")

    grow()
    assert_constant_queries(lambda: suggest_work(leader, kpi), grow)
    assert_constant_queries(lambda: find_work(leader, "load"), grow)
