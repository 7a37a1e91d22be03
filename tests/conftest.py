"""What every test stands on: the embedded servers, a clock that tests name, and growth proofs."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client, client
from django.test.utils import CaptureQueriesContext
from hypothesis import is_hypothesis_test
from hypothesis import settings as examples
from pytest_cov.engine import CovController
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from alignment import embedded
from stories.verdicts import recompute_all
from tests import make, scheduling, second_chances
from tests.coverage_floors import ENGINES
from tests.databases import migrated
from tests.signing_in import client_of

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_running = ExitStack()
_ENGINES_ONLY = os.environ.get("COUNTED") == "engines"

# Playwright keeps an event loop in the thread that drives the browser.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


# How long an example takes is the business of the machine. `make test` tries the same examples
# every time, so that it says the same of the same code; `make test-long` looks for new ones.
examples.register_profile("patient", deadline=None, derandomize=True)
examples.register_profile("curious", deadline=None)
examples.load_profile(os.environ.get("EXAMPLES", "patient"))


def pytest_configure() -> None:
    # A test's database is thrown away, so no commit has to wait for the disk.
    settings.DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
    # Looking for rubbish again and again among all that was imported is a tenth of the time.
    gc.set_threshold(100_000, 50, 1000)
    # A product's password takes half a second of a processor, on purpose; a test's need not.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # What a view gave its template is kept for the test; Django copies it for each part of a page.
    client.store_rendered_templates = partial(_kept_of_a_page, client.store_rendered_templates)
    _running.enter_context(embedded.servers())


def _kept_of_a_page(keep: Callable[..., None], store: dict, **rendered: object) -> None:
    if rendered["context"].template is rendered["template"]:
        keep(store, **rendered)


def pytest_unconfigure() -> None:
    _running.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Rest from measuring while tests are read, which it makes twice as slow.

    What is to be counted of the engines is read before.
    """
    measuring = _measuring(session.config)
    if measuring and _ENGINES_ONLY:
        for engine in ENGINES:
            import_module(engine.removesuffix(".py").replace("/", "."))
        measuring.pause()
    if hasattr(session.config, "workerinput"):
        scheduling.read_in_turns(session.config)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    second_chances.give(items)
    if hasattr(config, "workerinput"):
        items[:] = scheduling.slowest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    return scheduling.ByModule(config, log) if config.getvalue("dist") == "load" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Rest from measuring coverage, which slows a test down, unless this one is to be counted."""
    measuring = _measuring(item.config)
    if measuring and measuring.started != _is_counted(item):
        measuring.pause() if measuring.started else measuring.resume()
    return (yield)


def _measuring(config: pytest.Config) -> CovController | None:
    plugin = config.pluginmanager.getplugin("_cov")
    return plugin and plugin.cov_controller


def _is_counted(item: pytest.Item) -> bool:
    if item.get_closest_marker("uncounted"):
        return False
    if not _ENGINES_ONLY:
        return True
    # By named examples alone: what hypothesis thinks out is run too often to be measured as well.
    is_thought_out = is_hypothesis_test(getattr(item, "obj", None))
    return item.get_closest_marker("engine") is not None and not is_thought_out


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what the migrations ship, after a test with transactions has emptied every table.

    After the last test there is no database any more.
    """
    done = yield
    marker = item.get_closest_marker("django_db")
    if nextitem is not None and marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            import_module("stories.migrations.0004_list_jargon").fill(apps, None)
    return done


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Copy the test database from one that is migrated."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """Return a client signed in as a person."""
    return client_of


@pytest.fixture
def settle_all() -> Callable[[], object]:
    """Judge everything anew, as the nightly job does."""
    return lambda: recompute_all(today=TODAY, at=NOW)


@pytest.fixture
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation of its own, where the embedded servers may live."""
    folder = tmp_path_factory.mktemp("installation")
    for step in (folder, *folder.parents):
        if step.stat().st_uid == os.geteuid() and step != Path("/"):
            step.chmod(step.stat().st_mode | 0o011)
    return folder


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    make.restart()


def count_queries(ask: Callable[[], object]) -> int:
    """Return how many queries a call causes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask()
    return len(captured)


@pytest.fixture
def assert_constant_queries() -> Callable[..., None]:
    """Prove that a call causes as many queries for many rows as for few."""

    def prove(ask: Callable[[], object], grow: Callable[[], object]) -> None:
        ask()
        few = count_queries(ask)
        grow()
        many = count_queries(ask)
        assert many == few, f"{few} queries before growing, {many} after"

    return prove
