"""What is there already under a name like the one that is typed, and where else it serves."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q
from django.db.models.functions import Greatest

from accounts.access import may, team_ids
from accounts.models import User
from accounts.roles import Action
from alignment.lib.names import same_name_key
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from kpis.models import KpiQuerySet
from objectives.access import focus_areas_to_view, objectives_to_view
from objectives.models import FocusArea, FocusAreaQuerySet, Objective, said_like

MOST = 6
ALIKE = 0.45
SHORTEST = 2
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Existing(Shown):
    """Something that is there already; `same` says that it has just this name."""

    pk: int
    title: str
    note: str
    same: bool


def work_like(words: str, user: User, objective: Objective) -> tuple[Existing, ...]:
    """Return work under way of a like name that does not serve this goal yet. One query."""
    rows = _alike(work_to_add(user, objective), words)
    known = objectives_to_view(user).values("pk")
    goal = "focus_links__objective__title"
    serves = StringAgg(
        goal, delimiter=", ", filter=Q(focus_links__objective__in=known), order_by=goal
    )
    return tuple(
        _existing(words, pk, title, "also serves", served)
        for pk, title, served in rows.annotate(serves=serves).values_list("pk", "title", "serves")
    )


def kpis_like(words: str, user: User, area: FocusArea) -> tuple[Existing, ...]:
    """Return KPIs of a like name that this person may link and that are not here. One query."""
    return _measures(kpis_to_add(user, area), words)


def outcomes_like(words: str, user: User) -> tuple[Existing, ...]:
    """Return KPIs of a like name by which a goal's success may show. One query."""
    return _measures(outcomes_to_add(user), words)


def kpis_named_like(words: str, user: User) -> tuple[Existing, ...]:
    """Return KPIs of a like name that this person may know of. One query."""
    return _measures(kpis_to_view(user).not_retired(), words, "measures")


def _measures(kpis: KpiQuerySet, words: str, verb: str = "also measures") -> tuple[Existing, ...]:
    rows = _alike(kpis, words)
    work = "kpi_links__focus_area__title"
    shows = StringAgg(work, delimiter=", ", order_by=work)
    return tuple(
        _existing(words, pk, title, verb, shown)
        for pk, title, shown in rows.annotate(shows=shows).values_list("pk", "title", "shows")
    )


def work_to_add(user: User, objective: Objective) -> FocusAreaQuerySet:
    """Return work under way that does not serve this goal yet."""
    return focus_areas_to_view(user).active().exclude(focus_links__objective=objective)


def kpis_to_add(user: User, area: FocusArea) -> KpiQuerySet:
    """Return KPIs that this person may link and that do not measure this work yet."""
    rows = kpis_to_view(user).not_retired().exclude(kpi_links__focus_area=area)
    return _theirs(rows, user, Action.LINK_KPI)


def outcomes_to_add(user: User) -> KpiQuerySet:
    """Return KPIs that this person may change and that show the success of no goal yet."""
    rows = kpis_to_view(user).not_retired().filter(outcome_of=None)
    return _theirs(rows, user, Action.EDIT_KPI)


def _theirs(rows: KpiQuerySet, user: User, action: Action) -> KpiQuerySet:
    return rows if may(user, action) else rows.filter(Q(team__in=team_ids(user)) | Q(owner=user))


def _alike(
    rows: "FocusAreaQuerySet | KpiQuerySet", words: str
) -> "FocusAreaQuerySet | KpiQuerySet":
    """Return the rows whose title holds the words, or is as good as them; the likest first."""
    text = words.strip()[:LONGEST]
    if len(text) < SHORTEST:
        return rows.none()
    near = Greatest(TrigramWordSimilarity(text, "title"), TrigramWordSimilarity(text, "ref"))
    likely = rows.annotate(near=near).filter(said_like(text) | Q(near__gte=ALIKE))
    return likely.order_by("-near", "title", "pk")[:MOST]


def _existing(words: str, pk: int, title: str, verb: str, others: str | None) -> Existing:
    same = same_name_key(title) == same_name_key(words)
    return Existing(pk, title, f"{verb} {others}" if others else "serves nothing yet", same)
