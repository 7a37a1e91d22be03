"""Values stream in from a program and from a source while everything dies at random points.

Two minutes of it, or as many seconds as SOAK_SECONDS says. What was acknowledged or stood in the
source is there in the end, once, and the figures follow from it.
"""

import json
import os
import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg2
import pytest

from tests import listening
from tests.faults.installations import installation
from tests.waiting import free_address, until

pytestmark = pytest.mark.long
SECONDS = float(os.environ.get("SOAK_SECONDS", "120"))
FIRST = date(2001, 1, 1)
READ_FROM = timedelta(days=360)
SET_UP = """
from datetime import date
from tests import make
person = make.user("Henry", role="admin")
make.token(person, "tl_soak")
for number in range(3):
    make.kpi(f"Pushed {{number}}", ref=f"KPI-{{number}}", unit="", cadence="day", live_since=None)
read = make.kpi("Read", ref="KPI-READ", unit="", cadence="day", live_since=None)
make.connector(read, kind="csv", address="{address}/values.csv", query="value", date_at="day",
               every="quarter_hour")
"""
THERE = (
    "SELECT k.ref, m.observed_on, m.value::int FROM kpis_measurement m"
    " JOIN kpis_kpi k ON k.id = m.kpi_id"
)
PULLS = "SELECT outcome, sentence, count(*) FROM kpis_pull GROUP BY 1, 2"
LATEST = (
    "SELECT k.ref, s.latest_on, s.latest::int FROM kpis_kpistate s"
    " JOIN kpis_kpi k ON k.id = s.kpi_id WHERE s.latest IS NOT NULL ORDER BY 1"
)


@dataclass
class Stream:
    """A program that gives one value after the other, each until it is acknowledged."""

    address: str
    acknowledged: list[tuple[str, date, int]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = 0
        while not self.ended.is_set():
            ref, on, value = f"KPI-{number % 3}", FIRST + timedelta(number // 3), 50 + number % 7
            if self.put(ref, on, value):
                self.acknowledged.append((ref, on, value))
                number += 1
            self.ended.wait(0.2)

    def put(self, ref: str, on: date, value: int) -> bool:
        request = Request(
            f"http://{self.address}/api/v1/kpis/{ref}/values/{on}/",
            json.dumps({"value": str(value)}).encode(),
            {"Authorization": "Bearer tl_soak", "Content-Type": "application/json"},
            method="PUT",
        )
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 - an address of the test's own
                return answer.status in (200, 201)
        except HTTPError as refusal:
            if refusal.code < 500 and refusal.code != 429:
                raise
        except OSError:
            pass  # it is sent again: nothing was acknowledged
        return False


@dataclass
class Source:
    """A file of values that grows by a day each time."""

    server: listening.Listening
    today: date
    said: list[tuple[str, date, int]] = field(default_factory=list)

    def grow(self) -> None:
        number = len(self.said)
        if number < READ_FROM.days:
            on = self.today - READ_FROM + timedelta(number)
            self.said.append(("KPI-READ", on, 50 + number % 7))
        rows = "".join(f"{on},{value}\n" for _, on, value in self.said)
        self.server.say("/values.csv", f"day,value\n{rows}")


@pytest.fixture
def soaked():
    with listening.http_server() as server:
        allowed = f"127.0.0.1:{server.port}"
        with installation(OUTBOUND_ALLOWED=allowed, API_REQUESTS_PER_MINUTE="100000") as house:
            ((today,),) = house.rows("SELECT current_date")
            source = Source(server, today)
            source.grow()
            house.manage("shell", "-c", SET_UP.format(address=server.address))
            address = free_address()
            house.start("web", "--bind", address)
            house.keep_running("web", "worker", "beat")
            stream = Stream(address)
            thread = threading.Thread(target=stream.run, daemon=True)
            thread.start()
            try:
                yield house, stream, source, thread
            finally:
                stream.ended.set()


def read_now(house) -> None:
    """Let the source be read as if its time had come."""
    ((pk,),) = house.rows("UPDATE kpis_connector SET next_due_at = %s RETURNING id", FIRST)
    house.ask("read_source", str(pk), app="kpis")


def die_at_random(house, source, seconds) -> tuple[int, int]:
    """Let one thing die after the other; return how much work was asked for, and of how many."""
    draw, asked, deaths = random.Random(4), 0, 0
    faults = (
        lambda: (house.kill("worker"), house.start("worker")),
        lambda: (house.kill("beat"), house.start("beat")),
        lambda: house.restart_broker(empty=True),
        lambda: house.restart_broker(empty=False),
        house.restart_database,
    )
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        source.grow()
        wanted = [f"{asked + number}@0.05" for number in range(10)]
        with suppress(psycopg2.Error):  # else nothing was promised
            house.ask("work", *wanted)
            asked += len(wanted)
            read_now(house)
        time.sleep(draw.uniform(0.1, 2))
        draw.choice(faults)()
        deaths += 1
    return asked, deaths


@pytest.mark.trust("F01")
@pytest.mark.trust("G03")
@pytest.mark.trust("G04")
@pytest.mark.trust("G07")
def test_a_stream_of_values_outlives_two_minutes_of_everything_dying(soaked):
    house, stream, source, thread = soaked
    until(lambda: stream.acknowledged, lambda: house.log("web"))

    asked, deaths = die_at_random(house, source, SECONDS)
    house.keep_running("web", "worker", "beat")
    stream.ended.set()
    thread.join(60)
    wanted = {*stream.acknowledged, *source.said}
    until(
        lambda: (read_now(house), wanted <= set(house.rows(THERE)))[1],
        lambda: f"{house.rows(PULLS)} {house.log('worker')}",
    )
    house.all_done("work")

    there = house.rows(THERE)
    doubled = len(there) - len({(ref, on) for ref, on, _ in there})
    unacknowledged = set(there) - wanted
    newest = {}
    for ref, on, value in sorted(there, key=lambda row: row[1]):
        newest[ref] = (ref, on, value)
    assert deaths >= SECONDS / 20
    assert len(stream.acknowledged) >= SECONDS / 5
    assert doubled == 0
    assert len(unacknowledged) <= 1  # the one that was under way in the end
    assert house.doubled() == []
    assert house.count("probe_effect") == asked
    until(lambda: house.rows(LATEST) == sorted(newest.values()), lambda: str(house.rows(LATEST)))
