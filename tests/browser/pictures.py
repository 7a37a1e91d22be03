"""Takes pictures of every page: `python -m tests.browser.pictures [folder] [--readme]`.

The demo company in both widths, light and dark; then the first day, a thousand findings and the
longest names there may be. `--readme` writes the picture of the README and nothing else.
"""

import argparse
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
os.environ.setdefault("THROUGHLINE_MODE", "trial")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django

django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from alignment import embedded  # noqa: E402
from tests.browser import serving  # noqa: E402
from tests.browser.looking import NARROW, WIDE, settled, visitor  # noqa: E402
from tests.browser.pages import FORMS, PAGES, Shown  # noqa: E402
from tests.browser.worlds import BUILDERS  # noqa: E402
from tests.styleguide.guide import rendered  # noqa: E402

FOLDER = embedded.BASE_DIR / "pictures"
README = embedded.BASE_DIR / "docs" / "pictures" / "alignment.png"
PATIENCE = 120_000  # a thousand values owed are a long page
LOOKS = [(width, colours) for width in (WIDE, NARROW) for colours in ("light", "dark")]
NOT_OURS = ("admin", "api-docs")
FIRST_DAY = [
    page
    for page in PAGES
    if page not in FORMS and not page.query and not page.name.startswith(NOT_OURS)
]
MANY = [page for page in PAGES if page not in FORMS and not page.name.startswith(NOT_OURS)]
STATES: dict[str, Sequence[Shown]] = {
    "demo": PAGES,
    "empty": FIRST_DAY,
    "full": MANY,
    "long": [page for page in PAGES if not page.name.startswith(NOT_OURS)],
}


def main() -> None:
    asked = _arguments()
    warnings.simplefilter("ignore")
    logging.getLogger("django.request").setLevel(logging.ERROR)
    with _studio() as (worlds, browser, address):
        if asked.readme:
            _take_for_readme(worlds, browser, address)
            return
        asked.folder.mkdir(parents=True, exist_ok=True)
        for state, pages in STATES.items():
            if asked.state in ("", state):
                chosen = [page for page in pages if asked.only in page.name]
                _take_state(worlds, browser, address, state, chosen, asked.folder)
        if asked.only in "style-guide" and asked.state in ("", "demo"):
            _take_style_guide(worlds, browser, address, asked.folder)
    print(f"{len(list(asked.folder.glob('*.png')))} pictures in {asked.folder}")


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
    for shown in pages:
        try:
            url = shown.url()
        except LookupError:
            continue
        with visitor(browser, address, world.cookies(shown.who, address)) as context:
            page = context.new_page()
            page.goto(url, timeout=PATIENCE)
            _take(page, folder, f"{state}-{shown.name}")


def _take_style_guide(worlds: serving.Worlds, browser: Browser, address: str, folder: Path) -> None:
    worlds.enter("empty")
    with visitor(browser, address, []) as context:
        page = context.new_page()
        body = rendered(AnonymousUser())
        page.route("**/styleguide/", lambda way: way.fulfill(body=body, content_type="text/html"))
        page.goto("/styleguide/")
        _take(page, folder, "style-guide")


def _take(page, folder: Path, name: str) -> None:
    for width, colours in LOOKS:
        page.set_viewport_size(width)
        page.emulate_media(color_scheme=colours)
        settled(page)
        page.screenshot(path=folder / f"{name}-{width['width']}-{colours}.png", full_page=True)


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
