"""`make demo` for real: it starts, answers, works in the background, stops and keeps its data."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg2
import pytest
from django.core.management import CommandError, call_command

from alignment import embedded
from alignment.processes import ProcessDiedError
from reports.management.commands import demo
from tests.test_embedded import sockets
from tests.waiting import PATIENCE_S, free_address, until

pytestmark = pytest.mark.processes
READY = "Ctrl-C stops everything"


def processes_of(var):
    """Return the command lines of all that runs for an installation."""
    mark, found = f"THROUGHLINE_VAR={var}\0".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def sound(page):
    """Return how many KPIs trace to a goal, as the page says."""
    return int(re.search(r"<b>(\d+) of 29</b>", page)[1])


class Demo:
    """An installation with the demo company, in a folder and on an address of its own."""

    def __init__(self, var):
        self.var = var
        self.said = ""
        self.address = free_address()

    @contextmanager
    def started(self):
        kept = {"DATABASE_URL", "REDIS_URL", "COV_CORE_SOURCE", "COV_CORE_CONFIG"}
        surroundings = {name: value for name, value in os.environ.items() if name not in kept}
        surroundings |= {"THROUGHLINE_VAR": str(self.var), "THROUGHLINE_MODE": "trial"}
        log = self.var / "demo.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--address", self.address],
                cwd=embedded.BASE_DIR,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            until(lambda: READY in log.read_text() or process.poll() is not None, log.read_text)
            self.said = log.read_text()
            assert READY in self.said, self.said
            yield process
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE_S) == 0, log.read_text()
            self.said = log.read_text()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE_S)

    def signed_in(self, role):
        """Sign in with what was printed for a role; return what opens pages."""
        (way,) = re.findall(rf"^  {role} +(\S+) +password  (\S+)$", self.said, re.MULTILINE)
        browser = build_opener(HTTPCookieProcessor(CookieJar()))

        def opened(path, **form):
            data = urlencode(form).encode() if form else None
            with browser.open(f"http://{self.address}{path}", data, timeout=PATIENCE_S) as answer:
                return answer.read().decode()

        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', opened("/sign-in/"))
        opened("/sign-in/", csrfmiddlewaretoken=token[1], username=way[0], password=way[1])
        return opened

    def rows(self, question):
        """Ask the installation's own database."""
        with closing(psycopg2.connect(embedded.database_url())) as connection, connection:
            cursor = connection.cursor()
            cursor.execute(question)
            return cursor.fetchall()

    def run_now(self, job):
        """Let the installation's own ledger say that a job is due."""
        self.rows(
            "INSERT INTO jobs_run (job, unit, due_at, ready_at, state, attempts, stands_for, said,"
            f" last_error) VALUES ('{job}', '', now(), now(), 'waiting', 0, 1, '', '') RETURNING id"
        )


def test_a_demo_starts_answers_works_stops_and_keeps_its_data(var, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_VAR", str(var))
    company = Demo(var)

    with company.started():
        page = company.signed_in("Executive")("/")
        assert sound(page) == 10
        assert "Ines Okafor" in page
        lives = " ".join(processes_of(var))
        assert all(f" {name} " in lives for name in ("gunicorn", "worker", "beat")), lives

        before = company.rows("SELECT max(taken_at) FROM reports_snapshot")
        company.run_now("reports.take_snapshots")
        until(
            lambda: company.rows("SELECT max(taken_at) FROM reports_snapshot") > before,
            (var / "logs" / "worker.log").read_text,
        )

        ((kpi,),) = company.rows(
            "UPDATE stories_kpilink SET because = 'Nobody agreed to this.' FROM kpis_kpi kpi"
            " WHERE kpi.id = kpi_id AND kpi.ref = 'K-LOAD' RETURNING kpi_id"
        )
        company.rows(
            f"INSERT INTO accounts_touch (kind, object_id) VALUES ('kpi', {kpi}) RETURNING id"
        )
        company.run_now("stories.settle_verdicts")
        until(
            lambda: not company.rows("SELECT 1 FROM accounts_touch"),
            (var / "logs" / "worker.log").read_text,
        )
        (verdict,) = company.rows(f"SELECT verdict FROM stories_kpiverdict WHERE kpi_id = {kpi}")
        figure = sound(company.signed_in("Executive")("/"))
        assert (verdict, figure) == (("in_doubt",), 9)

    assert "Stopped. The data stays for the next start." in company.said
    assert processes_of(var) == []
    assert not sockets(var) & {".s.PGSQL.5432", "valkey.sock"}

    with company.started():
        assert "There are objectives already, so the demo company is left out." in company.said
        assert sound(company.signed_in("Executive")("/")) == figure

    assert processes_of(var) == []


@pytest.mark.parametrize("address", ["", "nowhere", "127.0.0.1:port", "256.1.1.1:80"])
def test_an_address_that_is_none_gives_a_sentence(address):
    with pytest.raises(CommandError, match="Cannot listen on"):
        call_command("demo", address=address)


def test_a_stop_on_the_way_is_taken_without_complaint(monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "call_command", interrupted)

    call_command("demo", address="127.0.0.1:0")

    assert "Stopped before it was ready" in capsys.readouterr().out


def test_a_process_that_dies_is_told_in_a_sentence(monkeypatch):
    def dies(*_, **__):
        raise ProcessDiedError("The worker process ended by itself; see worker.log.")

    monkeypatch.setattr(demo, "call_command", dies)

    with pytest.raises(CommandError, match=r"^The worker process ended"):
        call_command("demo", address="127.0.0.1:0")


def test_a_taken_port_gives_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(CommandError) as refused:
            call_command("demo", address=address)

    assert str(refused.value).startswith(f"Cannot listen on {address}")
    assert "make demo ADDRESS=127.0.0.1:8001" in str(refused.value)
