"""Fetches single things that were looked for on the map, with their lines up to the goals."""

from kpis.access import kpis_to_view
from kpis.models import Kpi
from objectives.access import (
    focus_areas_to_view,
    focus_links_to_view,
    objective_to_view,
    objectives_to_view,
)
from reports.pages.map_shown import NOBODY, Asker, GoalAt, Loose, Shown
from reports.scopes import scope_of
from stories.access import kpi_links_to_view
from stories.models import KpiVerdictQuerySet
from stories.pages.kpi_list import VERDICTS
from stories.totals import kpi_verdicts

MOST_FOUND, MOST_TIES = 60, 300
MOST_NAMED = 20


def sought(asker: Asker) -> Shown:
    """Return what was looked for. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    user, words = asker.user, asker.asked.form.asked("q")
    rows = _kpis(asker)
    ids = list(rows.order_by("-severity", "kpi").values_list("kpi", flat=True)[:MOST_FOUND])
    kpis = list(kpis_to_view(user).filter(pk__in=ids or NOBODY).order_by("title", "pk"))
    tied = kpi_links_to_view(user).filter(kpi__in=ids or NOBODY).to_existing()
    kpi_links = list(tied.select_related("kpi").in_order()[:MOST_TIES])
    work = {link.focus_area_id for link in kpi_links if link.focus_area_id is not None}
    goals = set(_own_goals(kpis))
    if words and _only_words(asker):
        work |= set(
            focus_areas_to_view(user)
            .named_like(words)
            .order_by("title")
            .values_list("pk", flat=True)[:MOST_NAMED]
        )
        goals |= set(
            asker.known.named_like(words).order_by("rank").values_list("pk", flat=True)[:MOST_NAMED]
        )
    areas = focus_areas_to_view(user).filter(pk__in=work or NOBODY).order_by("title", "pk")
    above = focus_links_to_view(user).filter(focus_area__in=work or NOBODY)
    focus_links = list(above.select_related("focus_area").in_order()[:MOST_TIES])
    goals |= {link.objective_id for link in focus_links if link.objective_id}
    found = objectives_to_view(user).filter(pk__in=goals or NOBODY).for_listing()
    return Shown(
        goals=tuple(GoalAt(goal, 0, is_open=True) for goal in found),
        focus_links=tuple(focus_links),
        kpi_links=tuple(kpi_links),
        outcomes=tuple(kpi for kpi in kpis if kpi.outcome_of_id),
        loose=Loose(shown_work=tuple(areas), shown_kpis=tuple(kpis)),
        found=rows.count(),
    )


def _own_goals(kpis: list[Kpi]) -> list[int]:
    return [kpi.outcome_of_id for kpi in kpis if kpi.outcome_of_id is not None]


def _only_words(asker: Asker) -> bool:
    form = asker.asked.form
    return not any(form.asked(name) for name in ("verdict", "driver", "team", "owner", "objective"))


def _kpis(asker: Asker) -> KpiVerdictQuerySet:
    form, user = asker.asked.form, asker.user
    scope = scope_of(asker.asked.query)
    if scope.objective_id is not None:
        objective_to_view(user, scope.objective_id)
    rows = kpi_verdicts(asker.audience, scope.of_kpis())
    rows = rows.filter(kpi__in=kpis_to_view(user).not_retired())
    if verdict := form.asked("verdict"):
        rows = rows.filter(**VERDICTS[verdict])
    if words := form.asked("q"):
        rows = rows.filter(kpi__in=Kpi.objects.named_like(words))
    return rows
