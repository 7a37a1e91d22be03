"""What a board is built from as things stand now. A constant number of queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import focus_areas_to_view, objectives_to_view
from objectives.models import FocusLink, Objective
from reports.board_ready import Overview, Reader, overview, reader_of
from reports.board_rows import (
    MOST_OF_A_SORT,
    GoalFacts,
    Material,
    Row,
    Worth,
    causes_of,
    goals_concerned,
    told,
    uids_in,
    wanted_names,
)
from reports.scopes import Scope, goals_in
from stories.lines.graph import ItemKind
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict, Story
from stories.pages.names import named
from stories.totals import Scope as KpiScope
from stories.totals import headline_counts, kpi_verdicts

MOST_GOALS = 20  # that a page lists


def material_now(
    user: User, scope: Scope, *, today: date, goals: int, narrowed: KpiScope | None = None
) -> Material:
    """Return what a board is built from, for a reader; at most so many goals are listed.

    `narrowed` narrows the KPIs further than the scope does: by period and severity.
    """
    reader, meant = reader_of(user), narrowed or scope.of_kpis()
    if goals == MOST_GOALS and meant == scope.of_kpis():
        seen = overview(reader, scope, lambda: looked_through(reader, scope), today=today)
    else:
        seen = _looked_through(reader, scope, meant, goals)
    rows = _rows(reader.audience, seen)
    wanted = wanted_names(rows.values(), seen.causes)
    listed = _goals(user, reader.audience, seen.listed)
    return Material(
        counts=seen.counts,
        causes=seen.causes,
        rows=rows,
        goals=listed,
        names=named(user, objectives=wanted.goals, focus_areas=wanted.work, kpis=wanted.kpis),
        worth=_worth(user, rows.values()),
        stories=_stories(user, listed),
    )


def looked_through(reader: Reader, scope: Scope) -> Overview:
    """Look through all that is in a scope. Six queries."""
    return _looked_through(reader, scope, scope.of_kpis(), MOST_GOALS)


def _looked_through(reader: Reader, scope: Scope, meant: KpiScope, most: int) -> Overview:
    audience = reader.audience
    judged = ObjectiveVerdict.objects.for_audience(audience).exclude(headline="")
    goals = judged.filter(objective__status=Objective.Status.ACTIVE)
    work = FocusVerdict.objects.for_audience(audience).exclude(headline="")
    if not scope.is_company:
        inside = goals_in(reader.user, scope).order_by().values("pk")
        goals = goals.filter(objective__in=inside)
        links = FocusLink.objects.filter(objective__in=inside)
        work = work.filter(focus_area__in=links.values("focus_area"))
    least = meant.severity or 0
    goals, work = goals.filter(severity__gte=least), work.filter(severity__gte=least)
    gravest = goals.order_by("-severity", "objective_id").values_list("objective_id", flat=True)
    first = work.order_by("-severity", "focus_area_id").values_list("focus_area_id", flat=True)
    return Overview(
        counts=headline_counts(audience, meant),
        causes=tuple(causes_of(kpi_verdicts(audience, meant), "kpi_id")),
        goals=tuple(gravest[:MOST_OF_A_SORT]),
        work=tuple(first[:MOST_OF_A_SORT]),
        listed=tuple(listed_goals(reader.user, scope, most).values_list("pk", flat=True)),
    )


def _rows(audience: int, seen: Overview) -> dict[tuple[ItemKind, int], Row]:
    """Return the verdicts to tell of: of each cause one KPI, and goals and work. Three queries."""
    kpis = KpiVerdict.objects.for_audience(audience).filter(
        kpi__in={one.one for one in seen.causes}
    )
    goals = ObjectiveVerdict.objects.for_audience(audience).filter(objective__in=seen.goals)
    work = FocusVerdict.objects.for_audience(audience).filter(focus_area__in=seen.work)
    found: dict[tuple[ItemKind, int], Row] = {("kpi", row.kpi_id): row for row in kpis}
    for goal in goals.order_by("-severity", "objective_id"):
        found["objective", goal.objective_id] = goal
    for area in work.order_by("-severity", "focus_area_id"):
        found["focus", area.focus_area_id] = area
    return found


def _worth(user: User, rows: Iterable[Row]) -> dict[int, Worth]:
    """Return what hangs on the goals concerned, as far as the reader knows them. One query."""
    known = objectives_to_view(user).filter(pk__in=goals_concerned(rows))
    return {
        pk: Worth(driver, rank, benefit, currency)
        for pk, driver, rank, benefit, currency in known.values_list(
            "pk", "value_driver", "rank", "benefit", "currency"
        )
    }


def listed_goals(user: User, scope: Scope, most: int) -> QuerySet[Objective, Objective]:
    """Return the goals that today's board lists: the first active ones."""
    return goals_in(user, scope).active().for_listing()[:most]


def _goals(user: User, audience: int, ids: Collection[int]) -> list[GoalFacts]:
    """Return goals in the business's order. Three queries."""
    listed = objectives_to_view(user).filter(pk__in=ids).for_listing()
    judged = {
        row.objective_id: row
        for row in ObjectiveVerdict.objects.for_audience(audience).filter(objective__in=ids)
    }
    outcomes = kpis_to_view(user).filter(outcome_of__in=ids).select_related("state").order_by("pk")
    first: dict[int | None, Kpi] = {}
    for kpi in outcomes:
        first.setdefault(kpi.outcome_of_id, kpi)
    return [
        GoalFacts(goal, judged.get(goal.pk), first.get(goal.pk), _owner(goal)) for goal in listed
    ]


def _owner(goal: Objective) -> str:
    owner = goal.business_owner or goal.technology_owner
    return (owner.job_title or owner.name) if owner else "Nobody"


def _stories(user: User, listed: Sequence[GoalFacts]) -> dict[int, str]:
    """Return what is told of goals, with names in it. Three queries."""
    bodies = dict(
        Story.objects.filter(objective__in=[one.goal.pk for one in listed]).values_list(
            "objective_id", "body"
        )
    )
    uids = uids_in(bodies.values())
    titles = dict(kpis_to_view(user).filter(uid__in=uids).values_list("uid", "title"))
    titles |= dict(focus_areas_to_view(user).filter(uid__in=uids).values_list("uid", "title"))
    return told(bodies, titles)
