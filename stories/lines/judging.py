"""What both sides said of a link, and whether it still holds for what the link says today.

A side's word counts while the link and both its ends read as they did; a restored wording finds
its old word again. Each side that has no word on today's content is asked why: it never spoke, it
spoke of something else since changed, or it spoke of a wording that was never held here. “Never
spoke” is raised only when nothing else is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from stories.lines.catalogue import fault
from stories.lines.faults import Fault
from stories.lines.graph import SIDES, GoalNode, JudgementRow, LinkKind, Side

Owners = dict[Side, frozenset[int | None]]
NOBODY: Owners = {"business": frozenset(), "technology": frozenset()}


def owners_of(goals: Iterable[GoalNode]) -> Owners:
    """Return, by side, who owns these goals."""
    goals = list(goals)
    return {
        "business": frozenset({goal.business_owner_id for goal in goals} - {None}),
        "technology": frozenset({goal.technology_owner_id for goal in goals} - {None}),
    }


class Word(NamedTuple):
    """What the sides' words on a link come to; `refusals` are the words that refuse it."""

    refused: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    valid: tuple[Side, ...] = ()
    confirmed_at: datetime | None = None
    refusals: tuple[JudgementRow, ...] = ()


class Sealed(NamedTuple):
    """What a link and its ends say today, by fingerprint."""

    link: str
    lower: str
    upper: str


UNSPOKEN: dict[LinkKind, Word] = {
    "focus": Word(doubts=(fault("C1", link="focus", sides=SIDES),)),
    "kpi": Word(doubts=(fault("C1", link="kpi", sides=SIDES),)),
}


def word_on(kind: LinkKind, sealed: Sealed, rows: Sequence[JudgementRow], owners: Owners) -> Word:
    """Return what these words, oldest first, come to.

    `owners` are, by side, the people whose word it is today.
    """
    link, lower, upper = sealed
    newest: dict[Side, JudgementRow] = {
        row.side: row
        for row in rows
        if row.fp_upper == upper and row.fp_lower == lower and row.fp_link == link
    }
    valid = tuple([side for side in SIDES if side in newest and newest[side].word == "valid"])
    left = [side for side in valid if _has_left(newest[side], owners[side])]
    doubts = (fault("C5", link=kind, sides=tuple(left)),) if left else ()
    if valid == SIDES:
        return Word((), doubts, valid, max(newest["business"].at, newest["technology"].at))
    refused = tuple([side for side in SIDES if side in newest and side not in valid])
    missing = tuple([side for side in SIDES if side not in newest])
    changes = _changes(kind, sealed, rows, missing)
    if missing and not changes:
        changes = [fault("C1", link=kind, sides=missing)]
    return Word(
        refused=(fault("L7", link=kind, sides=refused),) if refused else (),
        doubts=(*changes, *doubts),
        valid=valid,
        refusals=tuple([newest[side] for side in refused]),
    )


def _has_left(row: JudgementRow, owners: frozenset[int | None]) -> bool:
    return row.by_user_id not in owners or not row.by_active


def _changes(
    kind: LinkKind, sealed: Sealed, rows: Sequence[JudgementRow], missing: Sequence[Side]
) -> list[Fault]:
    sides: dict[str, list[Side]] = {"C2": [], "C3": [], "C4": []}
    for side in missing:
        for code in _codes_of_change(sealed, [row for row in rows if row.side == side]):
            sides[code].append(side)
    return [fault(code, link=kind, sides=tuple(who)) for code, who in sides.items() if who]


def _codes_of_change(sealed: Sealed, past: Sequence[JudgementRow]) -> list[str]:
    """Return what changed since a side's words, none of which is on today's content.

    Something changed when it differs from all content that the side judged; where each part alone
    was judged once, though never together, the newest word decides.
    """
    if not past:
        return []
    if not past[-1].known:
        return ["C4"]
    known = [row for row in past if row.known]
    return _differing(sealed, known) or _differing(sealed, known[-1:])


def _differing(sealed: Sealed, rows: Sequence[JudgementRow]) -> list[str]:
    codes = []
    if all(row.fp_upper != sealed.upper for row in rows):
        codes.append("C2")
    if all(row.fp_lower != sealed.lower for row in rows) or all(
        row.fp_link != sealed.link for row in rows
    ):
        codes.append("C3")
    return codes
