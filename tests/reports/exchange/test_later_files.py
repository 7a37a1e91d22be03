from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from alignment.lib.errors import DomainError
from kpis.models import Kpi, KpiStep, Measurement
from kpis.services import withdraw_measurement
from objectives.models import FocusArea, FocusLink, Objective
from reports.exchange.load import store_import
from stories.models import Exemption, KpiLink, NotABlank, Story
from tests import make
from tests.conftest import NOW, TODAY
from tests.reports.exchange.books import COMPANY, bring_in, company, complaints, outcomes, planned

pytestmark = pytest.mark.django_db

KPI = {"ref": "K", "title": "Load time"}
SEAL = "a" * 64


@pytest.fixture
def boss():
    return make.user("Bea", role="leader")


def test_a_reference_that_two_things_share_stays_as_typed():
    plan = bring_in(
        objectives=[{"ref": "G", "title": "Grow", "story": "By @[X] and @[Y]."}],
        focus_areas=[{"ref": "X", "title": "Work"}],
        kpis=[{"ref": "X", "title": "Measure"}, {"ref": "Y", "title": "Other"}],
    )

    kpi = Kpi.objects.get(ref="Y")
    assert Story.objects.get().body == f"By @[X] and @[kpi:{kpi.uid}]."
    assert "“X”" in plan.sheets[0].rows[0].remarks[0]


def test_a_story_may_name_things_by_their_titles():
    here = make.kpi("Page load time")
    make.kpi("Twice")
    make.focus_area("Twice")

    bring_in(
        objectives=[
            {"ref": "G", "title": "Grow", "story": "@[Page load time], @[website SPEED], @[Twice]."}
        ],
        focus_areas=[{"ref": "W", "title": "Website speed"}],
    )

    work = FocusArea.objects.get(ref="W")
    assert Story.objects.get().body == f"@[kpi:{here.uid}], @[focus:{work.uid}], @[Twice]."


def test_a_step_is_ticked_off_by_a_later_file():
    steps = [{"kpi": "K", "title": "One", "done": ""}, {"kpi": "K", "title": "Two", "done": ""}]
    bring_in(kpis=[KPI], steps=steps)

    plan = bring_in(steps=[steps[0] | {"done": "2026-11-01"}, {"kpi": "K", "title": "Three"}])

    assert outcomes(plan) == {"steps": {"create": 1, "change": 1}}
    assert [(one.title, one.done_on) for one in KpiStep.objects.all()] == [
        ("One", date(2026, 11, 1)),
        ("Two", None),
        ("Three", None),
    ]


def test_an_exemption_is_lengthened_by_a_later_file(boss):
    row = {"kpi": "K", "reason": "Lights.", "approver": boss.email}
    bring_in(kpis=[KPI], exemptions=[row | {"expires": "2027-01-31"}])

    plan = bring_in(exemptions=[row | {"expires": "2027-03-31"}])
    late = planned(exemptions=[row | {"expires": "2030-03-31"}])

    assert outcomes(plan) == {"exemptions": {"change": 1}}
    assert Exemption.objects.get().expires_on == date(2027, 3, 31)
    assert complaints(late) == [("exemptions", 2, "expires", "2030-03-31")]


def test_an_exemption_without_an_end_lasts_a_year(boss):
    bring_in(kpis=[KPI], exemptions=[{"kpi": "K", "reason": "Lights.", "approver": boss.email}])

    assert Exemption.objects.get().expires_on == TODAY + timedelta(days=365)


def test_a_withdrawn_value_given_again_is_a_new_version(boss):
    bring_in(**COMPANY)
    value = Measurement.objects.get(observed_on="2026-10-31")
    withdraw_measurement(measurement=value, reason="Wrong month.", by=boss, at=NOW)

    plan = bring_in(**COMPANY)

    rows = [row for sheet in plan.sheets for row in sheet.rows if row.changes]
    assert [(one.name, one.before, one.after) for one in rows[0].changes] == [
        ("Value", "withdrawn", "2.1")
    ]
    assert Measurement.objects.get(observed_on="2026-10-31", is_current=True).version == 3


def test_a_new_note_is_a_new_version_and_no_note_leaves_the_old():
    bring_in(**COMPANY)

    bring_in(**company(measurements=[{"note": ""}, {"note": "late"}]))

    notes = Measurement.objects.current().order_by("observed_on").values_list("note", "version")
    assert list(notes) == [("after the move", 1), ("late", 2)]


def test_the_same_value_twice_is_kept_once():
    row = {"kpi": "K", "date": "2026-10-31", "value": "1.0"}

    plan = planned(kpis=[KPI], measurements=[row, row | {"value": "1"}])

    assert plan.problems == ()
    assert len(plan.work.values) == 1
    assert any("kept once" in note for note in plan.notes)


