"""What became of a scope since a kept day, in words, each change leading to the thing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from accounts.models import User
from kpis.access import kpis_to_view
from objectives.access import objectives_to_view
from reports.board_days import KeptDay, kept_day, kept_days
from reports.board_kept import goals_then, kpis_then, then_of
from reports.models import Review
from reports.scopes import Scope, goals_in, kpis_in
from reports.snapshots import changed_lines
from stories.asking import Given, rows
from stories.audiences import audience_of
from stories.pages.remedies import page_of
from stories.totals import UNTRACED

SPAN = timedelta(days=30)
MOST_NAMED = 60
NOBODY = 0  # asks the database although nothing changed, so that a page always asks as often
CLOSED = {
    "achieved": "was achieved",
    "not_achieved": "was closed as not achieved",
    "dropped": "was dropped",
}
Sort = Literal["gained", "lost", "agreed", "disagreed", "closed", "new"]
COUNTED: dict[Sort, tuple[str, str]] = {
    "gained": ("KPI gained a line", "KPIs gained a line"),
    "lost": ("KPI lost the line", "KPIs lost the line"),
    "agreed": ("goal is newly agreed", "goals are newly agreed"),
    "disagreed": ("story fell out of agreement", "stories fell out of agreement"),
    "closed": ("goal was closed", "goals were closed"),
    "new": ("goal is new", "goals are new"),
}
NOTHING = "no line came or went"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that became of a KPI or a goal."""

    sort: Sort
    title: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of a scope since a day: in one sentence, and one by one."""

    start: KeptDay
    sentence: str
    listed: tuple[Change, ...]


def last_review(scope: Scope, before: date) -> date | None:
    """Return the day of the last review of a scope that was opened. One query."""
    held = Review.objects.opened().before(before).filter(scope=scope.text)
    return held.order_by("-day").values_list("day", flat=True).first()


def changes_of(
    user: User, scope: Scope, day: date, *, today: date, since: date | None = None
) -> Changes | None:
    """Return what became of a scope until a day; None where nothing was kept to compare with.

    Since when: a day that was asked for, else the last review before, else thirty days, else the
    first day that was kept. At most fifteen queries.
    """
    wanted = since or last_review(scope, day) or day - SPAN
    days = [one for one in kept_days(user, until=day) if one.whole and one.day < day]
    before = [one for one in days if one.day <= wanted]
    if not days:
        return None
    start = before[-1] if before else days[0]
    if day >= today:
        return changes_until_now(user, scope, start)
    end = kept_day(user, day)
    return changes_between(user, scope, start, end) if start.day < end.day else None


def changes_until_now(user: User, scope: Scope, since: KeptDay) -> Changes:
    """Return what became of a scope since a kept day. At most eight queries."""
    audience = audience_of(user)
    lines = changed_lines(since.taken_at, audience)
    known = kpis_to_view(user) if scope.is_company else kpis_in(user, scope)
    kpis = set(
        known.filter(pk__in=[NOBODY, *(one.kpi_id for one in lines)]).values_list("pk", flat=True)
    )
    found = [
        _line(one.kpi_id, one.title, one.before, one.after) for one in lines if one.kpi_id in kpis
    ]
    told = rows(_GOALS.format(after=_LIVE), _asked(since, since.day, audience))
    goals = objectives_to_view(user) if scope.is_company else goals_in(user, scope)
    inside = set(
        goals.filter(pk__in=[NOBODY, *(row[0] for row in told)]).values_list("pk", flat=True)
    )
    return _changes(since, [*found, *_of_goals(told, inside)])


def changes_between(user: User, scope: Scope, since: KeptDay, until: KeptDay) -> Changes:
    """Return what became of a scope from one kept day to another. At most eight queries."""
    then = then_of(user, until)
    inside = goals_then(then, scope)
    given = _asked(since, until.day, until.audience)
    moved = rows(_LINES, given)
    known = kpis_then(then, scope, inside).filter(item_id__in=[NOBODY, *(row[0] for row in moved)])
    kpis = set(known.values_list("item_id", flat=True))
    told = rows(_GOALS.format(after=_THEN.format(kind="objective")), given)
    goals = {row[0] for row in told} - then.hidden
    found = [_line(*row) for row in moved if row[0] in kpis]
    return _changes(since, [*found, *_of_goals(told, goals if inside is None else goals & inside)])


def _asked(since: KeptDay, day: date, audience: int) -> Given:
    return {
        "since": since.day,
        "then": since.audience,
        "day": day,
        "audience": audience,
    }


def _line(kpi: int, title: str, before: str, after: str) -> Change:
    sort: Sort = "gained" if before in UNTRACED else "lost"
    words = "gained a line" if after not in UNTRACED else "lost the line"
    return Change(sort, title, page_of("kpi", kpi), words)


def _of_goals(told: Iterable[tuple[object, ...]], inside: Collection[int]) -> list[Change]:
    found = []
    for pk, title, was, status, story_was, story in told:
        if pk not in inside:
            continue
        said = _of_goal(str(was or ""), str(status), str(story_was or ""), str(story or ""))
        if said is not None:
            found.append(Change(said[0], str(title), page_of("objective", int(str(pk))), said[1]))
    return found


def _of_goal(was: str, status: str, story_was: str, story: str) -> tuple[Sort, str] | None:
    """Return the one thing to say of a goal, the weightiest."""
    if status in CLOSED and was not in CLOSED:
        return "closed", CLOSED[status]
    if status != "active":
        return None
    if was != "active":
        return "new", "is a new goal" if was in {"", "draft"} else "was opened again"
    if story == "agreed" and story_was != "agreed":
        return "agreed", "is agreed by both sides now"
    if story_was == "agreed" and story != "agreed":
        return "disagreed", "fell out of agreement"
    return None


def _changes(since: KeptDay, found: Collection[Change]) -> Changes:
    parts = []
    for sort, (one, more) in COUNTED.items():
        count = sum(change.sort == sort for change in found)
        if count:
            parts.append(f"{count:,} {one if count == 1 else more}")
    order = list(COUNTED)
    listed = sorted(found, key=lambda one: (order.index(one.sort), one.title, one.href))
    said = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
    return Changes(since, said or NOTHING, tuple(listed[:MOST_NAMED]))


_THEN = """
    SELECT kept.item_id AS id, kept.facts->>'title' AS title, kept.facts->>'status' AS status,
           kept.facts->>'story' AS story, kept.verdict
    FROM reports_kept kept
    WHERE kept.kind = '{kind}' AND kept.first_day <= %(day)s
      AND (kept.until IS NULL OR kept.until > %(day)s)
      AND (kept.audience = %(audience)s OR kept.audience = 0 AND NOT EXISTS (
          SELECT 1 FROM reports_kept own
          WHERE own.kind = kept.kind AND own.item_id = kept.item_id
            AND own.audience = %(audience)s AND own.first_day <= %(day)s
            AND (own.until IS NULL OR own.until > %(day)s)
      ))
