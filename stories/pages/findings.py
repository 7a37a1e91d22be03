"""Faults as people read them: a sentence with names, and the one action that clears it."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.drawing import Glyph, Kind
from kpis.access import may_create_kpi
from stories.lines.catalogue import CATALOGUE
from stories.lines.graph import ItemKind
from stories.pages.glyphs import glyph_of_fault, kind_of_fault
from stories.pages.names import Found, Named, Names
from stories.pages.remedies import Remedy, page_of, remedy_of, waiver_of
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
class ShownFinding:
    """A finding as `components/finding.html` shows it.

    `action_href` is empty where the reader may not do it; `who` then says who can. `waive_href`
    leads to accepting the finding for a time, for those who may.
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
    waive_href: str = ""


def shown_findings(
    rows: Iterable[Found],
    *,
    names: Names,
    user: User,
    page: tuple[ItemKind, int] | None = None,
) -> list[ShownFinding]:
    """Return faults as a reader may see them, in the order given. No queries but for teams.

    `page` is the thing whose page this is: its own faults are titled by what they are called.
    A fault that speaks of an objective without a name here is left out altogether.
    """
    return [
        _shown(row, holder, names=names, user=user, here=(row.kind, row.id) == page)
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


def _shown(row: Found, holder: Named, *, names: Names, user: User, here: bool) -> ShownFinding:
    rule = CATALOGUE[row.fault.code]
    remedy, waiver = remedy_of(row), waiver_of(row)
    allowed = _allowed(user, remedy, names)
    return ShownFinding(
        code=rule.code,
        kind=kind_of_fault(row.fault),
        tag="" if here else rule.name,
        line=glyph_of_fault(row.kind, row.fault),
        title=rule.name if here else holder.title,
        href="" if here else page_of(row.kind, row.id),
        reason=reason_of(row, names),
        action=SEE if rule.action_key == "explain" else rule.action,
        action_href=remedy.href if allowed else "",
        who="" if allowed else _who(remedy, names),
        waive_href=waiver.href if waiver and _allowed(user, waiver, names) else "",
    )


def _allowed(user: User, remedy: Remedy, names: Names) -> bool:
    thing = names.of(remedy.kind, remedy.id)
    if thing is None:
        return False
    if remedy.right == Action.LINK_KPI and remedy.kind != "kpi":
        return may_create_kpi(user)
    if remedy.right == Action.AGREE and user.pk not in thing.owners:
        return False  # an admin signs for nobody else
    return may(user, remedy.right, team_id=thing.team_id, owners=thing.owners)


def _who(remedy: Remedy, names: Names) -> str:
    if remedy.right == Action.AGREE:
        return OWNERS
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
