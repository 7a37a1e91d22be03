"""What is asked of a person: told on their page and in the bar, and never to who may not know."""

from datetime import timedelta

import pytest

from kpis.services import edit_kpi
from stories.asked import Asked, Matter, asked_of
from stories.models import Judgement, Story
from stories.services import Refusal, agree, refuse_story, write_story
from tests import make
from tests.conftest import NOW, count_queries
from tests.stories.pages import company, settled, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return company()


def asked(person):
    return [(one.matter.value, one.kind, one.title, one.side) for one in asked_of(person)]


def change_target(world):
    edit_kpi(kpi=world.kpi, facts={"target": 1}, version=1, by=world.technology, at=NOW)
    settled()


def test_where_both_agreed_nothing_is_asked(world):
    assert asked(world.business) == asked(world.technology) == []


def test_each_owner_is_asked_for_their_own_side(world):
    world.goal.story.agreements.all().delete()
    settled()

    assert asked(world.business) == [("agree", "objective", "Keep more customers", "business")]
    assert asked(world.technology) == [("agree", "objective", "Keep more customers", "technology")]
    assert asked(make.user(role="leader")) == []


def test_what_changed_since_is_asked_again(world):
    change_target(world)

    assert asked(world.business) == [
        ("agree_again", "objective", "Keep more customers", "business")
    ]


def test_only_the_side_that_has_not_agreed_is_asked(world):
    change_target(world)
    agree(objective=world.goal, side="technology", by=world.technology, at=NOW)
    settled()

    assert asked(world.technology) == []
    assert [one[0] for one in asked(world.business)] == ["agree_again"]


@pytest.mark.parametrize("signed", [True, False])
def test_what_somebody_refused_is_asked_again_only_once_it_says_something_else(world, signed):
    if not signed:
        world.goal.story.agreements.all().delete()
    refusal = Refusal("business", "It keeps nobody.")
    later = NOW + timedelta(hours=1)
    refuse_story(objective=world.goal, refusal=refusal, by=world.business, at=later)
    settled()
    assert asked(world.business) == asked(world.technology) == []

    for link in (*world.kpi.kpi_links.all(), *world.work.focus_links.all()):
        link.because = "Another reason."
        link.save()
    settled()

    matter = "agree_again" if signed else "agree"
    assert [one[0] for one in asked(world.business)] == [matter]
    assert [one[0] for one in asked(world.technology)] == [matter]


def test_an_owner_of_both_sides_is_asked_for_both(world):
    world.goal.technology_owner = world.business
    world.goal.save()
    change_target(world)

    assert [one[3] for one in asked(world.business)] == ["business", "technology"]


def test_a_new_owner_is_asked_for_their_own_word(world):
    new = make.user("Nia", role="leader")
    world.goal.business_owner = new
    world.goal.save()
    settled()

    assert asked(new) == [("agree", "objective", "Keep more customers", "business")]
    assert asked(world.business) == []


def test_who_may_not_agree_is_not_asked_to(world):
    viewer = make.user(role="viewer")
    world.goal.business_owner = viewer
    world.goal.save()
    change_target(world)

    assert asked(viewer) == []


def test_a_story_that_names_nothing_asks_for_nobodys_word(world):
    write_story(objective=world.goal, body="We try.", version=1, by=world.business, at=NOW)
    settled()

    assert asked(world.business) == []


def test_a_finished_goal_asks_for_nothing(world):
    world.goal.status = "achieved"
    world.goal.save()
    change_target(world)

    assert asked(world.business) == []


def test_a_goal_with_lines_and_no_story_asks_its_owners_to_write_one(world):
    Judgement.objects.all().delete()
    Story.objects.all().delete()
    settled()

    assert asked(world.business) == [("write", "objective", "Keep more customers", "")]
    assert asked(world.technology) == [("write", "objective", "Keep more customers", "")]


def test_a_goal_without_lines_asks_for_no_story_yet():
    bea = make.user(role="leader")
    make.objective(business_owner=bea, technology_owner=bea)
    settled()

    assert asked(bea) == []


