"""What a goal lacks is read from what is stored, shown with its form, and blocks only agreeing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from objectives.services import edit_objective
from objectives.smart import State
from stories.models import Agreement, NotABlank
from stories.readiness import readiness_of
from stories.services import agree
from tests import forms, make
from tests.conftest import NOW, TODAY
from tests.refusing import refusal
from tests.stories.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def bea():
    return make.user("Bea", role="leader")


@pytest.fixture
def goal(bea):
    goal = make.objective("Keep customers", business_owner=bea, technology_owner=bea)
    work = make.focus_area("Speed")
    make.focus_link(work, goal)
    make.story(goal, work)
    return goal


def states(goal):
    return {one.letter: one.state for one in readiness_of(goal, TODAY).letters}


def test_a_goal_with_all_that_it_needs_lacks_nothing_for_certain(goal):
    make.ready(goal)

    assert readiness_of(goal, TODAY).obstacle == ""
    assert states(goal)["A"] == State.UNKNOWN


def test_a_bare_goal_is_not_agreed_to_and_the_sentence_names_the_letters(goal, bea):
    error = refusal(agree, objective=goal, side="business", by=bea, at=NOW)

    assert error.code == "not_ready"
    assert error.sentence.startswith(
        "This goal is not yet specific, measurable, relevant and time-bound"
    )
    assert not Agreement.objects.exists()


def test_saving_is_never_blocked(goal, bea):
    edit_objective(objective=goal, facts={"title": "A wish"}, version=1, by=bea, at=NOW)

    goal.refresh_from_db()
    assert goal.title == "A wish"


def test_doubts_and_what_cannot_be_told_block_nothing(goal, bea):
    make.ready(goal)
    goal.statement = "World-class synergy."
    goal.save()

    assert states(goal)["S"] == State.DOUBTFUL
    assert agree(objective=goal, side="business", by=bea, at=NOW)


def test_an_owner_who_left_owns_nothing(goal, bea):
    make.ready(goal)
    bea.is_active = False
    bea.save()

    assert states(goal)["R"] == State.MISSING


def test_a_retired_measure_counts_only_for_a_closed_goal(goal):
    make.ready(goal)
    goal.outcomes.update(status="retired")

    assert states(goal)["M"] == State.MISSING
    goal.status = "achieved"
    assert states(goal)["M"] == State.THERE


def test_a_text_that_was_said_to_be_no_blank_is_none(goal, bea):
    make.ready(goal)
    goal.statement = "Customers find [more] than before."
    goal.save()

    assert states(goal)["S"] == State.MISSING
    NotABlank.objects.create(text="[more]", said_at=NOW, said_by=bea)
    assert states(goal)["S"] == State.THERE


@pytest.mark.parametrize(
    ("facts", "letter"),
    [
        ({"kind": "milestone", "unit": "", "baseline": None, "target": None}, "there"),
        ({"kind": "hold", "high": 3, "baseline": None, "target": None}, "there"),
        ({"kind": "count", "baseline": None, "target": 3}, "there"),
        ({"kind": "reach", "baseline": None, "target": 3}, "missing"),
        ({"kind": "reach", "high": 3, "baseline": None, "target": None}, "missing"),
    ],
)
def test_each_kind_of_measure_needs_what_it_is_made_of(goal, facts, letter):
    make.kpi(outcome_of=goal, perspective="joint", **facts)

    assert states(goal)["M"] == letter


def test_what_is_asked_for_is_held_against_what_was_measured(goal):
    make.ready(goal)
    kpi = goal.outcomes.get()
    for month in range(14):
        on = TODAY - timedelta(days=30 * (13 - month))
        make.measurement(kpi, on, Decimal("2.39") - Decimal("0.03") * month)
    kpi.target, kpi.due_on = Decimal("1.6"), TODAY + timedelta(days=213)
    kpi.save()

    assert states(goal)["A"] == State.DOUBTFUL


def test_the_page_says_what_is_missing_and_leads_to_the_field_that_mends_it(signed_in, bea, goal):
    make.kpi("Churn", outcome_of=goal, perspective="joint", target=None, owner=bea)

    page = signed_in(bea).get(f"/objectives/{goal.pk}/").context["page"]

    rows = {row.title: row for row in page.lacking.rows}
    assert "“Churn” has no target." in rows["Measurable"].reason
    assert f"next=%2Fobjectives%2F{goal.pk}%2F#id_target" in rows["Measurable"].action_href
    assert rows["Time-bound"].action_href.endswith("#id_ends_on")
    assert [one.kind for one in page.lacking.letters] == [
        *("broken", "broken", "idle", "broken", "broken")
    ]
    for row in page.lacking.rows:
        where = row.action_href.partition("#")[0]
        assert signed_in(bea).get(where).status_code == 200, row


def test_beside_the_form_of_a_goal_it_says_what_is_missing_and_leads_to_its_fields(
    signed_in, bea, goal
):
    make.kpi("Churn", outcome_of=goal, perspective="joint", target=None, owner=bea)
    client = signed_in(bea)

    answer = client.get(f"/objectives/{goal.pk}/edit/")

    rows = {row.title: row for row in answer.context["lacking"].rows}
    assert rows["Time-bound"].action_href == "#id_ends_on"
    assert rows["Measurable"].action_href == ""
    said = answer.content.decode()
    assert "“Churn” has no target." in said
    for row in rows.values():
        assert not row.action_href or f'id="{row.action_href[1:]}"' in said, row
    assert answer.context["lacking"].letters == (
        client.get(f"/objectives/{goal.pk}/").context["page"].lacking.letters
    )
    piece = client.get(f"/objectives/{goal.pk}/edit/", {"only": "goal"})
    assert "still lacks" not in piece.content.decode()


def test_beside_the_form_of_a_goal_that_lacks_nothing_the_letters_stand_alone(signed_in, bea, goal):
    make.ready(goal)
    kpi = goal.outcomes.get()
    for month in range(14):
        on = TODAY - timedelta(days=30 * (13 - month))
        make.measurement(kpi, on, Decimal("2.39") - Decimal("0.03") * month)
    kpi.target, kpi.due_on = Decimal("1.9"), TODAY + timedelta(days=213)
    kpi.save()

    answer = signed_in(bea).get(f"/objectives/{goal.pk}/edit/")

    assert answer.context["lacking"].rows == ()
    assert "still lacks" not in answer.content.decode()
    assert 'aria-label="SMART"' in answer.content.decode()


def test_who_may_not_mend_it_reads_it_all_the_same(signed_in, goal):
    client = signed_in(make.user())

    page = client.get(f"/objectives/{goal.pk}/").context["page"]

    assert {row.action_href for row in page.lacking.rows} == {""}
    assert "Nobody has said why it matters" in text(client, f"/objectives/{goal.pk}/")


def test_the_letters_stand_on_the_canvas(signed_in, goal):
    make.ready(goal)

    page = signed_in(make.user()).get(f"/objectives/{goal.pk}/").context["page"]

    assert "".join(one.letter for one in page.canvas.goal.smart) == "SMART"


def test_a_refused_agreement_says_so_on_the_form(signed_in, bea, goal):
    answer = forms.fill(signed_in(bea), f"/objectives/{goal.pk}/story/agree/", side="business")

    assert answer.status_code == 422
    assert "not yet specific" in forms.errors(answer)[0]


def test_reading_what_is_missing_asks_as_much_however_much_was_measured(
    goal, assert_constant_queries
):
    make.ready(goal)

    def grow():
        for number in range(5):
            kpi = make.kpi(outcome_of=goal, perspective="joint")
            make.measurement(kpi, date(2026, 3, 1 + number), 2)

    assert_constant_queries(lambda: readiness_of(goal, TODAY), grow)
