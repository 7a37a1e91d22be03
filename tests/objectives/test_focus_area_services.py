import pytest

from accounts.models import AuditEvent
from objectives.models import FocusArea, FocusLink
from objectives.services import (
    create_focus_area,
    delete_focus_area,
    edit_focus_area,
    edit_focus_link,
    link_focus_area,
    unlink_focus_area,
)
from tests import make
from tests.conftest import NOW
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db


def link(work, goal, **facts):
    by = make.user(role="leader")
    return link_focus_area(focus_area=work, objective=goal, by=by, at=NOW, **facts)


def edit_link(row, *, version=1, **facts):
    return edit_focus_link(
        link=row, facts=facts, version=version, by=make.user(role="leader"), at=NOW
    )


def test_a_focus_area_is_created_with_the_next_free_reference():
    make.focus_area(ref="FOC-9")

    work = create_focus_area(facts={"title": "Localisation"}, by=make.user(), at=NOW)

    assert work.ref == "FOC-10"
    assert touched() == {("focus_area", work.pk)}
    assert AuditEvent.objects.get().verb == "create"


def test_a_focus_area_is_retired_by_an_edit():
    work = make.focus_area()

    edit_focus_area(focus_area=work, facts={"status": "retired"}, version=1, by=make.user(), at=NOW)

    work.refresh_from_db()
    assert (work.status, work.version) == ("retired", 2)
    assert touched() == {("focus_area", work.pk)}


def test_a_stale_edit_of_a_focus_area_is_refused():
    work = make.focus_area(version=4)

    error = refusal(
        edit_focus_area, focus_area=work, facts={"title": "x"}, version=3, by=make.user(), at=NOW
    )

    assert error.code == "stale"


def test_a_focus_area_that_serves_a_goal_stays():
    work = make.focus_area("Localisation")
    make.focus_link(work, make.objective())

    error = refusal(delete_focus_area, focus_area=work, by=make.user(), at=NOW)

    assert error.sentence == (
        "“Localisation” cannot be deleted while these hang on it: goals it serves. "
        "Retire it instead."
    )


def test_a_focus_area_that_serves_only_a_hidden_goal_stays_and_betrays_nothing():
    work = make.focus_area("Localisation")
    make.focus_link(work, make.objective(confidential=True))

    error = refusal(delete_focus_area, focus_area=work, by=make.user(role="leader"), at=NOW)

    assert error.sentence == (
        "“Localisation” cannot be deleted: it is still in use. Retire it instead."
    )


def test_a_focus_area_that_nothing_hangs_on_is_deleted():
    work = make.focus_area()

    delete_focus_area(focus_area=work, by=make.user(), at=NOW)

    assert not FocusArea.objects.exists()
    assert touched() == {("focus_area", work.pk)}


def test_a_link_is_drawn_last_and_touches_both_its_ends():
    work, goal = make.focus_area(), make.objective()
    make.focus_link(make.focus_area(), goal, position=4)

    row = link(work, goal, because="It is felt first.")

    assert (row.position, row.because) == (5, "It is felt first.")
    assert touched() == {("focus_area", work.pk), ("objective", goal.pk)}


def test_the_first_link_of_a_goal_comes_first():
    assert link(make.focus_area(), make.objective()).position == 0


def test_a_link_is_drawn_once():
    work, goal = make.focus_area(), make.objective()
    link(work, goal)

    error = refusal(link, work=work, goal=goal)

    assert error.sentence == "This focus area serves this objective already."
    assert FocusLink.objects.count() == 1


def test_a_link_to_nothing_is_refused():
    error = refusal(link, work=make.focus_area(), goal=None)

    assert error.sentence == "Say which objective this work serves."


def test_a_link_to_what_is_not_there_keeps_its_name():
    row = link(make.focus_area(), None, missing_ref="OBJ-77")

    assert row.missing_ref == "OBJ-77"


def test_a_hidden_objective_cannot_be_linked():
    error = refusal(link, work=make.focus_area(), goal=make.objective(confidential=True))

    assert error.sentence == "There is no such goal: choose another."


def test_a_link_is_pointed_elsewhere_and_touches_all_three_ends():
    work, old, new = make.focus_area(), make.objective(), make.objective()
    row = make.focus_link(work, old)

    edit_link(row, objective=new, because="Since March.")

    row.refresh_from_db()
    assert (row.objective, row.because, row.version) == (new, "Since March.", 2)
    assert touched() == {
        ("focus_area", work.pk),
        ("objective", old.pk),
        ("objective", new.pk),
    }


def test_pointing_a_dangling_link_somewhere_forgets_what_was_missing():
    row = make.focus_link(make.focus_area(), None, missing_ref="OBJ-77")

    edit_link(row, objective=make.objective())

    row.refresh_from_db()
    assert row.missing_ref == ""


def test_a_link_cannot_be_pointed_at_a_hidden_objective():
    row = make.focus_link(make.focus_area(), make.objective())

    error = refusal(edit_link, row=row, objective=make.objective(confidential=True))

    assert error.code == "unknown_objective"


def test_a_stale_edit_of_a_link_is_refused():
    row = make.focus_link(make.focus_area(), make.objective(), version=2)

    assert refusal(edit_link, row=row, because="x").code == "stale"


def test_removing_a_link_touches_both_ends_and_remembers_the_reason():
    work, goal = make.focus_area(), make.objective()
    row = make.focus_link(work, goal, because="It was felt first.")

    unlink_focus_area(link=row, by=make.user(), at=NOW)

    assert not FocusLink.objects.exists()
    assert touched() == {("focus_area", work.pk), ("objective", goal.pk)}
    assert AuditEvent.objects.get().before["because"] == "It was felt first."


def test_removing_a_link_that_somebody_removed_says_so():
    row = make.focus_link(make.focus_area(), make.objective())
    unlink_focus_area(link=row, by=make.user(), at=NOW)
    row = FocusLink(pk=99, focus_area_id=1, objective_id=1)

    assert refusal(unlink_focus_area, link=row, by=make.user(), at=NOW).code == "gone"
