"""Runs the web server, the Celery worker and beat side by side until told to stop."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from alignment import embedded

STOP_TIMEOUT_S = 20
ANSWER_TIMEOUT_S = 180  # on a busy machine; who dies meanwhile is noticed at once


class ProcessDiedError(RuntimeError):
    """A process ended by itself; the message names it and where its log is."""


def commands(address: str) -> dict[str, list[str]]:
    """Return what to run, by name."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "alignment", "--quiet"]
    return {
        "web": [
            *(*python, "gunicorn", "alignment.wsgi", "--bind", address, "--no-control-socket"),
            *("--workers", "2", "--threads", "4", "--preload", "--log-level", "warning"),
        ],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--loglevel", "WARNING"],
    }


@contextmanager
def running(address: str) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    """Keep all three running while the block runs; each writes a log of its own.

    Raises:
        ProcessDiedError: one ended before the web server answered.
    """
    logs = embedded.var() / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands(address).items():
            with (logs / f"{name}.log").open("ab") as log:
                started[name] = subprocess.Popen(  # noqa: S603
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=embedded.BASE_DIR,
                    # Ctrl-C is for the parent, which then stops its children in order.
                    start_new_session=True,
                )
        _wait_until_it_answers(address, started)
        yield started
    finally:
        _stop(started)


def wait(started: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Wait until somebody stops this process, or a child ends.

    Raises:
        ProcessDiedError: a child ended by itself.
    """
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    while not told.wait(0.5):
        _complain_about_the_dead(started)


def _wait_until_it_answers(address: str, started: dict[str, "subprocess.Popen[bytes]"]) -> None:
    deadline = time.monotonic() + ANSWER_TIMEOUT_S
    while time.monotonic() < deadline:
        _complain_about_the_dead(started)
        try:
            urllib.request.urlopen(f"http://{address}/health/ready/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise ProcessDiedError(f"The web server did not answer on {address}; see {_log('web')}.")


def _complain_about_the_dead(started: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for name, process in started.items():
        if process.poll() is not None:
            raise ProcessDiedError(f"The {name} process ended by itself; see {_log(name)}.")


def _stop(started: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for process in started.values():
        process.terminate()
    deadline = time.monotonic() + STOP_TIMEOUT_S
    for process in started.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _log(name: str) -> str:
    return str(embedded.var() / "logs" / f"{name}.log")
