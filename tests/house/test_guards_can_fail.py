"""The machines that guard the house are shown able to say no."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from alignment import embedded
from tests.coverage_floors import ENGINES
from tests.house.holding import each

ROOT = embedded.BASE_DIR


def test_an_import_that_points_up_is_refused(tmp_path):
    for name in ("lower", "upper"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / "lower" / "models.py").write_text("import upper.models\n")
    (tmp_path / "upper" / "models.py").write_text("")
    (tmp_path / "house.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["upper", "lower"]\n'
        "[[tool.importlinter.contracts]]\n"
        'name = "down"\ntype = "layers"\nlayers = ["upper", "lower"]\n'
    )

    outcome = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", "house.toml", "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "lower.models -> upper.models" in outcome.stdout


def test_every_engine_is_held_to_purity_and_full_coverage():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    pure = next(c for c in contracts["contracts"] if c["name"] == "Engines are pure")
    held = [ROOT / name.replace(".", "/") for name in pure["source_modules"]]
    modules = {path.with_suffix(".py") for path in held}.union(
        *(path.glob("*.py") for path in held)
    )

    assert {ROOT / name for name in ENGINES} <= modules
    assert all((ROOT / name).exists() for name in ENGINES)


def test_the_lock_files_hash_everything_and_name_no_host():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        pinned = [line for line in text.splitlines() if "==" in line]

        assert pinned
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(pinned)


def test_a_rule_held_against_many_names_each_that_breaks_it():
    @each([1, 2, 3, 4], str)
    def small(number):
        assert number < 3, "It is large."

    @each([], str)
    def nothing(number):
        pass

    with pytest.raises(AssertionError, match=r"^3: It is large[^4]*4: It is large"):
        small()
    with pytest.raises(AssertionError, match="nothing to hold"):
        nothing()
