"""Of many KPIs that look the same, no more is looked at than decides; that one of them is named."""

import pytest

from kpis.models import Kpi
from kpis.services import delete_kpi, edit_kpi
from stories.models import PUBLIC, KpiVerdict
from stories.reach import Things, around
from stories.verdicts import around_kpi, recompute_all, settle
from stories.vicinity import fetch_vicinity
from tests import make

pytestmark = pytest.mark.django_db
MANY = 12


@pytest.fixture
def alike():
    """Return many KPIs of one source in one unit, the first a draft, the second of a goal."""
    goal = make.objective("Grow")
    own = {0: {"status": "draft"}, 1: {"outcome_of": goal, "perspective": "business"}}
    return [make.kpi(source="Probe", **own.get(number, {})) for number in range(MANY)]


def named(kpi):
    faults = KpiVerdict.objects.get(audience=PUBLIC, kpi=kpi).faults
    return [one["kpi"] for one in faults if one["code"] == "I5"]


def changed(kpi, by, now, **facts):
    edit_kpi(kpi=kpi, facts=facts, version=kpi.version, by=by, at=now)


def test_a_page_looks_at_those_that_decide_and_at_no_others(alike, today):
    graph, verdicts = around_kpi(alike[-1].pk, PUBLIC, today)

    decide = [*alike[:4], alike[-1]]  # of the first four, two are assessed and hidden from nobody
    assert {one.id for one in graph.measures} == {one.pk for one in decide}
    assert [one.kpi_id for one in verdicts.kpis[alike[-1].pk].faults if one.code == "I5"] == [
        alike[1].pk
    ]


def test_what_is_cut_into_shares_looks_at_the_same(alike):
    make.kpi("Pace", source="Other")
    make.kpi("pace ", title_key="pace")
    vicinity = fetch_vicinity()

    for number in Kpi.objects.values_list("pk", flat=True):
        one = Things(kpis=frozenset({number}))
        assert vicinity.around(one).context == around(one).context


def test_a_change_of_one_that_nobody_names_reaches_no_other(alike, now, today):
    recompute_all(today=today, at=now)
    changed(alike[-1], make.user(role="admin"), now, source="Another")

    done = settle(today=today, at=now, inline=True)

    assert done.written == 1
    assert done.reached == 1
    assert named(alike[-1]) == []


def test_a_change_of_the_one_that_all_name_reaches_all(alike, now, today):
    recompute_all(today=today, at=now)
    assert named(alike[-1]) == [alike[1].pk]
    changed(alike[1], make.user(role="admin"), now, source="Another")

    settle(today=today, at=now, inline=True)

    assert named(alike[1]) == []
    assert named(alike[2]) == [alike[3].pk]
    assert {tuple(named(one)) for one in alike[3:]} == {(alike[2].pk,)}


def test_one_that_comes_to_look_the_same_is_named_where_it_is_the_lowest(alike, now, today):
    recompute_all(today=today, at=now)
    changed(alike[0], make.user(role="admin"), now, status="live")

    settle(today=today, at=now, inline=True)

    assert {tuple(named(one)) for one in alike[1:]} == {(alike[0].pk,)}


def test_a_new_title_is_named_by_those_of_that_title_and_no_longer_by_those_of_the_old(now, today):
    one, old, new = make.kpi("velocity"), make.kpi("Velocity"), make.kpi("Speed")
    recompute_all(today=today, at=now)
    assert [named(kpi) for kpi in (one, old, new)] == [[old.pk], [one.pk], []]
    changed(one, make.user(role="admin"), now, title="SPEED")

    settle(today=today, at=now, inline=True)

    assert [named(kpi) for kpi in (one, old, new)] == [[new.pk], [], [one.pk]]


def test_one_that_is_deleted_is_named_no_longer(now, today):
    one, other = make.kpi("velocity"), make.kpi("Velocity")
    recompute_all(today=today, at=now)
    delete_kpi(kpi=one, by=make.user(role="admin"), at=now)

    settle(today=today, at=now, inline=True)

    assert named(other) == []
