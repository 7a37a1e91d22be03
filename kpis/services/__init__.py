"""The only writers of KPIs, their steps and their values."""

from kpis.services.bulk_values import Answer, Given, Outcome, Terms, record_many
from kpis.services.checking_in import CheckIn, check_in
from kpis.services.confidence import say_confidence
from kpis.services.connectors import (
    read_soon,
    remove_connector,
    rotate_secrets,
    set_connector,
)
from kpis.services.doubted import doubted
from kpis.services.held import answer_held
from kpis.services.kpis import create_kpi, delete_kpi, edit_kpi
from kpis.services.measurements import (
    Reading,
    correct_measurement,
    record_measurements,
    withdraw_measurement,
)
from kpis.services.pulling import due_connectors, pull
from kpis.services.steps import StepFacts, mark_step, set_steps
from kpis.services.whole import create_whole_kpi, edit_whole_kpi

__all__ = [
    "Answer",
    "CheckIn",
    "Given",
    "Outcome",
    "Reading",
    "StepFacts",
    "Terms",
    "answer_held",
    "check_in",
    "correct_measurement",
    "create_kpi",
    "create_whole_kpi",
    "delete_kpi",
    "doubted",
    "due_connectors",
    "edit_kpi",
    "edit_whole_kpi",
    "mark_step",
    "pull",
    "read_soon",
    "record_many",
    "record_measurements",
    "remove_connector",
    "rotate_secrets",
    "say_confidence",
    "set_connector",
    "set_steps",
    "withdraw_measurement",
]
