"""What stands beside a story while it is written, and what may be named in it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stories.models import Story
from tests import forms, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    return make.user("Lea", role="leader")


@pytest.fixture
def leader(lea, signed_in):
    return signed_in(lea)


@pytest.fixture
def goal(lea):
    """Return a goal with one whole line behind it, owned by Lea on both sides."""
    goal = make.objective("Keep customers", business_owner=lea, technology_owner=lea)
    make.line(make.kpi("Load time"), make.focus_area("Fast pages"), goal)
    return goal


def write(goal):
    return f"/objectives/{goal.pk}/story/edit/"


def look(client, goal, body):
    return client.post(f"/objectives/{goal.pk}/story/look/", {"body": body}).context["telling"]


def offered(client, goal, q=""):
    answer = client.get(f"/objectives/{goal.pk}/story/mentions/", {"q": q})
    return [unescape(text) for text in re.findall(r'data-text="([^"]*)"', answer.content.decode())]


def test_a_look_stores_nothing(leader, goal):
    look(leader, goal, "By @[Fast pages] TBD")

    assert not Story.objects.exists()


def test_blanks_are_pointed_out_and_those_of_the_strict_rule_as_perhaps(leader, goal):
    found = look(leader, goal, "It is “[...]”, under development, and falls by XX%.")

    assert found.blanks == ("XX%",)
    assert found.perhaps == ("[...]", "under development")


def test_jargon_is_pointed_out_with_plain_words(leader, goal):
    found = look(leader, goal, "We leverage @[Leverage], leveraging it.")

    [one] = found.jargon
    assert (one.text, one.plainly, one.times) == ("leverage", "use", 2)


def test_a_story_that_only_lists_measures_is_asked_how(leader, goal):
    assert look(leader, goal, "We measure @[Load time] in @[Fast pages].").only_lists
    assert not look(leader, goal, "People stay because @[Load time] falls.").only_lists
    assert not look(leader, goal, "Nothing is named yet.").only_lists


def test_what_is_named_and_not_linked_can_be_linked_and_one_comes_back(leader, goal):
    area, kpi = make.focus_area("Other work"), make.kpi("Other figure")

    found = look(leader, goal, "By @[Other work], @[Other figure] and @[Load time].")

    assert [(one.kind, one.title) for one in found.strangers] == [
        ("Focus area", "Other work"),
        ("KPI", "Other figure"),
    ]
    assert found.strangers[0].href.startswith(
        f"/focus-areas/{area.pk}/goals/new/?objective={goal.pk}"
    )
    assert found.strangers[1].href.startswith(f"/kpis/{kpi.pk}/lines/new/?next=")
    assert all("story%2Fedit%2F%3Fdraft%3Duse" in one.href for one in found.strangers)


def test_a_link_is_not_offered_to_those_who_may_not_draw_it(goal, signed_in):
    lead = signed_in(make.user("Tom", role="tech_lead"))
    make.kpi("Other figure")

    [one] = look(lead, goal, "By @[Other figure].").strangers

    assert one.href == ""


def test_names_that_mean_nothing_are_listed(leader, goal):
    assert look(leader, goal, "By @[Nobody].").unknown == ("Nobody",)


def test_what_there_is_to_look_at_is_said_in_a_sentence(leader, goal):
    assert look(leader, goal, "We leverage @[Load time]: TBD").in_short == (
        "To look at: 1 thing not told yet, 1 blank, 1 hard word, it does not say how yet."
    )
    told = "People stay because @[Fast pages] make @[Load time] fall."
    assert look(leader, goal, told).in_short == "Nothing to look at."


def test_a_story_is_looked_over_without_a_script_and_nothing_typed_is_lost(leader, goal):
    typed = forms.read(leader.get(write(goal))) | {"body": "TBD by @[Fast pages]", "look": "over"}

    answer = leader.post(write(goal), typed)

    assert answer.status_code == 200
    assert answer.context["telling"].blanks == ("TBD",)
    assert forms.read(answer)["body"] == ["TBD by @[Fast pages]"]
    assert forms.read(answer)["version"] == ["0"]
    assert not Story.objects.exists()


def test_a_click_names_a_thing_without_a_script(leader, goal):
    typed = forms.read(leader.get(write(goal))) | {"body": "We work on\r\n"}

    answer = leader.post(write(goal), typed | {"insert": "@[Fast pages]"})

    assert forms.read(answer)["body"] == ["We work on @[Fast pages]"]
    assert [one.title for one in answer.context["telling"].told] == ["Fast pages"]


def test_after_an_at_what_is_linked_is_offered_first(leader, goal):
    make.kpi("A load of something else")
    make.kpi("Retention", outcome_of=goal, perspective="joint")

    assert offered(leader, goal) == ["@[Fast pages]", "@[Load time]", "@[Retention]"]
    assert offered(leader, goal, "load") == ["@[Load time]", "@[A load of something else]"]


def test_many_of_one_sort_do_not_crowd_out_the_other(leader, goal):
    for number in range(9):
        make.focus_area(f"Speed work {number}")
    make.kpi("Speed")

    assert offered(leader, goal, "speed")[0] == "@[Speed]"
    assert len(offered(leader, goal, "speed")) == 6
    assert offered(leader, goal, "s") == ["@[Fast pages]"]


def test_what_is_offered_after_an_at_means_that_thing(leader, goal):
    twin = make.kpi("Load time")
    odd = make.kpi("Odd [name]] \\ load")

    found = offered(leader, goal, "load")

    assert found == ["@[Load time]", f"@[{twin.ref}]", "@[Odd \\[name\\]\\] \\\\ load]"]
    forms.fill(leader, write(goal), body=" ".join(found))
    assert set(Story.objects.get().mentions.values_list("kpi__title", flat=True)) == {
        "Load time",
        odd.title,
    }
    assert Story.objects.get().mentions.count() == 3


def test_things_are_found_by_their_reference_too(leader, goal):
    other = make.kpi("Crashes")

    assert offered(leader, goal, other.ref) == ["@[Crashes]"]
    assert offered(leader, goal, "nothing like it") == []


def test_what_one_may_not_know_is_not_offered(leader, goal):
    secret = make.objective("Secret", confidential=True)
    make.kpi("Hidden figure", outcome_of=secret, perspective="joint")

    assert offered(leader, goal, "hidden") == []
    assert look(leader, goal, "By @[Hidden figure].").strangers == ()


def test_a_look_asks_as_often_for_many_names_as_for_few(leader, goal):
    names = [make.kpi(f"Figure {number}").title for number in range(30)]
    few, many = (" ".join(f"@[{name}]" for name in some) for some in (names[:3], names))
    look(leader, goal, few)
    with CaptureQueriesContext(connection) as first:
        look(leader, goal, few)
    with CaptureQueriesContext(connection) as second:
        look(leader, goal, many)

    assert len(first) == len(second)
