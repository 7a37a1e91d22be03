from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Touch
from objectives.models import Objective
from objectives.services import (
    create_objective,
    delete_objective,
    edit_objective,
    share_objective,
)
from tests import make
from tests.conftest import NOW
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db


def create(by=None, **facts):
    return create_objective(facts=facts, by=by or make.user(role="leader"), at=NOW)


def edit(goal, *, by=None, version=1, **facts):
    return edit_objective(
        objective=goal, facts=facts, version=version, by=by or make.user(role="leader"), at=NOW
    )


def test_an_objective_is_created_with_the_next_free_reference():
    make.objective(ref="OBJ-41")
    make.objective(ref="OBJ-7b")

    goal = create(title="  Keep   customers ")

    goal.refresh_from_db()
    assert (goal.ref, goal.title, goal.version) == ("OBJ-42", "Keep customers", 1)
    assert (goal.created_at, goal.changed_at) == (NOW, NOW)


def test_a_reference_that_is_given_is_kept():
    assert create(ref="G-1", title="Grow").ref == "G-1"


def test_creating_leaves_an_audit_line_and_asks_for_verdicts():
    leader, parent = make.user(role="leader"), make.objective()

    goal = create(leader, title="Grow", parent=parent)

    line = AuditEvent.objects.get()
    assert (line.verb, line.kind, line.object_id) == ("create", "objective", goal.pk)
    assert (line.actor, line.after["title"]) == (leader, "Grow")
    assert touched() == {("objective", goal.pk), ("objective", parent.pk)}


def test_an_objective_without_a_title_is_refused_beside_its_field():
    error = refusal(create, title="  ")

    assert error.code == "invalid"
    assert error.facts["fields"] == {"title": ["say something here."]}
    assert not Objective.objects.exists()
    assert not AuditEvent.objects.exists()


def test_five_megabytes_of_text_are_refused_with_the_limit():
    error = refusal(create, title="Grow", statement="x" * 5_000_000)

    assert error.sentence == "Statement: write at most 20,000 characters; these are 5,000,000."


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_characters_that_are_none_are_refused(character):
    error = refusal(create, title=f"Grow{character}")

    assert "title" in error.facts["fields"]


def test_an_unknown_status_is_refused_with_those_there_are():
    error = refusal(create, title="Grow", status="paused")

    assert "“paused” is not known here. Choose one of: Draft, Active" in error.sentence


def test_money_without_a_currency_is_refused_in_the_words_of_the_constraint():
    error = refusal(create, title="Grow", benefit=Decimal(5))

    assert error.sentence == "Say in which currency: three letters, such as EUR."


def test_an_amount_that_is_no_number_is_refused():
    error = refusal(create, title="Grow", benefit="lots")

    assert error.sentence == "Expected return: “lots” is not a number."


def test_an_amount_with_too_many_digits_is_refused():
    error = refusal(create, title="Grow", benefit=Decimal(10) ** 30, currency="EUR")

    assert "Expected return: Ensure that there are no more than" in error.sentence


def test_a_reference_that_is_taken_is_refused():
    make.objective(ref="G-1")

    error = refusal(create, title="Grow", ref="G-1")

    assert error.facts["fields"]["ref"] == ["“G-1” is taken already: choose another."]


def test_an_owner_who_is_gone_is_refused():
    error = refusal(create, title="Grow", business_owner=404)

    assert error.facts["fields"]["business_owner"] == ["this is no longer there: choose another."]


def test_a_fact_that_is_nobodys_to_write_is_a_programming_error():
    with pytest.raises(TypeError, match="version"):
        create(title="Grow", version=7)


def test_a_hidden_objective_cannot_be_chosen_as_a_parent():
    hidden = make.objective("Buy the rival", confidential=True)

    error = refusal(create, title="Grow", parent=hidden)

    assert error.sentence == "There is no such goal: choose another."


def test_an_edit_changes_what_it_names_and_counts_up():
    goal = make.objective("Grow", why="Because")

    edit(goal, title="Grow exports")

    goal.refresh_from_db()
    assert (goal.title, goal.why, goal.version) == ("Grow exports", "Because", 2)
    assert goal.changed_at == NOW
    line = AuditEvent.objects.get()
    assert (line.before, line.after) == ({"title": "Grow"}, {"title": "Grow exports"})
    assert touched() == {("objective", goal.pk)}


def test_an_edit_that_changes_nothing_leaves_no_trace():
    goal = make.objective("Grow", statement="One\ntwo", benefit=Decimal("5.00"), currency="EUR")

    edit(goal, title=" Grow ", statement="One\r\ntwo", benefit=Decimal(5), ends_on="")

    goal.refresh_from_db()
    assert goal.version == 1
    assert not AuditEvent.objects.exists()
    assert not Touch.objects.exists()


def test_a_stale_edit_is_refused_and_says_who_saved_meanwhile():
    goal = make.objective("Grow")
    edit(goal, by=make.user("Ada", role="leader"), title="Grow more")

    error = refusal(edit, goal=goal, why="Why not")

    assert error.code == "stale"
    assert error.sentence == (
        "Ada saved this meanwhile on 21 November 2026 at 09:30. Nothing of yours was stored yet: "
        "look at what changed, then save again."
    )
    assert error.facts["version"] == 2
    goal.refresh_from_db()
    assert (goal.title, goal.why) == ("Grow more", "")


