import csv
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEvent
from alignment.lib.errors import DomainError
from stories.jargon import Term, bases, stumbles
from stories.models import JargonWord
from stories.services import edit_jargon, list_jargon, unlist_jargon
from tests import make

pytestmark = pytest.mark.engine

TERMS = [
    Term("leverage", "use"),
    Term("low-hanging fruit", "what is easy to do first"),
    Term("CI/CD", "bringing changes out by machine"),
    Term("API", "the way in which programs talk to each other"),
    Term("plan", "say"),
    Term("test", "try"),
    Term("test coverage", "the share that is tried"),
    Term("capability", "what we can do"),
    Term("…", "no word at all"),
]
SHIPPED = Path(__file__).parents[2] / "stories" / "jargon_words.csv"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a word is a form of is found here, not in a test before of something else."""
    bases.cache_clear()


def found(text):
    return [(one.text, one.times) for one in stumbles(text, TERMS)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We LEVERAGE it", "LEVERAGE"),
        ("Leveraging it", "Leveraging"),
        ("It leverages", "leverages"),
        ("It was leveraged.", "leveraged"),
        ("our APIs", "APIs"),
        ("we planned it", "planned"),
        ("our capabilities", "capabilities"),
        ("low hanging fruits", "low hanging fruits"),
        ("low-hanging\nfruit", "low-hanging\nfruit"),
        ("our CI/CD", "CI/CD"),
        ("test coverage", "test coverage"),
    ],
)
def test_jargon_is_found_in_any_case_and_inflection(text, said):
    assert found(text) == [(said, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a planet",
        "the apiary",
        "low prices. Hanging fruit",
        "low",
        "@[Leverage] and @[kpi:00000000-0000-0000-0000-000000000001]",
        "cid",
    ],
)
def test_what_only_looks_like_jargon_is_left_alone(text):
    assert found(text) == []


def test_each_term_is_named_once_with_how_often_it_is_used():
    assert found("Leverage here, an API there, leveraging APIs and leverage") == [
        ("Leverage", 3),
        ("API", 2),
    ]


@given(st.text(max_size=200))
def test_whatever_is_written_is_looked_over(text):
    for one in stumbles(text, TERMS):
        assert one.text in text


def test_the_list_that_is_shipped_has_entries_for_business_and_technology_and_each_once():
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    terms = [Term(row["words"], row["plainly"]) for row in rows]

    assert len(rows) >= 150
    assert len({term.words.lower() for term in terms}) == len(terms)
    assert all(term.plainly == term.plainly.strip() != "" for term in terms)
    for term in terms:
        assert [one.plainly for one in stumbles(f"We say {term.words} here.", terms)] == [
            term.plainly
        ], term


@pytest.mark.django_db
def test_a_new_installation_has_the_list():
    assert JargonWord.objects.filter(words="leverage", plainly="use").exists()
    assert JargonWord.objects.count() >= 150


@pytest.mark.django_db
def test_an_admin_keeps_the_list_and_each_change_is_written_down():
    admin = make.user(role="admin")

    word = list_jargon(words="moonshot", plainly="a bold try", by=admin, at=make.AT)
    word = edit_jargon(word=word, words="moonshot", plainly="a bet", by=admin, at=make.AT)
    unlist_jargon(word=word, by=admin, at=make.AT)

    events = AuditEvent.objects.filter(kind="jargonword").order_by("pk")
    assert [(one.verb, one.actor) for one in events] == [
        ("create", admin),
        ("edit", admin),
        ("delete", admin),
    ]
    assert events[1].before == {"plainly": "a bold try"}
    assert not JargonWord.objects.filter(words="moonshot").exists()


@pytest.mark.django_db
def test_a_word_is_listed_once_and_never_without_plain_words():
    admin = make.user(role="admin")

    with pytest.raises(DomainError, match="in the list already"):
        list_jargon(words="LEVERAGE", plainly="use", by=admin, at=make.AT)
    with pytest.raises(DomainError):
        list_jargon(words="moonshot", plainly=" ", by=admin, at=make.AT)


@pytest.mark.django_db
def test_nobody_else_keeps_the_list():
    leader = make.user(role="leader")
    word = JargonWord.objects.get(words="leverage")

    with pytest.raises(PermissionDenied):
        list_jargon(words="moonshot", plainly="a bet", by=leader, at=make.AT)
    with pytest.raises(PermissionDenied):
        edit_jargon(word=word, words="x", plainly="y", by=leader, at=make.AT)
    with pytest.raises(PermissionDenied):
        unlist_jargon(word=word, by=leader, at=make.AT)


@pytest.mark.django_db
def test_the_list_is_kept_in_the_admin_site_through_the_services(signed_in):
    client = signed_in(make.user(role="admin"))
    word = JargonWord.objects.get(words="leverage")

    client.post("/admin/stories/jargonword/add/", {"words": "moonshot", "plainly": "a bet"})
    client.post(
        f"/admin/stories/jargonword/{word.pk}/change/",
        {"words": "leverage", "plainly": "work with"},
    )
    made = JargonWord.objects.get(words="moonshot")
    client.post(f"/admin/stories/jargonword/{made.pk}/delete/", {"post": "yes"})
    refused = client.post("/admin/stories/jargonword/add/", {"words": "API", "plainly": "a door"})

    verbs = (
        AuditEvent.objects.filter(kind="jargonword").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["create", "edit", "delete"]
    assert JargonWord.objects.get(pk=word.pk).plainly == "work with"
    assert "in the list already" in refused.content.decode()
