"""The only writers of KPIs, their steps and their values."""

from kpis.services.confidence import say_confidence
from kpis.services.kpis import create_kpi, delete_kpi, edit_kpi
from kpis.services.measurements import (
    Reading,
    correct_measurement,
    record_measurements,
    withdraw_measurement,
)
from kpis.services.steps import StepFacts, edit_kpi_and_steps, mark_step, set_steps

__all__ = [
    "Reading",
    "StepFacts",
    "correct_measurement",
    "create_kpi",
    "delete_kpi",
    "edit_kpi",
    "edit_kpi_and_steps",
    "mark_step",
    "record_measurements",
    "say_confidence",
    "set_steps",
    "withdraw_measurement",
]
