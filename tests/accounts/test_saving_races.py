"""Races between real connections: the database settles them, and the loser gets a sentence."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from accounts.models import Team, User
from accounts.saving import in_one_go
from accounts.services import create_team, deactivate_person
from alignment.lib.errors import DomainError
from kpis.models import Kpi, Measurement
from kpis.services import Reading, create_kpi, edit_kpi, record_measurements
from objectives.models import FocusArea, Objective
from objectives.services import create_objective, delete_focus_area, edit_objective
from objectives.tree import circle
from stories.models import Agreement, Judgement, KpiLink, Story
from stories.services import agree, link_kpi, write_story
from tests import make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run each call on its own connection at the same moment; return results and refusals."""
    start = Barrier(len(calls))
    outcomes = [None] * len(calls)

    def run(place, call):
        try:
            start.wait()
            outcomes[place] = call()
        except DomainError as refused:
            outcomes[place] = refused
        except Exception as error:  # noqa: BLE001
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    broken = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, DomainError) for one in broken), broken
    refused = [one for one in outcomes if isinstance(one, DomainError)]
    return [one for one in outcomes if one not in refused], refused


def test_of_edits_of_one_version_one_wins_and_the_others_are_stale():
    leader, goal = make.user(role="leader"), make.objective("Grow")

    def edit(number):
        facts = {"title": f"Grow {number}"}
        return lambda: edit_objective(objective=goal, facts=facts, version=1, by=leader, at=NOW)

    won, lost = at_once(*[edit(number) for number in range(8)])

    goal.refresh_from_db()
    assert [one.title for one in won] == [goal.title]
    assert goal.version == 2
    assert {one.code for one in lost} == {"stale"}


def test_the_same_value_at_once_is_one_row():
    person, kpi = make.user(role="leader"), make.kpi()
    reading = Reading(date(2026, 3, 31), Decimal("2.1"))

    won, lost = at_once(
        *[
            lambda: record_measurements(kpi=kpi, values=[reading], by=person, at=NOW)
            for _ in range(8)
        ]
    )

    assert sorted(len(one) for one in won) == [0] * 7 + [1]
    assert not lost
    assert Measurement.objects.count() == 1


def test_different_values_at_once_are_one_row_and_refusals():
    person, kpi = make.user(role="leader"), make.kpi()

    def record(value):
        readings = [Reading(date(2026, 3, 31), Decimal(value))]
        return lambda: record_measurements(kpi=kpi, values=readings, by=person, at=NOW)

    won, lost = at_once(*[record(value) for value in range(6)])

    assert len(won) == 1
    assert {one.code for one in lost} == {"another_value"}
    assert Measurement.objects.count() == 1


def test_references_made_at_once_are_all_different():
    leader = make.user(role="leader")

    won, lost = at_once(
        *[lambda: create_objective(facts={"title": "x"}, by=leader, at=NOW) for _ in range(8)],
        *[lambda: create_kpi(facts={"title": "x"}, by=leader, at=NOW) for _ in range(4)],
    )

    assert len(won) == 12
    assert not lost
    assert Objective.objects.values("ref").distinct().count() == 8
    assert Kpi.objects.values("ref").distinct().count() == 4


def test_one_name_at_once_is_created_once_and_refused_in_the_same_words():
    admin = make.user(role="admin")

    won, lost = at_once(*[lambda: create_team(name="Web", by=admin, at=NOW) for _ in range(8)])

    assert len(won) == 1
    assert {one.sentence for one in lost} == {
        "A team of this name exists already: choose another name."
    }
    assert Team.objects.count() == 1


def test_one_reference_at_once_is_taken_once():
    leader = make.user(role="leader")
    facts = {"title": "x", "ref": "G-1"}

    won, lost = at_once(
        *[lambda: create_objective(facts=facts, by=leader, at=NOW) for _ in range(6)]
    )

    assert len(won) == 1
    assert all("taken already: choose another." in one.sentence for one in lost)


