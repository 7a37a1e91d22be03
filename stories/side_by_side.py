"""Does one thing in several processes at once, each with a connection of its own."""

import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

Share = TypeVar("Share")
Answer = TypeVar("Answer")
_inherited: list[object] = []


class ProcessFailedError(RuntimeError):
    """Another process could not do its share; it said why on its standard error."""


def side_by_side(do: Callable[[Share], Answer], shares: Sequence[Share]) -> list[Answer]:
    """Return what comes of each share: the first is done here, each other in its own process.

    Here it is part of the transaction that is open; each other process sees what is committed and
    commits its own share. Answers are pickled.

    Raises:
        ProcessFailedError: one of the others failed; what the rest committed stays.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    others = [_started(do, share) for share in shares[1:]]
    try:
        here = [do(share) for share in shares[:1]]
    finally:
        ended = [_ended(process, reader) for process, reader in others]
    if not all(well for well, _ in ended):
        raise ProcessFailedError("Another process could not do its share; see its error above.")
    return here + [pickle.loads(answer) for _, answer in ended]  # noqa: S301 - our own words


def _started(do: Callable[[Share], Answer], share: Share) -> tuple[int, int]:
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        _work(do, share, writer)
    os.close(writer)
    return process, reader


def _ended(process: int, reader: int) -> tuple[bool, bytes]:
    with os.fdopen(reader, "rb") as answers:
        answer = answers.read()
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status) == 0, answer


def _work(do: Callable[[Share], Answer], share: Share, writer: int) -> NoReturn:
    """Do a share in the new process and end it, without tidying up what is the old one's."""
    failed = 1
    try:
        with _own_connection(), transaction.atomic():
            answer = pickle.dumps(do(share))
        with os.fdopen(writer, "wb") as answers:
            answers.write(answer)
        failed = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        raise
    finally:
        os._exit(failed)


@contextmanager
def _own_connection() -> Iterator[None]:
    """Work on a new connection; the inherited one stays open, since the other process uses it."""
    inherited = connections[DEFAULT_DB_ALIAS]
    _inherited.append(inherited.connection)
    connections[DEFAULT_DB_ALIAS] = inherited.copy()
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
