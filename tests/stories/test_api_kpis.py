"""KPIs by program: what they say, who may know of them, and edits that overwrite nobody's."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kpis.models import Kpi
from stories.verdicts import recompute_all
from tests import make
from tests.asking import Program
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make.team("Here")


@pytest.fixture
def lead(team):
    return make.user("Henry", role="tech_lead", teams=[team])


@pytest.fixture
def kpi(team, lead):
    return make.kpi("Load time", ref="KPI-1", team=team, owner=lead)


@pytest.fixture
def program(lead, kpi):
    return Program(lead)


def test_a_kpi_is_read_with_state_and_lines(program, kpi, team, lead):
    goal = make.objective("Keep more customers", ref="OBJ-1")
    work = make.focus_area("Performance", ref="FOC-1")
    make.line(kpi, work, goal)
    make.line(kpi, make.focus_area("Caching"), make.objective("Spend less"))
    program.put("kpis/KPI-1/values/2026-01-31/", {"value": "2.16"})
    recompute_all(today=TODAY, at=NOW)

    answer = program.get("kpis/KPI-1/")
    said = answer.json()

    assert answer["ETag"] == '"1"'
    assert (said["ref"], said["target"], said["version"]) == ("KPI-1", "1.92", 1)
    assert said["team"] == {"id": team.pk, "name": "Here"}
    assert said["owner"] == {"id": lead.pk, "name": "Henry"}
    assert (said["state"]["latest"], said["state"]["latest_on"]) == ("2.16", "2026-01-31")
    assert said["state"]["progress"] == "0.5"
    assert (said["verdict"]["verdict"], said["verdict"]["lines"]) == ("in_doubt", 2)
    assert len(said["lines"]) == 2
    assert {
        "focus_area": {"id": work.pk, "ref": "FOC-1", "title": "Performance"},
        "objective": {"id": goal.pk, "ref": "OBJ-1", "title": "Keep more customers"},
        "verdict": "in_doubt",
        "said": "Not agreed yet",
    } in said["lines"]


def test_a_list_names_the_best_line_of_each(program, kpi):
    goal = make.objective("Keep more customers")
    make.line(kpi, make.focus_area("Performance"), goal)
    make.kpi("Releases", ref="KPI-2")
    recompute_all(today=TODAY, at=NOW)

    first, second = program.get("kpis/").json()["results"]

    assert first["lines"][0]["objective"]["title"] == "Keep more customers"
    assert (second["lines"], second["verdict"]["said"]) == ([], "No line to a goal")


@pytest.mark.trust("A08")
def test_a_confidential_goal_leaves_no_trace(program, kpi, lead):
    hidden = make.objective("Merge with Corrente", confidential=True)
    make.line(kpi, make.focus_area("Performance"), hidden)
    make.kpi("Corrente kept", ref="KPI-2", outcome_of=hidden, perspective="joint")
    recompute_all(today=TODAY, at=NOW)
    admin = Program(make.user(role="admin"), secret="tl_admin")

    said = [program.get(path).content.decode() for path in ("kpis/", "kpis/KPI-1/")]

    assert not any("Corrente" in one or "KPI-2" in one for one in said)
    assert program.get("kpis/KPI-2/").content == program.get("kpis/KPI-9/").content
    assert "Corrente" in admin.get("kpis/KPI-1/").content.decode()
    assert "Corrente" in admin.get("kpis/").content.decode()


@pytest.mark.trust("A10")
def test_a_kpi_says_no_more_than_is_listed(program):
    said = program.get("kpis/KPI-1/").json()

    assert not {"id", "title_key", "outcome_of", "live_since", "created_at"} & said.keys()


def test_kpis_are_narrowed_and_paged(program, team):
    make.kpi("Paused", ref="KPI-2", team=team, status="paused")
    make.kpi("Elsewhere", ref="KPI-3", team=make.team())

    def refs(path):
        return [one["ref"] for one in program.get(path).json()["results"]]

    first = program.get("kpis/?limit=2").json()

    assert refs(f"kpis/?team={team.pk}") == ["KPI-1", "KPI-2"]
    assert refs("kpis/?status=paused") == ["KPI-2"]
    assert refs(first["next"].partition("/api/v1/")[2]) == ["KPI-3"]


@pytest.mark.trust("A16")
@pytest.mark.parametrize(
    "asked",
    [
        *("team=", "team=null", "team=[7]", "team=-5", "team=9223372036854775808", "team=1e3"),
        *("team=1&team=2", "team=%00", "status=", "status=sleeping", "owner=1", "cursor=eA=="),
        "team=%D9%A1",
    ],
)
def test_a_question_that_is_not_understood_is_refused(program, asked):
    assert program.get(f"kpis/?{asked}").status_code == 400


def test_what_is_sent_is_changed_and_nothing_else(program, kpi):
    answer = program.patch(
        "kpis/KPI-1/",
        {"target": "1.90", "baseline_on": None, "unit": "seconds", "strict": True, "decimals": 1},
        If_Match='"1"',
    )

    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    said = answer.json()
    assert [said[name] for name in ("target", "baseline_on", "unit", "title")] == [
        "1.9",
        None,
        "seconds",
        "Load time",
    ]
    kpi.refresh_from_db()
    assert (kpi.strict, kpi.decimals, kpi.version) == (True, 1, 2)


@pytest.mark.trust("E02")
@pytest.mark.parametrize("seen", ["", "*", None])
def test_who_does_not_say_what_they_saw_changes_nothing(program, kpi, seen):
    headers = {} if seen is None else {"If_Match": seen}

    answer = program.patch("kpis/KPI-1/", {"title": "Mine"}, **headers)

    assert (answer.status_code, answer.json()["code"]) == (428, "version_unsaid")
    kpi.refresh_from_db()
    assert kpi.title == "Load time"


@pytest.mark.trust("E01")
@pytest.mark.parametrize("seen", ['"2"', 'W/"1"', '"1", "2"', '"one"', "1", '"99999999999"'])
def test_who_saw_another_version_changes_nothing(program, kpi, seen):
    answer = program.patch("kpis/KPI-1/", {"title": "Mine"}, If_Match=seen)

    assert answer.status_code in (412, 428)
    kpi.refresh_from_db()
    assert kpi.title == "Load time"


@pytest.mark.trust("E01")
def test_who_comes_second_is_told_who_was_first(program, lead):
    program.patch("kpis/KPI-1/", {"title": "First"}, If_Match='"1"')

    answer = program.patch("kpis/KPI-1/", {"title": "Second"}, If_Match='"1"')

    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert answer.json()["message"].startswith("Henry saved this meanwhile")


@pytest.mark.trust("A09")
@pytest.mark.parametrize(
    "sent",
    [
        {"version": 7},
        {"uid": "0f5a2f6e-8d2d-4f0e-9f0a-000000000001"},
        {"ref": "KPI-7"},
        {"team": 7},
        {"owner": 7},
        {"outcome_of": 7},
        {"state": {}},
        {"created_at": "2026-01-01"},
        {"\ud800": 1},
    ],
)
def test_what_is_not_to_be_set_here_is_refused(program, kpi, sent):
    answer = program.patch("kpis/KPI-1/", sent, If_Match='"1"')

    assert answer.status_code == 400
    assert "This cannot be set here." in answer.json()["message"]


@pytest.mark.parametrize(
    "sent",
    [
        {"title": ""},
        {"title": None},
        {"title": 7},
        {"title": "x" * 301},
        {"title": "a\x00b"},
        {"kind": "guess"},
        {"target": "NaN"},
        {"target": True},
        {"decimals": 7},
        {"decimals": "2"},
        {"decimals": True},
        {"decimals": 10**30},
        {"strict": "yes"},
        {"low": 2, "high": 1},
        {"weight": -1},
        {"weight": 10**9},
        {"due_on": "2026-02-31"},
        [],
        "title",
    ],
)
def test_what_a_kpi_cannot_be_is_refused_with_a_sentence(program, kpi, sent):
    answer = program.patch("kpis/KPI-1/", sent, If_Match='"1"')

    assert answer.status_code in (400, 409), answer.content
    assert answer.json()["message"]
    kpi.refresh_from_db()
    assert kpi.version == 1


@pytest.mark.trust("A04")
def test_a_kpi_of_another_team_is_read_and_not_changed(kpi):
    elsewhere = Program(make.user(role="tech_lead", teams=[make.team()]), secret="tl_elsewhere")

    assert elsewhere.get("kpis/KPI-1/").status_code == 200
    assert elsewhere.patch("kpis/KPI-1/", {"title": "Mine"}, If_Match='"1"').status_code == 403


@pytest.mark.trust("A15")
def test_a_token_for_values_changes_no_kpi(lead, kpi):
    program = Program(lead, scope="values")

    answer = program.patch("kpis/KPI-1/", {"title": "Mine"}, If_Match='"1"')

    assert answer.status_code == 403
    assert answer.json()["message"].startswith("This token may not change KPIs.")


@pytest.mark.trust("E01")
@pytest.mark.trust("E03")
@pytest.mark.django_db(transaction=True)
def test_of_many_edits_at_once_none_is_lost(lead, kpi):
    program = Program(lead)
    Kpi.objects.filter(pk=kpi.pk).update(definition="")

    def edit(number):
        acknowledged = []
        try:
            for round_ in range(3):
                seen = program.get("kpis/KPI-1/")
                said = seen.json()["definition"]
                answer = program.patch(
                    "kpis/KPI-1/",
                    {"definition": f"{said} {number}-{round_}"},
                    If_Match=seen["ETag"],
                )
                assert answer.status_code in (200, 412), answer.content
                if answer.status_code == 200:
                    acknowledged.append(f"{number}-{round_}")
            return acknowledged
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        acknowledged = [one for found in pool.map(edit, range(4)) for one in found]

    kpi.refresh_from_db()
    assert sorted(kpi.definition.split()) == sorted(acknowledged)
    assert kpi.version == 1 + len(acknowledged)


def test_a_kpi_is_created_whole_and_once(program, team, lead):
    wanted = {
        "ref": "KPI-NEW",
        "title": "Shop in five languages",
        "kind": "milestone",
        "team": team.pk,
        "owner": lead.pk,
        "pace": "custom",
        "pace_points": [{"on": "2026-09-30", "share": "0.4"}, {"on": "2026-12-31", "share": 1}],
        "steps": [{"title": "Spanish", "done_on": "2026-03-01"}, {"title": "German", "weight": 2}],
        "confidence": "unsure",
    }

    made = program.post("kpis/", wanted)
    again = program.post("kpis/", wanted)

    assert (made.status_code, made["ETag"]) == (201, '"2"'), made.content
    said = made.json()
    assert said["pace_points"] == [
        {"on": "2026-09-30", "share": "0.4"},
        {"on": "2026-12-31", "share": "1"},
    ]
    assert said["steps"] == [
        {"title": "Spanish", "weight": "1", "done_on": "2026-03-01"},
        {"title": "German", "weight": "2", "done_on": None},
    ]
    assert (said["confidence"], said["owner"]["name"]) == ("unsure", "Henry")
    assert again.status_code in (400, 409)
    assert Kpi.objects.filter(title=wanted["title"]).count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"title": "x", "team": 10**30},
        {"title": "x", "team": 0},
        {"title": "x", "owner": 4_000_000},
        {"title": "x", "owner": "Henry"},
        {"title": "x", "pace": "custom"},
        {"title": "x", "pace_points": [{"on": "2026-01-01", "share": 2}]},
        {"title": "x", "pace_points": "2026-01-01 | 40%"},
        {"title": "x", "steps": [{"title": ""}]},
        {"title": "x", "steps": [{"title": "y", "weight": -1}]},
        {"title": "x", "confidence": "maybe"},
        {"title": "x", "outcome_of": 1},
    ],
)
def test_what_cannot_become_a_kpi_is_refused(program, team, sent):
    answer = program.post("kpis/", {"team": team.pk} | sent)

    assert answer.status_code in (400, 409), answer.content
    assert answer.json()["message"]
    assert Kpi.objects.count() == 1


@pytest.mark.trust("A04")
def test_a_token_creates_kpis_of_its_own_teams_alone(lead, team, kpi):
    other = make.team()
    limited = Program(lead, teams=[team], secret="tl_limited")

    assert limited.post("kpis/", {"title": "x"}).status_code == 400
    assert limited.post("kpis/", {"title": "x", "team": other.pk}).status_code == 400
    assert limited.post("kpis/", {"title": "x", "team": team.pk}).status_code == 201
    assert Program(make.user(), secret="tl_v").post("kpis/", {"title": "x"}).status_code == 403


def test_steps_and_confidence_are_changed_as_seen(program, kpi):
    step = make.step(kpi, "Spanish")
    sent = {"steps": [{"title": "German"}, {"title": "Spanish"}], "confidence": "no"}

    answer = program.patch("kpis/KPI-1/", sent, If_Match='"1"')
    late = program.patch("kpis/KPI-1/", {"confidence": "yes"}, If_Match='"1"')

    assert [one["title"] for one in answer.json()["steps"]] == ["German", "Spanish"]
    assert kpi.steps.get(title="Spanish").pk == step.pk
    assert late.status_code == 412
    kpi.refresh_from_db()
    assert kpi.confidence == "no"


def test_a_figure_explains_itself(program, kpi):
    program.put("kpis/KPI-1/values/2026-01-31/", {"value": "2.16"})

    said = program.get("kpis/KPI-1/explanation/").json()

    assert (said["progress"], said["rule_version"] != "") == ("0.5", True)
    assert said["inputs"] == [{"on": "2026-01-31", "value": "2.16"}]
    assert said["baseline"] == {"on": "2026-01-01", "value": "2.4"}
    assert said["formula"]
    assert program.get("kpis/KPI-9/explanation/").status_code == 404
