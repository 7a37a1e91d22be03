"""Tokens: shown once, kept as a digest, limited, revoked, and counted without a gap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts.access import token_shown
from accounts.models import AuditEvent, Team, Token, User
from accounts.services import deactivate_person
from accounts.tokens import (
    TokenFacts,
    count_request,
    digest_of,
    make_service_token,
    make_token,
    revoke_token,
)
from alignment.lib.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db
FACTS = TokenFacts("Build pipeline", "values", 30)


@pytest.mark.trust("A15")
def test_a_token_is_kept_as_a_digest_only(now):
    token, secret = make_token(facts=FACTS, by=make.user(), at=now)

    stored = [str(value) for value in Token.objects.values_list().get(pk=token.pk)]
    stored += [str(row) for row in AuditEvent.objects.values_list()]
    assert len(secret) >= 43
    assert not any(secret in one for one in stored)
    assert token_shown(digest_of(secret), now) == token


@pytest.mark.trust("A15")
def test_an_expired_or_revoked_token_opens_nothing(now):
    person = make.user()
    token, secret = make_token(facts=FACTS, by=person, at=now)

    assert token_shown(digest_of(secret), now + timedelta(days=30)) is None
    revoke_token(token=token, by=person, at=now)
    revoke_token(token=token, by=person, at=now + timedelta(days=1))

    assert token_shown(digest_of(secret), now) is None
    token.refresh_from_db()
    assert token.revoked_at == now


@pytest.mark.trust("A12")
def test_the_token_of_somebody_who_left_opens_nothing(now):
    person = make.user()
    _, secret = make_token(facts=FACTS, by=person, at=now)

    deactivate_person(person=person, by=make.user(role="admin"), at=now)

    assert token_shown(digest_of(secret), now) is None


def test_nobody_revokes_the_token_of_another_but_an_admin(now):
    token, _ = make_token(facts=FACTS, by=make.user(), at=now)

    with pytest.raises(PermissionDenied):
        revoke_token(token=token, by=make.user(role="leader"), at=now)
    assert revoke_token(token=token, by=make.user(role="admin"), at=now).revoked_at == now


@pytest.mark.parametrize("days", [0, 366])
def test_every_token_expires_within_a_year(now, days):
    with pytest.raises(DomainError, match="Choose from 1 to 365 days"):
        make_token(facts=TokenFacts("Pipeline", "read", days), by=make.user(), at=now)


@pytest.mark.trust("A16")
def test_no_team_chosen_is_never_taken_for_every_team(now):
    with pytest.raises(DomainError, match="Choose at least one team"):
        make_token(facts=TokenFacts("Pipeline", "read", 30, ()), by=make.user(), at=now)


@pytest.mark.trust("A11")
def test_a_token_is_not_made_for_a_team_that_is_not_ones_own(now):
    here, elsewhere = make.team(), make.team()
    lead = make.user(role="tech_lead", teams=[here])

    with pytest.raises(DomainError, match="your own teams"):
        make_token(facts=TokenFacts("Pipeline", "values", 30, [elsewhere]), by=lead, at=now)
    assert make_token(facts=TokenFacts("Pipeline", "values", 30, [here]), by=lead, at=now)


@pytest.mark.trust("A11")
def test_only_an_admin_makes_a_token_for_a_program(now):
    team = make.team()
    facts = TokenFacts("Nightly build", "values", 30, [team])

    with pytest.raises(PermissionDenied):
        make_service_token(facts=facts, by=make.user(role="leader"), at=now)
    token, _ = make_service_token(facts=facts, by=make.user(role="admin"), at=now)

    assert (token.person.name, token.person.role) == ("Nightly build", "tech_lead")
    assert set(token.person.teams.all()) == {team}
    assert not token.person.has_usable_password()
    assert token.person not in User.objects.for_choosing()


def test_a_program_that_records_values_needs_a_team(now):
    with pytest.raises(DomainError, match="whose values it may record"):
        make_service_token(facts=FACTS, by=make.user(role="admin"), at=now)


def test_requests_are_counted_by_the_minute(now):
    token = make.token(make.user())

    assert [count_request(token=token, limit=2, at=now) for _ in range(3)] == [0, 0, 60]
    assert count_request(token=token, limit=2, at=now + timedelta(seconds=59.5)) == 1
    assert count_request(token=token, limit=2, at=now + timedelta(minutes=1)) == 0
    token.refresh_from_db()
    assert token.last_used_at == now + timedelta(minutes=1)


@pytest.mark.trust("E10")
@pytest.mark.django_db(transaction=True)
def test_of_fifty_requests_at_once_exactly_as_many_pass_as_may(now):
    token = make.token(make.user())

    def ask(_number):
        try:
            return count_request(token=token, limit=10, at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        waits = list(pool.map(ask, range(50)))

    assert waits.count(0) == 10


def test_the_page_shows_a_token_once_and_never_again(signed_in, now):
    client = signed_in(make.user(role="tech_lead", teams=[make.team("Payments")]))
    said = {"name": "Pipeline", "scope": "values", "reach": "all", "days": "30"}
    said["uid"] = "0f5a2f6e-8d2d-4f0e-9f0a-000000000001"

    made = client.post(reverse("accounts:token-new"), said)
    again = client.post(reverse("accounts:token-new"), said)

    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert again.status_code == 302
    assert Token.objects.count() == 1
    listed = client.get(reverse("accounts:token-list")).content.decode()
    assert "Pipeline" in listed
    assert "Never used" in listed
    assert secret not in listed


def test_whoever_has_no_team_is_not_asked_for_one(signed_in):
    client = signed_in(make.user(role="tech_lead"))

    asked = client.get(reverse("accounts:token-new")).context["form"].fields
    client.post(
        reverse("accounts:token-new"), {"name": "Pipeline", "scope": "values", "days": "30"}
    )

    assert not {"reach", "teams"} & set(asked)
    assert Token.objects.get().name == "Pipeline"


def test_an_admin_makes_a_token_for_a_program_on_the_page(signed_in):
    team = make.team("Payments")
    client = signed_in(make.user(role="admin"))
    said = {"name": "Build", "whose": "service", "scope": "values", "reach": "teams", "days": "7"}

    refused = client.post(reverse("accounts:token-new"), said)
    made = client.post(reverse("accounts:token-new"), said | {"teams": [team.pk]})

    assert refused.status_code == 422
    assert "Choose the teams whose values it may record." in refused.content.decode()
    assert made.status_code == 200
    assert "A program’s own" in client.get(reverse("accounts:token-list")).content.decode()


def test_the_list_says_what_a_token_still_opens(signed_in, now):
    person, team = make.user(), make.team("Payments")
    make.token(person, teams=[team])
    make.token(person, expires_at=make.AT + timedelta(days=1))
    client = signed_in(person)
    Team.objects.all().delete()

    listed = client.get(reverse("accounts:token-list")).content.decode()

    assert "No team that still exists" in listed
    assert "Expired 6 January 2026" in listed


def test_a_token_is_revoked_on_its_page(signed_in):
    person = make.user()
    token = make.token(person)
    client = signed_in(person)
    address = reverse("accounts:token-revoke", args=[token.pk])

    assert "Revoke" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert client.get(address).status_code == 404
