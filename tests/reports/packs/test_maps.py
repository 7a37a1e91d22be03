"""The map in a pack: what the page shows, on sheets that can be read."""

import pytest
from django.http import QueryDict

from accounts.models import User
from objectives.models import Objective
from reports.board_days import kept_day
from reports.board_kept import then_of
from reports.mapping import Thing, Tie, height_of
from reports.packs import map_facts, mapped
from reports.packs.content import Map
from reports.packs.map_facts import facts_now, facts_then
from reports.packs.map_sheets import sheets_of
from reports.packs.mapped import map_of
from reports.pages.map import show_map
from reports.pages.map_matrix import show_matrix
from reports.scopes import COMPANY, Scope
from reports.snapshots import take_snapshot
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.companies import mixed
from tests.stories.pages import settled

ROOM = 300


def branch(number, below):
    """Return a goal with so many focus areas, and a KPI under each."""
    goal = Thing(f"goal-{number}", 0, f"Goal {number}")
    work = [Thing(f"work-{number}{at}", 1, "Work") for at in range(below)]
    kpis = [Thing(f"kpi-{number}{at}", 2, "KPI") for at in range(below)]
    ties = [Tie(goal.key, one.key) for one in work]
    ties += [Tie(upper.key, lower.key) for upper, lower in zip(work, kpis, strict=True)]
    return Map((goal, *work, *kpis), tuple(ties))


def together(*maps):
    return Map(
        tuple(one for drawn in maps for one in drawn.things),
        tuple(one for drawn in maps for one in drawn.ties),
    )


def keys(sheet):
    return {one.key for one in sheet.things}


def test_a_branch_stays_on_one_sheet_where_it_fits():
    first, second, third = branch(1, 5), branch(2, 5), branch(3, 2)

    sheets = sheets_of(together(first, second, third), ROOM)

    assert [keys(sheet) for sheet in sheets] == [keys(first), keys(second) | keys(third)]


def test_nothing_is_lost_and_no_sheet_is_too_high():
    lonely = Map(tuple(Thing(f"kpi-x{at}", 2, "Alone") for at in range(30)))
    drawn = together(branch(1, 30), branch(2, 1), lonely)

    sheets = sheets_of(drawn, 700)

    assert set().union(*map(keys, sheets)) == keys(drawn)
    assert all(height_of(sheet.things) <= 700 for sheet in sheets)
    assert len(sheets) == 4
    assert {tie for sheet in sheets for tie in sheet.ties} == set(drawn.ties)
    assert sheets_of(Map(), 700) == ()


@pytest.mark.django_db
def test_what_stands_on_it_stands_as_on_the_page():
    mixed()
    reader = make.user()
    page, drawn = show_map(reader, QueryDict(), TODAY), map_of(facts_now(reader, COMPANY))

    boxes = {one.thing.key: one.thing for one in page.layout.boxes if one.thing.word != "Draft"}
    assert {one.key: (one.title, one.kind, one.word, one.note) for one in drawn.things} == {
        key: (one.title, one.kind, one.word, one.note) for key, one in boxes.items()
    }
    tied = {(one.tie.upper, one.tie.lower): one.tie.kind for one in page.layout.strokes}
    assert {(one.upper, one.lower): one.kind for one in drawn.ties} == {
        ends: kind for ends, kind in tied.items() if boxes.keys() >= {*ends}
    }


@pytest.mark.django_db
def test_its_matrix_says_what_the_page_says():
    mixed()
    reader = make.user()
    page, matrix = (
        show_matrix(reader, QueryDict(), TODAY),
        map_of(facts_now(reader, COMPANY)).matrix,
    )

    told = {
        (row.title, head.title): ": ".join(part for part in (cell.count, cell.word) if part)
        for row in page.rows
        for head, cell in zip(page.heads, row.cells, strict=True)
    }
    assert {
        (title, head): cell
        for title, _, cells in matrix.rows
        for head, cell in zip(matrix.heads, cells, strict=True)
    } == told


@pytest.mark.django_db
def test_a_past_day_is_drawn_as_it_was_in_every_scope():
    world = mixed()
    reader = make.user()
    take_snapshot(day=TODAY, at=NOW)
    scopes = [
        COMPANY,
        Scope(objective_id=world.below.pk),
        Scope(team_id=world.teams[0].pk),
        Scope(person_id=world.lead.pk),
    ]
    now = [map_of(facts_now(reader, scope)) for scope in scopes]
    Objective.objects.filter(pk=world.below.pk).update(title="Called otherwise", parent=None)

    then = then_of(reader, kept_day(reader, TODAY))

    assert [map_of(facts_then(then, scope)) for scope in scopes] == now
    assert len({one.things for one in now}) == len(scopes)


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [(mapped, "FEW"), (map_facts, "MOST")])
def test_a_large_company_is_drawn_by_its_branches(monkeypatch, limit):
    mixed()
    monkeypatch.setattr(*limit, 3)

    drawn = map_of(facts_now(make.user(), COMPANY))

    assert {one.title for one in drawn.things if one.several} >= {"2 focus areas"}
    assert all(one.column == 0 or one.several for one in drawn.things)
    assert "a pack of a branch shows it whole" in drawn.note
    assert bool(drawn.matrix.rows) == (limit[1] == "FEW")


@pytest.mark.django_db
def test_it_asks_as_often_however_much_there_is(assert_constant_queries):
    reader = make.user()
    mixed()

    def more():
        goal = make.objective(title="Another")
        make.line(make.kpi("One more"), make.focus_area("And more"), goal)
        settled()

    assert_constant_queries(lambda: facts_now(User.objects.get(pk=reader.pk), COMPANY), more)
