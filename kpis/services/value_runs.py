"""The way of an uploaded file of values: kept, read, looked at, then stored once or left.

A large one waits for its job. Each step asks for the state it starts from, so that a file is stored
once however often a job is run.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from alignment.lib.errors import DomainError
from alignment.lib.tables import Limits, Stream
from alignment.lib.uploads import Uploaded, shown_name, too_large
from kpis.models import ValueFile
from kpis.services.value_files import Report, load_values, open_values, store_loaded
from kpis.value_sheets import layout_of
from kpis.value_tables import drop_values

SMALL = 1_000  # rows up to which nobody has to wait for a job


def start_value_file(*, file: Uploaded, by: User, at: datetime) -> ValueFile:
    """Keep an uploaded file, once it is known to have the columns that are needed.

    A small one is read at once.

    Raises:
        DomainError: it is too large, or no sheet of values.
    """
    if (file.size or 0) > settings.LARGEST_UPLOAD_BYTES:
        raise too_large(settings.LARGEST_UPLOAD_BYTES)
    name, content = shown_name(file.name or ""), file.read()
    stream = _stream(content, name)
    layout_of(stream.columns)
    rows = sum(1 for _ in islice(stream.records(), SMALL + 1))
    run = ValueFile.objects.create(
        name=name, content=content, started_at=at, started_by=by, rows=rows
    )
    if not is_large(run):
        work_on(pk=run.pk, at=at)
    return run


def is_large(run: ValueFile) -> bool:
    """Say whether a file has so many rows that it is left to a job."""
    return (run.rows or 0) > SMALL


def agree_to_store(*, run: ValueFile, at: datetime, reason: str, sure: bool, seen: str) -> None:
    """Let a file be stored as it was looked at; a small one is stored at once.

    Raises:
        DomainError: something is to be mended, to be confirmed or to be said first; it was
            settled already, or changed since it was looked at.
    """
    report = report_of(run)
    if report.digest() != seen:
        raise DomainError("other_than_seen", "Look at the file once more, then store it.")
    if report.wrong:
        raise DomainError("to_be_mended", "Mend the file first, then bring it in once more.")
    if report.doubted and not sure:
        raise DomainError(
            "doubtful", "Look at the values out of the ordinary, and say that they are meant so."
        )
    if report.other and not reason.strip():
        raise DomainError("no_reason", "Say why values that are on record are corrected.")
    agreed = {"state": ValueFile.State.AGREED, "reason": reason.strip()[:1000], "rows_done": 0}
    if not ValueFile.objects.filter(pk=run.pk, state=ValueFile.State.READ).update(**agreed):
        raise _settled(run)
    if not is_large(run):
        work_on(pk=run.pk, at=at)


def leave_value_file(*, run: ValueFile, at: datetime) -> None:
    """Leave a file: nothing of it is kept.

    Raises:
        DomainError: it was settled already.
    """
    open_states = [ValueFile.State.NEW, ValueFile.State.READ, ValueFile.State.AGREED]
    left = {"state": ValueFile.State.LEFT, "content": b"", "report": {}, "settled_at": at}
    if not ValueFile.objects.filter(pk=run.pk, state__in=open_states).update(**left):
        raise _settled(run)


def report_of(run: ValueFile) -> Report:
    """Return what was found in a file; empty while it is being read."""
    return Report.of_json(run.report)


def work_on(*, pk: int, at: datetime) -> str:
    """Read a file, or store it once its person agreed; return what was done, in words.

    Safe to run twice, and twice at once: storing and saying so are one transaction.
    """
    run = ValueFile.objects.select_related("started_by").filter(pk=pk).first()
    if run is None or run.state not in {ValueFile.State.NEW, ValueFile.State.AGREED}:
        return "there is nothing to do"
    try:
        return _read(run, at) if run.state == ValueFile.State.NEW else _store(run, at)
    except DomainError as error:
        return _fail(run, error, at)
    finally:
        drop_values()


def _read(run: ValueFile, at: datetime) -> str:
    report = _load(run, at)
    _keep(run, ValueFile.State.READ, report)
    return f"{report.rows} rows read"


def _store(run: ValueFile, at: datetime) -> str:
    seen, report = report_of(run), _load(run, at)
    if report.digest() != seen.digest():
        report.notes.append("Something changed here since you looked: look once more.")
        _keep(run, ValueFile.State.READ, report)
        return "to be looked at once more"
    with transaction.atomic():
        new, other = store_loaded(report=report, by=run.started_by, at=at, reason=run.reason)
        stored = {"state": ValueFile.State.STORED, "content": b"", "settled_at": at}
        held = ValueFile.objects.filter(pk=run.pk, state=ValueFile.State.AGREED)
        if not held.update(**stored, report=report.as_json()):
            raise _settled(run)
    return f"{new} values stored, {other} corrected"


def _load(run: ValueFile, at: datetime) -> Report:
    return load_values(
        _stream(bytes(run.content), run.name),
        by=run.started_by,
        today=timezone.localdate(at),
        progress=_teller(run),
    )


def _keep(run: ValueFile, state: str, report: Report) -> None:
    ValueFile.objects.filter(pk=run.pk, state=run.state).update(
        state=state, report=report.as_json(), rows=report.rows
    )


def _fail(run: ValueFile, error: DomainError, at: datetime) -> str:
    failed = {"state": ValueFile.State.FAILED, "refusal": error.sentence, "settled_at": at}
    ValueFile.objects.filter(pk=run.pk, state=run.state).update(**failed, content=b"")
    return error.sentence


def _teller(run: ValueFile) -> Callable[[int, int], None]:
    def tell(done: int, rows: int) -> None:
        ValueFile.objects.filter(pk=run.pk).update(rows_done=done, rows=rows)

    return tell


def _stream(content: bytes, name: str) -> Stream:
    rows = Limits(file_bytes=settings.LARGEST_UPLOAD_BYTES, rows=1_500_000)
    return open_values(content, name, rows)


def _settled(run: ValueFile) -> DomainError:
    run.refresh_from_db(fields=["state"])
    words = {
        ValueFile.State.AGREED: "is being stored",
        ValueFile.State.STORED: "was stored already",
        ValueFile.State.LEFT: "was left already",
    }
    said = words.get(ValueFile.State(run.state), "is not ready")
    return DomainError("settled", f"“{run.name}” {said}.")
