"""How several processes share the suite: by module, the slowest first.

A module's tests stay together, so that what the module builds once is built once; most of the
browser's are one share, since they share the worlds that they look at. (xdist's own groups have
no effect with pytest 9: xdist writes them into a name that pytest no longer reads.)
"""

from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser"
# So long that sharing worlds with the others would make them all wait.
OF_THEIR_OWN = ("tests/browser/test_hostile.py", "tests/browser/test_pages.py")
# What takes longest, waiting or computing: begun last, it would be waited for alone.
SLOWEST = (
    BROWSER,
    *OF_THEIR_OWN,
    "tests/reports/test_demo_command.py",
    "tests/stories/test_verdicts_settling.py",
)


def share_of(nodeid: str) -> str:
    """Return what a test belongs to: its module, or the browser."""
    module = nodeid.partition("::")[0]
    return BROWSER if module.startswith(f"{BROWSER}/") and module not in OF_THEIR_OWN else module


class ByModule(LoadScopeScheduling):
    """Hands out shares in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def slowest_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with the slowest shares first, otherwise as they came."""
    last = len(SLOWEST)
    places = {share: place for place, share in enumerate(SLOWEST)}
    return sorted(items, key=lambda item: places.get(share_of(item.nodeid), last))


def read_in_turns(config: pytest.Config) -> None:
    """Begin in each process to read the modules elsewhere, where all of them are to be read.

    pytest writes each anew the first time, which takes longer than to read it. Of processes that
    all begin with the first, each would write all; like this each finds what another has written.
    """
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    modules = sorted(Path(__file__).parent.rglob("test_*.py"))
    number, all_of_them = int(config.workerinput["workerid"][2:]), config.workerinput["workercount"]
    first = len(modules) * number // all_of_them
    for path in (*modules[first:], *modules[:first]):
        with suppress(Exception):  # collecting it will say what is wrong
            import_module(".".join(path.relative_to(config.rootpath).with_suffix("").parts))
