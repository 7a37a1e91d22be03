from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Team, Touch
from alignment.lib.errors import DomainError
from kpis.models import Kpi, KpiStep, Measurement
from objectives.models import FocusArea, FocusLink, Objective
from reports.exchange.load import plan_import, store_import
from stories.models import Exemption, KpiLink, KpiVerdict, Story, StoryVersion
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.exchange.books import (
    COMPANY,
    bring_in,
    company,
    complaints,
    content,
    document,
    outcomes,
    planned,
)

pytestmark = pytest.mark.django_db


def test_a_whole_company_comes_in():
    bring_in(**COMPANY)

    goal, sub = Objective.objects.order_by("ref")
    kpi = Kpi.objects.get()
    assert (goal.ref, goal.ends_on, goal.status) == ("GOAL", date(2027, 6, 30), "active")
    assert sub.parent == goal
    assert FocusLink.objects.get().objective == goal
    assert KpiLink.objects.get().kpi == kpi
    assert (kpi.target, kpi.due_on, kpi.cadence) == (Decimal("1.92"), date(2027, 6, 30), "month")
    assert (kpi.title_key, kpi.live_since, kpi.version) == ("page load time", TODAY, 1)
    assert Measurement.objects.filter(source="file", version=1, is_current=True).count() == 2


def test_a_story_names_things_by_their_lasting_identity():
    bring_in(**COMPANY)

    story, kpi, work = Story.objects.get(), Kpi.objects.get(), FocusArea.objects.get()
    assert story.body == f"We keep them with @[focus:{work.uid}], as @[kpi:{kpi.uid}] shows."
    assert {(one.kpi, one.focus_area) for one in story.mentions.all()} == {
        (kpi, None),
        (None, work),
    }
    assert StoryVersion.objects.get().number == 1


def test_verdicts_and_states_are_there_when_it_is_stored():
    bring_in(**COMPANY)

    assert KpiVerdict.objects.get(audience=0).verdict == "in_doubt"
    assert Kpi.objects.get().state.latest == Decimal("2.1")
    assert not Touch.objects.exists()


def test_each_thing_has_its_audit_line():
    leader = make.user(role="leader")

    bring_in(by=leader, **COMPANY)

    lines = AuditEvent.objects.filter(actor=leader, at=NOW)
    assert set(lines.values_list("kind", "verb")) == {
        ("objective", "create"),
        ("focusarea", "create"),
        ("focuslink", "create"),
        ("kpi", "create"),
        ("kpilink", "create"),
        ("story", "write"),
        ("kpi", "record"),
    }
    assert lines.get(kind="kpi", verb="record").after == {
        "2026-09-30": "2.2",
        "2026-10-31": "2.1",
    }


def test_values_of_new_kpis_have_an_audit_line_each():
    bring_in(
        kpis=[{"ref": "A", "title": "One"}, {"ref": "B", "title": "Two"}],
        measurements=[
            {"kpi": "B", "date": "2026-10-31", "value": "2"},
            {"kpi": "A", "date": "2026-10-31", "value": "1"},
        ],
    )

    lines = AuditEvent.objects.filter(verb="record").order_by("object_id")
    assert [(line.label, line.after) for line in lines] == [
        ("One", {"2026-10-31": "1"}),
        ("Two", {"2026-10-31": "2"}),
    ]


def test_the_same_file_again_changes_nothing():
    bring_in(**COMPANY)
    before = AuditEvent.objects.count()
    versions = list(Kpi.objects.values_list("version", "changed_at"))

    plan = bring_in(today=date(2027, 1, 1), **COMPANY)

    assert not plan.changes_something
    assert all(set(found) == {"same"} for found in outcomes(plan).values())
    assert AuditEvent.objects.count() == before
    assert list(Kpi.objects.values_list("version", "changed_at")) == versions
    assert StoryVersion.objects.count() == 1
    assert Measurement.objects.count() == 2


def test_a_change_shows_what_was_and_what_will_be():
    bring_in(**COMPANY)

    plan = bring_in(**company(kpis=[{"target": "1.8", "direction": "Higher is better"}]))

    (row,) = [row for sheet in plan.sheets for row in sheet.rows if row.outcome == "change"]
    kpi = Kpi.objects.get()
    assert [(one.name, one.before, one.after) for one in row.changes] == [
        ("Direction", "Lower is better", "Higher is better"),
        ("Target", "1.92", "1.8"),
    ]
    assert (kpi.target, kpi.version, kpi.goalposts_moved_on) == (Decimal("1.8"), 2, TODAY)
    assert AuditEvent.objects.get(kind="kpi", verb="edit").before["target"] == "1.92"


