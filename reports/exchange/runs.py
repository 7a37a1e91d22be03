"""An uploaded file on its way in: kept, looked at, then stored once or left."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from accounts.models import User
from alignment.lib.errors import DomainError
from alignment.lib.uploads import Uploaded, shown_name, too_large
from reports.exchange.files import document_in
from reports.exchange.load import plan_import, write_plan
from reports.exchange.plan import ImportPlan, Outcome
from reports.models import ImportRun
from stories.verdicts import settle


def start_import(*, file: Uploaded, by: User, at: datetime) -> ImportRun:
    """Keep an uploaded file, once it is known to be a workbook.

    Raises:
        DomainError: it is too large, or no workbook.
    """
    if (file.size or 0) > settings.LARGEST_UPLOAD_BYTES:
        raise too_large(settings.LARGEST_UPLOAD_BYTES)
    name, content = shown_name(file.name or ""), file.read()
    document_in(content, name)
    return ImportRun.objects.create(name=name, content=content, started_at=at, started_by=by)


def preview_of(run: ImportRun, *, today: date) -> ImportPlan:
    """Return what storing the file would do now, as far as its person may see.

    Raises:
        DomainError: it was stored or left already.
    """
    if run.state != ImportRun.State.PREVIEWED:
        raise _settled(run)
    return plan_import(document_in(bytes(run.content), run.name), today, run.started_by)


def store_run(run: ImportRun, *, by: User, at: datetime, today: date, seen: str = "") -> ImportPlan:
    """Store a file, once. `seen` is the digest of what the person looked at, “” for whatever.

    Raises:
        DomainError: it has problems, was stored or left already, or would do something else now
            than the person saw.
    """
    with transaction.atomic():
        _take(run, ImportRun.State.STORED)
        plan = plan_import(document_in(bytes(run.content), run.name), today, by)
        if seen and plan.digest() != seen:
            raise DomainError(
                "other_than_seen",
                "Something changed here since you looked at the file. Look once more, then store.",
            )
        write_plan(plan, by=by, at=at, today=today)
        run.summary = {outcome.value: plan.count(outcome) for outcome in Outcome}
        run.content = b""
        run.save(update_fields=["summary", "content"])
    settle(today=today, at=at, inline=True)
    return plan


def abandon_run(run: ImportRun) -> None:
    """Leave a file: nothing of it is kept.

    Raises:
        DomainError: it was stored or left already.
    """
    with transaction.atomic():
        _take(run, ImportRun.State.ABANDONED)
        run.content = b""
        run.save(update_fields=["content"])


def _take(run: ImportRun, state: str) -> None:
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.PREVIEWED)
    if not waiting.update(state=state):
        run.refresh_from_db(fields=["state"])
        raise _settled(run)


def _settled(run: ImportRun) -> DomainError:
    what = "stored" if run.state == ImportRun.State.STORED else "left"
    return DomainError("settled", f"“{run.name}” was {what} already. Choose the file once more.")
