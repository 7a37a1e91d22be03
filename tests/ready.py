"""Pages that are kept ready, in tests: what they cost, and stamps as they are on a quiet server."""

from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from alignment.lib.changes import Stamps, stamps_now


def settled_now():
    """Take whatever transactions are open in other databases for done."""
    found = stamps_now()
    return Stamps(
        *(replace(one, is_settled=bool(one.text)) for one in (found.words, found.figures))
    )


@contextmanager
def queries():
    asked = []

    def count(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield asked


def seen(client, path):
    """Return the answer and how many queries it took."""
    with queries() as asked:
        answer = client.get(path)
    return answer, len(asked)
