"""The doors to reviews, to what they are about, and to what somebody is to do after one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import may, require
from accounts.models import User
from accounts.roles import Action as Right
from kpis.models import Kpi
from objectives.access import objectives_to_view
from reports.models import Action, ActionQuerySet, Matter, Review, ReviewQuerySet
from stories.audiences import hidden_from_person

Version = Literal["", "public", "full"]


def may_review(user: User) -> bool:
    """Say whether a person may plan and run reviews."""
    return may(user, Right.REVIEW)


def reviews_to_view(user: User) -> ReviewQuerySet:
    """Return the reviews that a person may know of."""
    require(user, Right.READ)
    return Review.objects.visible_to(user)


def review_to_view(user: User, pk: int) -> Review:
    """Return a review with who runs it. One query.

    Raises:
        Http404: there is none, or it is about a goal hidden from this person.
    """
    found = reviews_to_view(user).select_related("chair", "previous").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def review_to_run(user: User, pk: int) -> Review:
    """Return a review that a person may plan, open, run and close.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they may read it, but not run it.
    """
    found = review_to_view(user, pk)
    require(user, Right.REVIEW)
    return found


class Wording(TypedDict, total=False):
    """What is said of a matter to those who know nothing confidential."""

    title: str
    reason: str
    why: str
    clears: int


class MatterFacts(TypedDict, total=False):
    """What is kept of a matter.

    `goals` are those it speaks of, `knows` the confidential ones that its own words give away;
    `public` is what everybody else may read, if anything.
    """

    goals: list[int]
    knows: list[int]
    why: str
    clears: int
    code: str
    action: str
    action_id: int
    public: Wording | None


def facts_of_matter(matter: Matter) -> MatterFacts:
    """Return what was kept of a matter."""
    return cast("MatterFacts", matter.facts)


@dataclass(frozen=True, slots=True)
class Reader:
    """What one person may and may not know of the things that matters speak of."""

    known: frozenset[int]
    hidden: frozenset[int]
    hidden_kpis: frozenset[int]
    is_admin: bool

    def may_read(self, matter: Matter) -> Version:
        """Say which words of a matter this person may read; "" is none, not that it is there."""
        facts = facts_of_matter(matter)
        if self.hidden & set(facts.get("goals", ())):
            return ""
        if matter.thing == "objective" and matter.thing_id in self.hidden:
            return ""
        if matter.thing == "kpi" and matter.thing_id in self.hidden_kpis:
            return ""
        if self.is_admin or self.known >= set(facts.get("knows", ())):
            return "full"
        return "public" if facts.get("public") else ""

    def knows(self, goals: Iterable[int]) -> bool:
        """Say whether this person may know of all these confidential goals."""
        return self.is_admin or self.known >= set(goals)


def reader_of(user: User, matters: Iterable[Matter], also: Iterable[int] = ()) -> Reader:
    """Return what a person may know of the things that matters speak of. Three queries.

    `also` are further goals that they may have to know. A confidential goal that is gone is known
    to nobody but admins; what was never confidential stays in the minutes when it goes.
    """
    every = list(matters)
    wanted = {goal for one in every for goal in facts_of_matter(one).get("knows", ())} | set(also)
    known = objectives_to_view(user).filter(pk__in=wanted).order_by().values_list("pk", flat=True)
    hidden = hidden_from_person(user)
    kpis = {one.thing_id or 0 for one in every if one.thing == "kpi"}
    secret = Kpi.objects.filter(pk__in=kpis, outcome_of__in=hidden).values_list("pk", flat=True)
    return Reader(frozenset(known), hidden, frozenset(secret), user.is_admin)


def matter_to_view(user: User, pk: int) -> Matter:
    """Return a matter of a review that has been opened. Five queries at most.

    Raises:
        Http404: there is none, or what it speaks of is hidden from this person.
    """
    known = reviews_to_view(user).opened()
    found = Matter.objects.select_related("review__chair").filter(pk=pk, review__in=known).first()
    if found is None or not reader_of(user, [found]).may_read(found):
        raise Http404
    return found


def matter_to_decide(user: User, pk: int) -> Matter:
    """Return a matter that a person may decide, move and leave for another time.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: they may not run reviews, or do not know all that it speaks of.
    """
    found = matter_to_view(user, pk)
    require(user, Right.REVIEW)
    if reader_of(user, [found]).may_read(found) != "full":
        raise PermissionDenied
    return found


def actions_to_view(user: User) -> ActionQuerySet:
    """Return the actions of reviews that a person may know of; their matters are read besides."""
    return Action.objects.filter(review__in=reviews_to_view(user).values("pk"))


def action_to_view(user: User, pk: int) -> Action:
    """Return an action with whose it is and what it comes from.

    Raises:
        Http404: there is none, or what it is about is hidden from this person.
    """
    rows = actions_to_view(user).select_related("owner", "done_by", "matter", "review__chair")
    found = rows.filter(pk=pk).first()
    if found is None or reader_of(user, [found.matter]).may_read(found.matter) != "full":
        raise Http404
    return found


def may_finish(user: User, action: Action) -> bool:
    """Say whether a person may say that an action is done: its owner, or who runs reviews."""
    return action.owner_id == user.pk or may_review(user)


def action_to_finish(user: User, pk: int) -> Action:
    """Return an action of which a person may say that it is done, or is not after all.

    Raises:
        Http404: they may not know of it.
        PermissionDenied: it is somebody else's.
    """
    found = action_to_view(user, pk)
    if not may_finish(user, found):
        raise PermissionDenied
    return found
