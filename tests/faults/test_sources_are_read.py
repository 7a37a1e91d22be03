"""Sources are read on schedule by a real worker and a real beat, and survive the death of all."""

import time

import pytest

from tests import listening
from tests.faults.installations import installation
from tests.waiting import until

pytestmark = pytest.mark.long
SET_UP = """
from tests import make
for kind, path, query in (("json", "/load.json", "$.n"), ("prometheus", "", "sum(up)")):
    kpi = make.kpi(kind)
    make.connector(kpi, kind=kind, address="{address}" + path, query=query)
"""
VALUES = (
    "SELECT k.title, m.value::int, m.is_current FROM kpis_measurement m"
    " JOIN kpis_kpi k ON k.id = m.kpi_id WHERE m.source = 'connector' ORDER BY 1, m.version"
)


def say(server, number):
    server.say("/load.json", f'{{"n": {number}}}')
    result = f'[{{"metric": {{}}, "value": [{now()}, "{number}"]}}]'
    data = f'{{"resultType": "vector", "result": {result}}}'
    server.say("/api/v1/query", f'{{"status": "success", "data": {data}}}')


def now():
    """Return a moment of today for Prometheus; a worker of today reads it."""
    return int(time.time())


@pytest.fixture
def house():
    with listening.http_server() as server:
        allowed = f"127.0.0.1:{server.port}"
        with installation(OUTBOUND_ALLOWED=allowed) as house:
            yield house, server


@pytest.mark.trust("F01")
@pytest.mark.trust("G03")
def test_json_and_prometheus_are_read_on_schedule_and_again_after_all_has_died(house):
    house, server = house
    say(server, 1)
    house.manage("shell", "-c", SET_UP.format(address=server.address))
    house.keep_running("worker", "beat")
    until(lambda: len(house.rows(VALUES)) == 2, lambda: house.log("worker"))

    house.stop_all()
    say(server, 2)
    house.rows("UPDATE kpis_connector SET next_due_at = now()")
    house.restart_broker(empty=True)
    house.restart_database()
    house.keep_running("worker", "beat")
    until(lambda: len(house.rows(VALUES)) == 4, lambda: house.log("worker"))

    assert house.rows(VALUES) == [
        ("json", 1, False),
        ("json", 2, True),
        ("prometheus", 1, False),
        ("prometheus", 2, True),
    ]
