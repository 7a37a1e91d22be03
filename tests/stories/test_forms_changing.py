"""Before a change is saved, the person learns what it would do, and may say how it is meant."""

import pytest

from kpis.models import Kpi
from objectives.models import FocusArea, FocusLink, Objective
from stories.models import Agreement, Judgement, KpiLink
from stories.services import judge_line
from tests import forms, make
from tests.conftest import NOW
from tests.stories.agreed import agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return agreed()


@pytest.fixture
def bea(told, signed_in):
    return signed_in(told.bea)


def page_of(kind, thing, deed="edit"):
    return f"/{kind}/{thing.pk}/{deed}/"


def asked(answer):
    return answer.context["form"].weighed


def test_a_change_that_puts_something_in_doubt_is_asked_about_first(told, bea):
    answer = forms.fill(bea, page_of("kpis", told.kpi), target="1.80")

    told.kpi.refresh_from_db()
    assert answer.status_code == 200
    assert str(told.kpi.target) == "1.920000"
    assert asked(answer).sentences == (
        "This puts 1 story, 1 line and 1 measure in doubt; Tom and you will be asked again.",
    )
    assert [(one.title, one.names) for one in asked(answer).groups] == [
        ("Stories to agree to again", ("Keep customers",)),
        ("KPIs and work to confirm again", ("Load time → Fast pages",)),
        ("KPIs in doubt", ("Load time",)),
    ]
    assert forms.read(answer)["target"] == ["1.80"]


def test_sent_again_it_is_meant(told, bea):
    page = forms.fill(bea, page_of("kpis", told.kpi), target="1.80")

    answer = bea.post(page_of("kpis", told.kpi), forms.read(page))

    told.kpi.refresh_from_db()
    assert answer.status_code == 302
    assert str(told.kpi.target) == "1.800000"


def test_a_further_change_is_asked_about_again(told, bea):
    page = forms.fill(bea, page_of("kpis", told.kpi), target="1.80")

    answer = bea.post(page_of("kpis", told.kpi), forms.read(page) | {"target": "1.70"})

    assert answer.status_code == 200
    assert asked(answer)


def test_a_consequence_that_came_meanwhile_is_asked_about_again(told, bea):
    page = forms.fill(bea, page_of("objectives", told.goal), statement="All of them.")
    Agreement.objects.all().delete()

    answer = bea.post(page_of("objectives", told.goal), forms.read(page))

    assert answer.status_code == 200
    assert "story" not in asked(answer).sentences[0]


def test_a_change_without_consequence_goes_through(told, bea):
    assert forms.fill(bea, page_of("kpis", told.kpi), cadence="week").status_code == 302


def test_wording_only_carries_what_was_said_over_and_says_so(told, bea):
    page = forms.fill(bea, page_of("kpis", told.kpi), title="Time to load")

    answer = bea.post(page_of("kpis", told.kpi), forms.read(page) | {"wording": "only"})

    assert asked(page).wording == (
        "Carries 2 judgements and 2 signatures over, for the goals that you own."
    )
    assert forms.told(answer) == [
        "Saved: Name of the measure. Carried 2 judgements and 2 signatures over."
    ]
    assert forms.fill(bea, page_of("kpis", told.kpi), cadence="week").status_code == 302


def test_after_a_change_of_wording_nobody_is_asked_again(told, bea):
    page = forms.fill(bea, page_of("objectives", told.goal), statement="All of them.")
    bea.post(page_of("objectives", told.goal), forms.read(page) | {"wording": "only"})

    canvas = bea.get(f"/objectives/{told.goal.pk}/").content.decode()

    assert "Changed since agreed" not in canvas


def test_a_number_is_no_wording(told, bea):
    page = forms.fill(bea, page_of("kpis", told.kpi), target="1.80")
    forced = bea.post(page_of("kpis", told.kpi), forms.read(page) | {"wording": "only"})

    assert asked(page).wording == ""
    assert "wording" not in page.content.decode()
    assert forced.status_code == 422
    assert Judgement.objects.filter(origin="carried").count() == 0


