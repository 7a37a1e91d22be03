"""A real Chromium before the real product; each worker has worlds of its own."""

import os
from contextlib import ExitStack

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import serving
from tests.browser.looking import WIDE, visitor
from tests.browser.reading import Readers
from tests.browser.worlds import BUILDERS


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.uncounted)


@pytest.fixture(scope="session")
def playwright_here():
    if serving.chromium_path() is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed: .ci/run says how.")
        pytest.skip("Chromium is not installed: apt-get install chromium-headless-shell.")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_here):
    browser = serving.launched(playwright_here)
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


@pytest.fixture
def bare(chromium, address):
    """Return a call that opens markup as a page; whatever else it asks for is refused."""
    with visitor(chromium, address, []) as context:
        page, body = context.new_page(), {}
        page.route("**/*", lambda route: route.abort())
        page.route(f"**{serving.AXE}", lambda route: route.continue_())
        page.route(
            "**/bare/", lambda route: route.fulfill(body=body["now"], content_type="text/html")
        )

        def open_markup(markup):
            body["now"] = f"<!doctype html><html lang=en><title>Bare</title><body>{markup}"
            page.goto("/bare/", wait_until="domcontentloaded")
            return page

        yield open_markup


@pytest.fixture(scope="session")
def _readers(chromium, address, worlds):
    with ExitStack() as opened:

        def opened_for(world, who, options):
            cookies = world.cookies(who, address)
            return opened.enter_context(visitor(chromium, address, cookies, **options)).new_page()

        readers = Readers(opened_for)
        worlds.before_entering = readers.rest
        yield readers
        worlds.before_entering = None


@pytest.fixture
def reading(_readers):
    """Return a call that gives somebody's page as it was first: wide, light, and about to load.

    For tests that only read: nothing is opened anew but the page itself.
    """

    def page_of(world, who="", **options):
        page = _readers.page_of(world, who, options)
        page.set_viewport_size(options.get("viewport", WIDE))
        page.emulate_media(color_scheme="light")
        page.context.notes.forget()
        return page

    return page_of
