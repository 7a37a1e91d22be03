"""Every page and export asks the database as often for many rows as for few."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories.verdicts import recompute_all
from tests import make
from tests.conftest import NOW, TODAY
from tests.house import world as worlds
from tests.house.matrix import ROWS
from tests.house.test_permission_matrix import ADDRESSES, headers_of, path_of
from tests.signing_in import client_of, client_with

pytestmark = [pytest.mark.django_db, pytest.mark.trust("H06")]
READ = sorted(
    name
    for (name, method), answers in ROWS.items()
    if method == "GET" and answers.split()[-2] == "200"
)


def grow(world: worlds.World, times: int) -> None:
    """Put more of everything on, under and beside what the addresses show."""
    objective = Objective.objects.get(pk=world.ids["objectives"])
    area = FocusArea.objects.get(pk=world.ids["focus-areas"])
    kpi = Kpi.objects.get(pk=world.ids["kpis"])
    team = kpi.team
    for number in range(times):
        person = make.user(role="tech_lead", teams=[make.team()])
        other = make.objective(parent=objective if number % 2 else None, business_owner=person)
        make.objective(business_owner=world.people["owner"], technology_owner=person)
        work, measure = make.focus_area(owner=person), make.kpi(team=team, owner=person)
        make.line(measure, work, objective)
        make.line(make.kpi(), area, other)
        make.line(kpi, make.focus_area(), other)
        make.kpi(outcome_of=objective, perspective="joint", owner=person)
        make.story(other, measure, work)
        make.pack(world.people["owner"])
        make.subscription(world.people["owner"], scope=f"team={number + times * 100}")
        make.token(world.people["owner"], teams=[measure.team, make.team()])
        make.pull(kpi.connector)
        begun = make.comment(objective, person)
        for thing in (objective, area, kpi):
            make.comment(thing, person, f"@[person:{person.pk}] knows.")
        make.comment(objective, person, answers=begun)
        make.measurement(
            kpi, worlds.DAY - timedelta(days=number + times), "2.0", recorded_by=person
        )


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker):
    """Return what each address asks of the database, with few rows and then with many."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.build()
        settle = partial(recompute_all, today=TODAY, at=NOW)
        grow(world, 2)
        settle()
        few = {name: queries(world, name, often=2) for name in READ}
        grow(world, 6)
        settle()
        yield {name: (few[name], queries(world, name)) for name in READ}
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", READ)
def test_a_page_asks_as_often_for_many_rows_as_for_few(asked, name):
    few, many = asked[name]

    assert [query["sql"][:200] for query in many[len(few) :]] == []
    assert len(many) == len(few)


def queries(world: worlds.World, name: str, *, often: int = 1) -> list[dict[str, str]]:
    """Return what asking an address the last time asks of the database; leave no trace.

    Asked twice at first, so that nothing is counted that a process does only once.
    """
    path = path_of(ADDRESSES[name], world)
    somebody = not name.startswith("accounts:sign")
    client = client_of(world.people["owner"]) if somebody else client_with()
    with transaction.atomic():
        headers = headers_of("owner", path)
        for _ in range(often - 1):
            client.get(path, headers=headers)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path, headers=headers)
            if response.streaming:
                b"".join(response.streaming_content)
        transaction.set_rollback(True)
    assert response.status_code == 200
    return captured.captured_queries
