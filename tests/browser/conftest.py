"""A real Chromium before the real product; each worker has worlds of its own."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import serving
from tests.browser.looking import visitor
from tests.browser.worlds import BUILDERS


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.uncounted)


@pytest.fixture(scope="session")
def chromium():
    if serving.chromium_path() is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed: .ci/run says how.")
        pytest.skip("Chromium is not installed: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = serving.launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def worlds(django_db_blocker):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with django_db_blocker.unblock():
        made = serving.Worlds(f"test_browser_{worker}", BUILDERS)
    yield made
    with django_db_blocker.unblock():
        made.drop()


@pytest.fixture(scope="session")
def address(worlds):
    with serving.server() as running:
        yield running.address


@pytest.fixture
def enter(worlds, address, django_db_blocker):
    """Return a call that enters a world to look at, until the test ends."""
    with django_db_blocker.unblock():
        yield worlds.enter
        worlds.leave()


@pytest.fixture
def demo(enter):
    """The demo company, to look at."""
    return enter("demo")


@pytest.fixture
def own_demo(worlds, address, django_db_blocker):
    """The demo company, to write in."""
    with django_db_blocker.unblock():
        yield worlds.enter_copy("demo")
        worlds.leave()


@pytest.fixture
def own_hostile(worlds, address, django_db_blocker):
    """The installation full of hostile texts, to write in."""
    with django_db_blocker.unblock():
        yield worlds.enter_copy("hostile")
        worlds.leave()


@pytest.fixture
def visit(chromium, address):
    """Return a call that opens a visitor's context: `with visit(world, "leader") as context`."""

    def open_context(world, who="", **options):
        return visitor(chromium, address, world.cookies(who, address), **options)

    return open_context
