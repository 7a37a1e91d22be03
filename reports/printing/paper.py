"""Papers as PDF and pictures as PNG, made by processes of their own."""

import subprocess
import sys
from collections.abc import Mapping
from json import dumps
from typing import Literal

from django.conf import settings

from alignment.lib.drawing import COLOURS
from alignment.lib.errors import DomainError

LONGEST = 60  # seconds
PRESS, PICTURE = "reports.printing.press", "reports.printing.picture"


def printed(paper: Literal["pack", "minutes"], said: Mapping[str, object]) -> bytes:
    """Return what is said on a paper as a PDF: the same bytes for the same words.

    `said` is what JSON knows, `day` among it.

    Raises:
        DomainError: it could not be printed.
    """
    sent = dumps({**said, "colours": COLOURS}, ensure_ascii=False).encode("utf-8", "replace")
    return _run(PRESS, paper, sent=sent)


def pictured(svg: str) -> bytes:
    """Return a drawing as PNG, for mails: few programs show SVG in them.

    Raises:
        DomainError: it could not be drawn.
    """
    return _run(PICTURE, sent=svg.encode())


def _run(module: str, *given: str, sent: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # our own module, and nothing of what is said in it
            [sys.executable, "-m", module, *given],
            input=sent,
            capture_output=True,
            check=True,
            timeout=LONGEST,
            cwd=settings.BASE_DIR,
        )
    except subprocess.CalledProcessError as error:
        raise DomainError("unprintable", "It could not be printed.") from error
    except subprocess.TimeoutExpired as error:
        raise DomainError("unprintable", "Printing it took too long.") from error
    return done.stdout
