"""How far a goal is by all its measures together, and what that is made of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from alignment.lib.drawing import Bar, Kind, bar, percent
from alignment.lib.numbers import show_decimal
from alignment.lib.shown import Shown
from kpis.access import kpis_to_view
from kpis.figures import Figure, Status
from kpis.models import Kpi, KpiQuerySet
from kpis.rollup import CURRENT, RESTING, Part, RollUp, roll_up
from objectives.access import objectives_to_view
from objectives.models import ObjectiveQuerySet
from objectives.tree import descendants
from stories.lines.graph import Graph
from stories.pages.figures import STATUSES
from stories.pages.parts import Fact
from stories.pages.remedies import page_of
from stories.pages.words import many

SHOWN_PARTS = 12
LEFT_OUT_GOALS = frozenset({"draft", "dropped"})
HOW = "The mean of the measures with current data, each by its weight and from 0 to 100%."
FIELDS = ("pk", "title", "status", "weight", "state__status", "state__progress")


@dataclass(frozen=True, slots=True)
class Rolled(Shown):
    """What some measures come to; `bar` is None where none has progress.

    `parts` are the measures it is made of, `more` says how many are not listed.
    """

    title: str
    bar: Bar | None
    measured: str
    kind: Kind
    status: str
    parts: tuple[Fact, ...] = ()
    more: str = ""
    left_out: str = ""

    @property
    def how(self) -> str:
        """Return how it is computed, in a sentence."""
        return HOW


def rolled_up(user: User, graph: Graph, goal_id: int, *, whole: bool) -> tuple[Rolled, ...]:
    """Return what a goal's own measures come to and, with goals below, all of them together.

    One query; three more where the graph does not hold the `whole` branch.
    """
    own = _measures(graph, {goal_id})
    if whole:
        goals = ((goal.id, goal.parent_id, goal.status) for goal in graph.goals)
        below = _measures(graph, _branch(goals, goal_id))
        known = _parts(kpis_to_view(user).filter(pk__in=own | below))
    else:
        below = _measures_below(user, goal_id)
        known = _parts(kpis_to_view(user), own | below)
    found = [("Its own measures", own)] if own else []
    if below - own:
        found.append(("With the goals below it", own | below))
    return tuple(
        _shown(title, [known[pk] for pk in sorted(ids) if pk in known]) for title, ids in found
    )


def _measures_below(user: User, goal_id: int) -> set[int]:
    """Return the measures of a goal and of so many below it that to name each takes longer."""
    goals = objectives_to_view(user)
    branch = _branch(goals.values_list("pk", "parent", "status"), goal_id)
    return {kpi for goal, kpi in _pairs(kpis_to_view(user), goals) if goal in branch}


def own_progress(user: User, goal_ids: Collection[int]) -> Mapping[int, Rolled]:
    """Return what each goal's own measures come to, by id; without measures none. Two queries."""
    known = kpis_to_view(user)
    pairs = _pairs(known, goal_ids)
    parts = _parts(known.filter(pk__in={pk for _, pk in pairs}))
    by_goal: dict[int, set[int]] = defaultdict(set)
    for goal, pk in pairs:
        by_goal[goal].add(pk)
    return {
        goal: _shown("Its own measures", [parts[pk] for pk in sorted(ids) if pk in parts])
        for goal, ids in by_goal.items()
    }


def _pairs(known: KpiQuerySet, goals: Collection[int] | ObjectiveQuerySet) -> list[tuple[int, int]]:
    """Return each of these goals with each of its own measures. Two queries."""
    return [
        *known.filter(outcome_of__in=goals).values_list("outcome_of", "pk"),
        *known.filter(
            kpi_links__focus_area__status="active",
            kpi_links__focus_area__focus_links__objective__in=goals,
        ).values_list("kpi_links__focus_area__focus_links__objective", "pk"),
    ]


def in_short(rolled: Rolled) -> str:
    """Return it in a few words: “54%, 3 of 5 measured”."""
    return f"{rolled.bar.text}, {rolled.measured}" if rolled.bar else rolled.measured


def _branch(goals: Iterable[tuple[int, int | None, str]], goal_id: int) -> set[int]:
    """Return a goal and those below it that are pursued or done, of ids, parents and statuses."""
    parents, resting = {}, set()
    for pk, parent, status in goals:
        parents[pk] = parent
        if status in LEFT_OUT_GOALS:
            resting.add(pk)
    return {goal_id, *(below for below in descendants(parents, goal_id) if below not in resting)}


def _measures(graph: Graph, goals: set[int]) -> set[int]:
    """Return the measures of these goals: of their success, and of the work that moves them."""
    live = {work.id for work in graph.work if work.status == "active"}
    work = {edge.work_id for edge in graph.focus_links if edge.goal_id in goals} & live
    found = {edge.measure_id for edge in graph.kpi_links if edge.work_id in work}
    found |= {one.id for one in graph.measures if one.outcome_of in goals}
    return {pk for pk in found if pk is not None}


def _parts(rows: KpiQuerySet, only: Collection[int] | None = None) -> dict[int, Part]:
    """Return KPIs, those of these ids or all, with where they stand but for drafts. One query."""
    told = rows.exclude(status=Kpi.Status.DRAFT).values_list(*FIELDS)
    return {
        pk: Part(f"{pk:020}", title, Figure(_status(own, stored), "", progress=progress), weight)
        for pk, title, own, weight, stored, progress in told
        if only is None or pk in only
    }


def _status(own: str, stored: str | None) -> Status:
    if own in RESTING:
        return Status(own)
    return Status(stored) if stored else Status.NOT_MEASURED


def _shown(title: str, parts: Sequence[Part]) -> Rolled:
    rolled = roll_up(parts)
    kind, status = STATUSES[rolled.status.value]
    told = sorted(_counting(parts), key=lambda part: (part.title, part.key))
    left = len(told) - SHOWN_PARTS
    return Rolled(
        title=title,
        bar=bar(kind, rolled.progress),
        measured=_measured(rolled),
        kind=kind,
        status=f"{status}: {rolled.worst}" if rolled.worst else status,
        parts=tuple(_part(part) for part in told[:SHOWN_PARTS]),
        more=f"And {many(left, 'more measure')}." if left > 0 else "",
        left_out=", ".join(rolled.left_out),
    )


def _counting(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.weight and part.figure.status not in RESTING]


def _measured(rolled: RollUp) -> str:
    return rolled.sentence if rolled.total else "nothing to measure it by"


def _part(part: Part) -> Fact:
    figure = part.figure
    _, status = STATUSES[figure.status.value]
    share = percent(figure.progress) if figure.progress is not None else ""
    counts = bool(share) and figure.status in CURRENT
    weight = "" if part.weight == Decimal(1) else f"weight {show_decimal(part.weight)}"
    said = (status.lower(), weight, "" if counts else "not in the mean")
    return Fact(
        part.title,
        share or "No progress to count",
        href=page_of("kpi", int(part.key)),
        small=", ".join(word for word in said if word),
    )
