"""The doors to lines and stories; a story is hidden with its objective."""

from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from accounts.access import may, once_for, require
from accounts.models import AuditEvent, User, UserQuerySet
from accounts.roles import Action, Role
from kpis.access import kpi_to_edit, kpi_to_view
from kpis.models import Kpi
from objectives.access import (
    focus_area_to_edit,
    focus_link_to_edit,
    objective_to_edit,
    objective_to_view,
)
from objectives.models import FocusArea, FocusLink, Objective
from stories.models import (
    Comment,
    Exemption,
    KpiLink,
    KpiLinkQuerySet,
    Side,
    Story,
    StoryDraft,
    StoryVersion,
)


def kpi_links_to_view(user: User) -> KpiLinkQuerySet:
    """Return the links of KPIs that a person may know of."""
    return once_for(user, "kpi_links", lambda: KpiLink.objects.visible_to(user))


def kpi_link_to_view(user: User, pk: int) -> KpiLink:
    """Return a link with both its ends. One query.

    Raises:
        Http404: there is none, or its KPI is hidden from this person.
    """
    found = kpi_links_to_view(user).select_related("kpi", "focus_area").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def kpi_link_to_edit(user: User, pk: int) -> KpiLink:
    """Return a link that a person may change.

    Raises:
        Http404: there is none, or its KPI is hidden from this person.
        PermissionDenied: they may see it, but not change it.
    """
    found = kpi_link_to_view(user, pk)
    require(user, Action.LINK_KPI, team_id=found.kpi.team_id, owners=(found.kpi.owner_id,))
    return found


def story_of(user: User, objective: Objective) -> Story | None:
    """Return the story of an objective that a person sees; None where nobody wrote one.

    Raises:
        Http404: the objective is hidden from this person.
    """
    objective_to_view(user, objective.pk)
    return Story.objects.filter(objective=objective).first()


def version_to_view(story: Story, number: str) -> StoryVersion:
    """Return what a story said in a version. One query.

    Raises:
        Http404: there is no such version.
    """
    found = story.versions.select_related("written_by")
    row = found.filter(number=number).first() if is_number(number) else None
    if row is None:
        raise Http404
    return row


def is_number(text: str) -> bool:
    """Say whether a text is the number of a version, which no database refuses to compare."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def draft_of(user: User, objective: Objective) -> StoryDraft | None:
    """Return what a person typed of a story and did not save; nobody sees another's. One query."""
    found = StoryDraft.objects.select_related("objective")
    return found.filter(objective=objective, person=user).first()


def objective_to_tell(user: User, pk: int) -> Objective:
    """Return an objective whose story a person may write.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they may read the story, but not write it.
    """
    found = objective_to_view(user, pk)
    require(user, Action.EDIT_STORY)
    return found


def objective_to_agree(user: User, pk: int) -> Objective:
    """Return an objective to whose story a person may agree for a side.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they own neither side.
    """
    found = objective_to_view(user, pk)
    require(user, Action.AGREE, owners=(found.business_owner_id, found.technology_owner_id))
    return found


def may_agree(user: User, objective: Objective) -> tuple[Side, ...]:
    """Return the sides for which a person may agree: those that they own."""
    owners = {
        Side.BUSINESS: objective.business_owner_id,
        Side.TECHNOLOGY: objective.technology_owner_id,
    }
    return tuple(
        side
        for side, owner in owners.items()
        if owner == user.pk and may(user, Action.AGREE, owners=(owner,))
    )


def may_exempt(user: User) -> bool:
    """Say whether a person may accept a finding for a time."""
    return may(user, Action.EXEMPT)


def exemption_to_end(user: User, pk: int) -> Exemption:
    """Return an exemption that a person may end.

    Raises:
        Http404: there is none, or what it is for is hidden from this person.
        PermissionDenied: they may see it, but not end it.
    """
    found = Exemption.objects.select_related("kpi", "focus_area", "objective").filter(pk=pk).first()
    if found is None or _is_hidden(user, found):
        raise Http404
    require(user, Action.EXEMPT)
    return found


def change_to_undo(
    user: User, pk: int
) -> tuple[AuditEvent, Objective | FocusArea | Kpi | FocusLink | KpiLink]:
    """Return what was done to a thing that a person may change, and the thing.

    Raises:
        Http404: nothing of that number was changed, or what was changed is gone or hidden.
        PermissionDenied: they may see the thing, but not change it.
    """
    event = AuditEvent.objects.filter(pk=pk, kind__in=_TO_CHANGE).select_related("actor").first()
    if event is None:
        raise Http404
    return event, _TO_CHANGE[event.kind](user, event.object_id)


_TO_CHANGE: Mapping[
    str, Callable[[User, int], Objective | FocusArea | Kpi | FocusLink | KpiLink]
] = {
    "objective": objective_to_edit,
    "focusarea": focus_area_to_edit,
    "kpi": kpi_to_edit,
    "focuslink": focus_link_to_edit,
    "kpilink": kpi_link_to_edit,
}


def people_to_tell(thing: Objective | FocusArea | Kpi) -> UserQuerySet:
    """Return the people who may know of a thing, of those who may sign in."""
    goal = thing.outcome_of if isinstance(thing, Kpi) else thing
    people = User.objects.active()
    if not isinstance(goal, Objective) or not goal.confidential:
        return people
    owners = [goal.business_owner_id, goal.technology_owner_id]
    knows = Q(role=Role.ADMIN) | Q(pk__in=[pk for pk in owners if pk is not None])
    return people.filter(knows | Q(pk__in=goal.shared_with.values("pk")))


def comment_to_view(user: User, pk: int) -> Comment:
    """Return a comment with what it is about. One query, and one for what it is about.

    Raises:
        Http404: there is none, or what it is about is hidden from this person.
    """
    found = Comment.objects.with_things().filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.objective_id:
        objective_to_view(user, found.objective_id)
    elif found.kpi_id:
        kpi_to_view(user, found.kpi_id)
    return found


def comment_to_answer(user: User, pk: int) -> Comment:
    """Return a comment that a person may answer and settle.

    Raises:
        Http404: there is none, or what it is about is hidden from this person.
        PermissionDenied: they may read it, but not answer.
    """
    found = comment_to_view(user, pk)
    require(user, Action.COMMENT)
    return found


def comment_to_edit(user: User, pk: int) -> Comment:
    """Return a comment that a person wrote.

    Raises:
        Http404: there is none, or what it is about is hidden from this person.
        PermissionDenied: somebody else wrote it.
    """
    found = comment_to_view(user, pk)
    if found.author_id != user.pk:
        raise PermissionDenied
    return found


def comment_to_remove(user: User, pk: int) -> Comment:
    """Return a comment that a person may take back: their own; an admin any.

    Raises:
        Http404: there is none, or what it is about is hidden from this person.
        PermissionDenied: somebody else wrote it.
    """
    found = comment_to_view(user, pk)
    if found.author_id != user.pk and not user.is_admin:
        raise PermissionDenied
    return found


def _is_hidden(user: User, exemption: Exemption) -> bool:
    if exemption.kpi_id:
        return not Kpi.objects.visible_to(user).filter(pk=exemption.kpi_id).exists()
    if exemption.objective_id:
        return not Objective.objects.visible_to(user).filter(pk=exemption.objective_id).exists()
    return False
