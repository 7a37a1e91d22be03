"""What a change would do: it is made, judged like everything else, and undone again.

The graph around what the change touches is judged before and after, as one person may know of it.
What differs is the impact: nothing is guessed, so no rule of the engine is written down twice.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256

from django.db.models import Max

from accounts.models import Touch, User
from accounts.saving import in_one_go, undone
from stories.audiences import hidden_from_person
from stories.graph_loading import load_graph
from stories.lines.engine import Verdicts, evaluate
from stories.lines.faults import Fault
from stories.lines.findings import GoalFinding, KpiFinding, Verdict, WorkFinding
from stories.lines.graph import FINISHED, GoalNode, LinkKind, Side
from stories.reach import Reach, Things, around, reach

LARGEST_IMPACT = 10_000
LOST = frozenset({Verdict.NONE, Verdict.BROKEN})


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change would spoil, by id and sorted; empty where it spoils nothing.

    `stories` are the goals whose story is no longer agreed to, `focus_links` and `kpi_links` the
    connections that somebody has to confirm again, `doubtful` the KPIs that were sound and would be
    in doubt, `lost` those that would lead nowhere, `unmeasured` the goals that nothing would
    measure any more, `idle` work that would serve no goal, `orphaned` goals under a closed one,
    `people` those who would be asked again. `too_far` says that it was too much to count.
    """

    stories: tuple[int, ...] = ()
    focus_links: tuple[int, ...] = ()
    kpi_links: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    unmeasured: tuple[int, ...] = ()
    idle: tuple[int, ...] = ()
    orphaned: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    too_far: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    @property
    def digest(self) -> str:
        """Return a short name for exactly this impact."""
        return sha256(repr(self).encode()).hexdigest()[:16]


@in_one_go
def impact_of(*, change: Callable[[], object], by: User, today: date) -> Impact:
    """Return what a change would spoil of what a person may know of. Constant queries.

    Nothing of the change is kept.

    Raises:
        DomainError: the change is refused.
    """
    with undone():
        newest = Touch.objects.aggregate(newest=Max("pk"))["newest"] or 0
        change()
        reached = _reached(newest)
        if reached is None:
            return Impact(too_far=True)
        if not len(reached.targets):
            return Impact()
        after = _judged(reached, by, today)
    before = _judged(around(reached.targets), by, today)
    return difference(before, after)


def _reached(newest: int) -> Reach | None:
    """Return how far what was touched since reaches; None where that is too far to judge now."""
    touched: dict[str, set[int]] = {kind: set() for kind in Touch.Kind.values}
    for kind, number in Touch.objects.filter(pk__gt=newest).values_list("kind", "object_id"):
        touched[kind].add(number)
    things = Things(
        frozenset(touched[Touch.Kind.OBJECTIVE]),
        frozenset(touched[Touch.Kind.FOCUS_AREA]),
        frozenset(touched[Touch.Kind.KPI]),
    )
    if not len(things):
        return Reach(things, things)
    return reach(things, limit=LARGEST_IMPACT)


def _judged(reached: Reach | None, by: User, today: date) -> Verdicts:
    return evaluate(load_graph(reached, hidden_from_person(by), today), today)


def difference(before: Verdicts, after: Verdicts) -> Impact:
    """Return what is worse after than before."""
    silent = dict(_silenced(before, after))
    signatures = dict(_unsigned(before, after))
    people = {
        person
        for goals, sides in (*silent.values(), *signatures.values())
        for goal in goals
        for side in sides
        if (person := _owner(goal, side)) is not None
    }
    goals = [(before.goals[key], one) for key, one in after.goals.items() if key in before.goals]
    work = [(before.work[key], one) for key, one in after.work.items() if key in before.work]
    kpis = [(before.kpis[key], one) for key, one in after.kpis.items() if key in before.kpis]
    return Impact(
        stories=tuple(sorted(signatures)),
        focus_links=tuple(sorted(pk for kind, pk in silent if kind == "focus")),
        kpi_links=tuple(sorted(pk for kind, pk in silent if kind == "kpi")),
        doubtful=_ids(now for was, now in kpis if _doubted(was, now)),
        lost=_ids(now for was, now in kpis if now.verdict in LOST and was.verdict not in LOST),
        unmeasured=_ids(now for was, now in goals if _unmeasured(was, now)),
        idle=_ids(now for was, now in work if _idle(was, now)),
        orphaned=_ids(now for was, now in goals if _new("G8", was.faults, now.faults)),
        people=tuple(sorted(people)),
    )


Asked = tuple[list[GoalNode], frozenset[Side]]


def _silenced(before: Verdicts, after: Verdicts) -> Iterator[tuple[tuple[LinkKind, int], Asked]]:
    """Yield the links that a side stood by and no longer does, with the goals they lead to."""
    index = after.network.index
    kinds: tuple[LinkKind, LinkKind] = ("focus", "kpi")
    for kind in kinds:
        links = index.focus_links if kind == "focus" else index.kpi_links
        there = (
            before.network.index.focus_links if kind == "focus" else before.network.index.kpi_links
        )
        for number, edge in links.items():
            if number not in there:
                continue
            sides = {*before.link(kind, number).valid} - {*after.link(kind, number).valid}
            above = index.goals_above(edge.work_id) if edge.work_id else []
            if kind == "focus":
                above = [goal for goal in above if goal.id == index.focus_links[number].goal_id]
            goals = [goal for goal in above if goal.status not in FINISHED]
            if sides and goals:
                yield (kind, number), (goals, frozenset(sides))


def _unsigned(before: Verdicts, after: Verdicts) -> Iterator[tuple[int, Asked]]:
    """Yield the goals whose story a side agreed to and no longer does."""
    for number, goal in after.network.index.goals.items():
        if number not in before.goals or goal.status in FINISHED:
            continue
        told = before.network.index.stories.get(number), after.network.index.stories.get(number)
        if None in told:
            continue
        sides = {*after.goals[number].waiting_for} - {*before.goals[number].waiting_for}
        if sides:
            yield number, ([goal], frozenset(sides))


def _owner(goal: GoalNode, side: Side) -> int | None:
    if side == "business":
        return goal.business_owner_id if goal.business_owner_active else None
    return goal.technology_owner_id if goal.technology_owner_active else None


def _doubted(was: KpiFinding, now: KpiFinding) -> bool:
    return was.verdict is Verdict.SOUND and now.verdict is Verdict.IN_DOUBT


def _unmeasured(was: GoalFinding, now: GoalFinding) -> bool:
    return now.verdict is not Verdict.NOT_ASSESSED and was.kpis > 0 and not now.kpis


def _idle(was: WorkFinding, now: WorkFinding) -> bool:
    return now.verdict is not Verdict.NOT_ASSESSED and bool(was.goals) and not now.goals


def _new(code: str, was: Iterable[Fault], now: Iterable[Fault]) -> bool:
    return code in {one.code for one in now} - {one.code for one in was}


def _ids(found: Iterable[KpiFinding | GoalFinding | WorkFinding]) -> tuple[int, ...]:
    return tuple(sorted(one.id for one in found))
