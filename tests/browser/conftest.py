"""A real Chromium before the real product; each worker has worlds of its own."""

import os
from contextlib import ExitStack

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import serving
from tests.browser.looking import WIDE, visitor
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
        page.route(
            "**/bare/", lambda route: route.fulfill(body=body["now"], content_type="text/html")
        )

        def open_markup(markup):
            body["now"] = f"<!doctype html><html lang=en><title>Bare</title><body>{markup}"
            page.goto("/bare/", wait_until="domcontentloaded")
            return page

        yield open_markup


@pytest.fixture(scope="session")
def _readers(chromium, address):
    """Pages that are used again and again, by who looks at which world and how."""
    with ExitStack() as opened:
        pages = {}

        def page_of(world, who, options):
            key = (world.database, world.sessions.get(who), str(sorted(options.items())))
            if key not in pages:
                context = opened.enter_context(
                    visitor(chromium, address, world.cookies(who, address), **options)
                )
                pages[key] = context.new_page()
                # Chromium may end a page that needs more memory than there is.
                pages[key].on("crash", lambda: pages.pop(key, None))
            return pages[key]

        yield page_of


@pytest.fixture
def reading(_readers):
    """Return a call that gives somebody's page as it was first: empty, wide and light.

    For tests that only read: nothing is opened anew but the page itself.
    """
    used = []

    def page_of(world, who="", **options):
        page = _readers(world, who, options)
        page.set_viewport_size(options.get("viewport", WIDE))
        page.emulate_media(color_scheme="light")
        page.context.notes.forget()
        used.append(page)
        return page

    yield page_of
    for page in used:
        # What is still open would ask on after a world that is left. This empty page is ours, so
        # that Chromium goes on with the same process, which has read every script already.
        page.goto(serving.EMPTY)
