"""Which findings are meant: those about KPIs, goals or work, in a scope, of a matter or cause."""

from typing import Any

from django.db.models import Q, QuerySet

from objectives.models import FocusLink, Objective
from reports.pages.matters import SINGLE, About, Matter
from stories.lines.graph import ItemKind
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.pages.paging import id_in
from stories.totals import UNTRACED, Scope, kpi_verdicts

Rows = QuerySet[Any]
Row = KpiVerdict | FocusVerdict | ObjectiveVerdict
KINDS: dict[About, ItemKind] = {"kpis": "kpi", "goals": "objective", "work": "focus"}
THINGS: dict[ItemKind, str] = {"kpi": "kpi", "objective": "objective", "focus": "focus_area"}


def rows_about(about: About, audience: int, scope: Scope) -> Rows:
    """Return the verdicts with something to say, within a scope."""
    rows: Rows
    if about == "kpis":
        rows = kpi_verdicts(audience, scope)
    elif about == "goals":
        rows = _goals(audience, scope)
    else:
        rows = _work(audience, scope)
    return rows.exclude(headline="")


def _goals(audience: int, scope: Scope) -> QuerySet[ObjectiveVerdict]:
    """Return goals; a team narrows only KPIs, for a goal belongs to no team."""
    rows = ObjectiveVerdict.objects.for_audience(audience)
    if scope.objective_id is not None:
        rows = rows.filter(objective__in=Objective.objects.at_or_below(scope.objective_id))
    if scope.owner_id is not None or scope.driver:
        meant = Objective.objects.narrowed_to(owner_id=scope.owner_id, value_driver=scope.driver)
        rows = rows.filter(objective__in=meant)
    return rows if scope.severity is None else rows.filter(severity__gte=scope.severity)


def _work(audience: int, scope: Scope) -> QuerySet[FocusVerdict]:
    rows = FocusVerdict.objects.for_audience(audience)
    if scope.objective_id is not None:
        goals = Objective.objects.at_or_below(scope.objective_id)
        rows = rows.filter(focus_area__in=_serving(goals))
    if scope.driver:
        goals = Objective.objects.narrowed_to(value_driver=scope.driver)
        rows = rows.filter(focus_area__in=_serving(goals))
    if scope.owner_id is not None:
        rows = rows.filter(focus_area__owner=scope.owner_id)
    return rows if scope.severity is None else rows.filter(severity__gte=scope.severity)


def _serving(goals: QuerySet[Objective]) -> QuerySet[Any, Any]:
    return FocusLink.objects.filter(objective__in=goals.order_by()).values("focus_area")


def of_matter(rows: Rows, about: About, matter: Matter | None) -> Rows:
    """Return the rows of a matter; None is all of them."""
    return rows if matter is None else rows.filter(condition(about, matter))


def of_cause(rows: Rows, cause: str) -> Rows:
    """Return the rows that one cause clears, addressed as “kind-id-what is wrong”."""
    kind, _, rest = cause.partition("-")
    number, _, what = rest.partition("-")
    cause_id = id_in(number)
    if cause_id is None:
        return rows
    rows = rows.filter(cause_kind=kind, cause_id=cause_id)
    return rows.filter(headline__in=SINGLE[what].codes) if what in SINGLE else rows


def with_words(rows: Rows, about: About, words: str) -> Rows:
    """Return the rows whose thing has the words in its title or reference."""
    if not words:
        return rows
    thing = THINGS[KINDS[about]]
    return rows.filter(
        Q(**{f"{thing}__title__icontains": words}) | Q(**{f"{thing}__ref__icontains": words})
    )


def condition(about: About, matter: Matter) -> Q:
    """Return what rows of a matter have in common."""
    if about == "kpis" and matter.slug == "no-line":
        return Q(verdict__in=UNTRACED)
    if about == "kpis" and matter.slug == "in-doubt":
        return Q(verdict="in_doubt")
    return Q(codes__overlap=list(matter.codes))
