from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Touch
from kpis.models import Kpi, KpiState
from kpis.services import StepFacts, create_kpi, delete_kpi, edit_kpi, mark_step, set_steps
from tests import make
from tests.conftest import NOW, TODAY
from tests.refusing import refusal, touched

pytestmark = pytest.mark.django_db

D = Decimal
SAME = (
    "The target equals the baseline, so progress could not be told: give another target "
    "or another baseline, or choose to hold the value within bounds."
)


def create(by=None, **facts):
    said = {"title": "Page load time"} | facts
    return create_kpi(facts=said, by=by or make.user(role="leader"), at=NOW)


def edit(kpi, *, by=None, version=1, **facts):
    return edit_kpi(
        kpi=kpi, facts=facts, version=version, by=by or make.user(role="leader"), at=NOW
    )


def test_a_kpi_is_created_live_with_a_reference_and_a_state():
    make.kpi(ref="KPI-3")

    kpi = create(baseline=D("2.4"), target=D("1.92"))

    assert (kpi.ref, kpi.title_key, kpi.live_since) == ("KPI-4", "page load time", TODAY)
    assert KpiState.objects.get(kpi=kpi).status == "not_measured"
    assert touched() == {("kpi", kpi.pk)}
    assert AuditEvent.objects.get().after["baseline"] == "2.4"


def test_a_draft_goes_live_when_it_is_first_made_live():
    kpi = create(status="draft")
    assert kpi.live_since is None

    kpi = edit(kpi, status="live")

    assert kpi.live_since == TODAY


def test_going_live_again_keeps_the_first_day():
    kpi = make.kpi(status="paused", live_since=date(2026, 1, 1))

    assert edit(kpi, status="live").live_since == date(2026, 1, 1)


@pytest.mark.parametrize("kind", ["reach", "count"])
def test_a_target_equal_to_the_baseline_is_refused(kind):
    error = refusal(create, kind=kind, baseline=D("1.920"), target=D("1.92"))

    assert error.sentence == SAME
    assert error.facts["fields"] == {"target": [SAME]}
    assert not Kpi.objects.exists()


def test_a_count_begins_at_nothing():
    assert refusal(create, kind="count", target=D(0)).sentence == SAME


@pytest.mark.parametrize("facts", [{"kind": "hold"}, {"kind": "milestone"}, {"low": D(1)}])
def test_kinds_that_go_nowhere_may_have_both_the_same(facts):
    kpi = create(**{"kind": "count", "baseline": D(6), "target": D(6)} | facts)

    assert kpi.target == 6


def test_neither_target_nor_baseline_is_no_reason_to_refuse():
    assert create().target is None


@pytest.mark.parametrize(
    ("by", "change", "target"), [("percent", D(-20), D("1.92")), ("points", D("0.5"), D("2.9"))]
)
def test_the_target_of_a_change_follows_from_the_baseline(by, change, target):
    kpi = create(kind="change", baseline=D("2.4"), change=change, change_by=by)

    assert kpi.target == target


def test_the_target_of_a_change_follows_a_new_baseline():
    kpi = create(kind="change", baseline=D(10), change=D(50), change_by="percent")

    assert edit(kpi, baseline=D(20)).target == 30


def test_a_change_without_a_baseline_has_no_target_yet():
    assert create(kind="change", change=D(5), change_by="points", target=D(7)).target is None


def test_a_change_told_by_its_target_becomes_points():
    kpi = create(kind="change", baseline=D(10), target=D(12))

    assert (kpi.change, kpi.change_by) == (D(2), "points")


def test_a_change_of_which_nothing_is_known_is_welcome():
    assert create(kind="change", baseline=D(10)).change is None


def test_a_percentage_of_nothing_is_refused_with_the_reason():
    error = refusal(create, kind="change", baseline=D(0), change=D(10), change_by="percent")

    assert error.sentence == (
        "A percentage of a baseline of 0 is 0 again: give the change in points, "
        "or another baseline."
    )


def test_a_change_of_nothing_is_refused():
    error = refusal(create, kind="change", baseline=D(5), change=D(0), change_by="points")

    assert error.sentence == SAME


def test_a_change_in_nobody_knows_what_is_refused():
    error = refusal(create, kind="change", baseline=D(5), change=D(1))

    assert error.sentence == "Say whether the change is in percent or in points."


