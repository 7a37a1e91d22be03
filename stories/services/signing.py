"""Keeps signatures under stories over a change that leaves the meaning as it was."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from accounts.models import User
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories.access import may_agree
from stories.graph_loading import load_graph
from stories.lines.graph import StoryNode
from stories.models import Agreement, KpiLink
from stories.reach import Things, around

Thing = Objective | FocusArea | Kpi | FocusLink | KpiLink


def stories_around(thing: Thing, by: User, today: date) -> Mapping[int, StoryNode]:
    """Return, by goal, the signed stories that rest on a thing and that this person answers for.

    A story is theirs where they own its goal on either side. Constant queries.
    """
    goals = Objective.objects.filter(_rests_on(thing)).distinct()
    theirs = frozenset(goal.pk for goal in goals if may_agree(by, goal))
    if not theirs:
        return {}
    graph = load_graph(around(Things(objectives=theirs)), frozenset(), today)
    return {one.goal_id: one for one in graph.stories if one.goal_id in theirs and one.signatures}


def _rests_on(thing: Thing) -> Q:
    if isinstance(thing, Objective):
        return Q(pk=thing.pk)
    if isinstance(thing, FocusArea):
        return Q(story__mentions__focus_area=thing)
    if isinstance(thing, Kpi):
        return Q(story__mentions__kpi=thing) | Q(outcomes=thing)
    if isinstance(thing, FocusLink):
        return Q(pk=thing.objective_id)
    return Q(story__mentions__kpi=thing.kpi_id)


def carry_signatures(before: Mapping[int, StoryNode], after: Mapping[int, StoryNode]) -> int:
    """Repeat under each story as it is now the signatures that held for it; return how many.

    Each stays the signature of who gave it, of when they gave it and of what they read then.
    """
    moved = [goal for goal, story in before.items() if goal in after and after[goal].fp != story.fp]
    rows = Agreement.objects.filter(story__objective__in=moved).select_related("story")
    newest: dict[tuple[int, str], Agreement] = {}
    for row in rows.order_by("pk"):
        if row.fingerprint == before[row.story.objective_id].fp:
            newest[row.story_id, row.side] = row
    carried = [_repeated(row, after[row.story.objective_id].fp) for row in newest.values()]
    Agreement.objects.bulk_create(carried)
    return len(carried)


def _repeated(row: Agreement, fingerprint: str) -> Agreement:
    return Agreement(
        story=row.story,
        side=row.side,
        story_version=row.story_version,
        fingerprint=fingerprint,
        given_at=row.given_at,
        given_by_id=row.given_by_id,
        content=row.content,
    )
