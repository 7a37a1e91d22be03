"""The second of two who change one thing sees what each changed, chooses, and loses nothing."""

import pytest

from tests import forms, make

pytestmark = [pytest.mark.django_db, pytest.mark.trust("E05")]
WHY = "Slow pages drive people away. Crashes do too. We mend both."


@pytest.fixture
def leader(signed_in):
    return signed_in(make.user(role="leader"))


@pytest.fixture
def work():
    return make.focus_area("Pace", rationale=WHY)


@pytest.fixture
def second(leader, work):
    """Return how to be the second: what the first typed, then what I typed, and the answer."""
    address = f"/focus-areas/{work.pk}/edit/"

    def be_second(theirs, mine):
        form = forms.read(leader.get(address)) | mine
        assert forms.fill(leader, address, **theirs).status_code == 302
        return leader.post(address, form)

    be_second.address = address
    return be_second


def conflict(answer):
    return answer.context["form"].conflict


def shown(answer, name):
    return forms.read(answer)[name]


def test_what_they_alone_changed_is_taken_over_and_what_i_alone_changed_stays(second, leader, work):
    page = second({"title": "Speed"}, {"description": "All of it."})
    answer = leader.post(second.address, forms.read(page))

    assert page.status_code == 409
    assert conflict(page).differences == ()
    assert (conflict(page).taken, conflict(page).kept) == (
        ("What is worked on",),
        ("What it covers",),
    )
    assert answer.status_code == 302
    work.refresh_from_db()
    assert (work.title, work.description) == ("Speed", "All of it.")


def test_both_texts_are_shown_and_mine_stays_in_the_form(second):
    page = second({"rationale": "Theirs."}, {"rationale": "Mine."})

    [one] = conflict(page).differences
    assert (one.theirs, one.typed, one.merged) == ("Theirs.", "Mine.", None)
    assert shown(page, "rationale") == ["Mine."]
    assert shown(page, "choose-rationale") == ["mine"]


def test_mine_may_be_kept(second, leader, work):
    page = second({"rationale": "Theirs."}, {"rationale": "Mine."})
    leader.post(second.address, forms.read(page))

    work.refresh_from_db()
    assert work.rationale == "Mine."


def test_theirs_may_be_taken(second, leader, work):
    page = second({"rationale": "Theirs."}, {"rationale": "Mine.", "description": "More."})
    leader.post(second.address, forms.read(page) | {"choose-rationale": "=Theirs."})

    work.refresh_from_db()
    assert (work.rationale, work.description) == ("Theirs.", "More.")


def test_changes_that_do_not_meet_are_proposed_together(second, leader, work):
    page = second({"rationale": f"Sure. {WHY}"}, {"rationale": f"{WHY} Soon."})
    leader.post(second.address, forms.read(page))

    [one] = conflict(page).differences
    assert one.merged == f"Sure. {WHY} Soon."
    assert shown(page, "rationale") == [f"{WHY} Soon."]
    work.refresh_from_db()
    assert work.rationale == one.merged


def test_a_choice_can_be_put_into_the_form_first_to_type_on(second, leader, work):
    page = second({"rationale": f"Sure. {WHY}"}, {"rationale": f"{WHY} Soon."})

    form = leader.post(second.address, forms.read(page) | {"put": "1"})
    leader.post(second.address, forms.read(form) | {"rationale": "At last."})

    assert form.status_code == 200
    assert shown(form, "rationale") == [f"Sure. {WHY} Soon."]
    work.refresh_from_db()
    assert work.rationale == "At last."


def test_what_is_typed_after_the_choice_is_what_counts(second, leader, work):
    page = second({"rationale": f"Sure. {WHY}"}, {"rationale": f"{WHY} Soon."})

    leader.post(second.address, forms.read(page) | {"rationale": "Typed at last."})

    work.refresh_from_db()
    assert work.rationale == "Typed at last."


def test_a_third_save_meanwhile_is_shown_again(second, leader):
    page = second({"rationale": "Theirs."}, {"rationale": "Mine."})
    forms.fill(leader, second.address, rationale="Third.")

    again = leader.post(second.address, forms.read(page))

    assert again.status_code == 409
    assert [(one.theirs, one.typed) for one in conflict(again).differences] == [("Third.", "Mine.")]


def test_who_typed_the_same_is_done(second):
    assert second({"rationale": "Same."}, {"rationale": "Same."}).status_code == 302


def test_a_choice_among_people_is_shown_by_name_and_may_be_taken(leader):
    ann, ben = make.user("Ann"), make.user("Ben")
    goal = make.objective(confidential=False)
    address = f"/objectives/{goal.pk}/edit/"
    mine = forms.read(leader.get(address)) | {"shared_with": [str(ann.pk)]}
    forms.fill(leader, address, shared_with=[str(ann.pk), str(ben.pk)])

    page = leader.post(address, mine)
    leader.post(address, forms.read(page) | {"choose-shared_with": f"={ann.pk},{ben.pk}"})

    [one] = conflict(page).differences
    assert (one.theirs, one.typed) == ("Ann, Ben", "Ann")
    assert set(goal.shared_with.all()) == {ann, ben}


def test_a_story_is_met_in_the_same_way(leader):
    goal = make.objective()
    make.story(goal, body=WHY)
    address = f"/objectives/{goal.pk}/story/edit/"
    mine = forms.read(leader.get(address)) | {"body": f"{WHY} Soon."}
    forms.fill(leader, address, body=f"Sure. {WHY}")

    page = leader.post(address, mine)
    leader.post(address, forms.read(page))

    assert page.status_code == 409
    goal.story.refresh_from_db()
    assert goal.story.body == f"Sure. {WHY} Soon."


def test_what_was_seen_is_believed_only_where_it_can_be_read(second, leader, work):
    form = forms.read(leader.get(second.address)) | {"rationale": "Mine."}
    forms.fill(leader, second.address, rationale="Theirs.")

    for base in ("nonsense", "[]", '{"rationale": 5}'):
        page = leader.post(second.address, form | {"base": base})
        assert "Mine." in [one.typed for one in conflict(page).differences]


def test_a_parent_one_may_not_know_of_is_not_in_the_page(leader):
    secret = make.objective("Merge", confidential=True)
    goal = make.objective(parent=secret)

    base = forms.read(leader.get(f"/objectives/{goal.pk}/edit/"))["base"][0]

    assert f'"parent": "{secret.pk}"' not in base
    assert '"parent": ""' in base
