"""A customer's PostgreSQL: real, behind a port of loopback, with an account that only reads."""

from datetime import UTC, date
from decimal import Decimal

import pytest
from django.db import connection

from alignment.lib.errors import DomainError
from alignment.lib.outbound.addresses import read_listed
from alignment.lib.outbound.targets import UNREACHABLE
from kpis.sources import sql
from kpis.sources.asking import ask
from kpis.sources.values import Clock, Found, Spec
from tests import bridging
from tests.conftest import NOW, TODAY

CLOCK = Clock(NOW, UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), bridging.tcp_postgres() as bridge, bridging.reader() as name:
        yield bridge, name


@pytest.fixture
def reading(running, settings):
    """Return a call that asks the customer's database."""
    bridge, name = running
    settings.OUTBOUND_ALLOWED = [read_listed(f"127.0.0.1:{bridge.port}")]

    def read(query, user=name, database=bridging.DATABASE, **more):
        address = f"postgresql://{user}@127.0.0.1:{bridge.port}/{database}"
        asked = Spec("sql", address, query, way_in="basic", secret="canary-secret")
        return ask(asked, CLOCK, **more)

    return read


def refusal(call, *said, **more):
    with pytest.raises(DomainError) as caught:
        call(*said, **more)
    return caught.value


def test_a_query_finds_a_value_for_today(reading):
    said = reading("select 0.1::numeric + 0.2 -- as it is")

    assert said.found == (Found(TODAY, Decimal("0.3")),)


def test_a_query_finds_values_by_day(reading, running):
    said = reading(f"select day, count from {running[1]}.visits order by day desc")

    assert said.found == (
        Found(date(2026, 11, 19), Decimal("7.5")),
        Found(date(2026, 11, 20), Decimal(8)),
    )


@pytest.mark.trust("C27")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("insert into {name}.visits values (now(), 1)", "not_understood"),
        ("with x as (delete from {name}.visits returning 1) select * from x", "not_understood"),
        ("drop table {name}.visits", "not_understood"),
        ("copy {name}.visits to program 'id'", "not_understood"),
        ("select 1) as q union all select (select 2", "not_understood"),
        ("select 1 /*", "not_understood"),
        ("select nextval('x')", "not_understood"),
        ("select set_config('transaction_read_only', 'off', false)", "only_reads"),
        ("select lo_creat(-1)", "only_reads"),
        ("select pg_read_file('/etc/passwd')", "not_understood"),
        ("select g from generate_series(1, 2000) g", "several"),
        ("select repeat('x', 100000)", "too_large"),
        ("select 'NaN'::numeric", "not_a_number"),
        ("select 'Infinity'::float8", "not_a_number"),
        ("select true", "not_a_number"),
        ("select null::int", "not_a_number"),
        ("select 1e300::numeric", "not_a_number"),
        ("select 1 where false", "nothing_found"),
        ("select 1, 2, 3", "several"),
        ("select '2090-01-01'::date, 1", "in_the_future"),
        ("select day, random() from {name}.visits, generate_series(1, 2)", "two_values"),
        ("select nonsense", "not_understood"),
    ],
)
def test_a_query_changes_nothing_and_reads_no_file(reading, running, query, code):
    name = running[1]

    error = refusal(reading, query.format(name=name))

    assert (error.code, "canary" in error.sentence) == (code, False), error.sentence
    assert bridging.rows_of(name) == 2


@pytest.mark.trust("C27")
@pytest.mark.parametrize(
    "query", ["select 1; select 2", "select 1; commit; drop table x", ";", "\x00"]
)
def test_a_second_statement_is_not_sent(reading, query):
    assert "semicolon" in refusal(reading, query).sentence


@pytest.mark.trust("C27")
def test_an_account_that_may_read_files_is_refused(reading):
    told = connection.get_connection_params()

    assert refusal(reading, "select 1", user=told["user"]).code == "too_mighty"


@pytest.mark.trust("C27")
def test_the_products_own_database_is_refused(reading):
    own = connection.settings_dict["NAME"]

    assert refusal(reading, "select 1", database=own).sentence == UNREACHABLE


@pytest.mark.trust("C27")
@pytest.mark.parametrize(
    "address",
    [
        *("postgresql:///x", "postgresql://a@/x", "postgresql://a@b/x?options=-cx", "service=x"),
        *("host=/tmp dbname=x", "postgresql://a:secret@b/x", "postgresql://a@%2Ftmp/x"),
        *("postgresql://a@b,c/x", "postgresql://a@b/x y", "postgresql://a@b/x' passfile='/y"),
        *("mysql://a@b/x", "sqlite:///x", "postgresql://a@b:5432:1/x", "postgresql://a@b/"),
    ],
)
def test_an_address_says_where_and_nothing_else(address):
    error = refusal(ask, Spec("sql", address, "select 1"), CLOCK)

    assert error.sentence == sql.HOW


@pytest.mark.trust("C26")
def test_only_a_database_that_the_operator_lists_is_asked(reading, running, settings):
    settings.OUTBOUND_ALLOWED = []
    before = running[0].connections

    assert refusal(reading, "select 1").sentence == UNREACHABLE
    assert running[0].connections == before


@pytest.mark.trust("C28")
def test_a_database_that_never_answers_is_left(settings):
    with bridging.listening.raw_server(lambda one: one.recv(4096) and one.recv(1)) as silent:
        settings.OUTBOUND_ALLOWED = [read_listed(f"127.0.0.1:{silent.port}")]
        spec = Spec("sql", f"postgresql://a@127.0.0.1:{silent.port}/x", "select 1")

        assert refusal(ask, spec, CLOCK, seconds=0.2).sentence == UNREACHABLE