def test_a_change_beyond_all_numbers_is_refused():
    error = refusal(
        create, kind="change", baseline=D(10) ** 14, change=D(10) ** 6, change_by="percent"
    )

    assert error.sentence == "This gives a target of more than 15 digits."


def test_bounds_in_the_wrong_order_are_refused():
    error = refusal(create, kind="hold", low=D(80), high=D(60))

    assert error.sentence == "The lowest good value must not be above the highest."


def test_not_a_number_is_no_target():
    assert "target" in refusal(create, target=D("NaN")).facts["fields"]


def test_an_outcome_is_no_technical_kpi():
    error = refusal(create, outcome_of=make.objective())

    assert error.sentence == "A goal's own measure of success is a business or joint KPI."


def test_an_outcome_touches_its_objective_before_and_after():
    old, new = make.objective(), make.objective()
    kpi = make.kpi(outcome_of=old, perspective="joint")

    edit(kpi, outcome_of=new)

    assert touched() == {("kpi", kpi.pk), ("objective", old.pk), ("objective", new.pk)}


def test_a_hidden_objective_cannot_be_chosen():
    hidden = make.objective(confidential=True)

    error = refusal(create, outcome_of=hidden, perspective="joint")

    assert error.sentence == "There is no such goal: choose another."


def test_the_outcome_of_a_hidden_objective_is_edited_by_who_sees_it():
    owner = make.user(role="leader")
    goal = make.objective(confidential=True, business_owner=owner)
    kpi = make.kpi(outcome_of=goal, perspective="joint")

    assert edit(kpi, by=owner, unit="%").unit == "%"


@pytest.mark.parametrize("facts", [{"target": D(1)}, {"due_on": None}, {"direction": "up"}])
def test_the_goalposts_move_when_they_change_after_activation(facts):
    kpi = edit(make.kpi(), **facts)

    assert kpi.goalposts_moved_on == TODAY


def test_saying_what_was_not_said_moves_no_goalposts():
    kpi = edit(make.kpi(target=None, due_on=None, direction=""), target=D(1), direction="down")

    assert kpi.goalposts_moved_on is None


def test_a_draft_has_no_goalposts_to_move():
    kpi = edit(make.kpi(status="draft", live_since=None), target=D(1))

    assert kpi.goalposts_moved_on is None


def test_an_edit_of_the_definition_recomputes_where_the_kpi_stands():
    kpi = make.kpi(baseline=D(0), target=D(10), direction="up")
    make.measurement(kpi, date(2026, 11, 1), 5)

    edit(kpi, target=D(20))

    assert KpiState.objects.get().progress == D("0.25")


def test_an_edit_that_changes_nothing_leaves_no_trace():
    kpi = make.kpi()

    edit(kpi, target=D("1.920000"), title=kpi.title)

    kpi.refresh_from_db()
    assert kpi.version == 1
    assert not Touch.objects.exists()


def test_a_stale_edit_is_refused():
    assert refusal(edit, kpi=make.kpi(version=2), unit="ms").code == "stale"


def test_a_tech_lead_gives_a_kpi_to_no_other_team():
    ours, theirs = make.team(), make.team()
    lead = make.user(role="tech_lead", teams=[ours])
    kpi = make.kpi(team=ours)
    sentence = "Choose one of your own teams, or yourself as the owner."

    assert refusal(edit, kpi=kpi, by=lead, team=theirs).sentence == sentence
    assert refusal(edit, kpi=kpi, by=lead, team=theirs, owner=lead).sentence == sentence
    assert refusal(edit, kpi=kpi, by=lead, team=None).sentence == sentence
    assert refusal(create, by=lead, team=theirs).sentence == sentence
    assert refusal(create, by=lead).sentence == sentence
    kpi.refresh_from_db()
    assert kpi.team == ours


def test_a_tech_lead_creates_kpis_for_their_team_or_themself():
    team = make.team()
    lead = make.user(role="tech_lead", teams=[team])

    assert create(by=lead, team=team).team == team
    assert create(by=lead, owner=lead, title="Mine").owner == lead


def test_who_owns_a_kpi_of_another_team_may_still_edit_it():
    lead = make.user(role="tech_lead")
    kpi = make.kpi(team=make.team(), owner=lead)

    assert edit(kpi, by=lead, unit="ms").unit == "ms"


