"""Who may know what a matter speaks of: only they are asked to act on it."""

from django.db.models import Q

from accounts.models import User, UserQuerySet
from accounts.roles import Role
from objectives.models import Objective
from reports.models import Matter
from reports.review_access import facts_of_matter


def people_who_know(matter: Matter) -> UserQuerySet:
    """Return the people who may read a matter in full, of those who may sign in. Two queries."""
    facts = facts_of_matter(matter)
    spoken = set(facts.get("goals", ())) | set(facts.get("knows", ()))
    goals = Objective.objects.confidential().filter(pk__in=spoken).prefetch_related("shared_with")
    people = User.objects.active()
    for goal in goals:
        shared = [person.pk for person in goal.shared_with.all()]
        theirs = {goal.business_owner_id, goal.technology_owner_id, *shared} - {None}
        people = people.filter(Q(role=Role.ADMIN) | Q(pk__in=theirs))
    return people.for_choosing()
