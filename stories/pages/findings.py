"""Faults as people read them: a sentence with names, and the one action that clears it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.drawing import Glyph, Kind
from alignment.lib.shown import Shown
from kpis.access import may_create_kpi
from stories.lines.catalogue import CATALOGUE
from stories.lines.graph import SIDES, ItemKind
from stories.pages.glyphs import glyph_of_fault, kind_of_fault
from stories.pages.names import Found, Named, Names
from stories.pages.parts import Link
from stories.pages.remedies import Remedy, edit_of_goal, page_of, remedy_of, returning, ways_out
from stories.pages.words import both, capital, day

FOR_ONE = {
    "G3": "One part of this goal has no KPI.",
    "L10": "It traces to a goal, but one of its other lines does not hold.",
    "S7": "The story names one thing that is retired or gone.",
    "D4": "One period in between has no value.",
}
SEE = "See what was done"
LEADERS = "a leader can."
TELLERS = "a tech lead or a leader can."
OWNERS = "the goal’s owners can."


@dataclass(frozen=True, slots=True)
class ShownFinding(Shown):
    """A finding as `components/finding.html` shows it.

    `action_href` is empty where the reader may not do it; `who` then says who can. `others` are
    other ways to clear it, as far as the reader may take them.
    """

    code: str
    kind: Kind
    tag: str
    line: Glyph | None
    title: str
    href: str
    reason: str
    action: str
    action_href: str = ""
    who: str = ""
    others: tuple[Link, ...] = ()


class _Place(NamedTuple):
    """Whose page the findings stand on, if any, and where their forms lead back to."""

    page: tuple[ItemKind, int] | None
    back: str


def shown_findings(
    rows: Iterable[Found],
    *,
    names: Names,
    user: User,
    page: tuple[ItemKind, int] | None = None,
    back: str = "",
) -> list[ShownFinding]:
    """Return faults as a reader may see them, in the order given. No queries but for teams.

    `page` is the thing whose page this is: its own faults are titled by what they are called.
    `back` is the address to which the forms lead back.
    A fault that speaks of an objective without a name here is left out altogether.
    """
    at = _Place(page, back)
    return [
        _shown(row, holder, names=names, user=user, at=at)
        for row in rows
        if (holder := names.of(row.kind, row.id)) is not None and _may_be_said(row, names)
    ]


def reason_of(row: Found, names: Names) -> str:
    """Return the sentence that says what is wrong, with the names of the things concerned."""
    fault = row.fault
    template = CATALOGUE[fault.code].reason
    if fault.count == 1 and fault.code in FOR_ONE:
        template = FOR_ONE[fault.code]
    if len(fault.sides) > 1:
        template = template.replace("{side} has", "{side} have")
    goal = _name(names, "objective", row.goal_id)
    said = template.format(
        goal="this goal" if row.kind == "objective" and row.goal_id == row.id else goal,
        focus=_name(names, "focus", row.focus_id),
        kpi=_name(names, "kpi", row.kpi_id),
        other=_other(row, names),
        date=day(fault.on) or "a day that nobody noted",
        count="some" if fault.count is None else f"{fault.count:,}",
        side=both(fault.sides),
        missing=f"“{fault.missing}”" if fault.missing else "something",
    )
    return capital(said)


def _may_be_said(row: Found, names: Names) -> bool:
    return row.goal_id is None or row.goal_id in names.objectives


def _shown(row: Found, holder: Named, *, names: Names, user: User, at: _Place) -> ShownFinding:
    rule = CATALOGUE[row.fault.code]
    here = (row.kind, row.id) == at.page
    remedy = _remedy(row, names)
    allowed = _allowed(user, remedy, names)
    return ShownFinding(
        code=rule.code,
        kind=kind_of_fault(row.fault),
        tag="" if here else rule.name,
        line=glyph_of_fault(row.kind, row.fault),
        title=rule.name if here else holder.title,
        href="" if here else page_of(row.kind, row.id),
        reason=reason_of(row, names),
        action=SEE if rule.action_key == "explain" else remedy.text or rule.action,
        action_href=_address(remedy, at) if allowed else "",
        who="" if allowed else _who(remedy, names),
        others=tuple(
            Link(text, _address(way, at))
            for text, way in ways_out(row)
            if _allowed(user, way, names)
        ),
    )


def _remedy(row: Found, names: Names) -> Remedy:
    """Return what clears a fault; where nobody can agree for a side, somebody is named first."""
    remedy = remedy_of(row)
    goal = names.of("objective", remedy.id) if remedy.kind == "objective" else None
    if remedy.right != Action.AGREE or goal is None or any(_agreeing(remedy, goal)):
        return remedy
    return edit_of_goal(remedy.id, f"Name who agrees for {both(remedy.sides or SIDES)}")


def _address(remedy: Remedy, at: _Place) -> str:
    return remedy.href if "#" in remedy.href else returning(remedy.href, at.back)


def _allowed(user: User, remedy: Remedy, names: Names) -> bool:
    thing = names.of(remedy.kind, remedy.id)
    if thing is None:
        return False
    if remedy.right == Action.LINK_KPI and remedy.kind != "kpi":
        return may_create_kpi(user)
    if remedy.right == Action.AGREE and user.pk not in _agreeing(remedy, thing):
        return False  # an admin signs for nobody else
    return may(user, remedy.right, team_id=thing.team_id, owners=thing.owners)


def _agreeing(remedy: Remedy, goal: Named) -> tuple[int | None, ...]:
    """Return who owns the sides of a goal whose word is missing."""
    owners = dict(zip(SIDES, goal.owners, strict=False))
    return tuple(owners.get(side) for side in remedy.sides or SIDES)


def _who(remedy: Remedy, names: Names) -> str:
    if remedy.right == Action.AGREE:
        one = len(remedy.sides) == 1
        return f"the goal’s owner for {both(remedy.sides)} can." if one else OWNERS
    if remedy.right == Action.EDIT_STORY:
        return TELLERS
    if remedy.right == Action.LINK_KPI and remedy.kind != "kpi":
        return TELLERS
    thing = names.of(remedy.kind, remedy.id)
    if remedy.kind == "kpi" and remedy.right != Action.EXEMPT and thing and thing.team:
        return f"the team {thing.team} or a leader can."
    return LEADERS


def _name(names: Names, kind: ItemKind, item_id: int | None) -> str:
    found = None if item_id is None else names.of(kind, item_id)
    return f"“{found.title}”" if found else "it"


def _other(row: Found, names: Names) -> str:
    """Return the other thing a sentence speaks of: as found, else the upper end of the link."""
    fault = row.fault
    upper: list[tuple[ItemKind, int | None]] = [
        ("kpi", fault.kpi_id),
        ("focus", row.focus_id if fault.link == "kpi" else fault.focus_id),
        ("objective", row.goal_id if fault.link == "focus" else fault.goal_id),
    ]
    for kind, item_id in upper:
        if item_id is not None and (thing := names.of(kind, item_id)):
            return f"“{thing.title}”"
    return f"“{fault.missing}”" if fault.missing else "something else"
