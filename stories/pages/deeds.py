"""What can be done with each box of a goal's canvas, by somebody who may.

Boxes that are alike share one menu; see `alignment.lib.canvas.Menu`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.canvas import GAPS, Deed, Menu
from kpis.access import may_create_kpi, may_with_kpi
from kpis.models import Kpi
from objectives.models import FocusLink
from stories.models import KpiLink
from stories.pages.remedies import address

THING, LINK = 987654321, 987654322  # stand for the ids of a thing and of its link
MENUS = 512


def menu_of_work(user: User, link: FocusLink, back: str, *, first: bool, last: bool) -> Menu | None:
    """Return what can be done with work that serves a goal; `back` is the goal's page."""
    may_edit = may(user, Action.EDIT_FOCUS_AREA, owners=(link.focus_area.owner_id,))
    deeds = _of_work(
        may_add=may_create_kpi(user),
        may_edit=may_edit,
        due=_due(link),
        back=back,
        first=first,
        last=last,
    )
    return Menu(deeds, (link.focus_area_id, link.pk)) if deeds else None


def menu_of_kpi(
    user: User, kpi: Kpi, back: str, *, link: KpiLink | None = None, first: bool, last: bool
) -> Menu | None:
    """Return what can be done with a measure, below work by its link or of a goal itself."""
    may_edit = may_with_kpi(user, Action.EDIT_KPI, kpi)
    may_link = link is not None and may_with_kpi(user, Action.LINK_KPI, kpi)
    deeds = _of_kpi(may_edit=may_edit, may_link=may_link, back=back, first=first, last=last)
    return Menu(deeds, (kpi.pk, link.pk if link else 0)) if deeds else None


def add_kpi(user: User, link: FocusLink, back: str) -> str:
    """Return where a measure is put below work, due with the goal; "" for those who may not."""
    return _add_kpi(link.focus_area_id, _due(link), back) if may_create_kpi(user) else ""


def _due(link: FocusLink) -> date | None:
    return link.objective.ends_on if link.objective else None


def _add_kpi(area: int, due: date | None, back: str) -> str:
    return address("stories:kpi-add", area, due_on=due, next=back)


@lru_cache(maxsize=MENUS)
def _of_work(
    *, may_add: bool, may_edit: bool, due: date | None, back: str, first: bool, last: bool
) -> tuple[Deed, ...]:
    deeds: list[Deed] = []
    if may_add:
        deeds.append(Deed("Add a KPI", _add_kpi(THING, due, back)))
    if may_edit:
        edit, link = "stories:focus-area-edit", "stories:focus-link"
        retire = address(edit, THING, only="status", status="retired", next=back)
        deeds += (
            Deed("How it moves the goal", address(f"{link}-edit", LINK, only="because", next=back)),
            Deed("Name, reason, owner", address(edit, THING, only="work", next=back)),
            *_steps(address(f"{link}-move", LINK, next=back), first=first, last=last),
            Deed("Take it off this goal", address(f"{link}-delete", LINK, next=back)),
            Deed("Retire it", retire),
        )
    return _with_gaps(deeds)


@lru_cache(maxsize=MENUS)
def _of_kpi(
    *, may_edit: bool, may_link: bool, back: str, first: bool, last: bool
) -> tuple[Deed, ...]:
    edit, link = "stories:kpi-edit", "stories:kpi-link"
    deeds: list[Deed] = []
    if may_edit:
        aim = address(edit, THING, only="aim", next=back)
        deeds.append(Deed("Target, due date, owner", aim))
        deeds.append(Deed("Name and meaning", address(edit, THING, only="words", next=back)))
    if may_link:
        why = address(f"{link}-edit", LINK, only="because", next=back)
        deeds += (
            Deed("What it shows of the work", why),
            *_steps(address(f"{link}-move", LINK, next=back), first=first, last=last),
            Deed("Take it off this work", address(f"{link}-delete", LINK, next=back)),
        )
    if may_edit:
        retire = address(edit, THING, only="status", status="retired", next=back)
        deeds.append(Deed("Retire it", retire))
    return _with_gaps(deeds)


def _steps(href: str, *, first: bool, last: bool) -> Iterator[Deed]:
    if not first:
        yield Deed("Move up", href, "up")
    if not last:
        yield Deed("Move down", href, "down")


def _with_gaps(deeds: Iterable[Deed]) -> tuple[Deed, ...]:
    gaps = tuple(zip((str(THING), str(LINK)), GAPS, strict=True))
    return tuple(Deed(one.text, _gapped(one.href, gaps), one.way) for one in deeds)


def _gapped(href: str, gaps: Iterable[tuple[str, str]]) -> str:
    for number, gap in gaps:
        href = href.replace(number, gap)
    return href
