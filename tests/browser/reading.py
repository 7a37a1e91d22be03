"""Pages that are used again and again, by who looks at which world and how."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.serving import EMPTY, World

Key = tuple[str, str | None, str]


class Readers:
    """Keeps a page for each who reads; what a test leaves open stays until the next page comes."""

    def __init__(self, open_page: Callable[[World, str, dict[str, object]], Page]) -> None:
        self._open_page = open_page
        self._pages: dict[Key, Page] = {}
        self._left_open: set[Key] = set()

    def page_of(self, world: World, who: str, options: dict[str, object]) -> Page:
        key = (world.database, world.sessions.get(who), str(sorted(options.items())))
        if key not in self._pages:
            page = self._pages[key] = self._open_page(world, who, options)
            # Chromium may end a page that needs more memory than there is.
            page.on("crash", lambda: self._pages.pop(key, None))
        self._empty(self._left_open - {key})
        self._left_open = {key}
        return self._pages[key]

    def rest(self, database: str) -> None:
        """Empty what is open of another world than the one that is about to be entered."""
        others = {key for key in self._left_open if key[0] != database}
        self._left_open -= others
        self._empty(others)

    def _empty(self, keys: set[Key]) -> None:
        # What is still open would ask on after a world that is left. The empty page is ours, so
        # that Chromium goes on with the same process, which has read every script already.
        for key in keys & self._pages.keys():
            self._pages[key].goto(EMPTY)