def test_who_owns_neither_side_is_not_offered_it(told, signed_in):
    stranger = signed_in(make.user(role="leader"))

    page = forms.fill(stranger, page_of("kpis", told.kpi), title="Time to load")

    assert asked(page).wording == ""
    assert "Bea and Tom will be asked again" in asked(page).sentences[0]


def test_a_goal_one_may_not_know_of_is_not_named(signed_in):
    secret = agreed("Merge", confidential=True)
    stranger = signed_in(make.user(role="leader"))

    answer = forms.fill(stranger, page_of("kpis", secret.kpi), target="1.80")

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("kind", "thing", "typed"),
    [
        ("focus-areas", "work", {"title": "Pace"}),
        ("focus-links", "upper", {"because": "New."}),
        ("kpi-links", "lower", {"because": "New."}),
        ("objectives", "goal", {"title": "Keep them"}),
    ],
)
def test_everything_that_a_line_is_made_of_is_asked_about(told, bea, kind, thing, typed):
    address = page_of(kind, getattr(told, thing))

    page = forms.fill(bea, address, **typed)
    answer = bea.post(address, forms.read(page))

    assert page.status_code == 200
    assert answer.status_code == 302


def test_a_goal_that_is_dropped_may_hand_its_work_and_goals_on(told, bea):
    child, other = make.objective("Keep the best", parent=told.goal), make.objective("Grow")
    shared = make.focus_area("Shared")
    make.focus_link(shared, told.goal)
    make.focus_link(shared, other)
    page = forms.fill(bea, page_of("objectives", told.goal), status="dropped")

    again = bea.post(
        page_of("objectives", told.goal), forms.read(page) | {"move_to": str(other.pk)}
    )
    answer = bea.post(page_of("objectives", told.goal), forms.read(again))

    assert "1 KPI would lead nowhere." in asked(page).sentences
    assert asked(again).sentences == ("This puts 1 line and 1 measure in doubt.",)
    assert forms.choices(page, "move_to") == {str(other.pk)}
    assert forms.told(answer) == [
        "Saved: Where it stands. Moved 2 focus areas and 1 goal to “Grow”."
    ]
    assert set(other.focus_links.values_list("focus_area__title", flat=True)) == {
        "Fast pages",
        "Shared",
    }
    child.refresh_from_db()
    assert child.parent == other
    assert not FocusLink.objects.filter(objective=told.goal).exists()


def test_work_that_is_retired_may_hand_its_measures_on(told, bea):
    other = make.focus_area("Fast servers")
    page = forms.fill(bea, page_of("focus-areas", told.work), status="retired")

    again = bea.post(
        page_of("focus-areas", told.work), forms.read(page) | {"move_to": str(other.pk)}
    )
    answer = bea.post(page_of("focus-areas", told.work), forms.read(again))

    assert "1 KPI would lead nowhere." in asked(page).sentences
    assert asked(again).sentences == (
        "This puts 1 story in doubt; Tom and you will be asked again.",
        "1 KPI would lead nowhere.",
        "1 goal would not be measured any more.",
    )
    assert forms.told(answer) == ["Saved: Where it stands. Moved 1 KPI to “Fast servers”."]
    assert KpiLink.objects.get().focus_area == other


def test_what_is_left_where_it_is_stays(told, bea):
    page = forms.fill(bea, page_of("focus-areas", told.work), status="retired")

    bea.post(page_of("focus-areas", told.work), forms.read(page))

    told.work.refresh_from_db()
    assert told.work.status == "retired"
    assert KpiLink.objects.get().focus_area == told.work


def test_a_measure_that_is_retired_says_which_goal_nothing_measures_then(told, bea):
    page = forms.fill(bea, page_of("kpis", told.kpi), status="retired")

    assert "1 goal would not be measured any more." in asked(page).sentences
    assert "move_to" not in page.context["form"].fields


def test_a_closed_goal_that_nothing_comes_into_doubt_by_is_still_asked_about(bea):
    goal = make.objective("Draft", status="draft")
    make.focus_link(make.focus_area(), goal)

    page = forms.fill(bea, page_of("objectives", goal), status="dropped")

    assert asked(page).sentences == ("Nothing that is agreed comes into doubt by this.",)


