"""Opens pages and notes whatever goes wrong on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

WIDE, NARROW = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
WATCH = """
window.__refused = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.__refused.push(event.violatedDirective + ": " + event.blockedURI));
"""
# Everything axe knows, and the size of targets, which it leaves out unless asked. (We play no
# sound, and for the rule about sounds it would fetch every file of the page once more.)
EVERY_RULE = {
    "resultTypes": ["violations"],
    "preload": False,
    "rules": {"target-size": {"enabled": True}, "no-autoplay-audio": {"enabled": False}},
}
# What may be another matter in another width or another scheme: colours, sizes, and what is hidden.
SEEN_RULES = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": {
        "type": "rule",
        "values": [
            *("color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"),
            *("link-name", "button-name", "label", "select-name", "summary-name", "svg-img-alt"),
            *("aria-hidden-focus", "empty-heading", "page-has-heading-one", "heading-order"),
        ],
    },
}
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


# Only what is wrong comes back, not what was held against every element of the page.
FOUND = "(options) => axe.run(document, options).then((result) => result.violations)"


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
    context.set_default_timeout(10_000)
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


def refused(page: Page) -> list[str]:
    """Return what the content security policy refused."""
    return page.evaluate("() => window.__refused ?? []")


def sticking_out(page: Page) -> list[str]:
    """Return what is wider than the window, if the page can be scrolled sideways."""
    return page.evaluate(STICKING_OUT)


def settled(page: Page) -> None:
    """Wait until nothing moves or fades any more."""
    page.evaluate(
        "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))"
    )


def violations(page: Page, options: dict[str, object], excused: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds, one line for each thing found."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    settled(page)
    found = page.evaluate(FOUND, options)
    return [
        f"{one['id']}: {node['target'][0]}: {node['html'][:160]} – {summary(node)}"
        for one in found
        if one["id"] not in excused
        for node in one["nodes"]
    ]


def summary(node: dict[str, object]) -> str:
    reasons = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(reason["message"] for reason in reasons)
