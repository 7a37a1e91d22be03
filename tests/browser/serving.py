"""What a browser looks at: the whole product served by itself, over databases that tests can swap.

Each state of an installation ("demo", "empty", …) is a database of its own beside the one of the
other tests, built by whichever process of a run comes first and copied by the others; a test that
writes gets a copy. Swapping means pointing Django at another name: the server's threads open a
connection for each request, so that they follow at once.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Playwright

from alignment.lib.charting.bundle import bundle
from tests.databases import migrated

HOST = "127.0.0.1"
# What the processes of one run have in common; nothing where there is only one.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:12]
# A file is the same whoever asks, and the browser need not ask whether it still is.
NOT_KEPT = {"cache-control", "etag", "expires", "last-modified"}
STAYS = ("Cache-Control", "max-age=86400, immutable")
Answer = tuple[str, list[tuple[str, str]], bytes]
# A page with nothing on it, of the same host as all others; the product is not asked for it.
EMPTY = "/empty-page-of-the-tests/"
# What judges a page: a file of the same host, too.
AXE = "/axe-of-the-tests.js"
BACKEND = "django.contrib.auth.backends.ModelBackend"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    # No process is started ahead for a page that may never come; contexts share none anyway.
    "--renderer-process-limit=1",
    # Room for what a look at a page leaves behind, so that less time goes into tidying it away.
    "--js-flags=--max-semi-space-size=64 --min-semi-space-size=32 --no-concurrent-marking",
    # Whatever a page asks of another host fails here, and never leaves the machine.
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
]


# Whether Django points at a world; the server's threads wait for no test.
_entered = Event()


class FromMemory:
    """The product, except that a static file is asked for once and then said again from memory.

    A browser may keep it, too: no file changes while somebody looks.
    """

    def __init__(self, product: WSGIHandler) -> None:
        self._product = product
        self._kept = {
            EMPTY: _made("text/html", "<!doctype html><title>Empty</title>"),
            AXE: _made("text/javascript; charset=utf-8", AXE_SCRIPT),
        }

    def __call__(self, environ, start_response) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path not in self._kept:
            if not _entered.is_set():  # a page that a test left open asks on
                start_response("503 Service Unavailable", [])
                return []
            if not path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
                return self._product(environ, start_response)
            self._kept[path] = self._asked(environ)
        status, headers, body = self._kept[path]
        start_response(status, headers)
        return [body]

    def _asked(self, environ) -> Answer:
        said = []
        answer = self._product(environ, lambda *heard: said.append(heard))
        body = b"".join(answer)
        answer.close()
        status, headers, *_ = said[0]
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        return status, [*kept, STAYS], body


def _made(kind: str, text: str) -> Answer:
    return "200 OK", [("Content-Type", kind), STAYS], text.encode()


class Server(LiveServerThread):
    """The product over HTTP; its static files come the way they come in production."""

    def run(self) -> None:
        self.httpd = self._create_server()
        self.port = self.httpd.server_address[1]
        self.httpd.set_app(FromMemory(WSGIHandler()))
        self.is_ready.set()
        self.httpd.serve_forever()

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def server() -> Iterator[Server]:
    bundle()  # no page waits for it to be written
    thread = Server(HOST, static_handler=None)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    try:
        yield thread
    finally:
        thread.terminate()


def chromium_path(*, whole: bool = False) -> str | None:
    """Return where Chromium is: the one without windows first, which works half as much."""
    names = ["chromium-headless-shell", "chromium"]
    found = map(shutil.which, reversed(names) if whole else names)
    return next((path for path in (os.environ.get("CHROMIUM"), *found) if path), None)


def launched(playwright: Playwright, *, whole: bool = False) -> Browser:
    return playwright.chromium.launch(
        executable_path=chromium_path(whole=whole), args=CHROMIUM_FLAGS, timeout=180_000
    )


@dataclass(frozen=True, slots=True)
class World:
    """A database, and the session of each person who is signed in to it."""

    database: str
    sessions: Mapping[str, str]

    def cookies(self, who: str, address: str) -> list[dict[str, str]]:
        if not who:
            return []
        value = self.sessions[who]
        return [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}]


class Worlds:
    """The databases of one run."""

    def __init__(
        self, prefix: str, builders: Mapping[str, Callable[[], Mapping[str, object]]]
    ) -> None:
        self._builders = builders
        self._prefix = prefix
        self._before = {name: connection.settings_dict[name] for name in ("NAME", "CONN_MAX_AGE")}
        self._made: dict[str, World] = {}
        self._empty = migrated()
        self.before_entering: Callable[[str], None] | None = None

    def enter(self, name: str) -> World:
        """Point Django at a world that is only read; it is built when first entered."""
        self._announce(f"{self._prefix}_{name}")
        world = self._found(name)
        self._point_at(world.database)
        return world

    def enter_copy(self, name: str) -> World:
        """Point Django at a copy of a world, to write in."""
        copy = f"{self._prefix}_copy"
        self._announce("")  # an earlier copy had the same name
        world = self._found(name)
        self._create(copy, world.database)
        self._point_at(copy)
        return World(copy, world.sessions)

    def leave(self) -> None:
        """Point Django at the database of before; whatever a page still asks for is refused."""
        _entered.clear()
        connection.close()
        connection.settings_dict |= self._before

    def drop(self) -> None:
        self.leave()
        names = [world.database for world in self._made.values()]
        with connection._nodb_cursor() as cursor:
            for name in [*names, f"{self._prefix}_copy"]:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._made.clear()

    def _found(self, name: str) -> World:
        if name not in self._made:
            self._made[name] = self._build(name)
        return self._made[name]

    def _build(self, name: str) -> World:
        database = f"{self._prefix}_{name}"
        if not RUN:
            return World(database, self._written(database, name))
        shared = f"browser_{RUN}_{name}"
        with connection._nodb_cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")  # building takes long
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"browser_{name}"])
            sessions = _said_of(cursor, shared)
            if not sessions:
                _drop_of_other_runs(cursor, name)
                sessions = self._written(shared, name)
                cursor.execute(f'COMMENT ON DATABASE "{shared}" IS %s', [json.dumps(sessions)])
            self._create(database, shared)
        return World(database, sessions)

    def _written(self, database: str, name: str) -> dict[str, str]:
        """Build a world into a database; return the session of each of its people."""
        self._create(database, self._empty)
        self._point_at(database)
        people = self._builders[name]()
        return {who: _session(person) for who, person in people.items()}

    def _create(self, name: str, source: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")  # copying may wait
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [source],
            )
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def _point_at(self, database: str) -> None:
        connection.close()
        connection.settings_dict |= {"NAME": database, "CONN_MAX_AGE": 0}
        _entered.set()

    def _announce(self, database: str) -> None:
        if self.before_entering:
            self.before_entering(database)


def _said_of(cursor: object, database: str) -> dict[str, str]:
    """Return the sessions of a world that another process of this run finished, if one did."""
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        [database],
    )
    row = cursor.fetchone()
    return json.loads(row[0] or "{}") if row else {}


def _drop_of_other_runs(cursor: object, name: str) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^browser_.+_{name}$"])
    for (found,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE IF EXISTS "{found}" WITH (FORCE)')


def _session(person: object) -> str:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