def test_a_column_that_is_not_there_leaves_what_is_and_an_empty_cell_clears_it():
    bring_in(**COMPANY)

    bring_in(objectives=[{"ref": "GOAL", "title": "Keep customers"}])
    kept = Objective.objects.get(ref="GOAL")
    bring_in(objectives=[{"ref": "GOAL", "title": "Keep customers", "statement": "", "story": ""}])
    cleared = Objective.objects.get(ref="GOAL")

    assert (kept.statement, kept.status) == ("Fifteen in a hundred more stay.", "active")
    assert cleared.statement == ""
    assert Story.objects.filter(objective=cleared).exists()


def test_a_new_story_is_the_next_version():
    bring_in(**COMPANY)

    plan = bring_in(**company(objectives=[{"story": "It is @[KPI] that counts."}]))

    story = Story.objects.get()
    assert story.version == 2
    assert [one.number for one in story.versions.all()] == [2, 1]
    assert [one.kpi for one in story.mentions.all()] == [Kpi.objects.get()]
    assert outcomes(plan)["objectives"] == {"change": 1, "same": 1}


def test_a_story_that_names_nothing_or_what_is_not_there_is_told_so():
    plan = planned(
        objectives=[
            {"ref": "A", "title": "One", "story": "We try."},
            {"ref": "B", "title": "Two", "story": "We try @[NOTHING]."},
        ]
    )

    first, second = plan.sheets[0].rows
    assert plan.problems == ()
    assert first.remarks == ("The story names no measure and no work: write them as @[reference].",)
    assert "“NOTHING”" in second.remarks[0]


def test_links_to_what_is_not_there_are_kept_and_mended_later():
    bring_in(
        focus_areas=[{"ref": "WORK", "title": "Speed"}],
        focus_links=[{"focus_area": "WORK", "objective": "GOAL"}],
        kpis=[{"ref": "KPI", "title": "Load time"}],
        kpi_links=[{"kpi": "KPI", "focus_area": "GONE"}],
    )
    dangling = FocusLink.objects.get()

    plan = bring_in(objectives=[{"ref": "GOAL", "title": "Keep", "status": "active"}])

    mended = FocusLink.objects.get()
    assert (dangling.objective, dangling.missing_ref) == (None, "GOAL")
    assert (mended.objective, mended.missing_ref) == (Objective.objects.get(), "")
    assert KpiLink.objects.get().missing_ref == "GONE"
    assert outcomes(plan)["focus_links"] == {"change": 1}


def test_another_value_of_a_day_is_a_correction():
    bring_in(**COMPANY)

    bring_in(**company(measurements=[{"value": "2.25"}]))

    old, new = Measurement.objects.filter(observed_on="2026-09-30").order_by("version")
    assert (old.value, old.is_current) == (Decimal("2.2"), False)
    assert (new.value, new.is_current, new.version) == (Decimal("2.25"), True, 2)
    assert (new.reason, new.note) == ("from file book.zip", "after the move")


def test_a_target_in_words_stays_words_with_a_suggestion():
    plan = bring_in(
        kpis=[
            {"ref": "A", "title": "Availability", "unit": "%", "target": "at least 99.9%"},
            {"ref": "B", "title": "Emissions", "target": "No specific target"},
            {"ref": "C", "title": "Share", "unit": "%", "target": "90%"},
            {"ref": "D", "title": "Rate", "unit": "", "target": "90%"},
        ]
    )

    first, second, third, fourth = Kpi.objects.order_by("ref")
    rows = plan.sheets[0].rows
    assert (first.target, first.target_words) == (None, "at least 99.9%")
    assert (second.target, second.target_words) == (None, "")
    assert (third.target, third.target_words) == (Decimal(90), "")
    assert (fourth.target, fourth.target_words) == (None, "90%")
    assert "It seems to mean at least 99.9 %" in rows[0].remarks[0]
    assert "seems" not in rows[1].remarks[0]


def test_a_number_takes_the_place_of_words():
    bring_in(kpis=[{"ref": "A", "title": "Availability", "target": "high"}])

    bring_in(kpis=[{"ref": "A", "title": "Availability", "target": "99"}])

    assert (Kpi.objects.get().target, Kpi.objects.get().target_words) == (Decimal(99), "")


def test_the_target_of_a_change_follows_from_it_and_stays():
    row = {"ref": "A", "title": "Load", "kind": "change", "change": "-20", "change_by": "percent"}
    bring_in(kpis=[row | {"baseline": "2.4", "target": "7"}])

    again = planned(kpis=[row | {"baseline": "2.4", "target": "7"}])

    assert Kpi.objects.get().target == Decimal("1.92")
    assert not again.changes_something


def test_teams_are_created_and_named_in_the_preview():
    make.team("Platform")

    plan = bring_in(
        kpis=[
            {"ref": "A", "title": "One", "team": "platform"},
            {"ref": "B", "title": "Two", "team": "Web"},
        ]
    )

    assert set(Team.objects.values_list("name", flat=True)) == {"Platform", "Web"}
    assert "The team “Web” is not here yet and will be created." in plan.notes


