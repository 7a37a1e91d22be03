"""Tells from a few numbers whether what an open page shows has changed, and who changed it."""

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import Count, Max, Q

from accounts.models import AuditEvent, User
from kpis.access import kpis_to_view
from objectives.access import focus_links_to_view
from objectives.models import Objective
from stories.access import kpi_links_to_view
from stories.audiences import audience_of
from stories.models import Agreement, Comment, Judgement, ObjectiveVerdict, Story

SAID = ("pk", "edited_at", "removed_at", "resolved_at")
STATE = ("state__latest", "state__progress", "state__status")


def stamp_of(user: User, objective: Objective) -> str:
    """Return what changes whenever the page of an objective does. Nine queries.

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
    lines = [work[0] for work in works], [measure[0] for measure in measures]
    words = Judgement.objects.filter(Q(focus_link__in=lines[0]) | Q(kpi_link__in=lines[1]))
    word = words.aggregate(last=Max("pk"))["last"]
    outcomes = kpis_to_view(user).outcomes_of(objective).order_by("pk")
    story = Story.objects.filter(objective=pk).values_list("pk", "version").first()
    agreed = Agreement.objects.filter(story__objective=pk).aggregate(last=Max("pk"))
    talk = Comment.objects.about(objective).aggregate(
        Count("resolved_at"), *(Max(name) for name in SAID)
    )
    judged = ObjectiveVerdict.objects.for_audience(audience_of(user)).filter(objective=pk)
    seen = (
        (objective.version, works, measures),
        list(outcomes.values_list("pk", "version", *STATE)),
        (story, agreed["last"], word, talk),
        list(judged.values_list("verdict", "doubt", "sound_lines", "codes", "story_state")),
    )
    newest = AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0
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
