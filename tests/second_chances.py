"""Tests that wait for a browser or for real processes are tried twice before they count as failed.

A busy machine may let any of them wait too long. Only a time-out, or the browser's own complaint,
gives a second try: what the product says wrongly fails at once, and what fails twice has failed.
Every second try is shown at the end of the run, with what went wrong in the first: look into it.
"""

from collections.abc import Iterable

import pytest

MARKERS = ("browser", "processes")
BY_CHANCE = (
    r"^Timeout(Error|Expired): ",
    r"^(Target\w+)?Error: [A-Z]\w+\.\w+: ",  # as Playwright says it: “Error: Page.goto: …”
    r"^AssertionError: (Locator|Page [a-z]+) expected ",  # what `expect` waited for in vain
)


def give(items: Iterable[pytest.Item]) -> None:
    """Give a second chance to those that wait for browsers and processes."""
    twice = pytest.mark.flaky(reruns=1, only_rerun=list(BY_CHANCE))
    for item in items:
        if any(item.get_closest_marker(name) for name in MARKERS):
            item.add_marker(twice)
