"""Asks for packs, makes them part by part, and keeps them."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.http import Http404

from accounts.models import User
from accounts.saving import in_one_go, locked
from alignment.lib.errors import DomainError
from alignment.lib.tables import write_xlsx
from jobs.declaring import Turn, requested
from jobs.ledger import ask_for
from reports.access import confidential_known_to
from reports.exchange.dump import export_workbook
from reports.models import Pack, PackFile
from reports.packs.content import Content, digest_of
from reports.packs.evidence import xlsx_of
from reports.packs.gathering import gather
from reports.packs.paper import pdf_of
from reports.packs.slides import pptx_of
from reports.packs.steady import steady
from reports.scopes import Scope, scope_from, words_for

MOST_UNFINISHED = 3
PARTS = 5
GONE = "The part of the company that this pack is about is not there any more."


@in_one_go
def ask_for_pack(*, scope: Scope, day: date, by: User, at: datetime, today: date) -> Pack:
    """Write down that somebody wants a pack; and ask for the job that makes it.

    Raises:
        DomainError: the day is still to come, or too many of theirs are waiting.
        Http404: the scope is the branch of a goal that they may not know of.
    """
    if day > today:
        raise DomainError("in_the_future", "Choose today or an earlier day.")
    locked(by)
    if Pack.objects.of(by).unfinished().count() >= MOST_UNFINISHED:
        raise DomainError(
            "too_many", f"{MOST_UNFINISHED} packs of yours are being made. Wait for one of them."
        )
    pack = Pack.objects.create(
        scope=scope.text, title=words_for(by, scope)[:300], day=day, asked_at=at, asked_by=by
    )
    ask_for(build_pack, str(pack.pk), at=at, by=by)
    return pack


@in_one_go
def remove_pack(*, pack: Pack) -> None:
    """Remove a pack and its files."""
    pack.delete()


@requested(
    "Make a pack",
    what="Makes the PDF, the slides and the workbooks of a pack that somebody asked for.",
)
def build_pack(turn: Turn) -> str:
    """Make one pack, once."""
    return build(pk=int(turn.unit), at=turn.now, today=turn.today)


def build(*, pk: int, at: datetime, today: date) -> str:
    """Make a pack, unless it is made already; return what was done, in words.

    Safe to run twice: its files are kept with the word that they are, all or none.
    """
    pack = Pack.objects.select_related("asked_by").unfinished().filter(pk=pk).first()
    if pack is None:
        return "there is nothing to do"
    try:
        return _build(pack, at, today)
    except DomainError as error:
        return _fail(pack, error.sentence, at)
    except Http404:
        return _fail(pack, GONE, at)


def _build(pack: Pack, at: datetime, today: date) -> str:
    _tell(pack, 0)
    by = pack.asked_by
    knows = confidential_known_to(by)
    content = gather(by, scope_from(pack.scope), pack.day, today=today)
    files: dict[str, bytes] = {}
    for done, (kind, make) in enumerate(_parts(content, by, today).items(), start=1):
        _tell(pack, done)
        files[kind] = make()
    with transaction.atomic():
        done_now = {
            "state": Pack.State.DONE,
            "parts_done": PARTS,
            "digest": digest_of(content),
            "knows": knows,
            "settled_at": at,
        }
        if not Pack.objects.unfinished().filter(pk=pack.pk).update(**done_now):
            return "made already, or not wanted any more"
        PackFile.objects.bulk_create(
            PackFile(pack=pack, kind=kind, content=held, size=len(held))
            for kind, held in files.items()
        )
    return f"{len(files)} files made"


def _parts(content: Content, by: User, today: date) -> dict[str, Callable[[], bytes]]:
    """Return how each file is made; the workbook, as things stand, only for today."""
    parts: dict[str, Callable[[], bytes]] = {
        PackFile.Kind.PDF: lambda: pdf_of(content),
        PackFile.Kind.PPTX: lambda: pptx_of(content),
        PackFile.Kind.XLSX: lambda: xlsx_of(content),
    }
    if content.day == today:
        parts[PackFile.Kind.WORKBOOK] = lambda: steady(write_xlsx(export_workbook(by)), today)
    return parts


def _tell(pack: Pack, done: int) -> None:
    Pack.objects.unfinished().filter(pk=pack.pk).update(state=Pack.State.BUILDING, parts_done=done)


def _fail(pack: Pack, sentence: str, at: datetime) -> str:
    failed = {"state": Pack.State.FAILED, "refusal": sentence, "settled_at": at}
    Pack.objects.unfinished().filter(pk=pack.pk).update(**failed)
    return sentence
