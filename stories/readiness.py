"""Reads what a goal still lacks to be agreed to, with the record of its own measures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from accounts.models import User
from kpis.figures import ZERO, Point
from kpis.models import Kpi, Measurement
from kpis.series import counted, has_bounds, known_points
from kpis.states import definition_of
from objectives.models import Objective
from objectives.reaching import Reading
from objectives.smart import Goal, Outcome, Smart, smart_of
from stories.models import NotABlank
from stories.prose import blanks

TEXTS = ("title", "statement", "why")
RECORD = timedelta(days=3 * 366)


def readiness_of(objective: Objective, today: date) -> Smart:
    """Return how the letters of a goal stand; a closed goal keeps its retired measures.

    Three queries, and one for each owner that was not fetched with it.
    """
    measures = Kpi.objects.outcomes_of(objective).order_by("pk")
    found = list(measures.not_retired() if objective.is_open else measures)
    points = _points(found, today)
    goal = Goal(
        title=objective.title,
        statement=objective.statement,
        why=objective.why,
        driver=objective.value_driver,
        business_owner=_at_work(objective.business_owner),
        technology_owner=_at_work(objective.technology_owner),
        expects_technology=objective.expects_technology != Objective.Expects.NO,
        starts=objective.starts_on,
        ends=objective.ends_on,
        outcomes=tuple(_outcome(kpi, points[kpi.pk], today) for kpi in found),
        blanks=_blanks(objective),
    )
    return smart_of(goal, today)


def _at_work(owner: User | None) -> str:
    return owner.name if owner and owner.is_active else ""


def _blanks(objective: Objective) -> frozenset[str]:
    said = frozenset(NotABlank.objects.values_list("text", flat=True))
    return frozenset(name for name in TEXTS if blanks(getattr(objective, name), "prose", said))


def _points(kpis: Sequence[Kpi], today: date) -> defaultdict[int, list[Point]]:
    found: defaultdict[int, list[Point]] = defaultdict(list)
    rows = Measurement.objects.current().filter(kpi__in=kpis, observed_on__gte=today - RECORD)
    for kpi, on, value in rows.values_list("kpi_id", "observed_on", "value"):
        found[kpi].append(Point(on, value or ZERO))
    return found


def _outcome(kpi: Kpi, points: Iterable[Point], today: date) -> Outcome:
    definition = definition_of(kpi)
    milestone = kpi.kind == Kpi.Kind.MILESTONE
    bounded = kpi.kind in {Kpi.Kind.HOLD, Kpi.Kind.COUNT} and has_bounds(definition)
    counts_from = ZERO if kpi.kind == Kpi.Kind.COUNT else None
    record = () if milestone else counted(definition, known_points(points, today), today)
    return Outcome(
        number=kpi.pk,
        title=kpi.title,
        unit=kpi.unit,
        decimals=kpi.decimals,
        baseline=counts_from if kpi.baseline is None else kpi.baseline,
        baseline_on=kpi.baseline_on,
        target=kpi.target,
        due=kpi.due_on,
        bounded=bounded,
        steps=milestone,
        record=tuple(Reading(point.on, point.value) for point in record),
    )
