"""The only writers of KPIs, their steps and their values."""

from kpis.services.bulk_values import Answer, Given, Outcome, Terms, record_many
from kpis.services.checking_in import CheckIn, check_in
from kpis.services.confidence import say_confidence
from kpis.services.doubted import doubted
from kpis.services.kpis import create_kpi, delete_kpi, edit_kpi
from kpis.services.measurements import (
    Reading,
    correct_measurement,
    record_measurements,
    withdraw_measurement,
)
from kpis.services.steps import StepFacts, edit_kpi_and_steps, mark_step, set_steps

__all__ = [
    "Answer",
    "CheckIn",
    "Given",
    "Outcome",
    "Reading",
    "StepFacts",
    "Terms",
    "check_in",
    "correct_measurement",
    "create_kpi",
    "delete_kpi",
    "doubted",
    "edit_kpi",
    "edit_kpi_and_steps",
    "mark_step",
    "record_many",
    "record_measurements",
    "say_confidence",
    "set_steps",
    "withdraw_measurement",
]
