"""After an @ in a comment, those are offered who may read it, by a text that names only them."""

import re
from html import unescape

import pytest

from stories.pages.naming_people import MOST, people_like
from stories.services import say
from tests import make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make.user("Ana", role="leader")


@pytest.fixture
def goal():
    return make.objective("Keep customers", business_owner=make.user("Marta", role="leader"))


def names(user, thing, asked="") -> list[str]:
    return [one.title for one in people_like(user, thing, asked)]


def test_owners_and_those_who_spoke_come_first_then_names_that_begin_so(ana, goal):
    for name in ("Bea Mann", "Manu", "Zoe Amann", "Zulu"):
        make.user(name)
    say(thing=goal, body="Hm.", by=make.user("Otto Zimmermann"), at=NOW)

    assert names(ana, goal) == ["Marta", "Otto Zimmermann", "Bea Mann", "Manu", "Zoe Amann", "Zulu"]
    assert names(ana, goal, "man") == ["Otto Zimmermann", "Manu", "Bea Mann", "Zoe Amann"]
    assert names(ana, goal, "  amann  zo ") == ["Zoe Amann"]
    assert names(ana, goal, "ana") == []


def test_somebody_is_found_by_the_beginning_of_their_address(ana):
    make.user("Kim", email="park.k@example.com")

    assert names(ana, make.kpi(), "park") == ["Kim"]
    assert names(ana, make.kpi(), "example") == []


def test_nobody_is_offered_who_may_not_read_it_or_is_gone(ana):
    make.user("Victor", is_active=False)
    make.user("Vera")
    secret = make.objective(confidential=True, business_owner=ana)
    secret.shared_with.add(make.user("Vic"))

    assert names(ana, secret, "v") == ["Vic"]
    assert names(ana, make.focus_area(), "v") == ["Vera", "Vic"]


def test_no_more_are_offered_than_one_reads(ana, goal):
    for number in range(MOST + 2):
        make.user(f"Bo {number}")

    assert len(names(ana, goal, "bo")) == MOST


@pytest.mark.parametrize("name", ["Kim", "A [B] C", "person:7"])
def test_the_text_that_is_put_in_names_whom_was_chosen(ana, goal, name):
    make.user("kim")
    meant = make.user(name, email="meant@example.com")
    [choice] = [one for one in people_like(ana, goal, name) if one.title == name]

    said = say(thing=goal, body=f"{choice.text} knows.", by=ana, at=NOW)

    assert said.body == f"@[person:{meant.pk}] knows."


def test_a_namesake_is_told_apart_by_the_address(ana, goal):
    make.user("Kim", email="one@example.com", job_title="Engineer")
    assert [one.note for one in people_like(ana, goal, "kim")] == ["Engineer"]

    make.user("KIM", email="two@example.com", job_title="Engineer")

    assert {one.note for one in people_like(ana, goal, "kim")} == {
        "one@example.com",
        "two@example.com",
    }


@pytest.mark.parametrize("noun", ["objectives", "focus-areas", "kpis"])
def test_every_form_to_speak_in_says_where_the_names_are(signed_in, ana, goal, noun):
    thing = {"objectives": goal, "focus-areas": make.focus_area(), "kpis": make.kpi()}[noun]
    client = signed_in(ana)
    comment = say(thing=thing, body="Hm.", by=ana, at=NOW)
    people = f"/{noun}/{thing.pk}/people/"

    for path in (
        f"/{noun}/{thing.pk}/",
        f"/{noun}/{thing.pk}/talk/",
        f"/comments/{comment.pk}/edit/",
    ):
        page = client.get(path).content.decode()
        assert f'data-names="{people}"' in page
        assert 'js/mentions.js"' in page
    answer = client.get(people, {"q": "mart"}).content.decode()
    assert [unescape(one) for one in re.findall('data-text="([^"]*)"', answer)] == ["@[Marta]"]
