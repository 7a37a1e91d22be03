"""A time-out is forgiven once and shown; everything else counts at once."""

import subprocess
import sys

from alignment import embedded

PLUGINS = ("--disable-plugin-autoload", "-p", "rerunfailures", "-p", "no:cacheprovider")
CONFTEST = """
from tests import second_chances
def pytest_collection_modifyitems(items):
    second_chances.give(items)
"""
TESTS = """
import pytest

tried = []
late = TimeoutError("Locator.click: Timeout 30000ms exceeded.")
unseen = AssertionError("Locator expected to be visible")
wrong = AssertionError("assert 'three' in 'two lines'")

@pytest.mark.browser
@pytest.mark.parametrize("errors", [(late,), (unseen,), (late, late), (wrong,), (unseen, wrong)],
                         ids=["late", "unseen", "late-twice", "wrong", "late-then-wrong"])
def test_seen(request, errors):
    tried.append(request.node.name)
    before = tried.count(request.node.name) - 1
    if before < len(errors):
        raise errors[before]

@pytest.mark.processes
def test_started():
    tried.append("started")
    if tried.count("started") < 2:
        raise TimeoutError("not so after 150 s")

def test_of_the_house():
    tried.append("house")
    if tried.count("house") < 2:
        raise late
"""


def test_only_what_waited_too_long_is_tried_again_and_never_unseen(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser\n  processes\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_chance.py").write_text(TESTS)

    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-raR", "--rerun-show-tracebacks", *PLUGINS, tmp_path],
        cwd=tmp_path,
        env={"PYTHONPATH": str(embedded.BASE_DIR), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    said = [line.partition(" - ")[0] for line in outcome.stdout.splitlines()]
    failed = {line.removeprefix("FAILED ") for line in said if line.startswith("FAILED")}
    again = {line.removeprefix("RERUN ") for line in said if line.startswith("RERUN")}
    seen = "test_chance.py::test_seen[{}]".format
    house = "test_chance.py::test_of_the_house"
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert failed == {seen("late-twice"), seen("wrong"), seen("late-then-wrong"), house}
    assert again == {
        *map(seen, ("late", "unseen", "late-twice", "late-then-wrong")),
        "test_chance.py::test_started",
    }
    assert "Timeout 30000ms exceeded" in outcome.stdout
