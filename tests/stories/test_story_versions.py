"""What changed between any two versions of a story is read in one text or side by side."""

import re
from html import unescape

import pytest

from tests import forms, make
from tests.remembering import remembered
from tests.signing_in import client_of

pytestmark = pytest.mark.django_db

BODIES = (
    "We keep customers by @[Fast pages].\n\nThe *target* stands.",
    "We keep customers by @[Fast pages].\n\nThe target is 1.92 s.",
    "We keep customers by @[Fast pages].\n\nThe target is 1.80 s.\n\nMore soon.",
)


@remembered
def told():
    """Return a leader, and a goal with a story in three versions."""
    lea, goal = make.user("Lea", role="leader"), make.objective("Keep customers")
    make.line(make.kpi("Load time"), make.focus_area("Fast pages"), goal)
    client = client_of(lea)
    for body in BODIES:
        forms.fill(client, f"/objectives/{goal.pk}/story/edit/", body=body)
    return lea, goal


@pytest.fixture
def world():
    return told()


@pytest.fixture
def leader(world, signed_in):
    return signed_in(world[0])


@pytest.fixture
def address(world):
    return f"/objectives/{world[1].pk}/story/history/"


def shown(answer):
    return answer.context["history"]


def pieces(answer):
    return [(one.kind, one.text) for one in shown(answer).pieces if one.kind != "same"]


def test_the_newest_version_is_read_as_it_stands(leader, address):
    page = shown(leader.get(address))

    assert (page.number, page.way) == (3, "read")
    assert [part.text for part in page.paragraphs[0]] == [
        "We keep customers by ",
        "Fast pages",
        ".",
    ]
    assert [one.number for one in page.versions] == [3, 2, 1]


def test_emphasis_is_shown_and_never_trusted(leader, address):
    page = leader.get(f"{address}?version=1").content.decode()

    assert "<em>target</em>" in page


def test_what_changed_since_the_version_before_is_marked_in_one_text(leader, address):
    answer = leader.get(f"{address}?version=2&look=words")

    assert pieces(answer) == [("removed", "*target* stands"), ("added", "target is 1.92 s")]
    assert "<ins>" in answer.content.decode()


def test_any_two_versions_are_compared_the_older_first(leader, address):
    for query in ("version=3&other=1", "version=1&other=3"):
        page = shown(leader.get(f"{address}?{query}&look=beside"))

        assert (page.older, page.newer) == (1, 3)
        assert [pair.is_same for pair in page.pairs] == [True, False, False, False]
        assert page.pairs[3].before == ()
        assert page.summary == "7 words put in, 3 words taken out."


def test_side_by_side_each_side_says_its_own(leader, address):
    text = leader.get(f"{address}?version=3&other=2&look=beside").content.decode()
    text = " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())

    assert "taken out: 1.92" in text
    assert "put in: 1.80" in text


def test_a_version_that_says_the_same_is_said_to(leader, address):
    forms.fill(leader, f"{address}?version=2")

    page = shown(leader.get(f"{address}?version=4&other=2&look=words"))

    assert page.summary == "They say the same, word for word."


def test_of_a_single_version_nothing_is_compared(leader):
    goal = make.objective("Keep customers")
    forms.fill(leader, f"/objectives/{goal.pk}/story/edit/", body="Once.")

    page = shown(leader.get(f"/objectives/{goal.pk}/story/history/?look=words"))

    assert (page.way, page.tabs) == ("read", ())


@pytest.mark.parametrize("query", ["version=9", "version=x", "version=" + "9" * 30, "version=-1"])
def test_a_version_that_never_was_is_not_found(leader, address, query):
    assert leader.get(f"{address}?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["other=9", "other=x", "other=3&look=nonsense", "look=words&other="]
)
def test_an_odd_address_still_shows_something(leader, address, query):
    assert leader.get(f"{address}?{query}").status_code == 200


def test_an_earlier_version_is_put_back_from_the_comparison(leader, address):
    answer = forms.fill(leader, f"{address}?version=1&other=3&look=beside")

    assert forms.told(answer)[-1] == "The story says what version 1 said."
    assert shown(leader.get(address)).number == 4


def test_a_name_that_is_hidden_stays_hidden_in_what_changed(leader, address, signed_in):
    secret = make.objective("Secret", confidential=True)
    hidden = make.kpi("Hidden figure", outcome_of=secret, perspective="joint")
    goal = make.objective("Open")
    story = make.story(goal, hidden)
    story.versions.create(number=story.version + 1, body="Other words", written_at=make.AT)

    page = leader.get(
        f"/objectives/{goal.pk}/story/history/?version={story.version + 1}&look=words"
    )

    assert b"Hidden figure" not in page.content
