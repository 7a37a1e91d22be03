"""The script that draws charts in the browser, written once for each version of its package.

It comes out of the installed package vl-convert-python: no build, nothing from another host. To
write it takes two seconds and 200 MB, so a process of its own does that, at the first request or
with `collectstatic`; the file stays in `assets/<version>/` of the installation's folder.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PACKAGE, FOLDER, FILE = "vl-convert-python", "vega", "vega.js"
PLACE = f"{FOLDER}/{FILE}"
LONGEST_S = 120
WRITE = """
import os, sys, vl_convert
target = sys.argv[1]
with open(f"{target}.{os.getpid()}", "w", encoding="utf-8") as half:
    half.write(vl_convert.javascript_bundle())
os.replace(half.name, target)  # whole, or not at all, whoever else writes it meanwhile
"""


def bundle() -> Path:
    """Return where the script lies, written now if it is not there yet.

    Raises:
        subprocess.SubprocessError: it could not be written.
    """
    target = folder() / PLACE
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with (target.parent / "being-written").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not target.exists():  # nobody else wrote it meanwhile
                subprocess.run(  # noqa: S603  # this very interpreter
                    [sys.executable, "-c", WRITE, str(target)], check=True, timeout=LONGEST_S
                )
    return target


def folder() -> Path:
    """Return the folder of this version's files; another version has another."""
    return Path(settings.ASSETS) / version(PACKAGE)


class BundleFinder(BaseFinder):
    """Finds the one file `vega/vega.js`, for the web server of a trial and for collectstatic."""

    def find(self, path: str, find_all: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's
        """Return where the file lies; None or an empty list for any other."""
        if os.path.normpath(path) != PLACE:
            return [] if find_all else None
        found = str(bundle())
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:  # noqa: ARG002
        """Yield the file, written if it is not there yet."""
        bundle()
        yield PLACE, FileSystemStorage(location=str(folder()))
