"""Work is created, changed and tied to goals in the browser."""

import pytest

from objectives.models import FocusArea, FocusLink
from tests import forms, make

pytestmark = pytest.mark.django_db
NEW = "/focus-areas/new/"


@pytest.fixture
def leader(signed_in):
    return signed_in(make.user("Lea", role="leader"))


def test_work_is_created_for_a_goal_and_tied_to_it_at_once(leader):
    goal = make.objective("Grow")

    answer = forms.fill(leader, f"{NEW}?objective={goal.pk}", title="Fast pages", because="Speed")

    link = FocusLink.objects.get()
    assert (link.objective, link.focus_area.title, link.because) == (goal, "Fast pages", "Speed")
    assert answer["Location"] == f"/focus-areas/{link.focus_area_id}/"
    assert forms.told(answer) == ["“Fast pages” is created and serves “Grow”."]


def test_work_without_a_goal_is_created_with_a_warning(leader):
    answer = forms.fill(leader, NEW, title="Fast pages")

    assert FocusArea.objects.get().title == "Fast pages"
    assert "serves no goal yet" in forms.told(answer)[1]


def test_a_line_without_a_reason_is_drawn_with_a_warning(leader):
    goal = make.objective("Grow")

    answer = forms.fill(leader, NEW, title="Fast pages", objective=str(goal.pk))

    assert "Nobody wrote down yet why" in forms.told(answer)[1]


@pytest.mark.trust("E11")
def test_the_same_form_sent_twice_creates_one_focus_area_and_one_line(leader):
    goal = make.objective("Grow")
    form = forms.read(leader.get(NEW)) | {"title": "Fast pages", "objective": str(goal.pk)}

    leader.post(NEW, form)
    leader.post(NEW, form)

    assert (FocusArea.objects.count(), FocusLink.objects.count()) == (1, 1)


def test_work_is_retired(leader):
    work = make.focus_area("Fast pages")

    answer = forms.fill(leader, f"/focus-areas/{work.pk}/edit/", status="retired")

    work.refresh_from_db()
    assert work.status == "retired"
    assert forms.told(answer) == ["Saved: Where it stands."]


def test_a_reference_that_is_taken_is_refused_beside_its_field(leader):
    make.focus_area("Other", ref="WEB")
    work = make.focus_area("Fast pages")

    answer = forms.fill(leader, f"/focus-areas/{work.pk}/edit/", ref="WEB", rationale="Typed")

    assert answer.status_code == 422
    assert "taken already" in answer.context["form"].errors["ref"][0]
    assert forms.read(answer)["rationale"] == ["Typed"]


def test_two_who_change_work_both_see_both_texts(leader):
    work = make.focus_area("Fast pages")
    address = f"/focus-areas/{work.pk}/edit/"
    mine = forms.read(leader.get(address)) | {"title": "Mine"}
    forms.fill(leader, address, title="Theirs")

    answer = leader.post(address, mine)

    assert answer.status_code == 409
    [one] = answer.context["form"].conflict.differences
    assert (one.theirs, one.typed) == ("Theirs", "Mine")


def test_only_work_that_nothing_hangs_on_is_deleted(leader):
    bare, tied = make.focus_area("Bare"), make.focus_area("Tied")
    make.focus_link(tied, make.objective("Grow"))

    gone = forms.fill(leader, f"/focus-areas/{bare.pk}/delete/")
    stays = forms.fill(leader, f"/focus-areas/{tied.pk}/delete/")

    assert gone["Location"] == "/focus-areas/"
    assert stays.status_code == 422
    assert "Grow" in stays.content.decode()
    assert list(FocusArea.objects.all()) == [tied]


def test_work_is_tied_to_a_further_goal(leader):
    work, goal = make.focus_area("Fast pages"), make.objective("Grow")

    answer = forms.fill(
        leader, f"/focus-areas/{work.pk}/goals/new/", objective=str(goal.pk), because="Speed"
    )

    assert FocusLink.objects.get().objective == goal
    assert forms.told(answer) == ["“Fast pages” serves “Grow” now."]


def test_a_goal_is_given_work(leader):
    work, goal = make.focus_area("Fast pages"), make.objective("Grow")

    answer = forms.fill(
        leader, f"/objectives/{goal.pk}/work/new/", focus_area=str(work.pk), because="Speed"
    )

    assert FocusLink.objects.get().focus_area == work
    assert answer["Location"] == f"/objectives/{goal.pk}/"