def test_a_goal_is_deleted_once_what_hangs_on_it_is_moved(bea):
    goal, other = make.objective("Old"), make.objective("New")
    make.focus_link(make.focus_area("Pace"), goal)
    kpi = make.kpi(outcome_of=goal, perspective="joint")

    refused = forms.fill(bea, page_of("objectives", goal, "delete"))
    answer = forms.fill(bea, page_of("objectives", goal, "delete"), move_to=str(other.pk))

    assert refused.status_code == 422
    assert forms.told(answer) == ["Moved 1 focus area and 1 KPI to “New”. “Old” is deleted."]
    assert not Objective.objects.filter(pk=goal.pk).exists()
    assert Kpi.objects.get(pk=kpi.pk).outcome_of == other


def test_a_deletion_says_first_what_moving_would_put_in_doubt(told, bea):
    work, other = make.focus_area("Old"), make.focus_area("New")
    for link in make.line(make.kpi(), work, told.goal):
        judge_line(link=link, side="business", word="valid", by=told.bea, at=NOW)
    page = page_of("focus-areas", work, "delete")

    again = forms.fill(bea, page, move_to=str(other.pk))

    assert asked(again).sentences == ("This puts 1 line in doubt; you will be asked again.",)
    assert "Nothing is deleted yet" in again.content.decode()
    assert FocusArea.objects.filter(pk=work.pk).exists()
    assert bea.post(page, forms.read(again)).status_code == 302


def test_where_it_cannot_be_deleted_all_the_same_nothing_is_moved(told, bea):
    other = make.objective("New")

    answer = forms.fill(bea, page_of("objectives", told.goal, "delete"), move_to=str(other.pk))

    assert answer.status_code == 422
    assert told.upper in told.goal.focus_links.all()


def test_before_a_line_is_removed_the_page_says_what_goes_with_it(told, bea):
    page = bea.get(page_of("focus-links", told.upper, "delete"))
    bea.get(page_of("focus-links", told.upper, "delete"))

    assert "1 KPI would lead nowhere." in page.content.decode()
    assert FocusLink.objects.filter(pk=told.upper.pk).exists()
    assert forms.fill(bea, page_of("focus-links", told.upper, "delete")).status_code == 302


def test_work_is_deleted_once_its_measures_and_goals_are_moved(told, bea):
    work, other = make.focus_area("Old"), make.focus_area("New")
    shared = make.kpi()
    for kpi in (make.kpi(), shared):
        make.kpi_link(kpi, work)
    make.kpi_link(shared, other)
    make.focus_link(work, told.goal, because="It is quick.")

    answer = forms.fill(bea, page_of("focus-areas", work, "delete"), move_to=str(other.pk))

    assert forms.told(answer) == ["Moved 1 goal and 2 KPIs to “New”. “Old” is deleted."]
    assert not FocusArea.objects.filter(pk=work.pk).exists()
    assert other.kpi_links.count() == 2
    assert [link.because for link in other.focus_links.all()] == ["It is quick."]


def test_an_agreed_story_is_asked_about_before_it_is_told_anew(told, bea):
    address = f"/objectives/{told.goal.pk}/story/edit/"

    page = forms.fill(bea, address, body="Because of @[Fast pages].")
    answer = bea.post(address, forms.read(page))

    assert asked(page).sentences == (
        "This puts 1 story and 1 measure in doubt; Tom and you will be asked again.",
    )
    assert forms.read(page)["body"] == ["Because of @[Fast pages]."]
    assert forms.told(answer) == ["The story is saved."]


def test_the_pages_of_a_line_name_both_its_ends(told, bea):
    upper = bea.get(page_of("focus-links", told.upper)).content.decode()
    lower = bea.get(page_of("kpi-links", told.lower, "delete")).content.decode()

    assert "Fast pages → Keep customers" in upper
    assert "Load time → Fast pages" in lower
