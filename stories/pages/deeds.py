"""What can be done with each box of a goal's canvas, by somebody who may."""

from collections.abc import Iterator

from accounts.access import may
from accounts.models import User
from accounts.roles import Action
from alignment.lib.canvas import Deed
from kpis.access import may_create_kpi, may_with_kpi
from kpis.models import Kpi
from objectives.models import FocusLink
from stories.models import KpiLink
from stories.pages.remedies import address


def deeds_of_work(
    user: User, link: FocusLink, back: str, *, first: bool, last: bool
) -> tuple[Deed, ...]:
    """Return what can be done with work that serves a goal; `back` is the goal's page."""
    return tuple(_of_work(user, link, back, first=first, last=last))


def deeds_of_kpi(
    user: User, kpi: Kpi, back: str, *, link: KpiLink | None = None, first: bool, last: bool
) -> tuple[Deed, ...]:
    """Return what can be done with a measure, below work by its link or of a goal itself."""
    return tuple(_of_kpi(user, kpi, back, link=link, first=first, last=last))


def add_kpi(user: User, link: FocusLink, back: str) -> str:
    """Return where a measure is put below work, due with the goal; "" for those who may not."""
    if not may_create_kpi(user):
        return ""
    due = link.objective.ends_on if link.objective else None
    return address("stories:kpi-add", link.focus_area_id, due_on=due, next=back)


def _of_work(user: User, link: FocusLink, back: str, *, first: bool, last: bool) -> Iterator[Deed]:
    area = link.focus_area_id
    if add := add_kpi(user, link, back):
        yield Deed("Add a KPI", add)
    if not may(user, Action.EDIT_FOCUS_AREA, owners=(link.focus_area.owner_id,)):
        return
    yield Deed(
        "How it moves the goal",
        address("stories:focus-link-edit", link.pk, only="because", next=back),
    )
    edit = "stories:focus-area-edit"
    yield Deed("Name, reason, owner", address(edit, area, only="work", next=back))
    move = address("stories:focus-link-move", link.pk, next=back)
    yield from _steps(move, first=first, last=last)
    yield Deed("Take it off this goal", address("stories:focus-link-delete", link.pk, next=back))
    retire = address(edit, area, only="status", status="retired", next=back)
    yield Deed("Retire it", retire)


def _of_kpi(
    user: User, kpi: Kpi, back: str, *, link: KpiLink | None, first: bool, last: bool
) -> Iterator[Deed]:
    edit = "stories:kpi-edit"
    may_edit = may_with_kpi(user, Action.EDIT_KPI, kpi)
    may_link = link is not None and may_with_kpi(user, Action.LINK_KPI, kpi)
    if may_edit:
        yield Deed("Target, due date, owner", address(edit, kpi.pk, only="aim", next=back))
        yield Deed("Name and meaning", address(edit, kpi.pk, only="words", next=back))
    if link and may_link:
        why = address("stories:kpi-link-edit", link.pk, only="because", next=back)
        yield Deed("What it shows of the work", why)
        move = address("stories:kpi-link-move", link.pk, next=back)
        yield from _steps(move, first=first, last=last)
        off = address("stories:kpi-link-delete", link.pk, next=back)
        yield Deed("Take it off this work", off)
    if may_edit:
        retire = address(edit, kpi.pk, only="status", status="retired", next=back)
        yield Deed("Retire it", retire)


def _steps(href: str, *, first: bool, last: bool) -> Iterator[Deed]:
    if not first:
        yield Deed("Move up", href, "up")
    if not last:
        yield Deed("Move down", href, "down")
