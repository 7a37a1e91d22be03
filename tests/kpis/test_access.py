import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.roles import Action
from kpis import access
from tests import make

pytestmark = pytest.mark.django_db

DOORS = [access.kpi_to_edit, access.kpi_to_record, access.kpi_to_link]


def test_a_kpi_is_seen_by_everybody():
    kpi = make.kpi()

    assert access.kpi_to_view(make.user(), kpi.pk) == kpi


def test_a_kpi_that_is_not_there_is_unknown():
    with pytest.raises(Http404):
        access.kpi_to_view(make.user(role="admin"), 404)


@pytest.mark.parametrize("door", [access.kpi_to_view, *DOORS])
def test_the_outcome_of_a_confidential_objective_is_hidden_with_it(door):
    owner = make.user(role="leader")
    goal = make.objective(confidential=True, business_owner=owner)
    kpi = make.kpi(outcome_of=goal, perspective="joint")

    with pytest.raises(Http404):
        door(make.user(role="leader"), kpi.pk)
    assert door(owner, kpi.pk) == kpi
    assert door(make.user(role="admin"), kpi.pk) == kpi
    assert not access.kpis_to_view(make.user(role="leader")).exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_tech_lead_changes_the_kpis_of_their_teams_only(door):
    web, data = make.team(), make.team()
    lead = make.user(role="tech_lead", teams=[web])
    ours, theirs = make.kpi(team=web), make.kpi(team=data)

    assert door(lead, ours.pk) == ours
    with pytest.raises(PermissionDenied):
        door(lead, theirs.pk)


@pytest.mark.parametrize("door", DOORS)
def test_a_tech_lead_changes_kpis_that_they_own(door):
    lead = make.user(role="tech_lead")
    kpi = make.kpi(owner=lead)

    assert door(lead, kpi.pk) == kpi


@pytest.mark.parametrize("door", DOORS)
def test_leaders_change_every_kpi_and_executives_none(door):
    executive = make.user()
    kpi = make.kpi(owner=executive)

    assert door(make.user(role="leader"), kpi.pk) == kpi
    with pytest.raises(PermissionDenied):
        door(executive, kpi.pk)


def test_who_may_create_kpis():
    assert access.may_create_kpi(make.user(role="tech_lead"))
    assert not access.may_create_kpi(make.user())
    assert not access.may_create_kpi(make.user(role="leader", is_active=False))


def test_who_may_do_what_is_told_without_a_door():
    kpi = make.kpi()

    assert access.may_with_kpi(make.user(role="leader"), Action.EDIT_KPI, kpi)
    assert not access.may_with_kpi(make.user(role="tech_lead"), Action.EDIT_KPI, kpi)


def test_a_tech_lead_chooses_among_their_own_teams():
    team = make.team()

    assert access.teams_to_choose(make.user(role="tech_lead", teams=[team])) == {team.pk}
    assert access.teams_to_choose(make.user(role="leader")) is None
