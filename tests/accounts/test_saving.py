import pytest
from django.db import IntegrityError, OperationalError, transaction

from accounts.models import AuditEvent, Team
from accounts.refusals import CHANGED_MEANWHILE, TAKEN, lost_race, sentences_of_constraints
from accounts.saving import in_one_go, keep, next_ref, start_edit
from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from tests import make
from tests.conftest import NOW
from tests.refusing import refusal

pytestmark = pytest.mark.django_db


class Refused:
    """What the database driver says of a refusal."""

    def __init__(self, constraint, code="23505"):
        self.diag = type("diag", (), {"constraint_name": constraint})
        self.pgcode = code


def refused(constraint, code="23505"):
    error = IntegrityError()
    error.__cause__ = type("Cause", (Exception,), {})()
    error.__cause__.__dict__.update(vars(Refused(constraint, code)))
    return lost_race(error)


def test_every_named_constraint_has_its_sentence():
    sentences = sentences_of_constraints()

    assert sentences["objectives_money_has_a_currency"].startswith("Say in which currency")
    assert sentences["stories_story_objective_id_key"]
    assert all(
        sentence and not sentence.startswith("Constraint “") for sentence in sentences.values()
    )


def test_a_lost_race_speaks_the_sentence_of_its_constraint():
    assert refused("accounts_team_name_is_unique").sentence == (
        "A team of this name exists already: choose another name."
    )
    assert refused("objectives_objective_ref_key").sentence == (
        "This reference is taken already: choose another."
    )


def test_a_tie_that_broke_meanwhile_asks_to_look_again():
    assert refused("some_fk", "23503").sentence == CHANGED_MEANWHILE
    assert refused(None).sentence == CHANGED_MEANWHILE


def test_a_constraint_without_a_sentence_still_says_something():
    assert refused("unheard_of").sentence == TAKEN


def test_a_service_is_undone_as_a_whole():
    @in_one_go
    def half():
        make.team("Web")
        make.team("WEB")

    error = refusal(half)

    assert error.facts["constraint"] == "accounts_team_name_is_unique"
    assert not Team.objects.exists()


def test_a_deadlock_within_a_larger_transaction_is_passed_on():
    tries = []

    @in_one_go
    def lock():
        tries.append(1)
        raise OperationalError

    with pytest.raises(OperationalError), transaction.atomic():
        lock()

    assert len(tries) == 1


def test_a_tie_to_what_is_gone_is_refused_when_the_whole_is_stored():
    work = make.focus_area()

    @in_one_go
    def link():
        FocusLink.objects.create(focus_area=work, objective_id=404)
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert refusal(link).code == "changed_meanwhile"


def test_the_first_reference_is_one_and_foreign_ones_do_not_count():
    make.focus_area(ref="FOC-x")
    make.focus_area(ref="OLD-FOC-7")

    assert next_ref(FocusArea, "FOC") == "FOC-1"


def test_references_count_on_from_the_greatest():
    make.kpi(ref="KPI-9")
    make.kpi(ref="KPI-10")

    assert next_ref(Kpi, "KPI") == "KPI-11"


def test_a_row_that_was_counted_up_behind_ones_back_is_stale():
    goal = make.objective("Grow")
    edit = start_edit(goal, {"title": "Grow more"}, ("title",))
    Objective.objects.filter(pk=goal.pk).update(version=7)

    error = refusal(keep, edit=edit, by=make.user(), at=NOW)

    assert error.code == "stale"
    assert not AuditEvent.objects.exists()


def test_accents_typed_in_two_ways_are_one_text():
    goal = make.objective("Café")

    edit = start_edit(goal, {"title": "Cafe\u0301"}, ("title",))

    assert not edit.changed()
