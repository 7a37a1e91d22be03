"""Opens pages and notes whatever goes wrong on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
)

PATIENCE_MS = 60_000  # the machine may have other work
WIDE, NARROW = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
WATCH = """
window.__refused = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.__refused.push(event.violatedDirective + ": " + event.blockedURI));
"""
# What sticks out to the right, unless it lies in a part that scrolls by itself.
STICKING_OUT = """
() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= window.innerWidth) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().left + one.scrollWidth > window.innerWidth + 0.5)
    .map((one) => one.tagName.toLowerCase() + "." + one.className)
    .slice(0, 5)
    .concat("page " + wide + " px");
}
"""
AT_REST = """
() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
"""
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Notes:
    """What went wrong while somebody looked."""

    address: str
    console: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.console.append(f"{message.text} ({message.location.get('url', '')})")

    def see(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def forget(self) -> None:
        self.console.clear()
        self.elsewhere.clear()


@contextmanager
def visitor(
    browser: Browser, address: str, cookies: list[dict[str, str]], **options
) -> Iterator[BrowserContext]:
    """Open a context whose pages note what goes wrong, in `context.notes`."""
    facts = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB", "timezone_id": "UTC"}
    context = browser.new_context(base_url=address, **(facts | options))
    context.set_default_timeout(PATIENCE_MS)
    context.notes = Notes(address)
    context.on("console", context.notes.hear)
    context.on("weberror", lambda error: context.notes.console.append(str(error.error)))
    context.on("request", context.notes.see)
    context.add_init_script(WATCH)
    context.add_cookies(cookies)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """Wait, after what the block does, until the page to which it leads is there whole."""
    with page.expect_navigation():
        yield


def follow(link: Locator) -> None:
    """Press a link or a button that leads to another page, and wait for that."""
    with next_page(link.page):
        link.click()


def at_rest(page: Page) -> None:
    """Wait until what came into the page is sent in place, and has what focus it is to have."""
    page.wait_for_function(AT_REST)


def write(page: Page, words: str) -> None:
    """Type words; from an @ on they come at once, so that the names for them are asked for once."""
    typed, at, name = words.partition("@")
    page.keyboard.type(typed)
    if at:
        page.keyboard.insert_text(at + name)


def asked(page: Page, question: str) -> object:
    """Return what a page says of itself once it is there whole, or the one that comes meanwhile."""
    page.wait_for_load_state()
    try:
        return page.evaluate(question)
    except Error:
        page.wait_for_load_state()
        return page.evaluate(question)


def refused(page: Page) -> list[str]:
    """Return what the content security policy refused."""
    return asked(page, "() => window.__refused ?? []")


def sticking_out(page: Page) -> list[str]:
    """Return what is wider than the window, if the page can be scrolled sideways."""
    found = asked(page, STICKING_OUT)
    if found:
        page.wait_for_timeout(500)  # what is drawn by a script is drawn anew a moment later
        found = asked(page, STICKING_OUT)
    return found


def settled(page: Page) -> None:
    """Wait until nothing moves or fades any more."""
    page.evaluate(
        "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))"
    )
