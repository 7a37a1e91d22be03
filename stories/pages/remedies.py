"""What clears a fault: the page to go to, and the right one needs there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from urllib.parse import quote_plus, urlencode

from django.urls import reverse

from accounts.roles import Action
from alignment.lib.shown import Shown
from stories.lines.catalogue import CATALOGUE
from stories.lines.graph import ItemKind, LinkKind, Side
from stories.pages.names import Found

PAGES: dict[ItemKind, str] = {
    "objective": "stories:objective-page",
    "focus": "stories:focus-area-page",
    "kpi": "stories:kpi-page",
}
EDITS: dict[ItemKind, str] = {
    "objective": "stories:objective-edit",
    "focus": "stories:focus-area-edit",
    "kpi": "stories:kpi-edit",
}
EXEMPTIONS: dict[ItemKind, str] = {
    "objective": "stories:objective-exemption-new",
    "focus": "stories:focus-area-exemption-new",
    "kpi": "stories:exemption-new",
}
LINK_EDITS: dict[LinkKind, str] = {
    "focus": "stories:focus-link-edit",
    "kpi": "stories:kpi-link-edit",
}
LINK_JUDGES: dict[LinkKind, str] = {
    "focus": "stories:link-judge-focus",
    "kpi": "stories:link-judge-kpi",
}
EDIT_RIGHTS: dict[ItemKind, Action] = {
    "objective": Action.EDIT_OBJECTIVE,
    "focus": Action.EDIT_FOCUS_AREA,
    "kpi": Action.EDIT_KPI,
}
LINK_RIGHTS: dict[LinkKind, Action] = {"focus": Action.EDIT_FOCUS_AREA, "kpi": Action.LINK_KPI}


@dataclass(frozen=True, slots=True)
class Remedy(Shown):
    """Where a fault is cleared, and the thing on which one needs a right for it.

    To agree one has to own one of the `sides`; without any, either side. `text` says what to do
    where that is something else than usual.
    """

    href: str
    right: Action
    kind: ItemKind
    id: int
    sides: tuple[Side, ...] = ()
    text: str = ""


def address(name: str, *args: object, part: str = "", **query: object) -> str:
    """Return the address of a page, with what is asked of it and the part of it that is meant."""
    plain = all(type(one) is int and one >= 0 for one in args)
    found = _route(name, len(args)).format(*args) if plain else reverse(name, args=args)
    asked = [f"{key}={_quoted(str(one))}" for key, one in query.items() if one not in ("", None)]
    return found + (f"?{'&'.join(asked)}" if asked else "") + (f"#{part}" if part else "")


@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    """Return what is asked of a page as it stands in an address; most leads back to one page."""
    return quote_plus(text)


@cache
def _route(name: str, numbers: int) -> str:
    """Return an address with a gap for each number; a large page asks for thousands."""
    gap = 987654321
    return reverse(name, args=[gap] * numbers).replace(str(gap), "{}")


def page_of(kind: ItemKind, item_id: int, part: str = "") -> str:
    """Return the address of the page of a thing."""
    return address(PAGES[kind], item_id, part=part)


def remedy_of(found: Found) -> Remedy:
    """Return what clears a fault."""
    key = CATALOGUE[found.fault.code].action_key
    return REMEDIES.get(key, _edit)(found)


def edit_of_goal(goal_id: int, text: str = "") -> Remedy:
    """Return where a goal is changed: its owners, dates, place and whether it is done."""
    href = address("stories:objective-edit", goal_id)
    return Remedy(href, Action.EDIT_OBJECTIVE, "objective", goal_id, text=text)


def returning(href: str, back: str) -> str:
    """Return the address of a form that leads back to where the reader came from."""
    return f"{href}{'&' if '?' in href else '?'}{urlencode({'next': back})}" if back else href


def ways_out(found: Found) -> tuple[tuple[str, Remedy], ...]:
    """Return what else clears a fault; for a KPI that leads nowhere always the same three."""
    rule = CATALOGUE[found.fault.code]
    if found.kind == "kpi" and found.fault.code in NOWHERE:
        kpi = found.id
        link = Remedy(address("stories:kpi-link-new", kpi), Action.LINK_KPI, "kpi", kpi)
        leave = Remedy(address("stories:kpi-retire", kpi), Action.EDIT_KPI, "kpi", kpi)
        first = remedy_of(found).href
        every = (("Find its goal", link), ("Exempt", _exempt(found)), ("Retire", leave))
        return tuple((text, way) for text, way in every if way.href != first)
    if not rule.waivable:
        return ()
    href = address(EXEMPTIONS[found.kind], found.id, code=rule.code)
    return (("Accept for a time", Remedy(href, Action.EXEMPT, found.kind, found.id)),)


def _edit(found: Found) -> Remedy:
    href = address(EDITS[found.kind], found.id)
    return Remedy(href, EDIT_RIGHTS[found.kind], found.kind, found.id)


def _edit_goal(found: Found) -> Remedy:
    goal = found.goal_id
    if goal is None:
        return _edit(found)
    return edit_of_goal(goal)


def _link_kpi(found: Found) -> Remedy:
    kpi = found.id if found.kind == "kpi" else found.kpi_id
    if kpi is None:
        return _edit_story(found)
    return Remedy(address("stories:kpi-link-new", kpi), Action.LINK_KPI, "kpi", kpi)


def _link_focus(found: Found) -> Remedy:
    if found.kind == "objective":
        href = address("objectives:objective-focus-link-new", found.id)
        return Remedy(href, Action.EDIT_FOCUS_AREA, "objective", found.id)
    focus = found.focus_id
    if focus is None:
        return _look(found)
    href = address("objectives:focus-link-new", focus)
    return Remedy(href, Action.EDIT_FOCUS_AREA, "focus", focus)


def _edit_link(found: Found) -> Remedy:
    """Edit the link; a line through what is over is drawn anew, one without a link at its end."""
    link = _link(found)
    if found.kind == "kpi" and found.fault.code in REDRAWN:
        return _link_kpi(found)
    if link is None:
        return _edit(found)
    kind, link_id = link
    return Remedy(address(LINK_EDITS[kind], link_id), LINK_RIGHTS[kind], found.kind, found.id)


def _merge(found: Found) -> Remedy:
    """Take one of two equal lines away, or tell two things apart by what they say."""
    return _edit_link(found) if found.fault.code == "I4" else _edit(found)


def _look(found: Found) -> Remedy:
    return Remedy(page_of(found.kind, found.id, "lines"), Action.READ, found.kind, found.id)


def _history(found: Found) -> Remedy:
    href = page_of(found.kind, found.id, "history")
    return Remedy(href, Action.READ, found.kind, found.id)


def _add_kpi(found: Found) -> Remedy:
    """Begin a KPI for the work that has none; of a goal, the form finds that work."""
    if found.kind == "objective":
        href = address("stories:kpi-new", goal=found.id)
        return Remedy(href, Action.LINK_KPI, found.kind, found.id)
    focus = found.focus_id
    return Remedy(address("stories:kpi-new", focus_area=focus), Action.LINK_KPI, "focus", found.id)


def _best_line(found: Found) -> Remedy:
    """Go on to what is wrong with the best line of a goal, whatever that is when asked."""
    href = address("stories:objective-best-line", found.id)
    return Remedy(href, Action.READ, found.kind, found.id)


def _add_outcome(found: Found) -> Remedy:
    href = address("stories:outcome-add", found.id)
    return Remedy(href, Action.EDIT_OBJECTIVE, found.kind, found.id)


def _agree(found: Found) -> Remedy:
    """Agree to the story where that settles it, or say it of the one link alone.

    Nobody can agree to a goal of which nothing says how its success will show.
    """
    goal, link = found.goal_id, _link(found)
    if found.kind == "objective" and "G5" in found.beside:
        return replace(_add_outcome(found), text="State the measure of success first")
    if goal is not None and (link is None or found.story_confirms):
        href = address("stories:story-agree", goal)
        return Remedy(href, Action.AGREE, "objective", goal, found.fault.sides)
    if link is None:
        return _look(found)
    kind, link_id = link
    thing: tuple[ItemKind, int] = (found.kind, found.id) if goal is None else ("objective", goal)
    href = address(LINK_JUDGES[kind], link_id)
    return Remedy(href, Action.AGREE, *thing, found.fault.sides)


def _edit_story(found: Found) -> Remedy:
    goal = found.goal_id
    if goal is None:
        return _look(found)
    return Remedy(address("stories:story-edit", goal), Action.EDIT_STORY, "objective", goal)


def _record_value(found: Found) -> Remedy:
    href = address("kpis:measurement-new", found.id)
    return Remedy(href, Action.RECORD_VALUE, "kpi", found.id)


def _correct_value(found: Found) -> Remedy:
    href = page_of("kpi", found.id, "measurements")
    return Remedy(href, Action.RECORD_VALUE, "kpi", found.id)


def _exempt(found: Found) -> Remedy:
    href = address(EXEMPTIONS[found.kind], found.id)
    return Remedy(href, Action.EXEMPT, found.kind, found.id)


def _link(found: Found) -> tuple[LinkKind, int] | None:
    """Return the link a fault sits on, as far as it is known."""
    line, fault = found.line, found.fault
    kind = fault.link
    if kind is not None and fault.link_id is not None:
        return kind, fault.link_id
    if line is None or (kind is None and fault.code[0] == "S"):
        return None
    kind = kind or "kpi"
    link_id = line.focus_link_id if kind == "focus" else line.kpi_link_id
    return None if link_id is None else (kind, link_id)


REDRAWN = frozenset({"L3", "L6"})
NOWHERE = frozenset({"L1", "X2", "I1", "L2", "L6", "L3", "L7"})
REMEDIES: dict[str, Callable[[Found], Remedy]] = {
    "link_kpi": _link_kpi,
    "link_focus": _link_focus,
    "relink": _edit_link,
    "close_goal": _edit_goal,
    "approve_goal": _edit_goal,
    "judge": _edit_link,
    "edit_because": _edit_link,
    "add_kpi": _add_kpi,
    "mend_lines": _best_line,
    "add_outcome": _add_outcome,
    "set_expectation": _edit_goal,
    "move_goal": _edit_goal,
    "merge": _merge,
    "agree": _agree,
    "write_story": _edit_story,
    "edit_story": _edit_story,
    "record_value": _record_value,
    "correct_value": _correct_value,
    "explain": _history,
    "exempt": _exempt,
}
