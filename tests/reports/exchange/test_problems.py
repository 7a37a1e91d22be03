import pytest

from objectives.models import Objective
from tests import make
from tests.reports.exchange.books import bring_in, complaints, planned

pytestmark = pytest.mark.django_db

GOAL = {"ref": "G", "title": "Grow"}
KPI = {"ref": "K", "title": "Load time", "unit": "s"}

PROBLEMS = [
    ({"objectives": [{"ref": "", "title": "Grow"}]}, ("objectives", 2, "ref", "")),
    ({"objectives": [{"ref": "G", "title": " "}]}, ("objectives", 2, "title", "")),
    ({"objectives": [GOAL, GOAL]}, ("objectives", 3, "ref", "G")),
    ({"objectives": [GOAL | {"title": "x" * 301}]}, ("objectives", 2, "title", "x" * 301)),
    ({"objectives": [GOAL | {"why": "x" * 20_001}]}, ("objectives", 2, "why", "x" * 20_001)),
    (
        {"objectives": [GOAL | {"business_owner": "who@example.com"}]},
        ("objectives", 2, "business_owner", "who@example.com"),
    ),
    (
        {"objectives": [GOAL | {"business_owner": "Ana"}]},
        ("objectives", 2, "business_owner", "Ana"),
    ),
    ({"objectives": [GOAL | {"parent": "NONE"}]}, ("objectives", 2, "parent", "NONE")),
    ({"objectives": [GOAL | {"parent": "G"}]}, ("objectives", 2, "parent", "G")),
    ({"objectives": [GOAL | {"status": "running"}]}, ("objectives", 2, "status", "running")),
    (
        {"objectives": [GOAL | {"confidential": "maybe"}]},
        ("objectives", 2, "confidential", "maybe"),
    ),
    (
        {"objectives": [GOAL | {"start": "2027-01-01", "end": "2026-01-01"}]},
        ("objectives", 2, "end", "2026-01-01"),
    ),
    ({"objectives": [GOAL | {"start": "03/04/2026"}]}, ("objectives", 2, "start", "03/04/2026")),
    ({"objectives": [GOAL | {"cost": "5"}]}, ("objectives", 2, "currency", "")),
    ({"objectives": [GOAL | {"uid": "7"}]}, ("objectives", 2, "uid", "7")),
    ({"objectives": [GOAL | {"order": "1.5"}]}, ("objectives", 2, "order", "1.5")),
    ({"kpis": [KPI | {"baseline": "2.0", "target": "2"}]}, ("kpis", 2, "target", "2")),
    ({"kpis": [KPI | {"low": "3", "high": "2"}]}, ("kpis", 2, "low", "3")),
    ({"kpis": [KPI | {"baseline": "two"}]}, ("kpis", 2, "baseline", "two")),
    ({"kpis": [KPI | {"baseline": "9%"}]}, ("kpis", 2, "baseline", "9%")),
    ({"kpis": [KPI | {"target": "1,234"}]}, ("kpis", 2, "target", "1,234")),
    ({"kpis": [KPI | {"baseline": "1" * 16}]}, ("kpis", 2, "baseline", "1" * 16)),
    ({"kpis": [KPI | {"outcome_of": "NONE"}]}, ("kpis", 2, "outcome_of", "NONE")),
    (
        {
            "objectives": [GOAL],
            "kpis": [KPI | {"outcome_of": "G", "perspective": "technical"}],
        },
        ("kpis", 2, "perspective", "technical"),
    ),
    (
        {"kpis": [KPI | {"kind": "change", "change": "-20", "change_by": ""}]},
        ("kpis", 2, "change_by", ""),
    ),
    (
        {"focus_links": [{"focus_area": "W", "objective": "G"}]},
        ("focus_links", 2, "focus_area", "W"),
    ),
    ({"kpi_links": [{"kpi": "K", "focus_area": "W"}]}, ("kpi_links", 2, "kpi", "K")),
    (
        {"measurements": [{"kpi": "K", "date": "2026-01-31", "value": "1"}]},
        ("measurements", 2, "kpi", "K"),
    ),
    (
        {"kpis": [KPI], "measurements": [{"kpi": "K", "date": "2026-01-31", "value": ""}]},
        ("measurements", 2, "value", ""),
    ),
    (
        {"kpis": [KPI], "measurements": [{"kpi": "K", "date": "2026-01-31", "value": "90%"}]},
        ("measurements", 2, "value", "90%"),
    ),
    (
        {
            "kpis": [KPI],
            "measurements": [
                {"kpi": "K", "date": "2026-01-31", "value": "1"},
                {"kpi": "K", "date": "2026-01-31", "value": "2"},
            ],
        },
        ("measurements", 3, "value", "2"),
    ),
    (
        {"kpis": [KPI], "exemptions": [{"kpi": "K", "reason": "So."}]},
        ("exemptions", 2, "approver", ""),
    ),
    ({"exemptions": [{"kpi": "", "reason": "So."}]}, ("exemptions", 2, "kpi", "")),
    ({"exemptions": [{"kpi": "K", "reason": "So."}]}, ("exemptions", 2, "kpi", "K")),
    ({"steps": [{"kpi": "K", "title": "One"}]}, ("steps", 2, "kpi", "K")),
    (
        {"kpis": [KPI], "steps": [{"kpi": "K", "title": "One"}, {"kpi": "K", "title": "One"}]},
        ("steps", 3, "title", "One"),
    ),
    ({"not_blanks": [{"text": "[ms]"}]}, ("not_blanks", 2, "said_by", "")),
]


