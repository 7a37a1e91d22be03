"""Measures are changed and values recorded in the browser."""

from datetime import date
from decimal import Decimal

import pytest

from kpis.models import Kpi, Measurement
from tests import forms, make
from tests.stories.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(signed_in):
    """Return a client of a tech lead, and their team."""
    team = make.team("Platform")
    return signed_in(make.user("Tess", role="tech_lead", teams=[team])), team


@pytest.fixture
def leader(signed_in):
    return signed_in(make.user("Lea", role="leader"))


def edit(kpi):
    return f"/kpis/{kpi.pk}/edit/"


def test_a_measure_is_changed_and_it_is_said_what_changed(leader):
    kpi = make.kpi("Load time")

    answer = forms.fill(
        leader, edit(kpi), title="Page load time", target="1,5", due_on="2027-01-31"
    )

    kpi.refresh_from_db()
    assert (kpi.title, kpi.target, kpi.due_on) == (
        "Page load time",
        Decimal("1.5"),
        date(2027, 1, 31),
    )
    assert forms.told(answer) == ["Saved: Name of the measure, Target, To be reached by."]


def test_a_pace_of_its_own_is_given_by_points_and_kept_in_one_form(leader):
    kpi = make.kpi("Load time")
    points = "2026-12-31 | 70 %\n30 Sept 2026 | 40"

    forms.fill(leader, edit(kpi), pace="custom", pace_points=points, on_course_by="0.05")

    kpi.refresh_from_db()
    assert kpi.pace_points == "2026-09-30 | 40%\n2026-12-31 | 70%"
    assert (kpi.pace, kpi.on_course_by) == ("custom", Decimal("0.05"))


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("", "A pace of its own needs its points."),
        ("soon | 40%", "“soon | 40%”"),
        ("2026-09-30 | 40%\n2026-12-31 | 30%", "Less is due by 31 December 2026"),
    ],
)
def test_a_pace_that_cannot_be_read_is_refused_and_kept(leader, points, sentence):
    kpi = make.kpi("Load time")

    answer = forms.fill(leader, edit(kpi), pace="custom", pace_points=points)

    assert any(sentence in error for error in forms.errors(answer))
    assert forms.read(answer)["pace_points"] == [points]
    kpi.refresh_from_db()
    assert kpi.pace == "linear"


def test_a_value_is_held_with_a_warning_before_its_bounds(leader):
    kpi = make.kpi("Free disk", kind="hold", target=None, low=Decimal(10), unit="%")

    forms.fill(leader, edit(kpi), warn_low="20")
    answer = forms.fill(leader, edit(kpi), warn_low="20", warn_high="15")

    assert forms.errors(answer) == ["The lower warning must not be above the upper one."]
    kpi.refresh_from_db()
    assert (kpi.warn_low, kpi.warn_high) == (Decimal(20), None)


def test_what_a_kpi_costs_is_said_changed_and_told_on_its_page(leader):
    kpi = make.kpi("Load time")

    forms.fill(leader, edit(kpi), yearly_cost="12,000.00", currency="eur")
    answer = forms.fill(leader, edit(kpi), yearly_cost="15000.50")

    said = text(leader, f"/kpis/{kpi.pk}/")
    assert forms.told(answer) == ["Saved: Cost of a year."]
    assert "Cost of a year EUR 15,000.50" in said
    assert "The cost of a year went from EUR 12,000 to EUR 15,000.50" in said


