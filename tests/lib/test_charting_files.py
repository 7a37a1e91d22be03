"""The script for the browser comes out of a process of its own."""

import subprocess

import pytest
from django.contrib.staticfiles import finders

from alignment.lib.charting import bundle


def test_the_script_is_written_once_for_a_version(tmp_path, settings, monkeypatch):
    settings.ASSETS = tmp_path
    monkeypatch.setattr(bundle, "WRITE", "import sys; open(sys.argv[1], 'x').write('drawn')")

    found = [finders.find(bundle.PLACE), finders.find(bundle.PLACE)]

    assert found == [str(bundle.folder() / "vega" / "vega.js")] * 2
    assert bundle.bundle().read_text() == "drawn"


def test_the_script_is_gathered_with_the_other_files(tmp_path, settings, monkeypatch):
    settings.ASSETS = tmp_path
    monkeypatch.setattr(bundle, "WRITE", "import sys; open(sys.argv[1], 'x').write('drawn')")

    ((path, storage),) = bundle.BundleFinder().list(None)

    assert path == "vega/vega.js"
    with storage.open(path) as file:
        assert file.read() == b"drawn"


@pytest.mark.parametrize("path", ["vega/other.js", "vega", "../vega/vega.js"])
def test_no_other_file_is_found_beside_it(path):
    found = bundle.BundleFinder().find(path)

    assert found is None


def test_a_script_that_cannot_be_written_is_no_file(tmp_path, settings, monkeypatch):
    settings.ASSETS = tmp_path
    monkeypatch.setattr(bundle, "WRITE", "raise SystemExit(1)")

    with pytest.raises(subprocess.CalledProcessError):
        bundle.bundle()

    assert not list(tmp_path.rglob("*.js"))
