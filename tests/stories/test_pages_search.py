"""Search over everything."""

import pytest

from tests import make
from tests.stories.pages import company, grown, text

pytestmark = pytest.mark.django_db


def test_search_groups_what_it_finds(signed_in):
    company()
    client = signed_in(make.user())

    said = text(client, "/search/?q=e")
    groups = [group.title for group in client.get("/search/?q=e").context["page"].groups]

    assert groups == ["Objectives", "Focus areas", "KPIs"]
    assert "Keep more customers" in said


def test_every_word_must_be_there_in_any_order_and_case(signed_in):
    company()
    client = signed_in(make.user())

    assert "Load time" in text(client, "/search/?q=TIME+load")
    assert "Nothing is called like this" in text(client, "/search/?q=time+slow")


def test_search_finds_by_reference(signed_in):
    world = company()

    assert "Load time" in text(signed_in(make.user()), f"/search/?q={world.kpi.ref.lower()}")


@pytest.mark.parametrize("query", ["", "?q=", "?q=+"])
def test_search_for_nothing_says_what_can_be_asked(signed_in, query):
    assert "What are you looking for?" in text(signed_in(make.user()), f"/search/{query}")


def test_search_for_too_much_says_so(signed_in):
    assert "cannot be searched" in text(signed_in(make.user()), f"/search/?q={'a' * 201}")


@pytest.mark.parametrize("words", ["%", "_", "\\", "(", "a.b*c", "'; --"])
def test_signs_mean_themselves(signed_in, words):
    make.kpi(f"Before {words} after")
    make.kpi("Another")

    answer = signed_in(make.user()).get("/search/", {"q": words})

    hits = [hit.title for group in answer.context["page"].groups for hit in group.hits]
    assert hits == ([f"Before {words} after"])


def test_search_leads_on_where_there_is_more(signed_in):
    for number in range(21):
        make.kpi(f"Latency {number}")

    group = signed_in(make.user()).get("/search/?q=latency").context["page"].groups[0]

    assert len(group.hits) == 20
    assert group.more_href == "/kpis/?q=latency"


def test_search_takes_the_same_queries_for_many(signed_in, assert_constant_queries):
    company()
    client = signed_in(make.user())

    def more():
        make.line(
            make.kpi("Load again", team=make.team()),
            make.focus_area("Load"),
            make.objective("Load"),
        )

    more()
    assert_constant_queries(lambda: client.get("/search/?q=load"), grown(8, more))
