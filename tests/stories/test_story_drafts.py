"""What is typed of a story is kept for its writer alone until they save it."""

import pytest

from accounts.models import AuditEvent
from stories.models import Story, StoryDraft
from stories.services import keep_draft
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
    return make.objective("Keep customers", business_owner=lea, technology_owner=lea)


def write(goal, query=""):
    return f"/objectives/{goal.pk}/story/edit/{query}"


def keep(client, goal, **sent):
    return client.post(f"/objectives/{goal.pk}/story/draft/", sent)


def banner(answer):
    drafting = answer.context["drafting"]
    return drafting.offered, drafting.taken, drafting.is_behind


def test_what_is_typed_is_kept_and_offered_on_return(leader, goal):
    answer = keep(leader, goal, body="Half a sent", version="0")

    page = leader.get(write(goal))
    used = leader.get(write(goal, "?draft=use"))

    kept_at = answer.content.decode().removeprefix("Draft kept ")
    assert banner(page) == (kept_at, "", False)
    assert f"You have a draft from {kept_at}" in page.content.decode()
    assert forms.read(page)["body"] == [""]
    assert banner(used) == ("", kept_at, False)
    assert forms.read(used)["body"] == ["Half a sent"]


def test_a_later_draft_takes_the_place_of_the_one_before(leader, goal):
    keep(leader, goal, body="One", version="0")
    keep(leader, goal, body="One two", version="0")

    assert [draft.body for draft in StoryDraft.objects.all()] == ["One two"]


def test_nobody_else_sees_a_draft(leader, goal, signed_in):
    other = signed_in(make.user("Max", role="leader"))
    keep(leader, goal, body="A secret thought", version="0")

    for query in ("", "?draft=use"):
        assert b"A secret thought" not in other.get(write(goal, query)).content
    other.post(f"/objectives/{goal.pk}/story/draft/discard/")

    assert StoryDraft.objects.count() == 1


def test_a_draft_goes_when_the_story_is_saved(leader, goal):
    keep(leader, goal, body="Half a sent", version="0")

    forms.fill(leader, write(goal), body="A whole sentence.")

    assert not StoryDraft.objects.exists()
    assert banner(leader.get(write(goal))) == ("", "", False)


def test_a_draft_that_is_refused_is_kept(leader, goal):
    keep(leader, goal, body="By @[Nobody].", version="0")

    assert forms.fill(leader, write(goal, "?draft=use")).status_code == 422
    assert StoryDraft.objects.count() == 1


def test_a_draft_is_thrown_away(leader, goal):
    keep(leader, goal, body="Half a sent", version="0")

    answer = leader.post(f"/objectives/{goal.pk}/story/draft/discard/")

    assert answer["Location"] == write(goal)
    assert forms.told(answer) == ["The draft is thrown away. This is the story as it is saved."]
    assert not StoryDraft.objects.exists()


def test_a_draft_that_says_what_the_story_says_is_not_offered(leader, goal):
    forms.fill(leader, write(goal), body="A whole sentence.")

    keep(leader, goal, body="A whole sentence.\r\n", version="1")

    assert banner(leader.get(write(goal)))[0] == ""


@pytest.mark.trust("E05")
def test_a_draft_never_takes_the_place_of_a_newer_story_silently(leader, goal, signed_in):
    keep(leader, goal, body="Mine.", version="0")
    other = signed_in(make.user("Max", role="leader"))
    forms.fill(other, write(goal), body="Theirs.")

    page = leader.get(write(goal, "?draft=use"))
    answer = leader.post(write(goal, "?draft=use"), forms.read(page))

    [one] = answer.context["form"].conflict.differences
    assert banner(page)[2]
    assert "changed by somebody since you began" in page.content.decode()
    assert answer.status_code == 409
    assert (one.theirs, one.typed) == ("Theirs.", "Mine.")
    assert "This was changed while you were writing" in answer.content.decode()
    assert Story.objects.get().body == "Theirs."


@pytest.mark.trust("E05")
def test_a_draft_of_an_older_story_is_merged_with_what_was_changed_since(leader, goal, signed_in):
    other = signed_in(make.user("Max", role="leader"))
    forms.fill(other, write(goal), body="First.\n\nSecond.")
    keep(leader, goal, body="First, by me.\n\nSecond.", version="1")
    forms.fill(other, write(goal), body="First.\n\nSecond, by them.")

    page = leader.get(write(goal, "?draft=use"))
    answer = leader.post(write(goal, "?draft=use"), forms.read(page))

    [one] = answer.context["form"].conflict.differences
    assert one.typed == "First, by me.\n\nSecond."
    assert one.merged == "First, by me.\n\nSecond, by them."


def test_a_look_over_a_draft_keeps_what_was_seen_when_it_was_begun(leader, goal):
    forms.fill(leader, write(goal), body="First.")
    keep(leader, goal, body="First and more.", version="1")
    page = forms.read(leader.get(write(goal, "?draft=use")))

    answer = leader.post(write(goal, "?draft=use"), page | {"look": "over"})

    assert {**forms.read(answer), "uid": ""} == {**page, "uid": ""}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Nothing was sent"),
        ({"body": "x" * 100_001}, "at most 100,000 characters"),
        ({"body": "a\x00b"}, "a character that is none"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(leader, goal, sent, words):
    answer = keep(leader, goal, **sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not StoryDraft.objects.exists()


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "٣"])
def test_a_version_that_is_none_is_taken_for_the_first(leader, goal, version):
    assert keep(leader, goal, body="Text", version=version).status_code == 200
    assert StoryDraft.objects.get().version == 0


def test_a_draft_leaves_no_line_in_the_log(lea, goal):
    before = AuditEvent.objects.count()

    keep_draft(objective=goal, body="Text", version=0, by=lea, at=make.AT)

    assert AuditEvent.objects.count() == before


def test_a_draft_of_another_day_says_the_day(leader, lea, goal):
    keep_draft(objective=goal, body="Text", version=0, by=lea, at=make.AT)

    assert str(make.AT.year) in banner(leader.get(write(goal)))[0]
