"""Lays down and ticks off the steps of a KPI that completes steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from kpis.models import Kpi, KpiStep


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step as a person lays it down; `id` is None for a new one."""

    title: str
    weight: Decimal = Decimal(1)
    done_on: date | None = None
    id: int | None = None


def set_steps(
    *, kpi: Kpi, steps: Sequence[StepFacts], version: int, by: User, at: datetime
) -> list[KpiStep]:
    """Give a KPI exactly these steps in this order; steps left out are removed."""
    raise NotImplementedError


def mark_step(*, step: KpiStep, done_on: date | None, by: User, at: datetime) -> KpiStep:
    """Say when a step was completed; None opens it again."""
    raise NotImplementedError
