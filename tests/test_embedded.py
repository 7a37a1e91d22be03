import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from alignment import embedded

pytestmark = pytest.mark.processes
PROGRAM = "from alignment import embedded\nwith embedded.servers(): print(embedded.database_url())"


def run_beside(var: Path, program: str = PROGRAM) -> subprocess.CompletedProcess:
    surroundings = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "REDIS_URL", "COV_CORE_SOURCE"}
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=surroundings | {"THROUGHLINE_VAR": str(var), "PYTHONPATH": str(embedded.BASE_DIR)},
        capture_output=True,
        text=True,
        check=False,
        cwd=embedded.BASE_DIR,
        timeout=120,
    )


def sockets(var: Path) -> set[str]:
    home = var / "servers"
    run = home.resolve() / "run"
    return {entry.name for entry in run.iterdir()} if run.exists() else set()


def test_a_command_starts_what_it_needs_and_leaves_nothing_running(var):
    outcome = run_beside(var)

    assert outcome.returncode == 0, outcome.stderr
    assert not sockets(var) & {".s.PGSQL.5432", "valkey.sock"}


def test_a_second_start_keeps_the_data(var):
    write = PROGRAM.replace(
        "print(embedded.database_url())",
        "import psycopg2; c = psycopg2.connect(embedded.database_url());"
        " c.cursor().execute('CREATE TABLE IF NOT EXISTS kept (x int)'); c.commit()",
    )
    read = PROGRAM.replace(
        "print(embedded.database_url())",
        "import psycopg2; c = psycopg2.connect(embedded.database_url()).cursor();"
        " c.execute('SELECT count(*) FROM kept'); print(c.fetchone())",
    )

    run_beside(var, write)
    outcome = run_beside(var, read)

    assert outcome.stdout == "(0,)\n", outcome.stderr


def test_whoever_leaves_last_stops_the_servers(var):
    nested = (
        "import subprocess, sys, psycopg2\nfrom alignment import embedded\n"
        "with embedded.servers():\n"
        f"    subprocess.run([sys.executable, '-W', 'ignore', '-c', {PROGRAM!r}], check=True)\n"
        "    psycopg2.connect(embedded.database_url()).close()\n"
        "    print('still there')\n"
    )

    outcome = run_beside(var, nested)

    assert "still there" in outcome.stdout, outcome.stderr
    assert not sockets(var) & {".s.PGSQL.5432", "valkey.sock"}


def test_two_installations_run_side_by_side(tmp_path_factory, var):
    assert str(var) in run_beside(var).stdout or "throughline-" in run_beside(var).stdout
    here = psycopg2.connect(embedded.database_url())
    here.close()


def test_a_given_address_starts_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")

    with embedded.servers():
        pass

    assert not (tmp_path / "var").exists()