def test_a_kpi_with_values_stays():
    kpi = make.kpi("Velocity")
    make.measurement(kpi, date(2026, 1, 1), 5)

    error = refusal(delete_kpi, kpi=kpi, by=make.user(), at=NOW)

    assert error.sentence == (
        "“Velocity” cannot be deleted while these hang on it: values recorded for it. "
        "Retire it instead."
    )


def test_a_kpi_that_only_a_hidden_story_names_stays_and_betrays_nothing():
    kpi = make.kpi("Velocity")
    make.story(make.objective(confidential=True), kpi)

    error = refusal(delete_kpi, kpi=kpi, by=make.user(role="leader"), at=NOW)

    assert error.sentence == "“Velocity” cannot be deleted: it is still in use. Retire it instead."


def test_a_kpi_that_nothing_hangs_on_is_deleted():
    other = make.kpi("Velocity")
    kpi = create(title="Speed")
    Touch.objects.all().delete()

    delete_kpi(kpi=kpi, by=make.user(), at=NOW)

    assert list(Kpi.objects.all()) == [other]
    assert touched() == {("kpi", kpi.pk)}


def test_the_day_of_activation_is_that_of_the_moment():
    kpi = create_kpi(
        facts={"title": "x"}, by=make.user(role="leader"), at=datetime(2026, 1, 2, tzinfo=UTC)
    )

    assert kpi.live_since == date(2026, 1, 2)


def test_steps_are_laid_down_in_order_and_progress_follows():
    kpi = make.kpi(kind="milestone", baseline=None, target=None)
    steps = [StepFacts("Translate", D(3), date(2026, 2, 1)), StepFacts("Pay", D(1))]

    rows = set_steps(kpi=kpi, steps=steps, version=1, by=make.user(), at=NOW)

    kpi.refresh_from_db()
    assert [(row.title, row.position) for row in kpi.steps.all()] == [("Translate", 0), ("Pay", 1)]
    assert kpi.version == 2
    assert KpiState.objects.get().progress == D("0.75")
    assert touched() == {("kpi", kpi.pk)}
    assert len(rows) == 2


def test_steps_left_out_are_removed_and_kept_ones_keep_their_place():
    kpi = make.kpi(kind="milestone")
    one, other = make.step(kpi, "Translate"), make.step(kpi, "Pay", position=1)
    steps = [StepFacts("Pay", id=other.pk), StepFacts("Ship")]

    set_steps(kpi=kpi, steps=steps, version=1, by=make.user(), at=NOW)

    assert [row.title for row in kpi.steps.all()] == ["Pay", "Ship"]
    assert not kpi.steps.filter(pk=one.pk).exists()
    assert kpi.steps.filter(pk=other.pk).exists()


def test_the_same_steps_again_leave_no_trace():
    kpi = make.kpi(kind="milestone")
    step = make.step(kpi, "Translate")

    set_steps(
        kpi=kpi, steps=[StepFacts("Translate", id=step.pk)], version=1, by=make.user(), at=NOW
    )

    assert not AuditEvent.objects.exists()


def test_a_step_of_another_kpi_is_refused():
    stranger = make.step(make.kpi(), "Translate")

    error = refusal(
        set_steps,
        kpi=make.kpi(),
        steps=[StepFacts("Translate", id=stranger.pk)],
        version=1,
        by=make.user(),
        at=NOW,
    )

    assert error.code == "gone"


def test_a_step_without_weight_is_refused():
    error = refusal(
        set_steps,
        kpi=make.kpi(),
        steps=[StepFacts("x", D(0))],
        version=1,
        by=make.user(),
        at=NOW,
    )

    assert error.sentence == "A step's weight is more than 0."


def test_a_step_is_ticked_off_and_opened_again():
    kpi = make.kpi(kind="milestone", baseline=None, target=None)
    step = make.step(kpi)

    mark_step(step=step, done_on=TODAY, by=make.user(), at=NOW)
    assert KpiState.objects.get().status == "met"

    mark_step(step=step, done_on=None, by=make.user(), at=NOW)
    mark_step(step=step, done_on=None, by=make.user(), at=NOW)
    assert KpiState.objects.get().progress == 0
    assert AuditEvent.objects.count() == 2