@pytest.mark.trust("E11")
def test_a_line_drawn_twice_is_one_line(leader):
    work, goal = make.focus_area(), make.objective("Grow")
    address = f"/focus-areas/{work.pk}/goals/new/"
    form = forms.read(leader.get(address)) | {"objective": str(goal.pk)}

    leader.post(address, form)
    again = leader.post(address, form)
    by_hand = forms.fill(leader, address, objective=str(goal.pk))

    assert again.status_code == 302
    assert by_hand.status_code == 422
    assert by_hand.context["form"].errors["objective"] == [
        "This focus area serves this objective already."
    ]
    assert FocusLink.objects.count() == 1


def test_a_line_gets_its_reason_and_another_goal(leader):
    work, goal, other = make.focus_area(), make.objective("Grow"), make.objective("Other")
    link = make.focus_link(work, goal, because="")

    forms.fill(leader, f"/focus-links/{link.pk}/edit/", because="Speed", objective=str(other.pk))

    link.refresh_from_db()
    assert (link.because, link.objective) == ("Speed", other)


def test_a_line_to_nothing_is_mended(leader):
    link = make.focus_link(make.focus_area("Work"), None, missing_ref="OBJ-9")
    goal = make.objective("Grow")

    page = leader.get(f"/focus-links/{link.pk}/edit/")
    forms.fill(leader, f"/focus-links/{link.pk}/edit/", objective=str(goal.pk))

    link.refresh_from_db()
    assert "OBJ-9" in page.content.decode()
    assert (link.objective, link.missing_ref) == (goal, "")


def test_two_who_change_a_line_both_see_both_texts(leader):
    link = make.focus_link(make.focus_area(), make.objective())
    address = f"/focus-links/{link.pk}/edit/"
    mine = forms.read(leader.get(address)) | {"because": "Mine"}
    forms.fill(leader, address, because="Theirs")

    answer = leader.post(address, mine)

    assert answer.status_code == 409
    assert [one.typed for one in answer.context["form"].conflict.differences] == ["Mine"]


def test_a_line_is_removed(leader):
    link = make.focus_link(make.focus_area("Work"), make.objective("Grow"))

    answer = forms.fill(leader, f"/focus-links/{link.pk}/delete/")

    assert forms.told(answer) == ["“Work” no longer serves “Grow”."]
    assert not FocusLink.objects.exists()


@pytest.mark.trust("A06")
def test_no_line_is_drawn_to_a_goal_that_one_may_not_know_of(leader):
    work, secret = make.focus_area(), make.objective("Secret", confidential=True)
    link = make.focus_link(make.focus_area(), secret)

    answer = forms.fill(leader, f"/focus-areas/{work.pk}/goals/new/", objective=str(secret.pk))

    unknown = forms.fill(leader, f"/focus-areas/{work.pk}/goals/new/", objective="999999")
    assert forms.errors(answer) == forms.errors(unknown)
    assert leader.get(f"/objectives/{secret.pk}/work/new/").status_code == 404
    assert leader.get(f"/focus-links/{link.pk}/edit/").status_code == 404
    assert leader.get(f"/focus-links/{link.pk}/delete/").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "tech_lead"])
def test_who_may_not_write_work_is_told_so(signed_in, role):
    client = signed_in(make.user(role=role))
    work, goal = make.focus_area(), make.objective()
    link = make.focus_link(work, goal)

    for address in (
        NEW,
        f"/focus-areas/{work.pk}/edit/",
        f"/focus-areas/{work.pk}/delete/",
        f"/focus-areas/{work.pk}/goals/new/",
        f"/objectives/{goal.pk}/work/new/",
        f"/focus-links/{link.pk}/edit/",
        f"/focus-links/{link.pk}/delete/",
    ):
        assert client.get(address).status_code == 403, address
        assert client.post(address, {}).status_code == 403, address


def test_the_forms_ask_as_much_of_the_database_however_many_there_are(
    leader, assert_constant_queries
):
    work, goal = make.focus_area(), make.objective()
    link = make.focus_link(work, goal)

    def grow():
        for _ in range(8):
            make.line(make.kpi(), work, make.objective())
            make.focus_area()
            make.user()

    for address in (
        NEW,
        f"/focus-areas/{work.pk}/edit/",
        f"/focus-areas/{work.pk}/delete/",
        f"/focus-areas/{work.pk}/goals/new/",
        f"/objectives/{goal.pk}/work/new/",
        f"/focus-links/{link.pk}/edit/",
    ):
        assert_constant_queries(lambda address=address: leader.get(address), grow)
