"""Measures: what is counted, where it stands, where it should be; and every value ever given."""

from kpis.models.amounts import DIGITS, LARGEST, PLACES, a_figure
from kpis.models.connectors import Connector, ConnectorQuerySet, Pull
from kpis.models.held import HeldValue, HeldValueQuerySet
from kpis.models.kpis import NO_NEGATIVE_COST, Kpi, KpiQuerySet, KpiStep
from kpis.models.measurements import Measurement, MeasurementQuerySet
from kpis.models.outdated import OutdatedForecast, OutdatedState
from kpis.models.states import KpiState
from kpis.models.value_files import ValueFile, ValueFileQuerySet

__all__ = [
    "DIGITS",
    "LARGEST",
    "NO_NEGATIVE_COST",
    "PLACES",
    "Connector",
    "ConnectorQuerySet",
    "HeldValue",
    "HeldValueQuerySet",
    "Kpi",
    "KpiQuerySet",
    "KpiState",
    "KpiStep",
    "Measurement",
    "MeasurementQuerySet",
    "OutdatedForecast",
    "OutdatedState",
    "Pull",
    "ValueFile",
    "ValueFileQuerySet",
    "a_figure",
]
