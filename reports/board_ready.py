"""What boards are made from, found once for all who may know the same, and again after a change.

To find what is wrong with a hundred thousand KPIs, all of them are looked through; what is found is
a few numbers and ids. They hold for everybody who knows of the same confidential goals, for as long
as nothing was changed: by the stamp of words, never by age. Everything that is said of these things
is fetched through the reader's own doors each time.

Where nothing is ready, whoever asks looks through and leaves what they found. A job does the same
again after a change (`renew`), for what was asked for lately, so that the next to come finds it.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from alignment.lib.changes import Stamp, stamps_now
from reports.board_rows import Cause
from reports.models import ReadyBoard
from reports.scopes import Scope, scope_from
from stories.audiences import settled_audience_of
from stories.lines.findings import KpiCounts
from stories.models import PUBLIC

MOST_AT_ONCE = 40
WANTED_FOR = timedelta(days=14)
NOT_ASKED: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Overview:
    """What looking through a scope finds.

    `goals` and `work` are the gravest of each, `listed` the first active goals in the business's
    order, all by id.
    """

    counts: KpiCounts
    causes: tuple[Cause, ...]
    goals: tuple[int, ...]
    work: tuple[int, ...]
    listed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and as one of which audience; `settled` is None while that is not known yet.

    `stamp` was taken before the audience was asked for: what was found for people who came to know
    something else meanwhile is found by nobody.
    """

    user: User
    stamp: Stamp
    settled: int | None

    @property
    def audience(self) -> int:
        """Return the audience whose verdicts are shown; 0 shows less, never more."""
        return self.settled or PUBLIC


def reader_of(user: User) -> Reader:
    """Return a reader as things stand now. Three queries."""
    stamp = stamps_now().words
    return Reader(user, stamp, settled_audience_of(user))


def overview(
    reader: Reader, scope: Scope, find: Callable[[], Overview], *, today: date
) -> Overview:
    """Return what is ready for a reader, or find it, and leave it for the next. Two queries."""
    ready = _ready(reader, scope)
    if ready is not None:
        if ready.asked_on != today:
            ReadyBoard.objects.filter(pk=ready.pk).update(asked_on=today, asked_by=reader.user)
        return _read(ready.found)
    found = find()
    _keep(reader, scope, found, {"asked_on": today, "asked_by": reader.user})
    return found


def listed_if_ready(user: User, scope: Scope, words: Stamp) -> tuple[int, ...] | None:
    """Return the goals that a board lists, where that is ready by this stamp. Three queries."""
    ready = _ready(Reader(user, words, settled_audience_of(user)), scope)
    return None if ready is None else _read(ready.found).listed


def _ready(reader: Reader, scope: Scope) -> ReadyBoard | None:
    if reader.settled is None or not reader.stamp.text:
        return None
    same = ReadyBoard.objects.filter(audience=reader.settled, scope=scope.text)
    return same.filter(stamp=reader.stamp.text).first()


def renew(find: Callable[[Reader, Scope], Overview], *, today: date) -> int:
    """Find again what was asked for lately and is no longer ready; forget what nobody asks for.

    `find` looks through a scope as a reader. Returns how many were found again; of very many the
    rest is left for the next time.
    """
    ReadyBoard.objects.not_asked_since(today - WANTED_FOR).delete()
    old = ReadyBoard.objects.older_than(stamps_now().words.text).select_related("asked_by")
    return sum(_renewed(ready, find) for ready in old[:MOST_AT_ONCE])


def _renewed(ready: ReadyBoard, find: Callable[[Reader, Scope], Overview]) -> bool:
    """Find one again as who asked for it; where they know something else by now, forget it."""
    reader, scope = reader_of(ready.asked_by), scope_from(ready.scope)
    if not ready.asked_by.is_active or reader.settled != ready.audience:
        ready.delete()
        return False
    return _keep(reader, scope, find(reader, scope))


def _keep(
    reader: Reader, scope: Scope, found: Overview, asked: Mapping[str, Any] = NOT_ASKED
) -> bool:
    """Keep what was found, if nothing under way can change it. Two queries at most.

    Of two who found the same at once, either will do.
    """
    if reader.settled is None or not reader.stamp.is_settled:
        return False
    facts = {**asked, "stamp": reader.stamp.text, "found": asdict(found)}
    kept = ReadyBoard.objects.filter(audience=reader.settled, scope=scope.text)
    if not kept.update(**facts) and asked:
        row = ReadyBoard(audience=reader.settled, scope=scope.text, **facts)
        ReadyBoard.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _read(found: dict[str, Any]) -> Overview:
    return Overview(
        counts=KpiCounts(**found["counts"]),
        causes=tuple(Cause(**one) for one in found["causes"]),
        goals=tuple(found["goals"]),
        work=tuple(found["work"]),
        listed=tuple(found["listed"]),
    )