@pytest.mark.parametrize("how", ["left", "nobody"])
def test_the_other_side_without_an_owner_asks_to_name_one(world, how):
    if how == "left":
        world.technology.is_active = False
        world.technology.save()
    else:
        world.goal.technology_owner = None
        world.goal.save()
    settled()

    assert ("own", "objective", "Keep more customers", "technology") in asked(world.business)


def test_a_goal_that_needs_no_technology_needs_no_owner_there(world):
    world.goal.technology_owner, world.goal.expects_technology = None, "no"
    world.goal.save()
    settled()

    assert asked(world.business) == []


def test_work_behind_a_goal_of_mine_whose_owner_left_asks_to_name_one(world):
    world.work.owner = make.user(is_active=False)
    world.work.save()

    assert asked(world.business) == [("own", "focus", "Performance", "")]


def test_a_measure_of_my_team_whose_owner_left_asks_to_name_one(world):
    lead = make.user("Lea", role="tech_lead", teams=[world.team])
    assert asked(lead) == []

    world.kpi.owner = None
    world.kpi.save()

    assert asked(lead) == [("own", "kpi", "Load time", "")]
    assert asked(make.user(role="viewer", teams=[world.team])) == []
    assert asked(make.user(role="tech_lead", teams=[make.team()])) == []


def test_the_measure_of_a_hidden_goal_is_not_asked_about(world):
    lead = make.user("Lea", role="tech_lead", teams=[world.team])
    secret = make.objective("Corrente", confidential=True, business_owner=world.business)
    make.kpi("Corrente signed", outcome_of=secret, perspective="joint", team=world.team)
    settled()

    assert asked(lead) == []
    assert ("own", "kpi", "Corrente signed", "") in asked(world.business)


def test_a_confidential_goal_asks_its_owners_alone(world):
    world.goal.confidential = True
    world.goal.save()
    change_target(world)

    assert [one[0] for one in asked(world.business)] == ["agree_again"]
    assert asked(make.user(role="leader")) == []


def test_the_most_pressing_comes_first_and_each_has_a_key_of_its_own(world):
    change_target(world)
    world.goal.technology_owner = None
    world.goal.save()
    settled()

    found = asked_of(world.business)

    assert [one.matter for one in found] == [Matter.AGREE_AGAIN, Matter.OWN]
    assert len({one.key for one in found}) == 2
    assert Asked(Matter.OWN, "kpi", 7, "Load").key == "own:kpi:7:"


def test_it_stands_on_the_home_page_in_the_bar_and_on_its_own_page(signed_in, world):
    change_target(world)
    make.kpi("Churn", outcome_of=world.goal, perspective="joint")
    client = signed_in(world.business)

    home, own = client.get("/").context["page"], client.get("/asked/").context["page"]

    assert home.asked.rows[0].title == "Keep more customers"
    assert [group.title for group in own.groups] == ["To agree to again", "To find an owner for"]
    assert own.groups[0].rows[0].action_href == f"/objectives/{world.goal.pk}/story/agree/"
    assert "2 asked of you" in text(client, "/kpis/")
    for group in own.groups:
        for row in group.rows:
            assert client.get(row.action_href.partition("#")[0]).status_code == 200, row


def test_who_has_nothing_to_do_sees_no_number_and_a_page_that_says_so(signed_in, world):
    client = signed_in(world.business)

    assert client.get("/").context["page"].asked is None
    assert "asked of you" not in text(client, "/kpis/")
    assert "Nothing is asked of you" in text(client, "/asked/")


def test_asking_is_one_query_however_much_is_asked(world):
    def grow():
        for _ in range(6):
            goal = make.objective(business_owner=world.business)
            make.line(make.kpi(), make.focus_area(), goal)
            make.kpi(team=world.team)

    assert count_queries(lambda: asked_of(world.business)) == 1
    grow()
    settled()
    assert count_queries(lambda: asked_of(world.business)) == 1
    assert len(asked_of(world.business)) > 6


def test_the_page_asks_as_much_of_the_database_however_much_is_asked(
    signed_in, world, assert_constant_queries
):
    client = signed_in(world.business)

    def grow():
        for _ in range(6):
            make.line(make.kpi(), make.focus_area(), make.objective(business_owner=world.business))
        settled()

    assert_constant_queries(lambda: client.get("/asked/"), grow)
