"""What a board of a past day is built from: what was kept that day. A constant number of queries.

Nothing that was changed since shows through, but for one thing: a goal that the reader must not
know of today is not there, whatever was known of it then.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.fields.json import KT
from django.http import Http404

from accounts.models import User
from alignment.lib.arrays import HasOneOf
from kpis.models import Kpi, KpiState
from objectives.models import Objective
from reports.board_days import KeptDay
from reports.board_rows import (
    MOST_OF_A_SORT,
    Cause,
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
from reports.models import Kept, KeptQuerySet
from reports.scopes import DRIVERS, Scope
from stories.audiences import hidden_from_person
from stories.lines.findings import KpiCounts
from stories.lines.graph import ItemKind
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict, StoryVersion
from stories.pages.names import Named, Names
from stories.totals import HEADLINE_GROUPS

Facts = Mapping[str, Any]
OF_GOALS = ("statement", "problem", "proposal", "sourcing", "risk", "currency")
MONEY_OF_GOALS = ("benefit", "cost")
DAYS_OF_GOALS = ("starts_on", "ends_on", "benefit_from", "benefit_by", "cost_from", "cost_by")


@dataclass(frozen=True, slots=True)
class Then:
    """A kept day as one reader may see it: what stood, and what is hidden from them today."""

    kept: KeptDay
    hidden: frozenset[int]

    def rows(self, kind: str) -> KeptQuerySet:
        """Return what was kept of one kind of thing."""
        found = Kept.objects.for_audience(self.kept.audience, self.kept.day).of(kind)
        if not self.hidden:
            return found
        if kind == Kept.Kind.OBJECTIVE:
            return found.exclude(item_id__in=self.hidden)
        if kind == Kept.Kind.KPI:
            of_hidden = found.filter(facts__outcome_of__in=sorted(self.hidden))
            return found.exclude(pk__in=of_hidden.values("pk"))
        return found


def then_of(user: User, kept: KeptDay) -> Then:
    """Return a kept day for a reader. One query."""
    return Then(kept, hidden_from_person(user))


def words_then(then: Then, scope: Scope) -> str:
    """Return a scope in the words of that day. One query.

    Raises:
        Http404: it is the branch of a goal that was not there, or that the reader may not know of.
    """
    wanted = {
        Kept.Kind.OBJECTIVE: scope.objective_id,
        Kept.Kind.TEAM: scope.team_id,
        Kept.Kind.PERSON: scope.person_id,
    }
    asked = Q(pk__in=[])
    for kind, pk in wanted.items():
        asked |= Q(kind=kind, item_id=pk)
    found = Kept.objects.for_audience(then.kept.audience, then.kept.day).filter(asked)
    titles = {row.kind: str(row.facts["title"]) for row in found}
    goal = titles.get(Kept.Kind.OBJECTIVE)
    if scope.objective_id is not None and (goal is None or scope.objective_id in then.hidden):
        raise Http404
    said = [
        f"“{goal}”" if goal else "",
        f"{DRIVERS[scope.driver]} goals" if scope.driver else "",
        titles.get(Kept.Kind.TEAM, "a team of later") if scope.team_id is not None else "",
        titles.get(Kept.Kind.PERSON, "somebody of later") if scope.person_id is not None else "",
    ]
    return " · ".join(part for part in said if part) or "the whole company"


def material_then(then: Then, scope: Scope, *, goals: int) -> Material:
    """Return what a board of a kept day is built from; at most so many goals are listed."""
    inside = goals_then(then, scope)
    kpis = kpis_then(then, scope, inside)
    causes = causes_of(kpis, "item_id")
    rows = _rows(then, causes, inside)
    wanted = wanted_names(rows.values(), causes)
    listed, owners = _goals(then, inside, goals)
    names = _named(then, wanted.goals | goals_concerned(rows.values()), wanted.work, wanted.kpis)
    return Material(
        counts=_counts(kpis),
        causes=causes,
        rows=rows,
        goals=[_goal_facts(row, owners, listed) for row in listed if row.kind == "objective"],
        names=names[0],
        worth=names[1],
        stories=_stories(then, [row.item_id for row in listed if row.kind == "objective"]),
    )


def goals_then(then: Then, scope: Scope) -> frozenset[int] | None:
    """Return the goals of a scope as they were; None is all. Two queries at most."""
    if scope.is_company:
        return None
    found = then.rows(Kept.Kind.OBJECTIVE)
    rows = list(
        found.values_list(
            "item_id", "facts__parent", "facts__driver", "owner_id", "facts__technology_owner"
        )
    )
    inside = {row[0] for row in rows}
    if scope.objective_id is not None:
        inside = _at_or_below(scope.objective_id, {row[0]: row[1] for row in rows})
    if scope.driver:
        inside &= {row[0] for row in rows if row[2] == scope.driver}
    if scope.person_id is not None:
        inside &= {row[0] for row in rows if scope.person_id in (row[3], row[4])}
    if scope.team_id is not None:
        ends = (
            then.rows(Kept.Kind.KPI).filter(team_id=scope.team_id).values_list("goals", flat=True)
        )
        inside &= {goal for goals in ends for goal in goals}
    return frozenset(inside)


def _at_or_below(top: int, parents: Mapping[int, int | None]) -> set[int]:
    below: dict[int | None, list[int]] = {}
    for goal, parent in parents.items():
        below.setdefault(parent, []).append(goal)
    found, waiting = set(), [top]
    while waiting:
        goal = waiting.pop()
        if goal not in found:
            found.add(goal)
            waiting += below.get(goal, ())
    return found & parents.keys()


def kpis_then(then: Then, scope: Scope, inside: frozenset[int] | None) -> KeptQuerySet:
    """Return the KPIs of a scope as they were, by the goals that are inside it."""
    found = then.rows(Kept.Kind.KPI)
    if inside is not None and (scope.driver or scope.objective_id is not None):
        found = found.filter(_leads_to(inside))
    if scope.team_id is not None:
        found = found.filter(team_id=scope.team_id)
    return found if scope.person_id is None else found.filter(owner_id=scope.person_id)


def _leads_to(goals: Collection[int]) -> HasOneOf:
    return HasOneOf(Value(sorted(goals), ArrayField(BigIntegerField())), F("goals"))


def _counts(kpis: KeptQuerySet) -> KpiCounts:
    """Return the headline groups as they were. One query."""
    return KpiCounts(**kpis.aggregate(**HEADLINE_GROUPS))


def _rows(
    then: Then, causes: Sequence[Cause], inside: frozenset[int] | None
) -> dict[tuple[ItemKind, int], Row]:
    """Return the verdicts to tell of. Three queries."""
    found: dict[tuple[ItemKind, int], Row] = {}
    for row in then.rows(Kept.Kind.KPI).filter(item_id__in={one.one for one in causes}):
        found["kpi", row.item_id] = kpi_verdict_then(row)
    goals = then.rows(Kept.Kind.OBJECTIVE).filter(facts__status=Objective.Status.ACTIVE)
    work = then.rows(Kept.Kind.FOCUS)
    if inside is not None:
        goals = goals.filter(item_id__in=inside)
        work = work.filter(_leads_to(inside))
    for row in _gravest(goals):
        found["objective", row.item_id] = objective_verdict_then(row)
    for row in _gravest(work):
        found["focus", row.item_id] = focus_verdict_then(row)
    return found


def _gravest(rows: KeptQuerySet) -> KeptQuerySet:
    return rows.exclude(headline="").order_by("-severity", "item_id")[:MOST_OF_A_SORT]


def _said(row: Kept) -> dict[str, Any]:
    return {
        "audience": row.audience,
        "verdict": row.verdict,
        "doubt": row.doubt,
        "headline": row.headline,
        "severity": row.severity,
        "faults": row.facts["faults"],
        "cause_kind": row.cause_kind,
        "cause_id": row.cause_id,
    }


def kpi_verdict_then(row: Kept) -> KpiVerdict:
    """Return the verdict on a KPI as it was kept."""
    return KpiVerdict(
        kpi_id=row.item_id,
        goals=row.goals,
        **{name: row.facts[name] for name in ("line", "lines", "sound_lines")},
        **_said(row),
    )


def focus_verdict_then(row: Kept) -> FocusVerdict:
    """Return the verdict on a focus area as it was kept."""
    return FocusVerdict(
        focus_area_id=row.item_id, goals=row.goals, kpis=row.facts["kpis"], **_said(row)
    )


def objective_verdict_then(row: Kept) -> ObjectiveVerdict:
    """Return the verdict on a goal as it was kept."""
    facts = row.facts
    return ObjectiveVerdict(
        objective_id=row.item_id,
        story_state=facts["story"],
        lines=facts["lines"],
        sound_lines=facts["sound_lines"],
        kpis=facts["kpis"],
        focus_areas=facts["focus_areas"],
        **_said(row),
    )


def goal_then(row: Kept) -> Objective:
    """Return a goal as it was kept; of a day that kept less of goals, that much."""
    facts: dict[str, Any] = {**row.facts, **row.facts.get("case", {})}
    return Objective(
        pk=row.item_id,
        parent_id=facts["parent"],
        value_driver=facts["driver"],
        expects_technology=facts.get("expects", Objective.Expects.UNKNOWN),
        **{name: facts[name] for name in ("title", "status", "rank", "confidential")},
        **{name: facts[name] for name in OF_GOALS if facts.get(name)},
        **{name: Decimal(facts[name]) for name in MONEY_OF_GOALS if facts.get(name)},
        **{name: date.fromisoformat(facts[name]) for name in DAYS_OF_GOALS if facts.get(name)},
    )


def _goals(
    then: Then, inside: frozenset[int] | None, most: int
) -> tuple[list[Kept], dict[int, str]]:
    """Return the first active goals, their outcomes after them, and what owners are called.

    Three queries.
    """
    found = then.rows(Kept.Kind.OBJECTIVE).filter(facts__status=Objective.Status.ACTIVE)
    found = found if inside is None else found.filter(item_id__in=inside)
    goals = list(found.order_by("facts__rank", KT("facts__title"), "item_id")[:most])
    ids = [row.item_id for row in goals]
    outcomes = then.rows(Kept.Kind.KPI).filter(facts__outcome_of__in=ids).order_by("item_id")
    people = {row.owner_id or row.facts["technology_owner"] for row in goals}
    names = then.rows(Kept.Kind.PERSON).filter(item_id__in=people - {None})
    owners = {row.item_id: str(row.facts["job"] or row.facts["title"]) for row in names}
    return [*goals, *outcomes], owners


def _goal_facts(row: Kept, owners: Mapping[int, str], listed: Iterable[Kept]) -> GoalFacts:
    facts = row.facts
    outcome = next(
        (
            one
            for one in listed
            if one.kind == Kept.Kind.KPI and one.facts["outcome_of"] == row.item_id
        ),
        None,
    )
    owner = owners.get(row.owner_id or facts["technology_owner"] or 0, "Nobody")
    own = _outcome(outcome) if outcome else None
    return GoalFacts(goal_then(row), objective_verdict_then(row), own, owner)


def _outcome(row: Kept) -> Kpi:
    """Return a KPI with its figures as they stood."""
    facts = row.facts
    kpi = Kpi(pk=row.item_id, title=facts["title"], status=facts["status"])
    for name, value in facts["figures"].items():
        setattr(kpi, name, _read(name, value))
    if facts["standing"]:
        standing = {name: _read(name, value) for name, value in facts["standing"].items()}
        kpi.state = KpiState(kpi=kpi, **standing)
    return kpi


EXACT = {"baseline", "target", "low", "high", "change", "latest", "progress", "expected"}

DAYS = {"due_on", "starts_on", "baseline_on"}


def _read(name: str, value: object) -> object:
    if name in EXACT:
        return Decimal(str(value))
    return date.fromisoformat(str(value)) if name in DAYS else value


def _named(
    then: Then, goals: Collection[int], work: Collection[int], kpis: Collection[int]
) -> tuple[Names, dict[int, Worth]]:
    """Return what things were called, and what hung on goals. Three queries."""
    aims = list(then.rows(Kept.Kind.OBJECTIVE).filter(item_id__in=goals))
    names = Names(
        objectives={row.item_id: _name(row) for row in aims},
        focus_areas={
            row.item_id: _name(row) for row in then.rows(Kept.Kind.FOCUS).filter(item_id__in=work)
        },
        kpis={row.item_id: _name(row) for row in then.rows(Kept.Kind.KPI).filter(item_id__in=kpis)},
    )
    return names, {row.item_id: _worth(row.facts) for row in aims}


def _name(row: Kept) -> Named:
    title = str(row.facts["title"])
    if row.kind == Kept.Kind.OBJECTIVE:
        return Named(title, owners=(row.owner_id, row.facts["technology_owner"]))
    return Named(title, row.team_id, (row.owner_id,))


def _worth(facts: Facts) -> Worth:
    benefit = facts["benefit"]
    return Worth(
        driver=facts["driver"],
        rank=facts["rank"],
        benefit=None if benefit is None else Decimal(benefit),
        currency=facts["currency"],
    )


def _stories(then: Then, goals: Sequence[int]) -> dict[int, str]:
    """Return what was told of goals, in the names of that day. Two queries."""
    versions = (
        StoryVersion.objects.filter(story__objective__in=goals, written_at__lte=then.kept.taken_at)
        .order_by("story", "-number")
        .distinct("story")
    )
    bodies = dict(versions.values_list("story__objective", "body"))
    known = Kept.objects.for_audience(then.kept.audience, then.kept.day)
    uids = uids_in(bodies.values())
    return told(bodies, dict(known.filter(uid__in=uids).values_list("uid", KT("facts__title"))))
