"""The doors to objectives and focus areas: 404 for what is hidden, 403 for what is not theirs."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import may, once_for, require
from accounts.models import User
from accounts.roles import Action
from objectives.models import (
    FocusArea,
    FocusAreaQuerySet,
    FocusLink,
    FocusLinkQuerySet,
    Objective,
    ObjectiveQuerySet,
)


def objectives_to_view(user: User) -> ObjectiveQuerySet:
    """Return the objectives that a person may know of."""
    return once_for(user, "objectives", lambda: Objective.objects.visible_to(user))


def objective_to_view(user: User, pk: int) -> Objective:
    """Return an objective with its owners. One query.

    Raises:
        Http404: there is none, or none that this person may know of.
    """
    found = (
        objectives_to_view(user)
        .select_related("business_owner", "technology_owner")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def objective_to_edit(user: User, pk: int) -> Objective:
    """Return an objective that a person may change.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they may see it, but not change it.
    """
    found = objective_to_view(user, pk)
    require(
        user, Action.EDIT_OBJECTIVE, owners=(found.business_owner_id, found.technology_owner_id)
    )
    return found


def focus_areas_to_view(user: User) -> FocusAreaQuerySet:
    """Return the focus areas that a person may know of: all, whatever they serve."""
    if not may(user, Action.READ):
        raise PermissionDenied
    return FocusArea.objects.all()


def focus_area_to_view(user: User, pk: int) -> FocusArea:
    """Return a focus area with its owner. One query.

    Raises:
        Http404: there is none.
    """
    found = focus_areas_to_view(user).select_related("owner").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def focus_area_to_edit(user: User, pk: int) -> FocusArea:
    """Return a focus area that a person may change.

    Raises:
        Http404: there is none.
        PermissionDenied: they may see it, but not change it.
    """
    found = focus_area_to_view(user, pk)
    require(user, Action.EDIT_FOCUS_AREA, owners=(found.owner_id,))
    return found


def focus_links_to_view(user: User) -> FocusLinkQuerySet:
    """Return the links whose objective a person may know of, and those that lead nowhere."""
    return once_for(user, "focus_links", lambda: FocusLink.objects.visible_to(user))


def focus_link_to_view(user: User, pk: int) -> FocusLink:
    """Return a link with both its ends. One query.

    Raises:
        Http404: there is none, or its objective is hidden from this person.
    """
    found = (
        focus_links_to_view(user).select_related("focus_area", "objective").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def focus_link_to_edit(user: User, pk: int) -> FocusLink:
    """Return a link that a person may change.

    Raises:
        Http404: there is none, or its objective is hidden from this person.
        PermissionDenied: they may see it, but not change it.
    """
    found = focus_link_to_view(user, pk)
    require(user, Action.EDIT_FOCUS_AREA, owners=(found.focus_area.owner_id,))
    return found


def may_create_objective(user: User) -> bool:
    """Say whether a person may set goals."""
    return may(user, Action.EDIT_OBJECTIVE)


def may_edit_objective(user: User, objective: Objective) -> bool:
    """Say whether a person who sees this objective may change it."""
    owners = (objective.business_owner_id, objective.technology_owner_id)
    return may(user, Action.EDIT_OBJECTIVE, owners=owners)


def may_edit_focus_areas(user: User) -> bool:
    """Say whether a person may create focus areas, change them and link them to goals."""
    return may(user, Action.EDIT_FOCUS_AREA)
