"""Gathers what a pack says: the board of a scope and day, and what stands behind its figures."""

from collections.abc import Sequence
from datetime import date, timedelta

from accounts.models import User
from alignment.lib.drawing import Kind
from reports.board import Board, BoardFinding, board_of
from reports.board_days import kept_day
from reports.board_kept import Then, then_of
from reports.board_trend import trend_of
from reports.models import Review
from reports.packs.content import NO_MAP, NO_VALUE, Content, Count, Decided, Matter
from reports.packs.goals import Behind, behind, told_goals
from reports.packs.map_facts import facts_now, facts_then
from reports.packs.mapped import map_of
from reports.packs.value import value_of
from reports.reviews.minutes import MinuteAction, minutes_of
from reports.scopes import Scope, goals_in
from reports.trends import TrendPoint
from reports.valuing import Book, book_now, book_then, spent_now, spent_then
from stories.lines.findings import KpiCounts
from stories.lines.graph import ItemKind
from stories.pages.words import day as day_words

MOST_GOALS = 40
MOST_MATTERS = 25
A_DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=366)
NO_CASES = "What the goals are worth and the map were not kept of this day."
NO_WORDS = "What the goals say and their periods were not kept of this day."
FOUR_WEEKS = timedelta(days=27)
THINGS: dict[ItemKind, str] = {"kpi": "KPI", "focus": "Work", "objective": "Goal"}


def gather(user: User, scope: Scope, day: date, *, today: date) -> Content:
    """Return what a pack of a scope and day says to a reader. The queries are always as many.

    Raises:
        Http404: the scope is the branch of a goal that the reader may not know of.
    """
    board = board_of(user, scope, day, today=today, goals=MOST_GOALS)
    last = board.kept_on or board.day
    counted = trend_of(user, scope, last - LOOKED_BACK, last, today=today, now=board.counts).points
    trend = tuple(one for one in counted if one.live)
    then = then_of(user, kept_day(user, day)) if board.kept_on else None
    known = behind(user, board, then)
    book = book_now(user, scope) if then is None else book_then(then, scope)
    spent = spent_now(user, scope) if then is None else spent_then(then, scope)
    facts = facts_now(user, scope) if then is None else facts_then(then, scope)
    matters = tuple(map(_matter, board.findings))
    return Content(
        scope=board.scope_words,
        day=day,
        figure=board.headline.figure,
        headline=board.headline.text,
        bad=board.headline.bad,
        since=since(trend),
        counts=counts_of(board.counts),
        trend=trend,
        matters=matters[:MOST_MATTERS],
        all_matters=len(matters),
        goals=told_goals(board, known, book.goals if book else {}),
        all_goals=known.count,
        value=value_of(book, spent, board.counts.no_line, last) if book else NO_VALUE,
        map=map_of(facts) if facts else NO_MAP,
        decisions=decided(user, scope, day, then),
        confidential=goals_in(user, scope).confidential().exists(),
        notes=_notes(board, known, book),
    )


def decided(user: User, scope: Scope, day: date, then: Then | None = None) -> tuple[Decided, ...]:
    """Return what the last review of a scope decided, as the reader may know it.

    Of a review that is over the minutes never change; of a past day it is the last one that
    was over when that was kept. One query, and ten more where there is one.
    """
    held = Review.objects.visible_to(user).closed().before(day + A_DAY)
    if then is not None:
        held = held.filter(closed_at__lte=then.kept.taken_at)
    last = held.filter(scope=scope.text).first()
    if last is None:
        return ()
    minutes = minutes_of(last, user)
    return tuple(
        Decided(
            day=minutes.day,
            matter=one.title,
            what=found.words or found.choice,
            who=found.who,
            why=found.why,
            became=" ".join((found.applied, *(_to_do(task) for task in one.actions))).strip(),
        )
        for one in minutes.decided
        if (found := one.decision) is not None
    )


def _to_do(task: MinuteAction) -> str:
    return f"{task.owner}, until {day_words(task.due_on)}: {task.what}"


def _notes(board: Board, known: Behind, book: Book | None) -> tuple[str, ...]:
    """Return what is to be said of a past day of which not everything was kept."""
    found = []
    if board.kept_on is not None and board.kept_on != board.day:
        day, kept = day_words(board.day), day_words(board.kept_on)
        found.append(f"Nothing was kept of {day}: this is how things stood on {kept}.")
    if any(one.id not in known.facts for one in board.goals):
        found.append(NO_WORDS)
    if book is None:
        found.append(NO_CASES)
    return tuple(found)


def counts_of(counts: KpiCounts) -> tuple[Count, ...]:
    """Return the live KPIs by verdict, as the alignment page groups them."""
    found: list[tuple[Kind, str, int]] = [
        ("sound", "traced and agreed", counts.sound),
        ("risk", "not agreed yet", counts.waiting),
        ("suspect", "changed since agreed", counts.changed),
        ("broken", "no line to a goal", counts.no_line),
        ("idle", "deliberately tied to none", counts.exempt),
    ]
    return tuple(Count(kind, text, count) for kind, text, count in found)


def since(trend: Sequence[TrendPoint]) -> str:
    """Return what became of the lines in about four weeks; "" where nothing was kept then."""
    if len(trend) < 2:
        return ""
    now = trend[-1]
    earlier = [one for one in trend[:-1] if one.day <= now.day - FOUR_WEEKS]
    then = earlier[-1] if earlier else trend[0]
    way = "Up" if now.sound > then.sound else "Down" if now.sound < then.sound else "Unchanged"
    return f"{way} from {then.sound:,} of {then.live:,} on {day_words(then.day)}."


def _matter(found: BoardFinding) -> Matter:
    shown = found.shown
    return Matter(
        kind=shown.kind,
        title=shown.title,
        about=THINGS[found.about],
        reason=shown.reason,
        action=shown.action,
        weight=found.ranked.why,
    )
