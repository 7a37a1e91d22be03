"""Stories are told, looked back on and agreed to in the browser."""

import re
from html import unescape

import pytest

from stories.models import Agreement, Judgement, NotABlank, Story, StoryVersion
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
    return make.ready(goal)


def write(goal):
    return f"/objectives/{goal.pk}/story/edit/"


def read(answer):
    """Return the words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", answer.content.decode())).split())


TOLD = "We keep customers by @[Fast pages]: @[Load time] falls."


def test_a_story_is_told_with_names(leader, goal):
    answer = forms.fill(leader, write(goal), body=TOLD)

    story = Story.objects.get()
    assert "@[kpi:" in story.body
    assert forms.told(answer) == ["The story is saved."]
    assert forms.read(leader.get(write(goal)))["body"] == [TOLD]


def test_a_story_that_names_nothing_is_saved_with_a_warning_that_says_what_to_do(leader, goal):
    answer = forms.fill(leader, write(goal), body="We keep customers.")

    assert Story.objects.get().body == "We keep customers."
    assert "names no work and no measure yet" in forms.told(answer)[1]


def test_beside_the_story_stands_what_is_not_told_yet_and_the_text_to_insert(leader, goal):
    fresh = leader.get(write(goal)).context["telling"]
    forms.fill(leader, write(goal), body="By @[Fast pages].")

    telling = leader.get(write(goal)).context["telling"]

    assert [one.text for one in fresh.untold] == ["@[Fast pages]", "@[Load time]"]
    assert [one.text for one in telling.untold] == ["@[Load time]"]
    assert [one.text for one in telling.told] == ["@[Fast pages]"]


def test_a_goals_own_measure_may_be_named_and_need_not_be(leader, goal):
    make.kpi("Retention", outcome_of=goal, perspective="joint")

    telling = leader.get(write(goal)).context["telling"]

    assert [one.text for one in telling.optional] == ["@[Customers kept]", "@[Retention]"]
    assert "@[Retention]" not in [one.text for one in telling.untold]


def test_what_is_offered_to_insert_can_be_saved(leader, goal):
    make.line(make.kpi("Odd [name]] \\ here"), make.focus_area("Fast pages"), goal)
    telling = leader.get(write(goal)).context["telling"]

    body = " ".join(one.text for one in telling.untold)
    answer = forms.fill(leader, write(goal), body=body)

    assert answer.status_code == 302
    assert leader.get(write(goal)).context["telling"].untold == ()
    assert forms.told(forms.fill(leader, write(goal)))[-1] == "The story is saved."


def test_a_name_that_is_not_known_is_refused_and_the_text_is_kept(leader, goal):
    answer = forms.fill(leader, write(goal), body="By @[Slow pages].")

    assert answer.status_code == 422
    assert "“Slow pages” is no measure" in answer.context["form"].errors["body"][0]
    assert forms.read(answer)["body"] == ["By @[Slow pages]."]
    assert not Story.objects.exists()


def test_five_megabytes_of_story_get_a_sentence_and_are_kept(leader, goal):
    answer = forms.fill(leader, write(goal), body="x" * 5_000_000)

    assert answer.status_code == 422
    assert "at most 100000 are kept" in answer.context["form"].errors["body"][0]
    assert len(forms.read(answer)["body"][0]) == 5_000_000


@pytest.mark.trust("E05")
def test_two_who_tell_at_once_both_see_both_texts(leader, goal):
    mine = forms.read(leader.get(write(goal))) | {"body": "Mine by @[Fast pages]."}
    forms.fill(leader, write(goal), body="Theirs.")

    answer = leader.post(write(goal), mine)

    [one] = answer.context["form"].conflict.differences
    assert answer.status_code == 409
    assert (one.theirs, one.typed) == ("Theirs.", "Mine by @[Fast pages].")
    assert leader.post(write(goal), forms.read(answer)).status_code == 302
    assert "@[focus:" in Story.objects.get().body
    assert StoryVersion.objects.count() == 2


def test_a_measure_of_a_hidden_goal_is_not_named_to_those_who_may_not_know_it(leader, goal):
    secret = make.objective("Secret", confidential=True)
    hidden = make.kpi("Hidden figure", outcome_of=secret, perspective="joint")
    make.story(goal, hidden)

    page = leader.get(write(goal)).content.decode()
    answer = forms.fill(leader, write(goal), body="By @[Hidden figure].")

    assert "Hidden figure" not in page
    assert answer.status_code == 422


def test_blanks_left_in_are_listed_and_can_be_said_to_be_none(leader, goal):
    make.story(goal, body="We keep [ms] customers.")

    page = leader.get(write(goal))
    assert page.context["telling"].blanks == ("[ms]",)
    answer = forms.fill(leader, f"/not-a-blank/?text=%5Bms%5D&next={write(goal)}")

    assert answer["Location"] == write(goal)
    assert NotABlank.objects.get().text == "[ms]"
    assert leader.get(write(goal)).context["telling"].blanks == ()


@pytest.mark.parametrize(("text", "sentence"), [("  ", "needed"), ("x" * 601, "at most 600")])
def test_a_text_that_is_no_blank_is_said_exactly(leader, text, sentence):
    answer = forms.fill(leader, "/not-a-blank/", text=text)

    assert answer.status_code == 422
    assert not NotABlank.objects.exists()


def test_an_earlier_version_is_read_and_put_in_place_again(leader, goal):
    forms.fill(leader, write(goal), body=TOLD)
    forms.fill(leader, write(goal), body="Something else.")
    address = f"/objectives/{goal.pk}/story/history/"

    newest, first = leader.get(address), leader.get(f"{address}?version=1")
    answer = forms.fill(leader, f"{address}?version=1")

    assert "Something else." in newest.content.decode()
    assert "We keep customers by Fast pages: Load time falls." in read(first)
    assert answer.status_code == 302
    story = Story.objects.get()
    assert story.version == 3
    assert story.body == story.versions.get(number=1).body


def test_an_earlier_version_is_not_put_over_one_that_nobody_saw(leader, goal):
    forms.fill(leader, write(goal), body=TOLD)
    forms.fill(leader, write(goal), body="Second.")
    address = f"/objectives/{goal.pk}/story/history/?version=1"
    form = forms.read(leader.get(address))
    forms.fill(leader, write(goal), body="Third.")

    answer = leader.post(address, form)

    assert answer.status_code == 409
    assert Story.objects.get().body == "Third."
    assert leader.post(address, forms.read(answer)).status_code == 302


@pytest.mark.parametrize("asked", ["?version=9", "?version=x", "?version=-1"])
def test_a_version_that_never_was_is_not_there(leader, goal, asked):
    make.story(goal, body="Told.")

    assert leader.get(f"/objectives/{goal.pk}/story/history/{asked}").status_code == 404


def test_a_story_that_was_never_told_has_no_history(leader, goal):
    assert leader.get(f"/objectives/{goal.pk}/story/history/").status_code == 404


def agree(goal):
    return f"/objectives/{goal.pk}/story/agree/"


def test_agreeing_shows_what_is_agreed_to_and_confirms_every_line(leader, goal):
    forms.fill(leader, write(goal), body=TOLD)

    page = leader.get(agree(goal))
    answer = forms.fill(leader, agree(goal), side="technology")

    text = page.content.decode()
    assert "We keep customers by Fast pages" in read(page)
    assert "Load time shows Fast pages." in text
    assert Agreement.objects.get().side == "technology"
    assert Judgement.objects.filter(word="valid", side="technology").count() == 2
    assert forms.told(answer) == ["You agreed for technology."]


def test_nobody_agrees_to_what_they_did_not_see(leader, goal):
    forms.fill(leader, write(goal), body=TOLD)
    form = forms.read(leader.get(agree(goal)))
    forms.fill(leader, write(goal), body=f"{TOLD} And more.")

    answer = leader.post(agree(goal), form)

    assert answer.status_code == 409
    assert "read it again" in forms.errors(answer)[0]
    assert "And more." in answer.content.decode()
    assert not Agreement.objects.exists()
    assert leader.post(agree(goal), forms.read(answer)).status_code == 302


def test_a_story_with_blanks_is_not_agreed_to(leader, goal):
    forms.fill(leader, write(goal), body=f"{TOLD} TBD")

    answer = forms.fill(leader, agree(goal))

    assert answer.status_code == 422
    assert "still has blanks" in forms.errors(answer)[0]


def test_without_a_story_there_is_nothing_to_agree_to(leader, goal):
    page = leader.get(agree(goal))

    assert "There is no story to agree to yet" in page.content.decode()
    assert write(goal) in page.content.decode()
    assert leader.post(agree(goal), {"side": "business", "seen_seal": "x"}).status_code == 422


def test_one_speaks_only_for_a_side_that_one_owns(leader, goal, signed_in):
    other = make.user("Olaf", role="leader")
    goal.technology_owner = other
    goal.save()
    make.story(goal, body=TOLD)

    page = leader.get(agree(goal))

    assert "Technology" not in str(page.context["form"]["side"])
    assert forms.fill(leader, agree(goal), side="technology").status_code == 422
    assert signed_in(make.user(role="leader")).get(agree(goal)).status_code == 403


def test_who_only_reads_is_told_so(signed_in, goal):
    make.story(goal, body=TOLD)
    client = signed_in(make.user())

    for address in (write(goal), agree(goal), "/not-a-blank/"):
        assert client.get(address).status_code == 403, address
        assert client.post(address, {}).status_code == 403, address


def test_who_only_reads_may_read_what_the_story_said_and_not_restore_it(signed_in, goal):
    make.story(goal, body="First.")
    client, address = signed_in(make.user()), f"/objectives/{goal.pk}/story/history/"

    assert client.get(address).status_code == 200
    assert client.post(address, {"number": "1", "version": "1"}).status_code == 403


def test_the_story_of_a_hidden_goal_is_not_there(signed_in):
    client = signed_in(make.user(role="leader"))
    secret = make.objective("Secret", confidential=True)

    for part in ("edit", "history", "agree"):
        assert client.get(f"/objectives/{secret.pk}/story/{part}/").status_code == 404


def test_the_forms_ask_as_much_of_the_database_however_many_there_are(
    leader, goal, assert_constant_queries
):
    asked = [write(goal), f"/objectives/{goal.pk}/story/history/", agree(goal)]
    forms.fill(leader, write(goal), body=TOLD)

    def grow():
        for number in range(3):
            kpi, work = make.kpi(), make.focus_area()
            make.line(kpi, work, goal)
            forms.fill(leader, write(goal), body=f"{TOLD} {number} @[{kpi.ref}] @[{work.ref}]")
        leader.get(write(goal))  # shows the messages of saving, once

    grow()
    assert_constant_queries(lambda: [leader.get(address) for address in asked], grow)
