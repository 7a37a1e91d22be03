"""Gathers what a pack says: the board of a scope and day, and what stands behind its figures."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import User
from alignment.lib.drawing import Kind
from kpis.models import Measurement
from objectives.access import objectives_to_view
from objectives.models import Objective
from reports.board import Board, BoardFinding, BoardGoal, board_of
from reports.board_days import kept_day, kept_days
from reports.models import Review, Snapshot
from reports.packs.content import (
    Content,
    Count,
    Decided,
    Goal,
    Matter,
    Measured,
    Piece,
    Point,
    TrendPoint,
)
from reports.reviews.minutes import MinuteAction, minutes_of
from reports.scopes import Scope, goals_in
from reports.snapshots import team_scope
from stories.emphasis import stretches
from stories.lines.findings import KpiCounts
from stories.lines.graph import ItemKind
from stories.pages.glyphs import words_of
from stories.pages.words import day as day_words
from stories.pages.words import period

MOST_GOALS = 40
MOST_MATTERS = 25
MOST_VALUES = 120  # the newest of a measure; all of them are in the workbook
A_DAY = timedelta(days=1)
LOOKED_BACK = timedelta(days=366)
MOST_POINTS = 60
A_WEEK = 7
FOUR_WEEKS = timedelta(days=27)
THINGS: dict[ItemKind, str] = {"kpi": "KPI", "focus": "Work", "objective": "Goal"}


def gather(user: User, scope: Scope, day: date, *, today: date) -> Content:
    """Return what a pack of a scope and day says to a reader. The queries are always as many.

    Raises:
        Http404: the scope is the branch of a goal that the reader may not know of.
    """
    board = board_of(user, scope, day, today=today, goals=MOST_GOALS)
    trend = _trend(user, scope, board)
    goals = _goals(user, board)
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
        goals=goals,
        all_goals=len(goals),
        decisions=decided(user, scope, day),
        confidential=goals_in(user, scope).confidential().exists(),
        notes=_notes(board),
    )


def decided(user: User, scope: Scope, day: date) -> tuple[Decided, ...]:
    """Return what the last review of a scope decided, as the reader may know it.

    Of a review that is over the minutes never change. One query, and ten where there is one.
    """
    held = Review.objects.visible_to(user).closed().before(day + A_DAY)
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


def _notes(board: Board) -> tuple[str, ...]:
    if board.kept_on is None or board.kept_on == board.day:
        return ()
    kept = day_words(board.kept_on)
    return (f"Nothing was kept of {day_words(board.day)}: this is how things stood on {kept}.",)


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


def _trend(user: User, scope: Scope, board: Board) -> tuple[TrendPoint, ...]:
    """Return what was counted of the company or a team until the day, and the day itself.

    Three queries at most.
    """
    place = _kept_as(scope)
    if not place:
        return ()
    last = board.kept_on or board.day
    days = kept_days(user, since=last - LOOKED_BACK, until=last - A_DAY)
    eyes = {(one.day, one.audience) for one in days}
    rows = Snapshot.objects.filter(scope=place, day__in=[one.day for one in days]).order_by("day")
    points = [
        TrendPoint(day, kpis["live"], kpis["sound"], kpis["no_line"])
        for day, audience, counts in rows.values_list("day", "audience", "counts")
        if (day, audience) in eyes and (kpis := counts["kpis"])
    ]
    if len(points) > MOST_POINTS:
        points = [one for one in points if (last - one.day).days % A_WEEK == 0]
    now = board.counts
    return (*points, TrendPoint(last, now.live, now.sound, now.no_line))


def _kept_as(scope: Scope) -> str:
    if scope.is_company:
        return "company"
    if scope.team_id is not None and scope == Scope(team_id=scope.team_id):
        return team_scope(scope.team_id)
    return ""


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


def _goals(user: User, board: Board) -> tuple[Goal, ...]:
    """Return the goals of the board with their values. Two queries; of a past day three more."""
    measures = [one.measure.id for one in board.goals if one.measure]
    if board.kept_on is None:
        ids = [one.id for one in board.goals]
        rows = {one.pk: one for one in objectives_to_view(user).filter(pk__in=ids)}
        values = known_values(measures, board.day)
    else:
        rows = {}
        values = known_values(measures, board.kept_on, kept_day(user, board.day).taken_at)
    return tuple(_goal(one, rows.get(one.id), _measured(one, values)) for one in board.goals)


def known_values(
    kpis: Sequence[int], day: date, until: datetime | None = None
) -> dict[int, list[Point]]:
    """Return the newest values of KPIs up to a day, oldest first, as they were known. One query.

    `until` is when what is known ends; None is now.
    """
    rows = Measurement.objects.filter(kpi__in=kpis, observed_on__lte=day)
    rows = rows.newest_versions() if until is None else rows.filter(recorded_at__lte=until)
    found: dict[int, dict[date, Decimal | None]] = {}
    for kpi, on, value in rows.order_by("kpi", "observed_on", "version").values_list(
        "kpi", "observed_on", "value"
    ):
        found.setdefault(kpi, {})[on] = value
    return {
        kpi: [(on, value) for on, value in days.items() if value is not None][-MOST_VALUES:]
        for kpi, days in found.items()
    }


def _measured(one: BoardGoal, values: dict[int, list[Point]]) -> Measured | None:
    kpi = one.measure
    if kpi is None:
        return None
    return Measured(
        title=kpi.title,
        way=one.note.removeprefix(f"{kpi.title}: "),
        kind=one.standing_kind,
        standing=one.standing,
        unit=kpi.unit,
        decimals=kpi.decimals,
        values=tuple(values.get(kpi.id, ())),
        plan=kpi.plan,
        target=kpi.aim,
    )


def _goal(one: BoardGoal, row: Objective | None, outcome: Measured | None) -> Goal:
    """Return a goal as the pack tells it; `row` is what is known of it only as things stand."""
    return Goal(
        title=one.title,
        kind=one.line.kind if one.line else "idle",
        verdict=words_of(one.verdict or "not_assessed", one.doubt),
        owner=one.owner,
        period=period(row.starts_on, row.ends_on) if row else "",
        driver=row.get_value_driver_display() if row and row.value_driver else "",
        lines=f"{one.lines} lines hold" if one.lines != "None" else "No line",
        story_kind=one.story_kind,
        story_state=one.story,
        statement=row.statement if row else "",
        story=paragraphs(one.told),
        outcome=outcome,
        confidential=one.hidden,
    )


def paragraphs(told: str) -> tuple[tuple[Piece, ...], ...]:
    """Return a story word for word, in its paragraphs, with what its writer raised."""
    blocks = told.replace("\r\n", "\n").split("\n\n")
    return tuple(
        tuple(Piece(one.text, one.strength) for one in stretches(block.strip()))
        for block in blocks
        if block.strip()
    )
