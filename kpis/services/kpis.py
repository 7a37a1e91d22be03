"""Creates, edits, retires and deletes KPIs."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from kpis.models import Kpi


def create_kpi(*, facts: Mapping[str, object], by: User, at: datetime) -> Kpi:
    """Create a KPI; without a `ref` it gets the next free one."""
    raise NotImplementedError


def edit_kpi(*, kpi: Kpi, facts: Mapping[str, object], version: int, by: User, at: datetime) -> Kpi:
    """Change the named facts of a KPI as it was at `version`, and nothing else."""
    raise NotImplementedError


def delete_kpi(*, kpi: Kpi, by: User, at: datetime, version: int | None = None) -> None:
    """Delete a KPI that nothing hangs on and that was never measured."""
    raise NotImplementedError
