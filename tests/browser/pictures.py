"""Takes pictures of every page: `python -m tests.browser.pictures [folder] [--readme]`.

The demo company in both widths, light and dark; then the first day, a thousand findings and the
longest names there may be. `--readme` writes the picture of the README and nothing else.
"""

import argparse
import logging
import os
import subprocess
import sys
import warnings
from base64 import b64decode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
os.environ.setdefault("THROUGHLINE_MODE", "trial")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django

django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright  # noqa: E402

from alignment import embedded  # noqa: E402
from tests.browser import serving  # noqa: E402
from tests.browser.looking import NARROW, WIDE, settled, visitor  # noqa: E402
from tests.browser.pages import PAGES, Shown  # noqa: E402
from tests.browser.worlds import BUILDERS  # noqa: E402
from tests.styleguide.guide import rendered  # noqa: E402

FOLDER = embedded.BASE_DIR / "pictures"
README = embedded.BASE_DIR / "docs" / "pictures" / "alignment.png"
PATIENCE = 120_000  # a thousand values owed are a long page
LOOKS = [(width, colours) for width in (WIDE, NARROW) for colours in ("light", "dark")]
NOT_OURS = ("admin", "api-docs")
OURS = [page for page in PAGES if not page.name.startswith(NOT_OURS)]
STATES: dict[str, Sequence[Shown]] = {"demo": PAGES, "long": OURS, "full": OURS, "empty": OURS}
# The whole page, as far as Chromium can draw in one piece; no time goes into making files small.
WHOLE = """() => ({
  x: 0, y: 0, scale: 1,
  width: innerWidth,
  height: Math.min(16000, Math.max(innerHeight, document.documentElement.scrollHeight)),
})"""
FAST = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True}


def main() -> None:
    asked = _arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.state or asked.readme:
        _take_in_here(asked)
        return
    with embedded.servers(), ThreadPoolExecutor(os.cpu_count()) as hands:
        failed = [
            state
            for state, took in zip(STATES, hands.map(_take_beside, STATES), strict=True)
            if took
        ]
    print(f"{len(list(asked.folder.glob('*.png')))} pictures in {asked.folder}")
    if failed:
        raise SystemExit(f"Not every picture could be taken of: {', '.join(failed)}.")


def _take_beside(state: str) -> int:
    """Take the pictures of one state in a process of its own."""
    here = [sys.executable, "-m", "tests.browser.pictures", *sys.argv[1:], "--state", state]
    return subprocess.run(here, check=False).returncode


def _take_in_here(asked: argparse.Namespace) -> None:
    warnings.simplefilter("ignore")
    logging.getLogger("django.request").setLevel(logging.ERROR)
    with _studio() as (worlds, browser, address):
        if asked.readme:
            _take_for_readme(worlds, browser, address)
            return
        chosen = [page for page in STATES[asked.state] if asked.only in page.name]
        _take_state(worlds, browser, address, asked.state, chosen, asked.folder)
        if asked.state == "demo" and asked.only in "style-guide":
            _take_style_guide(worlds, browser, address, asked.folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take a picture of every page.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--only", default="", help="only pages whose name has this in it")
    parser.add_argument("--state", default="", choices=["", *STATES])
    return parser.parse_args()


@contextmanager
def _studio() -> Iterator[tuple[serving.Worlds, Browser, str]]:
    if serving.chromium_path() is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium-headless-shell.")
    with (
        embedded.servers(),
        serving.server() as running,
        sync_playwright() as playwright,
    ):
        worlds = serving.Worlds("pictures", BUILDERS)
        browser = serving.launched(playwright)
        try:
            yield worlds, browser, running.address
        finally:
            browser.close()
            worlds.drop()


def _take_state(
    worlds: serving.Worlds,
    browser: Browser,
    address: str,
    state: str,
    pages: Sequence[Shown],
    folder: Path,
) -> None:
    world = worlds.enter(state)
    with ExitStack() as opened:
        open_pages: dict[str, tuple[Page, CDPSession]] = {}
        for shown in pages:
            try:
                url = shown.url()
            except LookupError:
                continue
            if shown.who not in open_pages:
                cookies = world.cookies(shown.who, address)
                context = opened.enter_context(visitor(browser, address, cookies))
                page = context.new_page()
                open_pages[shown.who] = page, context.new_cdp_session(page)
            page, camera = open_pages[shown.who]
            page.goto(url, timeout=PATIENCE)
            _take(page, camera, folder / f"{state}-{shown.name}")


def _take_style_guide(worlds: serving.Worlds, browser: Browser, address: str, folder: Path) -> None:
    worlds.enter("demo")
    with visitor(browser, address, []) as context:
        page = context.new_page()
        body = rendered(AnonymousUser())
        page.route("**/styleguide/", lambda way: way.fulfill(body=body, content_type="text/html"))
        page.goto("/styleguide/")
        _take(page, context.new_cdp_session(page), folder / "style-guide")


def _take(page: Page, camera: CDPSession, name: Path) -> None:
    for width, colours in LOOKS:
        page.set_viewport_size(width)
        page.emulate_media(color_scheme=colours)
        settled(page)
        taken = camera.send("Page.captureScreenshot", FAST | {"clip": page.evaluate(WHOLE)})
        path = name.with_name(f"{name.name}-{width['width']}-{colours}.png")
        path.write_bytes(b64decode(taken["data"]))


def _take_for_readme(worlds: serving.Worlds, browser: Browser, address: str) -> None:
    world = worlds.enter("demo")
    README.parent.mkdir(parents=True, exist_ok=True)
    with visitor(browser, address, world.cookies("executive", address)) as context:
        page = context.new_page()
        page.goto("/")
        cards = page.locator(".two").first.bounding_box()
        below = {
            "x": 0,
            "y": 0,
            "width": WIDE["width"],
            "height": cards["y"] + cards["height"] + 24,
        }
        page.screenshot(path=README, full_page=True, clip=below)
    print(f"{README}: {README.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