def test_exemptions_are_granted_and_found_again():
    leader = make.user(role="leader")
    rows = {
        "kpis": [{"ref": "A", "title": "Patches"}],
        "exemptions": [{"kpi": "A", "reason": "It keeps the lights on.", "expires": "2027-05-31"}],
    }
    bring_in(by=leader, **rows)

    again = planned(by=leader, **rows)

    found = Exemption.objects.get()
    assert (found.approver, found.granted_on) == (leader, TODAY)
    assert found.expires_on == date(2027, 5, 31)
    assert not again.changes_something


def test_steps_come_in_order():
    rows = {
        "kpis": [{"ref": "A", "title": "Localised", "kind": "milestone"}],
        "steps": [
            {"kpi": "A", "title": "Texts", "done": "2026-10-01"},
            {"kpi": "A", "title": "Prices", "weight": "2"},
        ],
    }
    bring_in(**rows)

    assert [(one.title, one.weight, one.done_on) for one in KpiStep.objects.all()] == [
        ("Texts", Decimal(1), date(2026, 10, 1)),
        ("Prices", Decimal(2), None),
    ]
    assert not planned(**rows).changes_something


def test_an_outcome_of_a_goal_is_a_business_kpi_unless_said_otherwise():
    goal = {"objectives": [{"ref": "G", "title": "Grow"}]}

    bring_in(**goal, kpis=[{"ref": "A", "title": "Revenue", "outcome_of": "G"}])

    assert Kpi.objects.get().perspective == "business"


def test_nothing_is_stored_over_what_somebody_changed_meanwhile():
    bring_in(**COMPANY)
    plan = planned(**company(kpis=[{"target": "1.8"}], objectives=[{"title": "Keep all"}]))
    Kpi.objects.update(version=5)

    with pytest.raises(DomainError) as refused:
        store_import(plan, by=None, at=NOW, today=TODAY)

    assert refused.value.code == "changed_meanwhile"
    assert Objective.objects.get(ref="GOAL").title == "Keep customers"


@pytest.mark.trust("C15")
def test_errors_in_three_of_a_thousand_rows_store_nothing_and_name_three():
    rows = [
        {"ref": f"K-{number}", "title": f"Measure {number}", "baseline": "1"}
        for number in range(2, 1002)
    ]
    broken = [dict(row) for row in rows]
    broken[0]["due"] = "31.02.2026"
    broken[498]["baseline"] = "1,234"
    broken[998]["cadence"] = "sometimes"
    for row in rows:
        row["due"] = ""

    plan = planned(kpis=broken)
    with pytest.raises(DomainError):
        store_import(plan, by=None, at=NOW, today=TODAY)
    stored_by_the_bad = Kpi.objects.count()
    bring_in(kpis=rows)
    again = planned(kpis=rows)

    assert complaints(plan) == [
        ("kpis", 2, "due", "31.02.2026"),
        ("kpis", 500, "baseline", "1,234"),
        ("kpis", 1000, "cadence", "sometimes"),
    ]
    assert (stored_by_the_bad, Kpi.objects.count()) == (0, 1000)
    assert outcomes(again) == {"kpis": {"same": 1000}}


def test_what_the_database_refuses_at_the_end_stores_nothing():
    plan = planned(**COMPANY)
    make.kpi(ref="KPI")

    with pytest.raises(DomainError) as refused:
        store_import(plan, by=None, at=NOW, today=TODAY)

    assert "reference" in refused.value.sentence
    assert not Objective.objects.exists()


def test_content_is_read_alike_from_the_same_bytes():
    assert content(**COMPANY) == content(**COMPANY)
    assert plan_import(document(**COMPANY), TODAY).digest() == planned(**COMPANY).digest()


def test_a_confidence_is_the_owners_unless_the_file_says_whose():
    owner, boss = make.user(), make.user()
    kpi = {"ref": "K", "title": "Load time", "owner": owner.email, "confidence": "yes"}

    bring_in(kpis=[kpi])
    said = Kpi.objects.get()
    assert (said.confidence, said.confidence_by, said.confidence_on) == ("yes", owner, TODAY)
    assert outcomes(planned(kpis=[kpi])) == {"kpis": {"same": 1}}

    bring_in(kpis=[kpi | {"confidence": "No", "confidence_by": boss.email}])
    said.refresh_from_db()
    assert (said.confidence, said.confidence_by) == ("no", boss)
    nobodys = kpi | {"ref": "L", "owner": ""}
    assert complaints(planned(kpis=[nobodys])) == [("kpis", 2, "confidence_by", "")]
