"""JSON, CSV and Prometheus, asked of a real server on loopback."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from alignment.lib.errors import DomainError
from kpis.sources.asking import ask, check_spec, origin_of
from kpis.sources.values import Clock, Found, Spec
from tests.conftest import NOW, TODAY

CLOCK = Clock(NOW, UTC)


def read(kind, address, query, clock=CLOCK, **more):
    return ask(Spec(kind, address, query, **more), clock)


def refusal(*said, **more):
    with pytest.raises(DomainError) as caught:
        read(*said, **more)
    return caught.value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('{"n": 12.50}', "12.50"),
        ('{"n": -3}', "-3"),
        ('{"n": "1.234"}', "1.234"),
        ('{"n": "1e3"}', "1000"),
        ('{"n": 0.1234567}', "0.123457"),
        ('{"n": 1e-9999}', "0"),
    ],
)
def test_a_number_in_json_is_read_as_it_is_written(server, body, value):
    found = read("json", server.say("/x", body), "$.n").found

    assert found == (Found(TODAY, Decimal(value)),)


@pytest.mark.trust("D01")
@pytest.mark.parametrize(
    "written",
    [
        *("NaN", "Infinity", "-Infinity", "true", "null", '"nan"', '"inf"', "1e400", '"1e400"'),
        *(
            '"١٢"',
            '"1,234"',
            '"1.234,5"',
            '"12 s"',
            '""',
            "[1]",
            '{"a": 1}',
            "1e999999999999999999",
        ),
        *("1000000000000000", '"' + "1" * 500 + '"'),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(server, written):
    error = refusal("json", server.say("/x", f'{{"n": {written}}}'), "$.n")

    assert error.code in {"not_a_number", "not_json"}
    assert error.sentence


@pytest.mark.trust("C28")
@pytest.mark.parametrize("body", ["", "<html>", "{", "[" * 100_000, '{"n": 1', "\x00", '"text"'])
def test_what_is_no_json_is_refused(server, body):
    assert refusal("json", server.say("/x", body), "$.n").code in {"not_json", "nothing_found"}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ('"2026-11-20"', date(2026, 11, 20)),
        ('"2026-11-20T23:30:00Z"', date(2026, 11, 21)),
        ('"2026-11-20 23:30:00"', date(2026, 11, 20)),
        ("1763679600", date(2025, 11, 21)),
        ("1763679600000", date(2025, 11, 21)),
    ],
)
def test_a_day_is_read_where_the_installation_is(server, written, day):
    address = server.say("/x", f'{{"n": 1, "day": {written}}}')
    clock = Clock(NOW, ZoneInfo("Europe/Berlin"))

    assert read("json", address, "$.n", clock, date_at="$.day").found[0].on == day


@pytest.mark.parametrize(
    "written",
    [
        *('"2026-02-31"', '"2026-02-31T00:00:00Z"', '"2090-01-01"', '"1500-01-01"', "7", "null"),
        *('"01/02/2026"', "99999999999999", '"9999-12-31T23:59:59-23:00"'),
    ],
)
def test_a_day_that_never_was_is_refused(server, written):
    address = server.say("/x", f'{{"n": 1, "day": {written}}}')

    assert refusal("json", address, "$.n", date_at="$.day").code in {
        *("no_such_day", "not_a_date", "in_the_future", "too_long_ago", "ambiguous_date"),
    }


def test_a_secret_says_who_asks_in_each_way(server):
    address = server.say("/x", '{"n": 1}')

    for way_in, name in (("bearer", ""), ("basic", "me"), ("header", "X-Key")):
        read("json", address, "$.n", way_in=way_in, way_in_name=name, secret="canary-77")

    sent = [headers.get("Authorization") or headers["X-Key"] for _, headers in server.asked]
    assert sent == ["Bearer canary-77", "Basic bWU6Y2FuYXJ5LTc3", "canary-77"]


@pytest.mark.trust("A14")
@pytest.mark.parametrize("told", ["canary-77", "bWU6Y2FuYXJ5LTc3"])
def test_an_answer_that_repeats_the_secret_is_not_shown(server, told):
    said = {"way_in": "basic", "way_in_name": "me", "secret": "canary-77"}

    error = refusal("json", server.say("/x", f'{{"n": "{told}"}}'), "$.n", **said)

    assert error.code == "repeats_secret"
    assert told not in error.sentence


def answered(result, kind="vector"):
    return f'{{"status": "success", "data": {{"resultType": "{kind}", "result": {result}}}}}'


def test_prometheus_says_a_value_of_now(server):
    server.say(
        "/prom/api/v1/query",
        answered('[{"metric": {"job": "web"}, "value": [1763716200.5, "0.25"]}]'),
    )

    said = read("prometheus", f"{server.address}/prom/", "sum(up)")

    assert said.found == (Found(date(2025, 11, 21), Decimal("0.25")),)
    assert "web" in said.seen
    assert server.asked[0][0] == f"/prom/api/v1/query?query=sum%28up%29&time={int(NOW.timestamp())}"


def test_prometheus_says_a_scalar(server):
    server.say("/api/v1/query", answered('[1763716200, "3"]', "scalar"))

    assert read("prometheus", server.address, "3").found[0].value == 3


def test_prometheus_says_the_last_value_of_each_of_the_last_days(server):
    ends = [datetime(2026, 11, 18 + n, 23, 59, 59, tzinfo=UTC) for n in range(3)]
    values = ", ".join(f'[{int(end.timestamp())}, "{n}"]' for n, end in enumerate(ends))
    server.say(
        "/api/v1/query_range", answered(f'[{{"metric": {{}}, "values": [{values}]}}]', "matrix")
    )

    found = read("prometheus", server.address, "up", days_back=3).found

    assert [(one.on, one.value) for one in found] == [
        (TODAY - timedelta(days=3 - n), Decimal(n)) for n in range(3)
    ]
    assert (
        f"start={int(ends[0].timestamp())}&end={int(ends[-1].timestamp())}&step=86400"
        in server.asked[0][0]
    )


@pytest.mark.trust("D01")
@pytest.mark.parametrize(
    ("result", "code"),
    [
        ("[]", "nothing_found"),
        ('[{"metric": {}, "value": [1, "1"]}, {"metric": {}, "value": [1, "2"]}]', "several"),
        ('[{"metric": {}, "value": [1763716200, "NaN"]}]', "not_a_number"),
        ('[{"metric": {}, "value": [1763716200, "+Inf"]}]', "not_a_number"),
        ('[{"metric": {}, "value": [1763716200]}]', "not_prometheus"),
        ('[{"metric": {}}]', "not_prometheus"),
        ("7", "not_prometheus"),
        ("[7]", "not_prometheus"),
    ],
)
def test_what_prometheus_says_besides_is_no_value(server, result, code):
    server.say("/api/v1/query", answered(result))

    assert refusal("prometheus", server.address, "up").code == code


def test_a_page_that_is_not_prometheus_is_told_apart(server):
    server.say("/api/v1/query", "[]")

    assert refusal("prometheus", server.address, "up").code == "not_prometheus"


def test_a_csv_gives_the_values_of_a_column_by_day(server):
    address = server.say("/x.csv", "Day;Mean time;Other\n2026-11-20;1,5;x\n2026-11-18;2,25;y\n;;\n")

    found = read("csv", address, "mean time", date_at="Day").found

    assert [(str(one.on), str(one.value)) for one in found] == [
        ("2026-11-18", "2.250000"),
        ("2026-11-20", "1.500000"),
    ]


def test_a_csv_of_one_row_is_of_today(server):
    assert read("csv", server.say("/x", "n\n7\n"), "n").found == (Found(TODAY, Decimal(7)),)


@pytest.mark.trust("D01")
@pytest.mark.parametrize(
    ("body", "day", "code"),
    [
        ("n\n1\n2\n", "", "several"),
        ("m\n1\n", "", "no_column"),
        ("n\n\n", "", "nothing_found"),
        ("", "", "no_column"),
        ("n\nnan\n", "", "not_a_number"),
        ("n\n١\n", "", "not_a_number"),
        ("n;o\n1.234;2\n", "", "ambiguous_number"),
        ("n,day\n1,2026-02-31\n", "day", "no_such_day"),
        ("n,day\n1,01/02/2026\n", "day", "ambiguous_date"),
        ("n,day\n1,2026-11-20\n2,2026-11-20\n", "day", "two_values"),
        ("n,n\n1,2\n", "", "not_a_table"),
        ('n\n"1\n', "", None),
        ("<html><body>502</body></html>", "", None),
        ("n\n" + "1\n" * 6000, "", None),
    ],
)
def test_a_csv_without_a_sure_value_is_refused(server, body, day, code):
    error = refusal("csv", server.say("/x", body), "n", date_at=day)

    assert error.sentence
    assert code in {None, error.code}


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (Spec("json", "ftp://a.example/", "$.n"), "address"),
        (Spec("json", "https://a.example/", "n"), "query"),
        (Spec("json", "https://a.example/", "$.n", date_at="day"), "date_at"),
        (Spec("json", "https://a.example/", "$.n", days_back=3), "days_back"),
        (Spec("csv", "https://a.example/", " "), "query"),
        (Spec("prometheus", "https://a.example/?query=up", "up"), "address"),
        (Spec("prometheus", "https://a.example/", "up", date_at="$.x"), "date_at"),
        (Spec("sql", "postgresql://a@b/c", "select 1; select 2"), "query"),
        (Spec("sql", "postgresql://a@b/c", "select 1", way_in="bearer"), "way_in"),
    ],
)
def test_what_can_never_be_asked_is_refused_beside_its_field(spec, field):
    with pytest.raises(DomainError) as caught:
        check_spec(spec)

    assert set(caught.value.facts["fields"]) == {field}


def test_a_secret_belongs_to_the_host_and_port_it_was_given_for():
    one = origin_of("json", "https://A.example/x?y")

    assert one == origin_of("json", "https://a.example/z") == "https://a.example"
    assert one != origin_of("json", "https://a.example:8443/x")
    assert one != origin_of("json", "http://a.example/x")
    assert origin_of("sql", "postgresql://a@b/c") == "a@b:5432/c"
