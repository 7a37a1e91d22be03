"""Draws, mends and removes the links from KPIs to focus areas."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, Q

from accounts.audit import facts_of, last_facts_of, record, touch
from accounts.models import User
from accounts.saving import (
    in_one_go,
    insert,
    keep,
    lock_name,
    locked,
    renumber,
    start_edit,
)
from kpis.models import Kpi
from objectives.models import FocusArea
from stories.models import KpiLink

DRAWN = ("kpi", "focus_area", "missing_ref", "because", "position")
EDITABLE = ("focus_area", "because", "position")


@in_one_go
def link_kpi(
    *,
    kpi: Kpi,
    focus_area: FocusArea | None,
    by: User,
    at: datetime,
    because: str = "",
    missing_ref: str = "",
) -> KpiLink:
    """Say that this KPI measures this work, below what measures it; `missing_ref` names none.

    Raises:
        DomainError: the link is drawn already.
    """
    alike = Q(focus_area=focus_area) if focus_area else Q(kpi=kpi, focus_area=None)
    last = KpiLink.objects.filter(alike).aggregate(last=Max("position"))["last"]
    facts = {
        "kpi": kpi,
        "focus_area": focus_area,
        "missing_ref": missing_ref,
        "because": because,
        "position": 0 if last is None else last + 1,
    }
    row = insert(KpiLink(), facts, DRAWN)
    record(verb="link", thing=row, by=by, at=at, after=facts_of(row, DRAWN))
    _touch_ends(row)
    return row


@in_one_go
def edit_kpi_link(
    *, link: KpiLink, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> KpiLink:
    """Change the reason, the place or the focus area of a link as it was at `version`.

    Raises:
        DomainError: the link is drawn already, or somebody saved meanwhile.
    """
    row = locked(link, version)
    was_for = row.focus_area_id
    edit = start_edit(row, facts, EDITABLE)
    if row.focus_area_id:
        row.missing_ref = ""
    if keep(edit, by=by, at=at):
        _touch_ends(row, was_for)
    return row


@in_one_go
def move_kpi_link(*, link: KpiLink, up: bool, by: User, at: datetime) -> bool:
    """Put a KPI one place up or down among those of its work; say whether it moved.

    Raises:
        DomainError: somebody removed the link meanwhile.
    """
    lock_name(f"order of the measures of {link.focus_area_id}")
    row = locked(link)
    alike = KpiLink.objects.filter(focus_area=row.focus_area_id)
    return renumber(alike.of_current_kpis().in_order(), row, up=up, by=by, at=at)


@in_one_go
def unlink_kpi(*, link: KpiLink, by: User, at: datetime, version: int | None = None) -> None:
    """Remove a link and what was said of it; the audit line keeps what it was.

    Raises:
        DomainError: somebody removed it or saved it meanwhile.
    """
    row = locked(link, version, for_deleting=True)
    record(verb="unlink", thing=row, by=by, at=at, before=last_facts_of(row, "judgements"))
    _touch_ends(row)
    row.delete()


def _touch_ends(row: KpiLink, also: int | None = None) -> None:
    touch("kpi", row.kpi_id)
    touch("focus_area", *{row.focus_area_id, also})
