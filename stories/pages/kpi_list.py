"""The list of KPIs: verdict, figures, who answers for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict

from accounts.models import User
from alignment.lib.drawing import Glyph, Kind, Spark, spark
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view, may_create_kpi
from kpis.models import Kpi, KpiQuerySet
from kpis.ordinary import newest_values
from objectives.access import objective_to_view
from stories.audiences import audience_of
from stories.lines.findings import KpiCounts
from stories.models import KpiVerdict, KpiVerdictQuerySet
from stories.pages.figures import STATUSES, latest, status_of, target, target_value
from stories.pages.filters import Chip, KpiFilter, chips_of
from stories.pages.glyphs import glyph_of
from stories.pages.paging import Pager, in_order, slice_of, without
from stories.pages.parts import Link, Tab, links
from stories.pages.periods import due_between
from stories.pages.remedies import address, page_of
from stories.pages.words import many, short_day
from stories.totals import Scope, headline_counts, kpi_verdicts

VERDICTS: dict[str, dict[str, object]] = {
    "judged": {"verdict__in": ["sound", "in_doubt", "broken", "none", "exempt"]},
    "sound": {"verdict": "sound"},
    "waiting": {"verdict": "in_doubt", "doubt": "waiting"},
    "changed": {"verdict": "in_doubt", "doubt": "changed"},
    "in_doubt": {"verdict": "in_doubt"},
    "no_line": {"verdict__in": ["broken", "none"]},
    "exempt": {"verdict": "exempt"},
    "not_assessed": {"verdict": "not_assessed"},
}


@dataclass(frozen=True, slots=True)
class KpiRow(Shown):
    """A KPI in a list."""

    title: str
    href: str
    note: str
    line: Glyph | None
    status_kind: Kind
    status: str
    now: str
    spark: Spark | None
    target: str
    due: str
    owner: str
    team: str


@dataclass(frozen=True, slots=True)
class KpiListPage(Shown):
    """One page of the list of KPIs."""

    section: str
    form: KpiFilter
    chips: tuple[Chip, ...]
    narrow: bool
    count: str
    tabs: tuple[Tab, ...]
    rows: tuple[KpiRow, ...]
    pager: Pager
    actions: tuple[Link, ...]


def list_kpis(user: User, asked: QueryDict, today: date) -> KpiListPage:
    """Return a page of the KPIs a reader may know of, as narrowed. The queries are always as many.

    Raises:
        Http404: it is narrowed to an objective that the reader may not know of.
    """
    form, audience = KpiFilter(asked), audience_of(user)
    scope = _scope(form, today)
    goal = ""
    if scope.objective_id is not None:
        goal = f"For “{objective_to_view(user, scope.objective_id).title}”"
    known = kpis_to_view(user)
    found = _narrowed(known, form, audience, scope)
    part = slice_of(found, known, ("title", "pk"), asked)
    narrow = form.is_narrow()
    return KpiListPage(
        section="kpis",
        form=form,
        chips=chips_of(form, asked, objective=goal),
        narrow=narrow,
        count=many(found.count(), "KPI"),
        tabs=_tabs(headline_counts(audience, scope), form.asked("verdict"), asked),
        rows=kpi_rows(known, part.ids, audience),
        pager=part.pager,
        actions=_actions(user),
    )


def kpi_rows(known: KpiQuerySet, ids: tuple[int, ...], audience: int) -> tuple[KpiRow, ...]:
    """Return KPIs as rows, in the order of their ids. Three queries."""
    verdicts = {
        row.kpi_id: row for row in KpiVerdict.objects.for_audience(audience).filter(kpi__in=ids)
    }
    values = newest_values(ids)
    rows = in_order(known.select_related("owner", "team", "state"), ids)
    return tuple(_row(kpi, verdicts.get(kpi.pk), values.get(kpi.pk, ())) for kpi in rows)


def _scope(form: KpiFilter, today: date) -> Scope:
    due_from, due_until = due_between(form.asked("period"), today)
    return Scope(
        team_id=form.number("team"),
        owner_id=form.number("owner"),
        objective_id=form.number("objective"),
        due_from=due_from,
        due_until=due_until,
        severity=form.number("severity"),
        driver=form.asked("driver"),
    )


def _narrowed(known: KpiQuerySet, form: KpiFilter, audience: int, scope: Scope) -> KpiQuerySet:
    verdict = form.asked("verdict")
    if verdict or scope != Scope(team_id=scope.team_id, owner_id=scope.owner_id):
        judged = _of_verdict(kpi_verdicts(audience, scope), verdict)
        known = known.filter(pk__in=judged.values("kpi"))
    known = known.answered_for(team_id=scope.team_id, owner_id=scope.owner_id)
    if status := form.asked("status"):
        known = known.standing(status)
    words = form.asked("q")
    return known.named_like(words) if words else known


def _of_verdict(rows: KpiVerdictQuerySet, verdict: str) -> KpiVerdictQuerySet:
    return rows.filter(**VERDICTS[verdict]) if verdict else rows


def _row(kpi: Kpi, judged: KpiVerdict | None, values: Sequence[Decimal]) -> KpiRow:
    kind, status = STATUSES[status_of(kpi)]
    aim = target(kpi)
    return KpiRow(
        title=kpi.title,
        href=page_of("kpi", kpi.pk),
        note=kpi.ref,
        line=glyph_of(judged.verdict, judged.doubt, judged.headline) if judged else None,
        status_kind=kind,
        status=status,
        now=latest(kpi) or "Not measured",
        spark=spark(kind, values, target_value(kpi)),
        target=f"Target {aim}" if aim else "No target",
        due=short_day(kpi.due_on),
        owner=kpi.owner.name if kpi.owner else "",
        team=kpi.team.name if kpi.team else "",
    )


def _tabs(counts: KpiCounts, verdict: str, asked: QueryDict) -> tuple[Tab, ...]:
    groups = (
        ("", "All", None),
        ("judged", "Judged", counts.live),
        ("sound", "Traced and agreed", counts.sound),
        ("waiting", "Not agreed yet", counts.waiting),
        ("changed", "Changed since agreed", counts.changed),
        ("no_line", "No line to a goal", counts.no_line),
        ("exempt", "Exempt", counts.exempt),
    )
    return tuple(
        Tab(text, without(asked, "verdict", verdict=key), current=verdict == key, count=count)
        for key, text, count in groups
    )


def _actions(user: User) -> tuple[Link, ...]:
    return (
        links(Link("New KPI", address("stories:kpi-new"), "primary"))
        if may_create_kpi(user)
        else ()
    )
