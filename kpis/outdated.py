"""Notes what has to be computed anew; the jobs that run each minute do it."""

from collections.abc import Iterable

from django.db import connection

from kpis.models import OutdatedForecast, OutdatedState


def mark_outdated(kpi_ids: Iterable[int]) -> None:
    """Ask for new states of these KPIs, in the transaction that changes their values. One query.

    New forecasts follow.
    """
    _note(OutdatedState, kpi_ids)


def mark_forecasts_outdated(kpi_ids: Iterable[int]) -> None:
    """Ask for new forecasts alone, in the transaction that renews the states. One query."""
    _note(OutdatedForecast, kpi_ids)


def _note(log: type[OutdatedState | OutdatedForecast], kpi_ids: Iterable[int]) -> None:
    numbers = sorted(set(kpi_ids))
    if not numbers:
        return
    table = connection.ops.quote_name(log._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kpi_id) SELECT unnest(%s::bigint[])",
            [numbers],
        )
