import json
import os

import pytest

from objectives.models import Objective
from stories.audiences import hidden_from
from stories.graph_loading import load_graph, without
from stories.lines.engine import Verdicts, evaluate
from stories.lines.graph import Graph
from stories.models import PUBLIC, Audience, FocusVerdict, KpiVerdict, ObjectiveVerdict
from stories.side_by_side import ProcessFailedError, side_by_side
from stories.totals import all_counts
from stories.verdict_rows import (
    FOCUS_AREAS,
    KPIS,
    OBJECTIVES,
    focus_area_rows,
    kpi_rows,
    objective_rows,
)
from stories.verdicts import recompute_all, settle
from tests.stories.random_company import Company

# As many as one likes for a hunt: SETTLING_SEEDS=50 SETTLING_STEPS=100 pytest -k settling
SEEDS = int(os.environ.get("SETTLING_SEEDS", "3"))
STEPS = int(os.environ.get("SETTLING_STEPS", "40"))
# Half as far and one walk less in `make test`; `make test-long` goes the whole way.
SHORT_WALKS = [(seed, STEPS // 2) for seed in range(max(SEEDS - 1, 1))]
LONG_WALKS = [pytest.param(seed, STEPS, marks=pytest.mark.long) for seed in range(SEEDS)]
AMONG_TWINS = {
    "make_alike": 6,
    "hide_objective": 5,
    "share_objective": 2,
    "create_objective": 1,
    "edit_objective": 3,
    "move_objective": 1,
    "edit_focus_area": 4,
    "link_work": 1,
    "edit_focus_link": 1,
    "unlink_work": 2,
    "edit_kpi": 3,
    "measure": 1,
    "link_kpi": 2,
    "unlink_kpi": 1,
}
MODELS = {OBJECTIVES: ObjectiveVerdict, FOCUS_AREAS: FocusVerdict, KPIS: KpiVerdict}


def stored(audience: int) -> dict:
    """Return all that an audience reads, by table and thing, but the day since when."""
    found = {}
    for shelf, model in MODELS.items():
        for row in model.objects.for_audience(audience).values():
            for name in ("id", "audience", "since"):
                row.pop(name)
            assert (shelf.table, row[shelf.thing]) not in found
            found[shelf.table, row[shelf.thing]] = row
    return found


READ = {  # what PostgreSQL reads out of a field
    "varchar": str,
    "jsonb": json.loads,
    "varchar[]": lambda field: [one for one in field[1:-1].split(",") if one],
    "bigint[]": lambda field: [int(one) for one in field[1:-1].split(",") if one],
    **dict.fromkeys(("bigint", "integer", "smallint"), lambda field: int(field) if field else None),
}


def from_scratch(graph: Graph, verdicts: Verdicts) -> dict:
    """Return the same as the whole graph says it."""
    rows = {
        OBJECTIVES: objective_rows(verdicts, None),
        FOCUS_AREAS: focus_area_rows(verdicts, None),
        KPIS: kpi_rows(graph, verdicts, None),
    }
    return {
        (shelf.table, thing): {
            column: READ[kind](field)
            for (column, kind), field in zip(
                shelf.columns.items(), row.line.split("\t"), strict=True
            )
        }
        for shelf, found in rows.items()
        for thing, row in found.items()
    }


def wrongs(today) -> list:
    """Return what any audience reads otherwise than judging the whole graph anew would say."""
    everything = load_graph(None, frozenset(), today)
    found = []
    for audience in {PUBLIC, *Audience.objects.values_list("pk", flat=True)}:
        graph = without(everything, hidden_from(audience))
        verdicts = evaluate(graph, today)
        kept, right = stored(audience), from_scratch(graph, verdicts)
        keys = sorted(kept.keys() | right.keys())
        found += [
            (audience, key, kept.get(key), right.get(key))
            for key in keys
            if kept.get(key) != right.get(key)
        ]
        if all_counts(audience, today) != verdicts.counts:
            found.append((audience, all_counts(audience, today), verdicts.counts))
    return found


def walk(company, steps, monkeypatch, weights=None):
    """Let people change things and hold each settlement against computing everything anew."""
    today = company.today
    recompute_all(today=today, at=company.now)
    for number in range(steps):
        done = company.step(weights)
        if number % 5 == 0:  # as in a large company, on and off
            monkeypatch.setattr("stories.renewing.SMALL", 0 if number % 10 else 2_000)
        settle(today=today, at=company.now, inline=number % 2 == 0)

        wrong = wrongs(today)
        assert not wrong, f"step {number}, {done}: {wrong}"

    again = recompute_all(today=today, at=company.now)
    assert (again.written, again.changes) == (0, 0)


@pytest.mark.uncounted
@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "steps"), SHORT_WALKS + LONG_WALKS)
def test_settling_step_by_step_gives_what_computing_everything_anew_gives(
    seed, steps, now, monkeypatch
):
    walk(Company(seed, now), steps, monkeypatch)


@pytest.mark.uncounted
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seed", "steps"),
    [(0, STEPS // 4), *(pytest.param(*one, marks=pytest.mark.long) for one in SHORT_WALKS)],
)
def test_so_does_settling_where_measures_of_hidden_goals_look_like_others(
    seed, steps, now, monkeypatch
):
    company = Company(seed, now)
    for goal in Objective.objects.order_by("pk"):
        company.make_ready(goal)

    walk(company, steps, monkeypatch, AMONG_TWINS)


@pytest.mark.django_db(transaction=True)
def test_several_processes_compute_what_one_computes(now, today, monkeypatch):
    company = Company(7, now)
    for _ in range(60):
        company.step()
    monkeypatch.setattr("stories.verdicts.WORTH_SHARING", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 3)

    first = recompute_all(today=today, at=company.now)
    wrong = wrongs(today)
    again = recompute_all(today=today, at=company.now)

    assert first.written > 0
    assert not wrong
    assert (again.written, again.changes) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_process_that_fails_fails_the_whole(now, today):
    def fail(share):
        if share == "there":
            raise RuntimeError("broken")
        return share

    with pytest.raises(ProcessFailedError, match="could not do its share"):
        side_by_side(fail, ["here", "there"])
    assert side_by_side(fail, ["here", "and here"]) == ["here", "and here"]
