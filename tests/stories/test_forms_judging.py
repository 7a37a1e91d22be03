"""Lines are judged and findings accepted for a time in the browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories.models import Exemption, Judgement
from tests import forms, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    return make.user("Lea", role="leader")


@pytest.fixture
def leader(lea, signed_in):
    return signed_in(lea)


@pytest.fixture
def line(lea):
    goal = make.objective("Keep customers", business_owner=lea)
    return make.line(make.kpi("Load time"), make.focus_area("Fast pages"), goal)


def test_a_line_is_confirmed(leader, line):
    lower, upper = line

    page = leader.get(f"/kpi-links/{lower.pk}/judge/").content.decode()
    answer = forms.fill(leader, f"/kpi-links/{lower.pk}/judge/", word="valid")
    forms.fill(leader, f"/focus-links/{upper.pk}/judge/", word="valid")

    assert "Load time shows Fast pages." in page
    assert forms.told(answer) == ["You said for business that this line is true."]
    said = Judgement.objects.order_by("pk").values_list("kpi_link", "focus_link", "side", "word")
    assert list(said) == [
        (lower.pk, None, "business", "valid"),
        (None, upper.pk, "business", "valid"),
    ]


def test_a_line_is_refused_with_a_reason_only(leader, line):
    address = f"/focus-links/{line[1].pk}/judge/"

    asked = forms.fill(leader, address, word="refused")
    forms.fill(leader, address, word="refused", note="It moves nothing")

    assert asked.context["form"].errors["note"] == ["Say why this line is not true."]
    assert Judgement.objects.get().note == "It moves nothing"


def test_one_judges_only_for_a_side_that_one_owns(leader, line, signed_in):
    stranger = signed_in(make.user(role="leader"))
    lower, upper = line

    assert stranger.get(f"/kpi-links/{lower.pk}/judge/").status_code == 403
    assert stranger.post(f"/focus-links/{upper.pk}/judge/", {"word": "valid"}).status_code == 403
    by_hand = forms.fill(leader, f"/focus-links/{upper.pk}/judge/", word="valid", side="technology")
    assert by_hand.status_code == 422


def test_a_line_of_a_hidden_goal_is_not_there(signed_in):
    secret = make.objective("Secret", confidential=True)
    upper = make.focus_link(make.focus_area(), secret)

    client = signed_in(make.user(role="leader"))

    assert client.get(f"/focus-links/{upper.pk}/judge/").status_code == 404


def until(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_measure_is_accepted_without_a_goal_for_a_time(leader, lea):
    kpi = make.kpi("Disk space")

    answer = forms.fill(
        leader,
        f"/kpis/{kpi.pk}/exemption/new/",
        reason="It keeps the lights on",
        expires_on=until(90),
    )

    row = Exemption.objects.get()
    assert (row.kpi, row.code, row.approver, row.reason) == (kpi, "", lea, "It keeps the lights on")
    assert "Accepted for “Disk space” until" in forms.told(answer)[0]


@pytest.mark.parametrize(
    ("kind", "code"), [("kpis", "M1"), ("focus-areas", "F1"), ("objectives", "G2")]
)
def test_the_finding_one_comes_from_is_chosen_already(leader, kind, code):
    thing = {"kpis": make.kpi, "focus-areas": make.focus_area, "objectives": make.objective}[kind]()

    forms.fill(leader, f"/{kind}/{thing.pk}/exemption/new/?code={code}", reason="For now")

    assert Exemption.objects.get().code == code


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"expires_on": until(0)}, "expires_on"),
        ({"expires_on": until(400)}, "expires_on"),
        ({"code": "M3"}, "code"),
    ],
)
def test_what_cannot_be_accepted_is_refused_and_kept(leader, typed, field):
    kpi = make.kpi()

    answer = forms.fill(leader, f"/kpis/{kpi.pk}/exemption/new/", **({"reason": "It runs"} | typed))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert forms.read(answer)["reason"] == [typed.get("reason", "It runs")]
    assert not Exemption.objects.exists()


@pytest.mark.trust("E11")
def test_the_same_form_sent_twice_accepts_once(leader):
    address = f"/kpis/{make.kpi().pk}/exemption/new/"
    form = forms.read(leader.get(address)) | {"reason": "It runs"}

    leader.post(address, form)
    leader.post(address, form)

    assert Exemption.objects.count() == 1


@pytest.mark.parametrize("kind", ["kpi", "focus_area", "objective"])
def test_an_exemption_is_ended(leader, lea, kind):
    thing = getattr(make, kind)("Disk space")
    code = {"kpi": "", "focus_area": "F1", "objective": "G2"}[kind]
    row = Exemption.objects.create(
        **{kind: thing},
        code=code,
        reason="It runs",
        approver=lea,
        granted_on=timezone.localdate(),
        expires_on=timezone.localdate() + timedelta(days=90),
    )

    page = leader.get(f"/exemptions/{row.pk}/end/").content.decode()
    answer = forms.fill(leader, f"/exemptions/{row.pk}/end/")

    row.refresh_from_db()
    assert "It runs" in page
    assert row.ended_on == timezone.localdate()
    assert forms.told(answer) == ["The exemption of “Disk space” ended today."]


@pytest.mark.parametrize("role", ["viewer", "tech_lead"])
def test_only_leaders_accept_findings(signed_in, role):
    client = signed_in(make.user(role=role))
    kpi, work, goal = make.kpi(), make.focus_area(), make.objective()
    row = make.exemption(kpi, make.user(), on=timezone.localdate())

    for address in (
        f"/kpis/{kpi.pk}/exemption/new/",
        f"/focus-areas/{work.pk}/exemption/new/",
        f"/objectives/{goal.pk}/exemption/new/",
        f"/exemptions/{row.pk}/end/",
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403


def test_the_forms_ask_as_much_of_the_database_however_many_there_are(
    leader, lea, line, assert_constant_queries
):
    lower, upper = line

    def grow():
        for _ in range(8):
            goal = make.objective(business_owner=lea)
            make.line(lower.kpi, lower.focus_area, goal)

    assert_constant_queries(lambda: leader.get(f"/kpi-links/{lower.pk}/judge/"), grow)
    assert_constant_queries(lambda: leader.get(f"/focus-links/{upper.pk}/judge/"), grow)
    assert_constant_queries(lambda: leader.get(f"/kpis/{lower.kpi_id}/exemption/new/"), grow)