def test_a_value_that_somebody_corrected_meanwhile_is_not_overwritten(boss):
    bring_in(**COMPANY)
    plan = planned(**company(measurements=[{"value": "9"}]))
    bring_in(**company(measurements=[{"value": "8"}]))

    with pytest.raises(DomainError) as refused:
        store_import(plan, by=boss, at=NOW, today=TODAY)

    assert refused.value.code == "changed_meanwhile"
    current = Measurement.objects.get(observed_on="2026-09-30", is_current=True)
    assert current.value == Decimal(8)


def test_a_link_is_led_elsewhere_by_its_identity():
    bring_in(**COMPANY)
    link = FocusLink.objects.get()

    plan = bring_in(focus_links=[{"uid": str(link.uid), "focus_area": "WORK", "objective": "SUB"}])

    assert outcomes(plan) == {"focus_links": {"change": 1}}
    moved = FocusLink.objects.get()
    assert (moved.pk, moved.objective.ref, moved.version) == (link.pk, "SUB", 2)


def test_a_link_keeps_its_reason_where_the_file_gives_none():
    bring_in(**COMPANY)

    plan = planned(kpi_links=[{"kpi": "KPI", "focus_area": "WORK"}])

    assert not plan.changes_something
    assert KpiLink.objects.get().because == "It is the speed."


def test_a_link_waits_beside_one_that_is_there_already():
    goal = make.objective(ref="G")
    work = make.focus_area(ref="W")
    make.focus_link(work, goal)
    make.focus_link(work, None, missing_ref="G")

    plan = planned(objectives=[{"ref": "G", "title": goal.title}])

    assert outcomes(plan) == {"objectives": {"same": 1}}


def test_goals_moved_meanwhile_into_a_circle_are_refused():
    top, low = make.objective("Top", ref="TOP"), make.objective("Low", ref="LOW")
    plan = planned(objectives=[{"ref": "TOP", "title": "Top", "parent": "LOW"}])
    Objective.objects.filter(pk=low.pk).update(parent=top)

    with pytest.raises(DomainError) as refused:
        store_import(plan, by=None, at=NOW, today=TODAY)

    assert refused.value.code == "circle"
    assert Objective.objects.get(ref="TOP").parent is None


def test_texts_that_are_no_blanks_are_remembered_once(boss):
    rows = [{"text": "[ms]", "said_by": boss.email, "said_at": "2026-01-01T10:00:00+00:00"}]
    bring_in(not_blanks=rows)

    again = planned(not_blanks=rows)

    assert NotABlank.objects.get().said_by == boss
    assert outcomes(again) == {"not_blanks": {"same": 1}}


def test_a_text_that_is_no_blank_without_a_moment_has_that_of_the_file(boss):
    bring_in(by=boss, not_blanks=[{"text": "[ms]"}])

    assert (NotABlank.objects.get().said_by, NotABlank.objects.get().said_at) == (boss, NOW)


def test_words_on_a_line_or_a_story_that_is_not_there_are_named(boss):
    said = {"side": "business", "given_by": boss.email, "given_at": "2026-01-01T10:00:00+00:00"}
    seals = dict.fromkeys(("fp_link", "fp_lower", "fp_upper"), SEAL)
    nowhere = "0b7c2f52-7f5b-4b0e-9d3a-3a2f1c0f9a11"

    plan = planned(
        objectives=[{"ref": "G", "title": "Grow"}],
        judgements=[said | seals | {"link": nowhere, "word": "valid"}],
        agreements=[
            said | {"objective": "G", "fingerprint": SEAL},
            said | {"objective": "H", "fingerprint": SEAL},
        ],
    )

    assert complaints(plan) == [
        ("judgements", 2, "link", nowhere),
        ("agreements", 2, "objective", "G"),
        ("agreements", 3, "objective", "H"),
    ]


def test_a_refusal_without_a_reason_is_named(boss):
    bring_in(**COMPANY)
    said = {"side": "business", "given_by": boss.email, "given_at": "2026-01-01T10:00:00+00:00"}
    seals = dict.fromkeys(("fp_link", "fp_lower", "fp_upper"), SEAL)
    link = str(KpiLink.objects.get().uid)

    plan = planned(judgements=[said | seals | {"link": link, "word": "refused"}])

    assert complaints(plan) == [("judgements", 2, "note", "")]


def test_an_import_in_nobodys_name_says_so_in_the_record():
    bring_in(**COMPANY)

    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {None}
