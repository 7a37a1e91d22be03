"""The only writers of KPIs, their steps and their values."""

from kpis.services.kpis import create_kpi, delete_kpi, edit_kpi
from kpis.services.measurements import (
    Reading,
    correct_measurement,
    record_measurements,
    withdraw_measurement,
)
from kpis.services.steps import StepFacts, mark_step, set_steps

__all__ = [
    "Reading",
    "StepFacts",
    "correct_measurement",
    "create_kpi",
    "delete_kpi",
    "edit_kpi",
    "mark_step",
    "record_measurements",
    "set_steps",
    "withdraw_measurement",
]