@pytest.mark.parametrize(("sheets", "problem"), PROBLEMS, ids=lambda one: str(one)[:70])
def test_what_cannot_be_taken_is_named_with_its_place(sheets, problem):
    plan = planned(**sheets)

    assert complaints(plan) == [problem]
    assert plan.problems[0].reason.endswith(".")


def test_a_circle_of_parents_is_named():
    rows = [
        {"ref": "A", "title": "One", "parent": "C"},
        {"ref": "B", "title": "Two", "parent": "A"},
        {"ref": "C", "title": "Three", "parent": "B"},
    ]

    (problem,) = planned(objectives=rows).problems

    assert (problem.sheet, problem.row, problem.column) == ("objectives", 2, "parent")
    assert "“One” → “Three” → “Two” → “One”" in problem.reason


def test_a_circle_through_what_is_here_is_named():
    top = make.objective("Top", ref="TOP")
    make.objective("Middle", ref="MIDDLE", parent=top)

    plan = planned(objectives=[{"ref": "TOP", "title": "Top", "parent": "MIDDLE"}])

    assert "“Top” → “Middle” → “Top”" in plan.problems[0].reason


def test_moving_goals_about_without_a_circle_is_fine():
    top = make.objective("Top", ref="TOP")
    middle = make.objective("Middle", ref="MIDDLE", parent=top)

    bring_in(
        objectives=[
            {"ref": "TOP", "title": "Top", "parent": "NEW"},
            {"ref": "MIDDLE", "title": "Middle", "parent": ""},
            {"ref": "NEW", "title": "New", "parent": "MIDDLE"},
        ]
    )

    new = Objective.objects.get(ref="NEW")
    top.refresh_from_db()
    middle.refresh_from_db()
    assert (top.parent, middle.parent, new.parent) == (new, None, middle)


def test_a_missing_column_is_said_once():
    plan = planned(objectives=[{"title": "One"}, {"title": "Two"}])

    assert [one for one in complaints(plan) if one[1] is None] == [("objectives", None, "ref", "")]


def test_unknown_sheets_and_columns_are_noted_and_left_out():
    plan = planned(
        objectives=[{"ref": "A", "title": "One", "colour": "red"}], budgets=[{"ref": "B"}]
    )

    assert plan.problems == ()
    assert plan.notes == (
        "The sheet “budgets” is not known and was left out.",
        "The column “colour” of the sheet “objectives” is not known and was left out.",
    )


def test_a_file_without_any_known_sheet_is_a_problem():
    plan = planned(budgets=[{"ref": "B"}])

    assert "no sheet in it that is known" in plan.problems[0].reason


def test_rows_that_depend_on_a_broken_row_do_not_complain_again():
    plan = planned(
        objectives=[{"ref": "G", "title": "", "status": "odd"}],
        focus_areas=[{"ref": "W", "title": "Work", "status": "odd"}],
        focus_links=[{"focus_area": "W", "objective": "G"}],
    )

    assert complaints(plan) == [
        ("objectives", 2, "title", ""),
        ("objectives", 2, "status", "odd"),
        ("focus_areas", 2, "status", "odd"),
    ]


def test_two_rows_cannot_stand_for_the_same_thing():
    goal = make.objective("Grow", ref="G")
    row = {"uid": str(goal.uid), "title": "Grow"}

    plan = planned(objectives=[row | {"ref": "G"}, row | {"ref": "H"}])
    other = planned(objectives=[{"ref": "G", "title": "Grow"}, row | {"ref": "H"}])

    assert complaints(plan) == [("objectives", 3, "uid", str(goal.uid))]
    assert complaints(other) == [("objectives", 3, "uid", str(goal.uid))]


def test_a_thing_is_found_by_its_identity_when_its_reference_changed():
    goal = make.objective("Grow", ref="G")

    bring_in(objectives=[{"uid": str(goal.uid), "ref": "NEW", "title": "Grow"}])

    assert Objective.objects.get().ref == "NEW"


def test_an_exemption_lasts_a_year_and_only_leaders_approve():
    viewer = make.user()
    kpi = {"kpis": [KPI]}

    late = planned(
        by=make.user(role="leader"),
        **kpi,
        exemptions=[{"kpi": "K", "reason": "So.", "expires": "2030-01-01"}],
    )
    weak = planned(**kpi, exemptions=[{"kpi": "K", "reason": "So.", "approver": viewer.email}])
    odd = planned(
        by=make.user(role="leader"), **kpi, exemptions=[{"kpi": "K", "reason": "So.", "code": "D5"}]
    )

    assert complaints(late) == [("exemptions", 2, "expires", "2030-01-01")]
    assert complaints(weak) == [("exemptions", 2, "approver", viewer.email)]
    assert complaints(odd) == [("exemptions", 2, "code", "D5")]


def test_the_same_line_twice_is_kept_once_unless_the_reasons_differ():
    work = {"focus_areas": [{"ref": "W", "title": "Work"}], "objectives": [GOAL]}
    row = {"focus_area": "W", "objective": "G", "because": "So."}

    same = planned(**work, focus_links=[row, row])
    differing = planned(**work, focus_links=[row, row | {"because": "Not so."}])

    assert same.problems == ()
    assert len(same.work.focus_links.new) == 1
    assert complaints(differing) == [("focus_links", 3, "objective", "G")]


def test_a_value_of_a_day_still_to_come_is_named_but_for_the_end_of_the_running_period():
    make.kpi(ref="YEARLY", cadence="year")
    rows = [{"kpi": "YEARLY", "date": on, "value": "1"} for on in ("2026-12-31", "2090-01-01")]

    (complaint,) = planned(measurements=rows).problems

    assert (complaint.row, complaint.column, complaint.value) == (3, "date", "2090-01-01")
    assert complaint.reason == "1 January 2090 is still to come: values are of days that were."
