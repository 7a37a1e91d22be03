"""Fetches what the map shows and has its lines judged; map, matrix and tree are drawn from it."""

from datetime import date

from accounts.models import User
from reports.pages.map_asked import MapAsked
from reports.pages.map_branches import branches
from reports.pages.map_shown import NOBODY, Asker, Gathered
from reports.pages.map_sought import sought
from stories.audiences import audience_of, hidden_from_person
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.reach import Things
from stories.verdicts import around_things


def gather(user: User, asked: MapAsked, today: date) -> Gathered:
    """Return what is to be shown to a reader. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    asker = Asker(user, audience_of(user), hidden_from_person(user), asked, today)
    shown = sought(asker) if asked.form.seeks_things() else branches(asker)
    goals = [one.goal.pk for one in shown.goals] or NOBODY
    work, kpis = shown.work_ids, shown.kpi_ids
    things = Things(focus_areas=work, kpis=kpis)
    _, verdicts = around_things(things, asker.audience, today, hidden=asker.hidden)
    of_goals = ObjectiveVerdict.objects.for_audience(asker.audience).filter(objective__in=goals)
    of_work = FocusVerdict.objects.for_audience(asker.audience).filter(
        focus_area__in=work or NOBODY
    )
    of_kpis = KpiVerdict.objects.for_audience(asker.audience).filter(kpi__in=kpis or NOBODY)
    return Gathered(
        shown=shown,
        verdicts=verdicts,
        of_goals={row.objective_id: row for row in of_goals},
        of_work={row.focus_area_id: row for row in of_work},
        of_kpis={row.kpi_id: row for row in of_kpis},
    )
