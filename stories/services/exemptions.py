"""Grants and ends exemptions."""

from datetime import date, datetime

from accounts.models import User
from kpis.models import Kpi
from objectives.models import FocusArea, Objective
from stories.models import Exemption


def exempt(
    *,
    thing: Kpi | FocusArea | Objective,
    reason: str,
    expires_on: date,
    by: User,
    at: datetime,
    code: str = "",
) -> Exemption:
    """Accept a finding for a time; without a code, a KPI that rightly serves no goal."""
    raise NotImplementedError


def end_exemption(*, exemption: Exemption, by: User, at: datetime) -> Exemption:
    """End an exemption today, before it runs out."""
    raise NotImplementedError