"""
_SINCE = _THEN.replace("%(day)s", "%(since)s").replace("%(audience)s", "%(then)s")
_LIVE = """
    SELECT goal.id, goal.title, goal.status, row.story_state AS story, row.verdict
    FROM objectives_objective goal JOIN stories_objectiveverdict row ON row.objective_id = goal.id
    WHERE row.audience = %(audience)s OR row.audience = 0 AND NOT EXISTS (
        SELECT 1 FROM stories_objectiveverdict own
        WHERE own.objective_id = goal.id AND own.audience = %(audience)s
    )
"""
_GOALS = (
    """
SELECT after.id, after.title, before.status, after.status, before.story, after.story
FROM ({after}) after LEFT JOIN ("""
    + _SINCE.format(kind="objective")
    + """) before ON before.id = after.id
WHERE before.status IS DISTINCT FROM after.status
   OR (before.story = 'agreed') IS DISTINCT FROM (after.story = 'agreed')
"""
)
_LINES = f"""
SELECT after.id, after.title, before.verdict, after.verdict
FROM ({_THEN.format(kind="kpi")}) after JOIN ({_SINCE.format(kind="kpi")}) before
  ON before.id = after.id
WHERE before.verdict IN ('none', 'broken') AND after.verdict IN ('sound', 'in_doubt')
   OR before.verdict IN ('sound', 'in_doubt') AND after.verdict IN ('none', 'broken')
"""  # noqa: S608  # constant texts