@pytest.mark.parametrize("figure", ["1.234", "0.125", "12345.678", "-3.500001", "1000000"])
def test_a_figure_is_shown_so_that_saving_it_again_changes_nothing(leader, figure):
    kpi = make.kpi(target=Decimal(figure))

    answer = forms.fill(leader, edit(kpi))

    assert forms.told(answer) == ["Nothing was changed."]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"target": "2.40"}, "target", "The target equals the baseline"),
        ({"target": "1.234"}, "target", "can be read as 1,234 or as 1.234"),
        ({"target": "NaN"}, "target", "is not a number"),
        ({"target": "1e400"}, "target", "is not a number"),
        ({"target": "٣"}, "target", "is not a number"),
        ({"weight": "10000"}, "weight", "too large"),
        ({"weight": "0.123"}, "weight", "At most 2 digits"),
        ({"target": "9" * 16}, "target", "too many digits"),
        ({"title": "x" * 301}, "title", "at most 300"),
        ({"low": "5", "high": "3"}, "high", "must not be above"),
        ({"decimals": "9"}, "decimals", "less than or equal to 6"),
        ({"weight": "-1"}, "weight", "0 or more"),
        ({"yearly_cost": "5"}, "currency", "Say in which currency"),
        ({"yearly_cost": "-5", "currency": "EUR"}, "yearly_cost", "0 or more"),
        ({"kind": "change", "change": "20"}, "change_by", "in percent or in points"),
        ({"kind": "x"}, "kind", "not one of those"),
        ({"steps": "One | soon"}, "steps", "is not a date"),
        ({"steps": "One | 2026-01-01 | 0"}, "steps", "more than 0"),
        ({"steps": "One | | 1 | 2"}, "steps", "is not a step"),
        ({"steps": "\n".join(map(str, range(201)))}, "steps", "at most 200"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_is_kept(leader, typed, field, sentence):
    kpi = make.kpi("Load time")

    answer = forms.fill(leader, edit(kpi), **({"meaning": "Typed"} | typed))

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    kept = forms.read(answer)
    assert kept["meaning"] == ["Typed"]
    assert all(kept[name] == [value] for name, value in typed.items() if name != "kind")
    kpi.refresh_from_db()
    assert kpi.version == 1


def test_a_goals_own_measure_is_shared_with_the_business(leader):
    kpi, goal = make.kpi(), make.objective("Grow")

    refused = forms.fill(leader, edit(kpi), outcome_of=str(goal.pk))
    forms.fill(leader, edit(kpi), outcome_of=str(goal.pk), perspective="joint")

    kpi.refresh_from_db()
    assert "business or joint" in refused.context["form"].errors["perspective"][0]
    assert kpi.outcome_of == goal


def test_words_that_can_be_read_as_numbers_are_offered_as_numbers(leader):
    kpi = make.kpi(target=None, target_words="")
    asked = forms.fill(leader, edit(kpi), target_words="Reduce by 20%")
    assert asked.status_code == 422
    assert "change by -20% of the starting point" in asked.content.decode()

    leader.post(edit(kpi), forms.read(asked) | {"words": "take"})

    kpi.refresh_from_db()
    assert (kpi.kind, kpi.change, kpi.change_by) == ("change", Decimal(-20), "percent")
    assert (kpi.target, kpi.target_words) == (Decimal("1.92"), "")


def test_words_may_stay_words(leader):
    kpi = make.kpi(target=None)
    asked = forms.fill(leader, edit(kpi), target_words="Reduce by 20%")

    leader.post(edit(kpi), forms.read(asked) | {"words": "keep"})

    kpi.refresh_from_db()
    assert (kpi.target, kpi.target_words) == (None, "Reduce by 20%")


def test_words_that_stand_there_are_offered_as_numbers_and_do_not_hinder(leader):
    kpi = make.kpi(target=None, target_words="between 60 and 80 %", unit="%")

    page = leader.get(edit(kpi))
    forms.fill(leader, edit(kpi), meaning="It matters")

    kpi.refresh_from_db()
    assert "can be read as: between 60 and 80%" in page.content.decode()
    assert kpi.meaning == "It matters"
    leader.post(edit(kpi), forms.read(leader.get(edit(kpi))) | {"words": "take"})
    kpi.refresh_from_db()
    assert (kpi.low, kpi.high, kpi.target_words) == (60, 80, "")


def test_taking_numbers_keeps_the_unit_that_was_said(leader):
    kpi = make.kpi(target=None, target_words="at least 85%", unit="Percentage")

    leader.post(edit(kpi), forms.read(leader.get(edit(kpi))) | {"words": "take"})

    kpi.refresh_from_db()
    assert (kpi.target, kpi.unit, kpi.direction) == (85, "Percentage", "up")


def test_words_that_say_there_is_no_target_are_not_kept_as_one(leader):
    kpi = make.kpi(target=None)

    forms.fill(leader, edit(kpi), target_words="No specific target", meaning="It matters")

    kpi.refresh_from_db()
    assert (kpi.target_words, kpi.meaning) == ("", "It matters")


def test_words_that_say_nothing_certain_are_kept_without_a_question(leader):
    kpi = make.kpi(target=None)

    answer = forms.fill(leader, edit(kpi), target_words="as fast as we can")

    assert answer.status_code == 302


def test_steps_are_laid_down_as_lines_and_keep_who_they_are(leader):
    kpi = make.kpi(kind="milestone")
    kept = make.step(kpi, "Translate")
    make.step(kpi, "Dropped")

    answer = forms.fill(leader, edit(kpi), steps="Translate | 2026-03-31\nPay | | 2.5\n\nLaunch")

    assert answer.status_code == 302
    steps = [(step.title, step.done_on, step.weight) for step in kpi.steps.all()]
    assert steps == [
        ("Translate", date(2026, 3, 31), 1),
        ("Pay", None, Decimal("2.5")),
        ("Launch", None, 1),
    ]
    assert kpi.steps.get(title="Translate").pk == kept.pk
    shown = forms.read(leader.get(edit(kpi)))["steps"]
    assert shown == ["Translate | 2026-03-31\nPay |  | 2.5\nLaunch"]


@pytest.mark.parametrize(
    ("kind", "opened"), [("reach", 0), ("change", 1), ("hold", 1), ("milestone", 1), ("count", 0)]
)
def test_what_a_sort_of_aim_needs_is_not_folded_away(leader, kind, opened):
    kpi = make.kpi(kind=kind)

    groups = leader.get(edit(kpi)).context["form"].groups()

    assert sum(group["folded"] and group["open"] for group in groups) == opened


def test_a_form_takes_nothing_but_being_read_and_sent(leader):
    assert leader.put(edit(make.kpi())).status_code == 405


@pytest.mark.trust("E05")
def test_two_who_save_at_once_both_see_both_texts(leader):
    kpi = make.kpi("Load time")
    mine = forms.read(leader.get(edit(kpi))) | {"cadence": "week", "target": "1.5"}
    forms.fill(leader, edit(kpi), cadence="day")

    answer = leader.post(edit(kpi), mine)

    said = {
        one.label: (one.theirs, one.typed) for one in answer.context["form"].conflict.differences
    }
    assert answer.status_code == 409
    assert said == {"How often it is measured": ("Every day", "Every week")}
    assert answer.context["form"].conflict.kept == ("Target",)


def test_a_tech_lead_changes_the_measures_of_their_own_teams(lead):
    client, team = lead
    own, foreign = make.kpi(team=team), make.kpi(team=make.team("Other"))

    assert forms.fill(client, edit(own), meaning="Ours").status_code == 302
    assert client.get(edit(foreign)).status_code == 403
    assert client.post(edit(foreign), {}).status_code == 403


@pytest.mark.trust("A05")
def test_a_tech_lead_gives_a_measure_to_no_other_team(lead):
    client, team = lead
    own, other = make.kpi(team=team), make.team("Other")

    page = client.get(edit(own))
    answer = forms.fill(client, edit(own), team=str(other.pk))

    own.refresh_from_db()
    assert forms.choices(page, "team") == {str(team.pk)}
    assert answer.status_code == 422
    assert own.team == team


def test_a_measure_that_was_never_used_is_deleted_and_another_stays(leader):
    fresh, used = make.kpi("Fresh"), make.kpi("Used")
    make.measurement(used, date(2026, 1, 31), "2.3")

    gone = forms.fill(leader, f"/kpis/{fresh.pk}/delete/")
    stays = forms.fill(leader, f"/kpis/{used.pk}/delete/")

    assert gone["Location"] == "/kpis/"
    assert stays.status_code == 422
    assert list(Kpi.objects.all()) == [used]


def test_a_value_is_recorded(lead):
    client, team = lead
    kpi = make.kpi("Load time", team=team)

    answer = forms.fill(
        client,
        f"/kpis/{kpi.pk}/measurements/new/",
        value="2,05",
        observed_on="2026-03-31",
        note="After the release",
    )

    value = Measurement.objects.get()
    assert (value.value, value.observed_on, value.note) == (
        Decimal("2.05"),
        date(2026, 3, 31),
        "After the release",
    )
    assert forms.told(answer) == ["Recorded: 2.05 s on 31 March 2026."]


@pytest.mark.trust("E11")
def test_the_same_value_sent_twice_is_recorded_once(leader):
    kpi = make.kpi()
    address = f"/kpis/{kpi.pk}/measurements/new/"
    form = forms.read(leader.get(address)) | {"value": "2.1", "observed_on": "2026-03-31"}

    assert leader.post(address, form).status_code == 302
    assert leader.post(address, form).status_code == 302
    assert Measurement.objects.count() == 1


def test_a_value_out_of_the_ordinary_is_asked_about_once(leader):
    kpi = make.kpi()
    make.measurement(kpi, date(2026, 3, 31), "2.1")
    address = f"/kpis/{kpi.pk}/measurements/new/"

    asked = forms.fill(leader, address, value="2100", observed_on="2026-04-30")

    assert asked.status_code == 200
    assert "a thousand times or more the last value, 2.1 s" in asked.content.decode()
    assert Measurement.objects.count() == 1
    leader.post(address, forms.read(asked))
    assert Measurement.objects.count() == 2


def test_another_value_for_a_day_is_refused_and_kept(leader):
    kpi = make.kpi()
    make.measurement(kpi, date(2026, 3, 31), "2.1")

    answer = forms.fill(
        leader, f"/kpis/{kpi.pk}/measurements/new/", value="2.2", observed_on="2026-03-31"
    )

    assert answer.status_code == 422
    assert "has the value 2.1 already" in answer.context["form"].errors["value"][0]
    assert forms.read(answer)["value"] == ["2.2"]


@pytest.mark.trust("D01")
@pytest.mark.parametrize("value", ["NaN", "inf", "true", "1e400", "1_000", "", "１"])
def test_what_is_no_number_is_never_recorded(leader, value):
    kpi = make.kpi()

    answer = forms.fill(leader, f"/kpis/{kpi.pk}/measurements/new/", value=value)

    assert answer.status_code == 422
    assert not Measurement.objects.exists()


@pytest.fixture
def recorded(leader):
    kpi = make.kpi("Load time")
    make.measurement(kpi, date(2026, 3, 31), "2.1")
    return f"/kpis/{kpi.pk}/measurements/2026-03-31/correct/"


def test_a_value_is_corrected_with_a_reason(leader, recorded):
    answer = forms.fill(leader, recorded, value="2.2", reason="Typing error")

    newest = Measurement.objects.current().get()
    assert (newest.value, newest.version, newest.reason) == (Decimal("2.2"), 2, "Typing error")
    assert Measurement.objects.count() == 2
    assert forms.told(answer) == ["Corrected: 2.2 s on 31 March 2026."]


def test_a_wrong_value_is_corrected_without_being_held_against_itself(leader, recorded):
    Measurement.objects.update(value=2100)

    forms.fill(leader, recorded, value="2.1", reason="It was in milliseconds.")

    assert Measurement.objects.current().get().value == Decimal("2.1")


def test_a_correction_out_of_the_ordinary_is_asked_about(leader, recorded):
    asked = forms.fill(leader, recorded, value="-2.4", reason="Other sign.")

    assert "Is the sign right?" in asked.content.decode()
    assert Measurement.objects.count() == 1


def test_a_value_is_taken_back_with_a_reason(leader, recorded):
    forms.fill(leader, recorded, deed="withdraw", reason="Wrong system")

    assert not Measurement.objects.current().exists()
    assert leader.get(recorded).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"value": "2.2"}, "reason"), ({"value": "", "reason": "So"}, "value")],
)
def test_a_correction_needs_a_value_and_a_reason(leader, recorded, typed, field):
    answer = forms.fill(leader, recorded, **typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_value_that_was_corrected_meanwhile_is_not_corrected_blindly(leader, recorded):
    form = forms.read(leader.get(recorded)) | {"value": "2.3", "reason": "Mine"}
    forms.fill(leader, recorded, value="2.2", reason="Theirs")

    answer = leader.post(recorded, form)

    assert answer.status_code == 409
    assert "2.2 s" in answer.content.decode()
    assert leader.post(recorded, forms.read(answer)).status_code == 302
    assert Measurement.objects.current().get().value == Decimal("2.3")


@pytest.mark.parametrize("day", ["2026-03-30", "2026-02-30"])
def test_a_day_without_a_value_has_nothing_to_correct(leader, recorded, day):
    assert leader.get(recorded.replace("2026-03-31", day)).status_code == 404


def test_who_only_reads_is_told_so(signed_in):
    client, kpi = signed_in(make.user()), make.kpi()
    make.measurement(kpi, date(2026, 3, 31), "2.1")

    for address in (
        edit(kpi),
        f"/kpis/{kpi.pk}/delete/",
        f"/kpis/{kpi.pk}/measurements/new/",
        f"/kpis/{kpi.pk}/measurements/2026-03-31/correct/",
    ):
        assert client.get(address).status_code == 403, address
        assert client.post(address, {}).status_code == 403, address


def test_the_measure_of_a_hidden_goal_is_not_there(leader):
    secret = make.objective("Secret", confidential=True)
    kpi = make.kpi(outcome_of=secret, perspective="joint")

    assert leader.get(edit(kpi)).status_code == 404
    assert leader.get(f"/kpis/{kpi.pk}/measurements/new/").status_code == 404


def test_the_forms_ask_as_much_of_the_database_however_many_there_are(
    leader, assert_constant_queries
):
    kpi = make.kpi()
    days = iter(range(1, 28))

    def grow():
        for _ in range(4):
            make.kpi_link(kpi, make.focus_area())
            make.measurement(kpi, date(2026, 3, next(days)), 1)
            make.objective()
            make.step(kpi)
            make.team()
            make.user()

    assert_constant_queries(lambda: leader.get(edit(kpi)), grow)
    assert_constant_queries(lambda: leader.get(f"/kpis/{kpi.pk}/delete/"), grow)
    assert_constant_queries(lambda: leader.get(f"/kpis/{kpi.pk}/measurements/new/"), grow)
