"""Values by program: exact, once, and refused in the same words as on the pages."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpis.models import Measurement
from tests import make
from tests.asking import Program

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
HERE = f"kpis/KPI-1/values/{DAY}/"


@pytest.fixture
def team():
    return make.team("Here")


@pytest.fixture
def lead(team):
    return make.user("Henry", role="tech_lead", teams=[team])


@pytest.fixture
def kpi(team):
    return make.kpi("Load time", ref="KPI-1", team=team)


@pytest.fixture
def program(lead, kpi):
    return Program(lead, scope="values")


def values() -> list[str]:
    return [f"{value:f}" for value in Measurement.objects.values_list("value", flat=True)]


def test_a_value_is_recorded_and_read_back(program, lead):
    made = program.put(HERE, {"value": "1.92", "note": "After the release"})
    read = program.get(HERE)

    assert made.status_code == 201
    assert made["ETag"] == '"1"'
    assert made.json() == read.json()
    assert read.json() | {"recorded_at": ""} == {
        "date": "2026-06-30",
        "value": "1.92",
        "version": 1,
        "note": "After the release",
        "reason": "",
        "source": "api",
        "recorded_at": "",
        "recorded_by": lead.name,
    }


def test_a_slash_may_be_left_out(program):
    assert program.put(HERE.rstrip("/"), {"value": 2}).status_code == 201


def test_a_kpi_is_known_by_its_uid_too(program, kpi):
    assert program.put(f"kpis/{kpi.uid}/values/{DAY}", {"value": 2}).status_code == 201


@pytest.mark.trust("D07")
def test_the_same_value_again_changes_nothing(program):
    answers = [program.put(HERE, {"value": said}) for said in ("1.920", 1.92, "1.92")]

    assert [one.status_code for one in answers] == [201, 200, 200]
    assert {one.json()["version"] for one in answers} == {1}
    assert values() == ["1.920000"]


@pytest.mark.trust("D08")
def test_another_value_is_refused_unless_it_is_corrected_with_a_reason(program):
    program.put(HERE, {"value": "1.92"})

    refused = program.put(HERE, {"value": "1.95"})
    corrected = program.put(HERE, {"value": "1.95", "reason": "The probe was slow."})

    assert refused.status_code == 409
    assert refused.json() == {
        "code": "another_value",
        "message": "30 June 2026 has the value 1.92 already. If it should be 1.95, correct it and "
        "say why.",
    }
    assert corrected.status_code == 200
    assert corrected["ETag"] == '"2"'
    assert sorted(values()) == ["1.920000", "1.950000"]


def test_a_value_is_withdrawn_with_a_reason(program):
    program.put(HERE, {"value": "1.92"})

    refused = program.put(HERE, {"value": None})
    withdrawn = program.put(HERE, {"value": None, "reason": "Measured on the wrong page."})

    assert refused.status_code == 400
    assert refused.json()["fields"] == {"reason": ["Say why it is withdrawn."]}
    assert withdrawn.status_code == 204
    assert program.get(HERE).status_code == 404
    assert program.put(HERE, {"value": None, "reason": "Again."}).status_code == 204


@pytest.mark.trust("D01")
@pytest.mark.trust("D02")
@pytest.mark.parametrize(
    "written",
    [
        *("NaN", "Infinity", "-Infinity", '"nan"', '"inf"', "1e400", "1e999999999999999999999"),
        *("true", "false", '"1_000"', '"١٢"', '"１２"', '"1,234"', '"1.234,5"', '"1e3"', '"+5"'),
        *('""', '" 1"', '"1."', '".5"', '"0x10"', "[1]", '{"a": 1}', '"1.2345678"', "1.2345678"),
        *("1000000000000000", '"1000000000000000"', "1" * 5_000, '"\\u0000"', '"\\ud800"'),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(program, written):
    sent = '{"value": ' + written + "}"

    answer = program.put(HERE, raw=sent)
    row = '{"kpi": "KPI-1", "date": "2026-06-30", ' + sent[1:]
    bulk = program.post("values/", raw='{"values": [' + row + "]}")

    assert answer.status_code == 400
    assert answer.json()["message"]
    assert bulk.status_code == 400 or bulk.json()["refused"] == 1
    assert values() == []


@pytest.mark.trust("D02")
def test_minus_zero_is_zero_and_an_exponent_is_read(program):
    assert program.put(HERE, raw='{"value": -0}').json()["value"] == "0"
    assert program.put("kpis/KPI-1/values/2026-06-29/", raw='{"value": 1.5e3}').json() | {
        "recorded_at": ""
    } == program.get("kpis/KPI-1/values/2026-06-29/").json() | {"recorded_at": ""}
    assert sorted(values()) == ["0.000000", "1500.000000"]


@pytest.mark.parametrize(
    "on",
    ["2026-02-31", "2026-6-30", "20260630", "0000-01-01", "yesterday", "2090-01-01", "1066-10-14"],
)
def test_what_is_no_day_that_was_is_refused(program, on):
    answer = program.put(f"kpis/KPI-1/values/{on}/", {"value": 1})

    assert answer.status_code == 400
    assert answer.json()["message"]
    assert values() == []


NUMBERS = st.decimals(
    min_value=Decimal("-999999999999999.999999"),
    max_value=Decimal("999999999999999.999999"),
    places=6,
)


@pytest.mark.trust("D03")
@pytest.mark.uncounted
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(st.lists(NUMBERS, min_size=180, max_size=200), st.booleans())
def test_every_number_comes_back_as_it_was_sent(program, numbers, as_text):
    Measurement.objects.all().delete()
    quote = '"' if as_text else ""
    days = [str(DAY - timedelta(days=number)) for number in range(len(numbers))]
    rows = ",".join(
        f'{{"kpi": "KPI-1", "date": "{day}", "value": {quote}{number:f}{quote}}}'
        for day, number in zip(days, numbers, strict=True)
    )

    sent = program.post("values/", raw=f'{{"sure": true, "values": [{rows}]}}').json()
    read = program.get("kpis/KPI-1/values/?limit=200").json()["results"]

    assert sent["recorded"] == len(numbers)
    assert [(one["date"], Decimal(one["value"])) for one in read] == list(
        zip(days, numbers, strict=True)
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "invalid"),
        ("{", "malformed"),
        ("[]", "invalid"),
        ("null", "invalid"),
        ('{"value": 1, "value": 2}', "malformed"),
        ("[" * 100_000, "malformed"),
        (b'{"value": "\xff"}', "malformed"),
        ('{"value": 1, "version": 7}', "invalid"),
        ('{"note": "no value"}', "invalid"),
        ('{"value": 1, "note": 7}', "invalid"),
        ('{"value": 1, "note": "\\u0000"}', "invalid"),
    ],
)
def test_what_is_not_meant_for_this_address_is_refused(program, raw, code):
    answer = program.put(HERE, raw=raw)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"


def test_other_types_and_ways_are_refused_in_the_one_shape(program):
    typed = program.put(HERE, raw="<a/>", kind="application/xml")
    large = program.put(HERE, raw='{"value": "%s"}' % (" " * 5_000_000))
    ways = program("DELETE", HERE)
    lost = program.get("nowhere/")

    assert (typed.status_code, typed.json()["code"]) == (415, "not_this_type")
    assert (large.status_code, large.json()["code"]) == (400, "malformed")
    assert (ways.status_code, ways.json()["code"]) == (405, "not_this_way")
    assert "PUT" in ways["Allow"]
    assert (lost.status_code, lost.json()["code"]) == (404, "not_found")


def test_another_host_is_refused_in_the_one_shape(program):
    answer = program.get(HERE, Host="evil.example.com")

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_what_goes_wrong_here_is_said_in_the_one_shape_too(program, monkeypatch):
    monkeypatch.setattr("kpis.api.kpi_named", None)

    answer = program.get(HERE)

    assert (answer.status_code, answer.json()["code"]) == (500, "failed")


@pytest.mark.trust("A15")
@pytest.mark.parametrize(
    "sent",
    [
        "",
        "Bearer",
        "Bearer tl_wrong",
        "Basic dGw6eA==",
        "Bearer a b",
        f"Bearer {'x' * 500}",
        "Bearer \xe9",
    ],
)
def test_without_a_token_that_is_valid_nothing_opens(program, sent):
    for method in ("GET", "PUT"):
        answer = program(method, HERE, {"value": 1}, Authorization=sent)

        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        assert answer["WWW-Authenticate"] == "Bearer"
    assert values() == []


@pytest.mark.trust("A15")
def test_a_token_that_reads_records_nothing(lead, kpi):
    program = Program(lead, scope="read")

    answers = [
        program.put(HERE, {"value": 1}),
        program.post("values/", {"values": []}),
        program.post("metrics/", raw="# EOF\n", kind="text/plain"),
        program.patch("kpis/KPI-1/", {"title": "Mine"}, If_Match='"1"'),
    ]

    assert {one.status_code for one in answers} == {403}
    assert answers[0].json()["message"].startswith("This token may only read.")
    assert values() == []


@pytest.mark.trust("A16")
def test_a_token_of_some_teams_knows_of_no_other_kpi(lead, team):
    elsewhere = make.team("Elsewhere")
    lead.teams.add(elsewhere)
    make.kpi(ref="KPI-1", team=team)
    make.kpi(ref="KPI-2", team=elsewhere)
    make.kpi(ref="KPI-3", owner=lead)
    program = Program(lead, scope="values", teams=[team])

    rows = [{"kpi": f"KPI-{number}", "date": "2026-06-30", "value": 1} for number in (1, 2, 3, 4)]
    refusals = program.post("values/", {"values": rows}).json()["refusals"]

    assert program.get("kpis/KPI-1/values/").status_code == 200
    assert program.get("kpis/KPI-2/values/").status_code == 404
    assert program.put(f"kpis/KPI-3/values/{DAY}", {"value": 1}).status_code == 404
    assert [(one["row"], one["code"]) for one in refusals] == [
        (1, "unknown_kpi"),
        (2, "unknown_kpi"),
        (3, "unknown_kpi"),
    ]
    program.token.teams.clear()
    assert program.get("kpis/KPI-1/values/").status_code == 404


@pytest.mark.trust("A12")
def test_who_left_the_team_records_no_more(program, lead):
    lead.teams.clear()

    assert program.put(HERE, {"value": 1}).status_code == 403


def test_many_values_are_each_recorded_or_refused_with_a_reason(program, lead):
    make.kpi(ref="KPI-2", team=make.team("Elsewhere"))
    program.put(HERE, {"value": "1.92"})
    rows = [
        {"kpi": "KPI-1", "date": "2026-06-29", "value": "2.00", "note": "Sunday"},
        {"kpi": "KPI-1", "date": "2026-06-30", "value": "1.92"},
        {"kpi": "KPI-1", "date": "2026-06-30", "value": "1.93"},
        {"kpi": "KPI-2", "date": "2026-06-30", "value": 1},
        {"kpi": "KPI-9", "date": "2026-06-30", "value": 1},
        {"kpi": "KPI-1", "date": "2026-02-31", "value": 1},
        {"kpi": "KPI-1", "date": "2026-06-28"},
        {"kpi": "KPI-1", "date": "2026-06-28", "value": 1, "team": 7},
        {"kpi": "KPI-1", "date": "2026-06-28", "value": 1, "note": 7},
        {"kpi": "\x00", "date": "2026-06-28", "value": 1},
        {"date": "2026-06-28", "value": 1},
        "KPI-1",
    ]

    first, again = (program.post("values/", {"values": rows}).json() for _ in range(2))

    assert [first[name] for name in ("recorded", "known", "refused")] == [1, 0, 11]
    assert [again[name] for name in ("recorded", "known", "refused")] == [0, 1, 11]
    assert [one["row"] for one in first["refusals"]] == list(range(1, 12))
    assert first["refusals"][3]["message"] == "There is no KPI “KPI-9”."


@pytest.mark.trust("D04")
def test_a_value_out_of_the_ordinary_is_asked_about_once(program):
    program.put(HERE, {"value": "1.92"})
    there = "kpis/KPI-1/values/2026-07-31/"
    row = {"kpi": "KPI-1", "date": "2026-07-31", "value": "1920"}
    text = 'a{kpi="KPI-1"} 1920 1785456000\n# EOF'

    asked = program.put(there, {"value": "1920"})
    rows = program.post("values/", {"values": [row]}).json()
    pushed = program.post("metrics/", raw=text, kind="text/plain").json()

    assert (asked.status_code, asked.json()["code"]) == (409, "out_of_the_ordinary")
    assert asked.json()["message"].startswith("1,920 s is a thousand times or more the last value")
    assert rows["refusals"][0]["message"] == asked.json()["message"]
    assert pushed["refusals"][0]["code"] == "out_of_the_ordinary"
    assert program.post("metrics/?sure=no", raw=text, kind="text/plain").status_code == 400
    assert program.post("metrics/?sure=true", raw=text, kind="text/plain").json()["recorded"] == 1
    assert program.post("values/", {"values": [row], "sure": True}).json()["known"] == 1
    assert program.put(there, {"value": "1920", "sure": True}).status_code == 200


def test_what_is_on_record_is_not_asked_about_again(program):
    for on, value in (("2026-06-30", "1.92"), ("2026-07-31", "1920")):
        program.put(f"kpis/KPI-1/values/{on}/", {"value": value, "sure": True})

    assert program.put(HERE, {"value": "1.92"}).status_code == 200


def test_many_values_are_corrected_with_one_reason(program):
    program.put(HERE, {"value": "1.92"})
    rows = [{"kpi": "KPI-1", "date": "2026-06-30", "value": "1.93"}]

    answer = program.post("values/", {"values": rows, "reason": "Recounted."}).json()

    assert (answer["corrected"], answer["refused"]) == (1, 0)


@pytest.mark.parametrize(
    "sent",
    [
        [],
        {"values": {}},
        {"values": [], "team": 1},
        {"values": [], "reason": 7},
        {"values": [{}] * 10_001},
    ],
)
def test_what_is_no_list_of_values_is_refused_as_a_whole(program, sent):
    assert program.post("values/", sent).status_code == 400


@pytest.mark.trust("H06")
def test_many_values_take_as_many_queries_as_few(program, kpi, assert_constant_queries):
    rows = [{"kpi": "KPI-1", "date": f"2026-01-{day:02}", "value": 1} for day in range(1, 8)]

    def ask():
        Measurement.objects.all().delete()
        assert program.post("values/", {"values": rows}).json()["refused"] == 0

    def grow():
        rows.extend(
            {"kpi": "KPI-1", "date": f"2026-02-{day:02}", "value": 1} for day in range(1, 28)
        )
        ask()  # so that where the KPI stands does not change while it is counted

    assert_constant_queries(ask, grow)


def test_values_are_paged_by_cursor(program, kpi):
    for number in range(5):
        make.measurement(kpi, DAY - timedelta(days=number), number)

    first = program.get("kpis/KPI-1/values/?limit=3").json()
    rest = program.get(first["next"].partition("/api/v1/")[2]).json()

    assert [one["value"] for one in first["results"] + rest["results"]] == ["0", "1", "2", "3", "4"]
    assert rest["next"] is None


@pytest.mark.trust("A16")
@pytest.mark.parametrize(
    "asked",
    [
        *(
            "limit=",
            "limit=0",
            "limit=201",
            "limit=1e2",
            "limit=-5",
            "limit=1&limit=2",
            "limit=[7]",
        ),
        *("cursor=", "cursor=x", "cursor=AA", "cursor=%C3%A9", "cursor=MjAyNi0wMi0zMQ", "team=7"),
    ],
)
def test_what_an_address_does_not_understand_is_refused(program, asked):
    answer = program.get(f"kpis/KPI-1/values/?{asked}")

    assert answer.status_code == 400
    assert answer.json()["message"]


def test_openmetrics_are_recorded_in_one_request(program, kpi):
    text = (
        "# TYPE page_load_seconds gauge\n# UNIT page_load_seconds seconds\n"
        'page_load_seconds{page="a, \\"b\\"",kpi="KPI-1"} 1.92 1782777600.5\n'
        'page_load_seconds{kpi="KPI-1"} 1.9e0 1782691200 # {trace_id="x"} 1.0\n'
        'page_load_seconds{kpi="KPI-1"} NaN 1782691200\n'
        'page_load_seconds{kpi="KPI-1"} 1 -5\n'
        "page_load_seconds 7\n"
        'page_load_seconds{kpi="KPI-9"} 7\n'
        'page_load_seconds{kpi="KPI-1" 7\n'
        "# EOF\n"
    )

    answer = program.post("metrics/", raw=text, kind="application/openmetrics-text; version=1.0.0")

    assert answer.status_code == 200
    assert answer.json()["recorded"] == 2
    assert [(one["row"], one["code"]) for one in answer.json()["refusals"]] == [
        (5, "not_a_number"),
        (6, "not_a_date"),
        (7, "unknown_kpi"),
        (8, "unknown_kpi"),
        (9, "not_a_sample"),
    ]
    assert list(Measurement.objects.order_by("observed_on").values_list("observed_on")) == [
        (date(2026, 6, 29),),
        (date(2026, 6, 30),),
    ]


def test_a_sample_without_a_moment_is_of_today(program):
    program.post("metrics/", raw='a{kpi="KPI-1"} 1\n# EOF', kind="text/plain")

    assert Measurement.objects.get().observed_on == timezone.localdate()


@pytest.mark.parametrize("text", ["", 'a{kpi="KPI-1"} 1\n', b"\xff"])
def test_openmetrics_that_may_be_cut_off_are_refused_as_a_whole(program, text):
    answer = program.post("metrics/", raw=text, kind="text/plain")

    assert answer.status_code == 400
    assert values() == []


@pytest.mark.trust("E10")
def test_who_asks_too_often_is_told_when_to_ask_again(program, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    program.token.minute = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    program.token.used = 2
    program.token.save()

    answer = program.get(HERE)

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(answer["Retry-After"]) <= 120


@pytest.mark.trust("D07")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_the_same_at_once_one_records_it(team, lead, kpi):
    program = Program(lead, scope="values")

    def send(number):
        try:
            day = DAY - timedelta(days=number % 5)
            return program.put(f"kpis/KPI-1/values/{day}/", {"value": "1.92"})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(40)))

    codes = [one.status_code for one in answers]
    assert (codes.count(201), codes.count(200)) == (5, 35)
    assert {json.loads(one.content)["version"] for one in answers} == {1}
    assert Measurement.objects.count() == 5
