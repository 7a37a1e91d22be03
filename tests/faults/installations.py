"""A whole installation of its own, whose parts can be killed, stopped and started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg2
import pytest

from alignment import embedded
from tests.waiting import until

TABLES = "CREATE TABLE probe_{} (unit text, at timestamptz DEFAULT clock_timestamp())"


class Installation:
    """Servers, worker and beat in a folder of their own, with the jobs of the probe."""

    def __init__(self, var: Path):
        self.var = var
        self.running: dict[str, subprocess.Popen] = {}
        self.more: dict[str, tuple[str, ...]] = {}
        kept = {"DATABASE_URL", "REDIS_URL", "COV_CORE_SOURCE", "COV_CORE_CONFIG"}
        self.surroundings = {k: v for k, v in os.environ.items() if k not in kept} | {
            "THROUGHLINE_VAR": str(var),
            "THROUGHLINE_MODE": "trial",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        }

    def prepare(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        for table in ("effect", "start", "period"):
            self.rows(TABLES.format(table) + " ; SELECT 1")

    def manage(self, *words: str, **surroundings: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=embedded.BASE_DIR,
            env=self.surroundings | surroundings,
            check=True,
        )

    def start(self, name: str, *more: str) -> subprocess.Popen:
        """Start “worker”, “beat” or “web”; a second word in the name tells two of a kind apart.

        What more is said to it is said again whenever it is started anew.
        """
        self.more.setdefault(name, more)
        celery = [sys.executable, "-m", "celery", "--app", "alignment", "--quiet"]
        kind = name.split(maxsplit=1)[0]
        command = {
            "worker": [*celery, "worker", "--concurrency", "2", "--hostname", f"{name[6:]}@x"],
            "beat": [*celery, "beat"],
            "web": [
                *(sys.executable, "-m", "gunicorn", "alignment.wsgi", "--no-control-socket"),
                *("--workers", "2", "--threads", "2", "--log-level", "warning"),
            ],
        }[kind]
        with (self.var / f"{kind}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*command, *self.more[name]],
                cwd=embedded.BASE_DIR,
                env=self.surroundings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.running[name]

    def kill(self, name: str) -> None:
        """Kill a process with all its children, as the power does."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def keep_running(self, *names: str) -> None:
        """Start those of these processes that do not run, and kill all others."""
        for name, process in list(self.running.items()):
            if name not in names or process.poll() is not None:
                self.kill(name)
        for name in names:
            if name not in self.running:
                self.start(name)

    def stop_all(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def log(self, name: str) -> str:
        path = self.var / f"{name}.log"
        return path.read_text()[-3000:] if path.exists() else ""

    def rows(self, question: str, *values: object) -> list[tuple]:
        address = embedded.database_url()
        with (
            closing(psycopg2.connect(address, connect_timeout=3)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(question, values or None)
            return cursor.fetchall() if cursor.description else []

    def count(self, question: str, *values: object) -> int:
        return self.rows(f"SELECT count(*) FROM {question}", *values)[0][0]

    def ask(self, job: str, *units: str, app: str = "tests") -> None:
        """Write down, as pages do, what is to be done; what is asked for already is not doubled."""
        self.rows(
            "INSERT INTO jobs_run (job, unit, due_at, ready_at, state, attempts, stands_for, said,"
            " last_error) SELECT %s, unit, now(), now(), 'waiting', 0, 1, '', ''"
            " FROM unnest(%s::text[]) unit ON CONFLICT DO NOTHING RETURNING id",
            f"{app}.{job}",
            list(units),
        )

    def states(self, job: str) -> dict[str, int]:
        found = self.rows(
            "SELECT state, count(*) FROM jobs_run WHERE job = %s GROUP BY state", f"tests.{job}"
        )
        return dict(found)

    def all_done(self, job: str) -> None:
        """Wait until all is done, as long as more and more of it is."""
        until(
            lambda: set(self.states(job)) == {"done"},
            lambda: f"{job}: {self.states(job)} {self.log('worker')} {self.log('beat')}",
            lambda: self.states(job).get("done"),
        )

    def doubled(self) -> list[tuple]:
        return self.rows("SELECT unit FROM probe_effect GROUP BY unit HAVING count(*) > 1")

    def broker(self, number: signal.Signals) -> None:
        """Send a signal to the broker."""
        pid = int((embedded._kept() / "valkey" / "valkey.pid").read_text())
        os.kill(pid, number)

    def afresh(self, *names: str) -> None:
        """Run these processes only, with nothing left of what was at work before."""
        self.stop_all()
        embedded._start_valkey()
        embedded._start_postgres()
        self.rows("TRUNCATE jobs_run, probe_effect, probe_start, probe_period")
        self.keep_running(*names)

    def restart_broker(self, *, empty: bool) -> None:
        """Kill the broker and start it again, with what it kept or with nothing."""
        self.broker(signal.SIGKILL)
        until(lambda: not embedded._valkey_answers())
        if empty:
            shutil.rmtree(embedded._kept() / "valkey" / "appendonlydir")
        embedded._start_valkey()

    def restart_database(self) -> None:
        """Kill the database as a power cut does, and start it again."""
        pid = int((embedded._kept() / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        until(lambda: not Path(f"/proc/{pid}").exists())
        embedded._start_postgres()


@contextmanager
def installation(**surroundings: str) -> Iterator[Installation]:
    """Keep an installation with its servers running while the block runs; nothing of it stays."""
    with (
        tempfile.TemporaryDirectory(prefix="throughline-faults-", dir="/var/tmp") as named,
        pytest.MonkeyPatch.context() as patch,
    ):
        folder = Path(named)
        folder.chmod(0o711)
        patch.setenv("THROUGHLINE_VAR", str(folder))
        for name, said in surroundings.items():
            patch.setenv(name, said)
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        with embedded.servers():
            house = Installation(folder)
            try:
                house.prepare()
                yield house
            finally:
                house.stop_all()


class Browser:
    """Somebody who reads pages and sends forms, and knows how long each took."""

    def __init__(self, address: str):
        self.address = address
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def open(self, path: str, **form: str) -> tuple[str, float]:
        """Return the page and after how many seconds it was there."""
        token = next((one.value for one in self.cookies if one.name == "csrftoken"), "")
        data = urlencode({**form, "csrfmiddlewaretoken": token}).encode() if form else None
        begun = time.monotonic()
        with self.opener.open(f"http://{self.address}{path}", data, timeout=60) as answer:
            return answer.read().decode(), time.monotonic() - begun

    def sign_in(self, email: str, password: str) -> None:
        self.open("/sign-in/")
        self.open("/sign-in/", username=email, password=password)
