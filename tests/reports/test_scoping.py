"""Scopes that somebody saves, shares and makes their home."""

import pytest

from accounts.models import AuditEvent
from alignment.lib.errors import DomainError
from reports.models import SavedScope
from reports.scopes import COMPANY, Scope
from reports.scoping import save_scope
from tests import make
from tests.conftest import NOW
from tests.stories.pages import company, text

pytestmark = pytest.mark.django_db
SENT = {"name": "Customers", "home": "on"}


def test_a_scope_is_saved_from_its_page_and_becomes_home(signed_in):
    company()
    person = make.user("Rita")
    client = signed_in(person)

    assert "Save this scope" in text(client, "/?driver=customer")
    answer = client.post("/scopes/new/?driver=customer", SENT, follow=True)

    saved = SavedScope.objects.get()
    assert (saved.person, saved.name, saved.scope, saved.is_home) == (
        person,
        "Customers",
        "driver=customer",
        True,
    )
    assert answer.redirect_chain[-1][0] == "/?driver=customer"
    assert client.get("/").headers["Location"] == "/?driver=customer"
    assert "Save this scope" not in text(client, "/?driver=customer")
    whole = client.get("/?scope=company").context["page"].scopes.tabs
    assert [(one.text, one.current) for one in whole] == [
        ("Whole company", True),
        ("Customers", False),
        ("My scopes …", False),
    ]
    assert text(signed_in(make.user("Other")), "/").startswith("Alignment")
    assert AuditEvent.objects.filter(kind="savedscope", verb="create").count() == 1


def test_a_home_is_left_and_a_scope_taken_away(signed_in):
    person = make.user("Rita")
    first = save_scope(scope=Scope(driver="risk"), name="Risk", by=person, at=NOW, home=True)
    second = save_scope(scope=Scope(driver="cost"), name="Cost", by=person, at=NOW)
    client = signed_in(person)

    client.post(f"/scopes/{second.pk}/home/")
    homes = SavedScope.objects.filter(is_home=True)
    assert [one.name for one in homes] == ["Cost"]
    client.post(f"/scopes/{second.pk}/home/")
    assert not homes.all().exists()
    assert "taken away" in client.post(f"/scopes/{first.pk}/delete/", follow=True).content.decode()

    assert [one.name for one in SavedScope.objects.all()] == ["Cost"]
    assert signed_in(make.user("Other")).post(f"/scopes/{second.pk}/delete/").status_code == 404


def test_the_same_name_stands_for_the_newest_scope_and_keeps_the_home():
    person = make.user()
    save_scope(scope=Scope(driver="risk"), name="Mine", by=person, at=NOW, home=True)

    save_scope(scope=Scope(driver="cost"), name="Mine", by=person, at=NOW)

    saved = SavedScope.objects.get()
    assert (saved.scope, saved.is_home) == ("driver=cost", True)


def test_the_whole_company_needs_no_saving(signed_in):
    with pytest.raises(DomainError, match="narrow the page first"):
        save_scope(scope=COMPANY, name="All", by=make.user(), at=NOW)

    answer = signed_in(make.user()).post("/scopes/new/", SENT)
    assert answer.status_code == 422
    assert "narrow the page first" in answer.content.decode()


@pytest.mark.trust("A08")
def test_nobody_saves_the_branch_of_a_goal_they_may_not_know_of(signed_in):
    secret = make.objective("Canary", confidential=True)

    answer = signed_in(make.user()).get(f"/scopes/new/?objective={secret.pk}")

    assert answer.status_code == 404
    assert "Canary" not in answer.content.decode()
