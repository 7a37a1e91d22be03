"""The map of a pack: what is on it, what is tied to what, and the same as a matrix.

A company of some hundred things is shown whole; of a larger one its branches, with what lies below.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from alignment.lib.drawing import Kind
from objectives.models import FocusArea
from objectives.tree import children
from reports.mapping import GOALS, KPIS, WORK, Thing, Tie
from reports.packs.content import Map, Matrix
from reports.packs.map_facts import Facts, Judged
from reports.standings import (
    ORDER,
    TIE_WORDS,
    Standing,
    goal_standing,
    kpi_standing,
    work_standing,
)
from stories.models import FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.pages.glyphs import kind_of, words_of
from stories.pages.words import many

FEW = 150  # so many things are shown one by one
MOST_BRANCHES = 60
MOST_ROWS, MOST_COLUMNS = 300, 100
OVER, TO = 1, 3  # where a best line says over which work it goes, and to which goal
Known = Mapping[int, Judged]


def map_of(facts: Facts) -> Map:
    """Return the map and its matrix."""
    goals = {goal.pk: (goal, row) for goal, row in facts.goals}
    depths = dict(_tree(goals))
    if not facts.all or len(goals) + len(facts.work) + len(facts.kpis) > FEW:
        whole = _branches(goals, depths)
    else:
        whole = Map(tuple(_things(facts, goals, depths)), tuple(_ties(facts, goals)))
    return replace(whole, matrix=_matrix(facts, goals, depths))


def _tree(goals: Known) -> Iterator[tuple[int, int]]:
    """Yield each goal with how deep it lies, every branch in the order of the business."""
    parents = {pk: goal.parent_id for pk, (goal, _) in goals.items()}
    tops = [pk for pk, above in parents.items() if above not in parents]
    below = children(parents)
    found: set[int] = set()
    for top in [*tops, *goals]:  # those of a circle have no beginning
        waiting = [(top, 0)]
        while waiting:
            pk, depth = waiting.pop()
            if pk not in found:
                found.add(pk)
                yield pk, depth
                waiting += [(one, depth + 1) for one in reversed(below.get(pk, ()))]


def _things(facts: Facts, goals: Known, depths: Mapping[int, int]) -> Iterator[Thing]:
    for pk, depth in depths.items():
        goal, row = goals[pk]
        above = f"goal-{goal.parent_id}" if depth else ""
        yield _thing(f"goal-{pk}", GOALS, goal.title, goal_standing(goal, row), depth, above)
    for area, judged in facts.work:
        note = "" if judged.kpis else "No KPI measures it"
        one = _thing(f"work-{area.pk}", WORK, area.title, work_standing(area, judged))
        yield replace(one, note=note)
    for kpi, said in facts.kpis:
        note = "The goal’s own measure" if kpi.outcome_of_id else ""
        one = _thing(f"kpi-{kpi.pk}", KPIS, kpi.title, kpi_standing(kpi, said))
        yield replace(one, note=note)


def _thing(
    key: str, column: int, title: str, standing: Standing, depth: int = 0, above: str = ""
) -> Thing:
    return Thing(key, column, title, standing.kind, standing.word, depth=depth, above=above)


def _ties(facts: Facts, goals: Known) -> Iterator[Tie]:
    known = {area.pk for area, _ in facts.work}
    for (goal, area), kind in _work_ties(facts, goals).items():
        yield Tie(f"goal-{goal}", f"work-{area}", kind, TIE_WORDS[kind])
    for kpi, said in facts.kpis:
        if not said.line:
            continue
        kind, over, to = kind_of(said.verdict, said.doubt), said.line[OVER], said.line[TO]
        if over in known:
            yield Tie(f"work-{over}", f"kpi-{kpi.pk}", kind, TIE_WORDS[kind])
        elif not over and to in goals:
            yield Tie(f"goal-{to}", f"kpi-{kpi.pk}", kind, TIE_WORDS[kind])


def _work_ties(facts: Facts, goals: Known) -> dict[tuple[int, int], Kind]:
    """Return how each tie between a goal and work stands, as far as the lines over it tell."""
    best: dict[tuple[int, int], Kind] = {}
    over: dict[int, list[KpiVerdict]] = {}
    for _, said in facts.kpis:
        if said.line and said.line[OVER]:
            key, kind = (said.line[TO], said.line[OVER]), kind_of(said.verdict, said.doubt)
            best[key] = min(best.get(key, kind), kind, key=ORDER.index)
            over.setdefault(said.line[OVER], []).append(said)
    found: dict[tuple[int, int], Kind] = {}
    for area, row in facts.work:
        for pk in row.goals:
            if pk in goals:
                key = (pk, area.pk)
                of_goal = goals[pk][1]
                found[key] = best.get(key) or _told(area, row, of_goal, pk, over.get(area.pk, ()))
    return found


def _told(
    area: FocusArea,
    row: FocusVerdict,
    of_goal: ObjectiveVerdict | None,
    goal: int,
    over: Iterable[KpiVerdict],
) -> Kind:
    """Return how a tie stands over which no best line goes; what cannot be told is not judged."""
    if area.status == FocusArea.Status.RETIRED or row.verdict == "broken":
        return "broken"
    if any(one.lines == one.sound_lines and goal in one.goals for one in over):
        return "sound"
    if of_goal and of_goal.lines and of_goal.lines == of_goal.sound_lines and row.kpis:
        return "sound"
    return "idle" if row.kpis else "risk"


def _branches(goals: Known, depths: Mapping[int, int]) -> Map:
    """Return the branches at the top, with what lies below each in two boxes that stand for it."""
    tops: dict[int, list[int]] = {}
    top = 0
    for pk, depth in depths.items():
        top = pk if depth == 0 else top
        tops.setdefault(top, []).append(pk)
    things: list[Thing] = []
    ties: list[Tie] = []
    for pk in list(tops)[:MOST_BRANCHES]:
        for one in _branch(goals, pk, tops[pk]):
            (things if isinstance(one, Thing) else ties).append(one)  # type: ignore[arg-type]
    left = len(tops) - MOST_BRANCHES
    more = f"{many(left, 'more goal')} at the top left out. " if left > 0 else ""
    note = f"{more}Branches are shown with what lies below them; a pack of a branch shows it whole."
    return Map(tuple(things), tuple(ties), note=note)


def _branch(goals: Known, top: int, inside: list[int]) -> Iterator[Thing | Tie]:
    rows = [row for pk in inside if (row := goals[pk][1])]
    goal, row = goals[top]
    standing = goal_standing(goal, row)
    work, kpis = sum(one.focus_areas for one in rows), row.kpis if row else 0
    lines, sound = (row.lines, row.sound_lines) if row else (0, 0)
    kind: Kind = "sound" if lines and lines == sound else standing.kind
    if kind == "sound" and sound < lines:
        kind = "risk"
    key, below = f"goal-{top}", len(inside) - 1
    said = _thing(key, GOALS, goal.title, standing)
    yield replace(said, note=f"{many(below, 'goal')} below" if below else "")
    yield Thing(
        f"{key}-work",
        WORK,
        many(work, "focus area"),
        standing.kind,
        several=True,
        word="" if work else "No work behind it",
    )
    yield Thing(
        f"{key}-kpis",
        KPIS,
        many(kpis, "KPI"),
        kind,
        several=True,
        word=f"{sound:,} of {many(lines, 'line')} sound" if lines else "Nothing measures it",
    )
    yield Tie(key, f"{key}-work", standing.kind, TIE_WORDS[standing.kind])
    yield Tie(f"{key}-work", f"{key}-kpis", kind, TIE_WORDS[kind])


def _matrix(facts: Facts, goals: Known, depths: Mapping[int, int]) -> Matrix:
    """Return which work serves which goal: how many KPIs it has, and how the tie stands."""
    ties = _work_ties(facts, goals)
    order = {pk: at for at, pk in enumerate(depths)}
    first: dict[int, int] = {}
    for goal, area in ties:
        first[area] = min(first.get(area, order[goal]), order[goal])
    work = sorted(facts.work, key=lambda one: first.get(one[0].pk, len(order)))[:MOST_COLUMNS]
    shown = list(depths.items())[:MOST_ROWS]
    left = max(len(facts.work) - len(work), 0), len(depths) - len(shown)
    return Matrix(
        heads=tuple(area.title for area, _ in work),
        rows=tuple(
            (
                goals[pk][0].title,
                depth,
                tuple(_cell(ties.get((pk, area.pk)), row.kpis) for area, row in work),
            )
            for pk, depth in shown
        )
        if facts.all
        else (),
        more="" if facts.all and not any(left) else "Not everything fits into the matrix.",
    )


WORDS: Mapping[Kind, str] = {
    "sound": words_of("sound"),
    "risk": words_of("in_doubt"),
    "suspect": words_of("in_doubt", "changed"),
    "broken": "The line is broken",
    "idle": "",
}


def _cell(kind: Kind | None, kpis: int) -> str:
    if kind is None:
        return ""
    if not kpis:
        return "No KPI" if kind != "broken" else f"No KPI: {TIE_WORDS['broken']}"
    return ": ".join(part for part in (many(kpis, "KPI"), WORDS[kind]) if part)
