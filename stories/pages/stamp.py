"""Tells from a few numbers whether what an open page shows has changed, and who changed it."""

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import Q

from accounts.models import AuditEvent, User
from kpis.access import kpis_to_view
from objectives.access import focus_links_to_view
from objectives.models import Objective
from stories.access import kpi_links_to_view
from stories.asking import Given, rows
from stories.audiences import audience_of
from stories.models import Comment, ObjectiveVerdict, Story

STATE = ("state__latest", "state__progress", "state__status")


def known_by(user: User, objective: Objective) -> str:
    """Return what changes whenever the page of an objective does. Six queries.

    It begins with the number of the newest change of all, for `changed_by`.
    """
    pk = objective.pk
    works = list(
        focus_links_to_view(user)
        .filter(objective=pk)
        .in_order()
        .values_list("pk", "version", "position", "focus_area", "focus_area__version")
    )
    measures = list(
        kpi_links_to_view(user)
        .filter(focus_area__in=[work[3] for work in works])
        .of_current_kpis()
        .in_order()
        .values_list("pk", "version", "position", "kpi__version", *(f"kpi__{one}" for one in STATE))
    )
    outcomes = kpis_to_view(user).outcomes_of(objective).order_by("pk")
    judged = ObjectiveVerdict.objects.for_audience(audience_of(user)).filter(objective=pk)
    asked: Given = {
        "goal": pk,
        "focus_links": [work[0] for work in works],
        "kpi_links": [measure[0] for measure in measures],
    }
    ((newest, *said),) = rows(_NEWEST, asked)
    seen = (
        (objective.version, works, measures, said),
        list(outcomes.values_list("pk", "version", *STATE)),
        list(judged.values_list("verdict", "doubt", "sound_lines", "codes", "story_state")),
    )
    return f"{newest}-{sha256(repr(seen).encode()).hexdigest()[:16]}"


def is_same(stamp: str, seen: str) -> bool:
    """Say whether two stamps stand for the same page; changes elsewhere make no difference."""
    return stamp.partition("-")[2] == seen.partition("-")[2]


def changed_by(user: User, objective: Objective, since: str) -> str:
    """Return in a sentence who changed what this page shows; "" if it was only this person."""
    newest, _, _ = since.partition("-")
    if not newest.isdecimal() or len(newest) > 18:
        return ""
    links = focus_links_to_view(user).filter(objective=objective)
    areas = links.values("focus_area")
    measures = kpi_links_to_view(user).filter(focus_area__in=areas)
    of_goal = Q(outcome_of=objective) | Q(pk__in=measures.values("kpi"))
    things: Iterable[Q] = (
        Q(kind="objective", object_id=objective.pk),
        Q(kind="focuslink", object_id__in=links.values("pk")),
        Q(kind="focuslink", before__objective=objective.pk),
        Q(kind="focusarea", object_id__in=areas),
        Q(kind="kpilink", object_id__in=measures.values("pk")),
        Q(kind="kpilink", before__focus_area__in=list(areas.values_list("focus_area", flat=True))),
        Q(kind="kpi", object_id__in=kpis_to_view(user).filter(of_goal).values("pk")),
        Q(kind="comment", object_id__in=Comment.objects.about(objective).values("pk")),
        Q(kind="story", object_id__in=Story.objects.filter(objective=objective).values("pk")),
    )
    about = Q()
    for one in things:
        about |= one
    events = AuditEvent.objects.filter(about, pk__gt=newest).exclude(actor=user)
    last = events.select_related("actor").order_by("-pk").first()
    if last is None:
        return ""
    return f"Changed by {last.actor.name if last.actor else 'Throughline'} just now."


# The newest change of all; what was told, agreed, judged and said of one goal.
_NEWEST = """
SELECT
    COALESCE((SELECT MAX(id) FROM accounts_auditevent), 0),
    (SELECT ARRAY[id, version] FROM stories_story WHERE objective_id = %(goal)s),
    (
        SELECT MAX(agreed.id) FROM stories_agreement agreed
        JOIN stories_story story ON story.id = agreed.story_id
        WHERE story.objective_id = %(goal)s
    ),
    (
        SELECT MAX(id) FROM stories_judgement
        WHERE focus_link_id = ANY(%(focus_links)s) OR kpi_link_id = ANY(%(kpi_links)s)
    ),
    (
        SELECT ROW(
            COUNT(resolved_at), MAX(id), MAX(edited_at), MAX(removed_at), MAX(resolved_at)
        )::text
        FROM stories_comment WHERE objective_id = %(goal)s
    )
"""
