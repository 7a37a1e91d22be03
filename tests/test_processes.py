"""Processes side by side: they live together, and none is left behind."""

import os
import signal
import sys
import threading

import pytest

from alignment import processes
from tests.waiting import free_address, until

pytestmark = pytest.mark.processes
WELL = """
import http.server, sys
class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *said):
        print("asked for", self.path, flush=True)
host, port = sys.argv[1].split(":")
http.server.HTTPServer((host, int(port)), Well).serve_forever()
"""
SLEEPS = "import time; time.sleep(600)"
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf now", flush=True)
time.sleep(600)
"""
DIES = "print('I cannot go on'); raise SystemExit(3)"


@pytest.fixture
def address():
    return free_address()


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Return what lets other programs run in the place of the three."""
    monkeypatch.setenv("THROUGHLINE_VAR", str(tmp_path))

    def run(address, **programs):
        commands = {
            name: [sys.executable, "-c", program, address] for name, program in programs.items()
        }
        monkeypatch.setattr(processes, "commands", lambda _: commands)
        return processes.running(address)

    return run


def is_alive(process):
    return process.poll() is None


def test_all_live_while_the_block_runs_and_none_after_it(run, address, tmp_path):
    with run(address, web=WELL, worker=SLEEPS, beat=SLEEPS) as started:
        assert list(started) == ["web", "worker", "beat"]
        assert all(map(is_alive, started.values()))

    assert not any(map(is_alive, started.values()))
    assert "asked for /health/ready/" in (tmp_path / "logs" / "web.log").read_text()


def test_one_that_dies_on_the_way_is_named_with_its_log_and_the_others_end(run, address, tmp_path):
    with (
        pytest.raises(processes.ProcessDiedError, match=r"The beat process ended .*beat\.log"),
        run(address, worker=SLEEPS, beat=DIES),
    ):
        pass

    assert "I cannot go on" in (tmp_path / "logs" / "beat.log").read_text()


def test_a_web_server_that_never_answers_is_given_up(run, address, monkeypatch):
    monkeypatch.setattr(processes, "ANSWER_TIMEOUT_S", 0.5)

    with (
        pytest.raises(processes.ProcessDiedError, match=rf"did not answer on {address}"),
        run(address, web=SLEEPS),
    ):
        pass


def test_one_that_will_not_stop_is_killed(run, address, monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "STOP_TIMEOUT_S", 0.5)

    with run(address, web=WELL, worker=DEAF) as started:
        until(lambda: "deaf now" in (tmp_path / "logs" / "worker.log").read_text())

    assert started["worker"].returncode == -signal.SIGKILL


def stop_once_heard(before):
    """Tell this process to stop as soon as somebody listens for it."""
    until(lambda: signal.getsignal(signal.SIGTERM) is not before[signal.SIGTERM])
    os.kill(os.getpid(), signal.SIGTERM)


def test_waiting_ends_when_somebody_stops_it(run, address):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with run(address, web=WELL) as started:
            threading.Thread(target=stop_once_heard, args=(before,)).start()
            processes.wait(started)
            assert is_alive(started["web"])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_waiting_complains_when_one_dies(run, address):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with run(address, web=WELL) as started:
            started["web"].kill()
            with pytest.raises(processes.ProcessDiedError, match="The web process ended"):
                processes.wait(started)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_the_three_are_what_an_installation_needs(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_VAR", str(tmp_path))

    found = {name: " ".join(command) for name, command in processes.commands("h:1").items()}

    assert "gunicorn alignment.wsgi --bind h:1" in found["web"]
    assert " worker " in found["worker"]
    assert " beat " in found["beat"]
