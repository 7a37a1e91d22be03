import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from objectives import access
from objectives.models import FocusLink
from tests import make

pytestmark = pytest.mark.django_db


def test_an_objective_is_seen_by_everybody():
    goal = make.objective()

    assert access.objective_to_view(make.user(), goal.pk) == goal


def test_a_confidential_objective_is_unknown_to_strangers():
    goal = make.objective(confidential=True)

    with pytest.raises(Http404):
        access.objective_to_view(make.user(role="leader"), goal.pk)
    with pytest.raises(Http404):
        access.objective_to_edit(make.user(role="leader"), goal.pk)
    assert not access.objectives_to_view(make.user(role="leader")).exists()


@pytest.mark.parametrize("tie", ["business_owner", "technology_owner", "shared_with", "admin"])
def test_a_confidential_objective_is_seen_by_owners_sharers_and_admins(tie):
    person = make.user(role="admin" if tie == "admin" else "viewer")
    ties = {"shared_with": {"shared_with": [person]}, "admin": {}}
    goal = make.objective(confidential=True, **ties.get(tie, {tie: person}))

    assert access.objective_to_view(person, goal.pk) == goal


def test_an_objective_is_changed_by_leaders_only():
    goal = make.objective()

    assert access.objective_to_edit(make.user(role="leader"), goal.pk) == goal
    assert access.may_edit_objective(make.user(role="leader"), goal)
    for role in ("viewer", "tech_lead"):
        with pytest.raises(PermissionDenied):
            access.objective_to_edit(make.user(role=role), goal.pk)
        assert not access.may_edit_objective(make.user(role=role), goal)


def test_goals_are_set_by_leaders_only():
    assert access.may_create_objective(make.user(role="leader"))
    assert not access.may_create_objective(make.user(role="tech_lead"))


def test_a_focus_area_is_never_hidden_whatever_it_serves():
    work = make.focus_area()
    make.focus_link(work, make.objective(confidential=True))

    assert access.focus_area_to_view(make.user(), work.pk) == work


def test_a_focus_area_is_changed_by_leaders_only():
    work = make.focus_area()

    assert access.focus_area_to_edit(make.user(role="leader"), work.pk) == work
    with pytest.raises(PermissionDenied):
        access.focus_area_to_edit(make.user(role="tech_lead"), work.pk)
    assert access.may_edit_focus_areas(make.user(role="leader"))


def test_a_focus_area_that_is_not_there_is_unknown():
    with pytest.raises(Http404):
        access.focus_area_to_view(make.user(), 404)


def test_who_has_left_sees_no_focus_areas():
    with pytest.raises(PermissionDenied):
        access.focus_areas_to_view(make.user(is_active=False))


def test_a_link_to_a_confidential_objective_is_unknown_to_strangers():
    link = make.focus_link(make.focus_area(), make.objective(confidential=True))

    with pytest.raises(Http404):
        access.focus_link_to_edit(make.user(role="leader"), link.pk)
    assert access.focus_link_to_edit(make.user(role="admin"), link.pk) == link


def test_a_link_that_leads_nowhere_is_seen_by_everybody():
    link = make.focus_link(make.focus_area(), None, missing_ref="OBJ-77")

    assert access.focus_link_to_view(make.user(), link.pk) == link
    assert list(FocusLink.objects.visible_to(make.user())) == [link]


def test_a_link_is_changed_by_leaders_only():
    link = make.focus_link(make.focus_area(), make.objective())

    assert access.focus_link_to_edit(make.user(role="leader"), link.pk) == link
    with pytest.raises(PermissionDenied):
        access.focus_link_to_edit(make.user(role="tech_lead"), link.pk)
