"""Draws, mends and removes the links from KPIs to focus areas."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from kpis.models import Kpi
from objectives.models import FocusArea
from stories.models import KpiLink


def link_kpi(
    *,
    kpi: Kpi,
    focus_area: FocusArea | None,
    by: User,
    at: datetime,
    because: str = "",
    missing_ref: str = "",
) -> KpiLink:
    """Say that this KPI measures this work; `missing_ref` names work that is not there."""
    raise NotImplementedError


def edit_kpi_link(
    *, link: KpiLink, facts: Mapping[str, object], version: int, by: User, at: datetime
) -> KpiLink:
    """Change the reason, the place or the focus area of a link as it was at `version`."""
    raise NotImplementedError


def unlink_kpi(*, link: KpiLink, by: User, at: datetime, version: int | None = None) -> None:
    """Remove a link and what was said of it; the audit line keeps what it was."""
    raise NotImplementedError