def test_a_stale_edit_of_what_nobody_noted_says_somebody_else():
    error = refusal(edit, goal=make.objective(version=3), version=2, why="x")

    assert error.sentence.startswith("Somebody else saved this meanwhile. Nothing")


def test_an_edit_of_what_was_deleted_says_so():
    goal = make.objective("Grow")
    Objective.objects.filter(pk=goal.pk).delete()

    error = refusal(edit, goal=goal, why="x")

    assert (error.code, error.sentence) == ("gone", "“Grow” was deleted meanwhile.")


def test_a_period_that_ends_before_it_starts_is_refused_though_only_its_end_changes():
    goal = make.objective(starts_on=date(2026, 1, 1))

    error = refusal(edit, goal=goal, ends_on=date(2025, 1, 1))

    assert error.sentence == "A period must start before it ends."


def test_moving_an_objective_touches_the_old_parent_and_the_new_one():
    old, new = make.objective(), make.objective()
    goal = make.objective(parent=old)

    edit(goal, parent=new)

    assert touched() == {("objective", one.pk) for one in (old, new, goal)}


def test_a_circle_of_parents_is_refused_and_named():
    top = make.objective("Grow exports")
    below = make.objective("Enter Brazil", parent=make.objective(parent=top))

    error = refusal(edit, goal=top, parent=below)

    assert error.code == "circle"
    assert error.sentence == (
        "“Grow exports” cannot serve “Enter Brazil”, because “Enter Brazil” serves "
        "“Grow exports” already, directly or through others. Choose another goal above it."
    )


def test_an_objective_cannot_serve_itself():
    goal = make.objective("Grow exports")

    error = refusal(edit, goal=goal, parent=goal)

    assert error.sentence.startswith("“Grow exports” cannot serve itself")


def test_a_circle_that_came_in_by_import_can_be_broken():
    one = make.objective()
    other = make.objective(parent=one)
    Objective.objects.filter(pk=one.pk).update(parent=other)

    edit(one, parent=None)

    one.refresh_from_db()
    assert one.parent is None


def test_whoever_hides_an_objective_keeps_seeing_it():
    leader = make.user(role="leader")
    goal = make.objective(business_owner=make.user())

    edit(goal, by=leader, confidential=True)

    assert list(goal.shared_with.all()) == [leader]


def test_an_owner_who_hides_an_objective_needs_no_share():
    owner = make.user(role="leader")

    goal = create(owner, title="Grow", confidential=True, business_owner=owner)

    assert not goal.shared_with.exists()


def test_sharing_names_exactly_who_may_know():
    admin, ann, ben = make.user(role="admin"), make.user(), make.user()
    goal = make.objective(confidential=True, shared_with=[ann])

    share_objective(objective=goal, with_people=[ben], version=1, by=admin, at=NOW)

    goal.refresh_from_db()
    assert list(goal.shared_with.all()) == [ben]
    assert goal.version == 2
    line = AuditEvent.objects.get(verb="share")
    assert (line.before, line.after) == ({"shared_with": [ann.pk]}, {"shared_with": [ben.pk]})
    assert touched() == {("objective", goal.pk)}


def test_sharing_with_the_same_people_leaves_no_trace():
    ann = make.user()
    goal = make.objective(shared_with=[ann])

    share_objective(objective=goal, with_people=[ann], version=1, by=ann, at=NOW)

    goal.refresh_from_db()
    assert goal.version == 1
    assert not AuditEvent.objects.exists()


def test_an_objective_that_nothing_hangs_on_is_deleted_and_remembered():
    goal = make.objective("Grow")

    delete_objective(objective=goal, by=make.user(), at=NOW)

    assert not Objective.objects.exists()
    line = AuditEvent.objects.get()
    assert (line.verb, line.label, line.before["title"]) == ("delete", "Grow", "Grow")


def test_an_objective_that_something_hangs_on_stays_and_says_what():
    goal = make.objective("Grow")
    make.objective(parent=goal)
    make.focus_link(make.focus_area(), goal)
    make.story(goal)

    error = refusal(delete_objective, objective=goal, by=make.user(), at=NOW)

    assert error.code == "in_use"
    assert error.sentence == (
        "“Grow” cannot be deleted while these hang on it: goals under it, links from focus areas, "
        "its story. Close it instead: give it the status dropped, achieved or not achieved."
    )


def test_what_is_hidden_from_a_person_is_not_named_when_deleting_is_refused():
    goal = make.objective("Grow")
    make.objective("Secret", parent=goal, confidential=True)

    error = refusal(delete_objective, objective=goal, by=make.user(role="leader"), at=NOW)

    assert error.sentence.startswith("“Grow” cannot be deleted: it is still in use.")


def test_a_stale_delete_is_refused():
    goal = make.objective(version=2)

    error = refusal(delete_objective, objective=goal, by=make.user(), at=NOW, version=1)

    assert error.code == "stale"