def test_goals_moved_under_each_other_at_once_close_no_circle():
    leader = make.user(role="leader")
    one, other = make.objective("One"), make.objective("Other")

    def move(goal, under):
        return lambda: edit_objective(
            objective=goal, facts={"parent": under}, version=1, by=leader, at=NOW
        )

    won, lost = at_once(move(one, other), move(other, one))

    assert (len(won), [error.code for error in lost]) == (1, ["circle"])
    parents = dict(Objective.objects.values_list("pk", "parent_id"))
    assert not circle(parents, one.pk)


def test_work_is_either_deleted_or_linked_never_both():
    leader = make.user(role="leader")
    for _ in range(6):
        work, kpi = make.focus_area(), make.kpi()

        at_once(
            lambda work=work: delete_focus_area(focus_area=work, by=leader, at=NOW),
            lambda work=work, kpi=kpi: link_kpi(kpi=kpi, focus_area=work, by=leader, at=NOW),
        )

        there = FocusArea.objects.filter(pk=work.pk).exists()
        assert KpiLink.objects.filter(focus_area=work).exists() == there


def test_two_admins_who_let_each_other_go_do_not_both_leave():
    ann, ben = make.user(role="admin"), make.user(role="admin")

    _, lost = at_once(
        lambda: deactivate_person(person=ben, by=ann, at=NOW),
        lambda: deactivate_person(person=ann, by=ben, at=NOW),
    )

    assert [one.code for one in lost] == ["last_admin"]
    assert User.objects.active().count() == 1


def test_a_story_begun_twice_is_written_once():
    leader, goal = make.user(role="leader"), make.objective()

    def write(text):
        return lambda: write_story(objective=goal, body=text, version=0, by=leader, at=NOW)

    won, lost = at_once(*[write(f"Text {number}") for number in range(4)])

    assert (len(won), {one.code for one in lost}) == (1, {"stale"})
    assert Story.objects.get().body == won[0].body


def test_agreeing_twice_at_once_signs_once():
    owner = make.user(role="leader")
    goal, work = make.ready(make.objective(business_owner=owner)), make.focus_area()
    make.focus_link(work, goal)
    make.story(goal, work)

    won, lost = at_once(
        *[lambda: agree(objective=goal, side="business", by=owner, at=NOW) for _ in range(4)]
    )

    assert not lost
    assert len({one.pk for one in won}) == 1
    assert (Agreement.objects.count(), Judgement.objects.count()) == (1, 1)


def test_values_and_edits_at_once_wait_for_each_other():
    leader, kpi = make.user(role="leader"), make.kpi()

    def record(day):
        readings = [Reading(date(2026, 3, day), Decimal(2))]
        return lambda: record_measurements(kpi=kpi, values=readings, by=leader, at=NOW)

    won, lost = at_once(
        *[record(day) for day in range(1, 7)],
        lambda: edit_kpi(kpi=kpi, facts={"unit": "ms"}, version=1, by=leader, at=NOW),
    )

    kpi.refresh_from_db()
    assert (len(won), lost) == (7, [])
    assert (Measurement.objects.count(), kpi.unit) == (6, "ms")
    assert kpi.state.latest_on == date(2026, 3, 6)


def test_a_deadlock_is_tried_again():
    one, other = make.team(), make.team()
    meet = Barrier(2)
    tries = []

    @in_one_go
    def rename(first, second):
        tries.append(first.pk)
        Team.objects.filter(pk=first.pk).update(name=f"{first.pk} first")
        if len(tries) <= 2:
            meet.wait()
        Team.objects.filter(pk=second.pk).update(name=f"{second.pk} second")
        return first.pk

    won, lost = at_once(lambda: rename(one, other), lambda: rename(other, one))

    assert (sorted(won), lost) == (sorted([one.pk, other.pk]), [])
    assert len(tries) > 2


def test_who_waits_too_long_is_told_to_try_again():
    leader, goal = make.user(role="leader"), make.objective()
    ready, done = Barrier(2), Barrier(2)

    def hold():
        with transaction.atomic():
            Objective.objects.select_for_update().get(pk=goal.pk)
            ready.wait()
            done.wait()

    def edit():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        ready.wait()
        try:
            edit_objective(objective=goal, facts={"why": "x"}, version=1, by=leader, at=NOW)
        finally:
            done.wait()

    _, lost = at_once(hold, edit)

    assert [one.code for one in lost] == ["busy"]
