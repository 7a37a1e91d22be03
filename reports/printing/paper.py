"""Papers as PDF, printed by a process of their own."""

import subprocess
import sys
from collections.abc import Mapping
from json import dumps
from typing import Literal

from django.conf import settings

from alignment.lib.drawing import COLOURS
from alignment.lib.errors import DomainError

LONGEST = 60  # seconds


def printed(paper: Literal["pack", "minutes"], said: Mapping[str, object]) -> bytes:
    """Return what is said on a paper as a PDF: the same bytes for the same words.

    `said` is what JSON knows, `day` among it.

    Raises:
        DomainError: it could not be printed.
    """
    sent = dumps({**said, "colours": COLOURS}, ensure_ascii=False).encode("utf-8", "replace")
    try:
        done = subprocess.run(  # noqa: S603  # our own module, and nothing of what is said in it
            [sys.executable, "-m", "reports.printing.press", paper],
            input=sent,
            capture_output=True,
            check=True,
            timeout=LONGEST,
            cwd=settings.BASE_DIR,
        )
    except subprocess.CalledProcessError as error:
        raise DomainError("unprintable", "The PDF could not be printed.") from error
    except subprocess.TimeoutExpired as error:
        raise DomainError("unprintable", "Printing the PDF took too long.") from error
    return done.stdout
