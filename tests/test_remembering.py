"""Worlds that are built once and then put back are the worlds that were built."""

import pytest
from django.db import transaction

from accounts.models import Team, User
from tests import make
from tests.remembering import _rows, remembered

pytestmark = pytest.mark.django_db


def undone(deed):
    """Do something, undo it in the database, and return what came of it there and here."""
    make.restart()
    with transaction.atomic():
        found = deed()
        rows = _rows()
        transaction.set_rollback(True)
    return rows, found


def line():
    team = make.team("Web")
    kpi = make.kpi(team=team, owner=make.user(teams=[team]))
    make.line(kpi, make.focus_area(), make.objective())
    return kpi


def test_a_world_put_back_is_the_world_that_was_built():
    world = remembered(line)

    built, first = undone(world)
    first.title = "Changed by a test"
    again, second = undone(world)

    assert built.keys() >= {"accounts_team", "kpis_kpi", "stories_kpilink"}
    assert again == built
    assert (second.pk, second.title) == (first.pk, "Measure 2")
    assert second.owner.pk == first.owner.pk


def test_names_are_numbered_on_from_where_the_world_ended():
    world = remembered(make.kpi)

    refs = [undone(lambda: (world().ref, make.kpi().ref))[1] for _ in range(2)]

    assert refs == [("KPI-1", "KPI-2")] * 2


def test_a_world_is_built_as_it_stands_where_something_was_made_before():
    world = remembered(line)
    undone(world)

    _, (one, two) = undone(lambda: (make.kpi(), world()))

    assert (one.ref, two.ref) == ("KPI-1", "KPI-3")


def test_each_way_of_building_is_a_world_of_its_own():
    world = remembered(make.user)

    names = [undone(lambda name=name: world(name).name)[1] for name in ("Ana", "Ben", "Ana")]

    assert names == ["Ana", "Ben", "Ana"]


def test_a_world_that_changes_what_was_there_is_refused():
    Team.objects.create(name="There before")

    with pytest.raises(AssertionError, match="changes what was there before it"):
        remembered(lambda: Team.objects.update(name="Renamed"))()
    assert not User.objects.exists()
